"""A recovery key in three lists of words, any two of which give it back (SLIP-39)."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORD_INDEX_MAP

from bashke.keys.boxes import Secret
from bashke.keys.refusals import KeysError

NEEDED, MADE = 2, 3
LENGTH = 33


class Label(NamedTuple):
    """What a list of words tells about itself, none of it secret."""

    identifier: int
    number: int


class SharesError(KeysError):
    """Two lists of words that give no key."""


def split(private: Secret) -> list[str]:
    """Three lists of 33 words each."""
    # The secret is random already: the slow hash that protects a weak one is left at its lowest.
    [words] = generate_mnemonics(
        1, [(NEEDED, MADE)], private.reveal(), iteration_exponent=0, extendable=False
    )
    return list(words)


@sensitive_variables()
def label(words: str) -> Label:
    """Which list this is; a slip of the pen is found word by word, or by the list's checksum."""
    refuse_unknown_words(tidy(words).split())
    try:
        share = Share.from_mnemonic(tidy(words))
    except (MnemonicError, ValueError, KeyError):
        pass
    else:
        return Label(share.identifier, share.index)
    # Not from the error, which repeats the words.
    raise SharesError(_("One list of words has a mistake in it. Read it again, word by word."))


@sensitive_variables()
def refuse_unknown_words(words: list[str]) -> None:
    """Name the words that stand on no list: by their number, as no word is to be repeated."""
    numbers = [
        str(place) for place, word in enumerate(words, start=1) if word not in WORD_INDEX_MAP
    ]
    if len(numbers) == 1:
        raise SharesError(
            _("Word %(number)s stands on no list. Read that word again.") % {"number": numbers[0]}
        )
    if numbers and len(words) == LENGTH:
        numbered = {"numbers": ", ".join(numbers)}
        raise SharesError(_("Words %(numbers)s stand on no list. Read them again.") % numbered)
    if len(words) != LENGTH:
        counted = {"length": LENGTH, "count": len(words)}
        raise SharesError(
            _("A list has %(length)s words, and %(count)s were written. Read it again.") % counted
        )


@sensitive_variables()
def joined(first: str, second: str) -> Secret:
    """The key that two different lists of one set give."""
    one, two = label(first), label(second)
    if one.number == two.number:
        raise SharesError(_("Both lists of words are the same one. Two people bring one each."))
    try:
        return Secret(combine_mnemonics([tidy(first), tidy(second)]))
    except (MnemonicError, ValueError):
        pass
    raise SharesError(_("These two lists of words do not belong together."))


def tidy(words: str) -> str:
    return " ".join(words.lower().split())
