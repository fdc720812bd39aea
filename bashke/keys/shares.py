"""A recovery key in three lists of words, any two of which give it back (SLIP-39)."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from bashke.keys.boxes import Secret
from bashke.keys.refusals import KeysError

NEEDED, MADE = 2, 3


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
    """Which list this is; a slip of the pen is found by its checksum."""
    try:
        share = Share.from_mnemonic(tidy(words))
    except (MnemonicError, ValueError, KeyError):
        pass
    else:
        return Label(share.identifier, share.index)
    # Not from the error, which repeats the words.
    raise SharesError(_("One list of words has a mistake in it. Read it again, word by word."))


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
