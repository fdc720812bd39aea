"""Who may ask for what, and what is withheld from whom: one row per kind of person.

Where the law that was read is silent, the row is proposed practice, and pages say so
(facts/deadlines.md on Law 124/2024: the rights are in arts. 12–20, whose text was not read;
facts/guide_and_practice.md, R11, R13, R19; product.md, rules 11, 13, 18, 19).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bashke.cases.models import DataRequest
from bashke.mechanisms.schema import Citation

Asker = DataRequest.Asker
RIGHTS = Citation(act="ligj-124-2024", provision="nenet-12-20")
CLOCK = Citation(act="ligj-124-2024", provision="kerkesa-e-subjektit")
CRIMINAL = Citation(act="ligj-124-2024", provision="qellimet-penale")
POLICE = Citation(act="ligj-82-2024")

# Where a passage stands in a case.
CASE, REFERRAL = "case", "referral"


@dataclass(frozen=True)
class Rule:
    """What one kind of person is given, what never, and what has to be written down first."""

    gives: Promise
    withheld: tuple[Promise, ...]
    why: Promise
    # On what it rests; empty where it is proposed practice alone.
    law: tuple[Citation, ...] = (RIGHTS,)
    # From which part of a case passages may be taken.
    part: str = CASE
    # Nothing is told unless the lead writes why, and by which law.
    told_only_with_reason: bool = False
    # Nothing is told unless the lead says that this person is no danger to the child.
    told_only_if_safe: bool = False


REPORTER = _("who reported the concern")
OTHERS = _("what is about other people")
SAFETY = _("addresses, shelters, and how somebody is reached safely")
ADVICE = _("what would endanger somebody or an inquiry that is under way")

RULES: Mapping[str, Rule] = {
    Asker.VICTIM: Rule(
        gives=_("everything about themselves: what was written, decided, done, and told to whom"),
        withheld=(REPORTER, OTHERS, SAFETY, ADVICE),
        why=_("It is their own story. Safe places are left out even so: others may find a letter."),
    ),
    Asker.CHILD: Rule(
        gives=_("everything about themselves, in words that they understand, by whom they trust"),
        withheld=(REPORTER, OTHERS, SAFETY, ADVICE),
        why=_("A child may ask alone. What would harm the child is told with help, not by post."),
    ),
    Asker.PARENT: Rule(
        gives=_("what is about the child, where that is in the child’s interest"),
        withheld=(
            _("everything, where this parent is said to have done harm, or where there is doubt"),
            _("what the child said in confidence"),
            REPORTER,
            OTHERS,
            SAFETY,
        ),
        why=_(
            "The child comes first: a violent parent never gets the file as the child’s "
            "representative."
        ),
        law=(),
        told_only_if_safe=True,
    ),
    Asker.ACCUSED: Rule(
        gives=_("nothing by default: neither that something is held nor that nothing is"),
        withheld=(_("everything, unless a law and a written reason allow it"), REPORTER, SAFETY),
        why=_(
            "To learn of a file can end in violence. The Commissioner can check for this person "
            "whether what is held is lawful."
        ),
        law=(CRIMINAL,),
        told_only_with_reason=True,
    ),
    Asker.REPORTER: Rule(
        gives=_("their own report, and what the receiver answered to it"),
        withheld=(_("the case that came of it"), OTHERS, SAFETY),
        why=_("They know what they said. What came of it belongs to the person concerned."),
        part=REFERRAL,
    ),
    Asker.THIRD: Rule(
        gives=_("the sentences in which they are named, and nothing around them"),
        withheld=(REPORTER, OTHERS, SAFETY, ADVICE),
        why=_("Who is only named has a right to that, and none to the story of somebody else."),
    ),
}


def rule_for(asker: str) -> Rule:
    return RULES[asker]
