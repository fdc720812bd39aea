"""Short words for what stands in the cells of the Table and of the card."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bashke.directory.reach import Reached
from bashke.mechanisms.schema import Duty
from bashke.pack.schema import Option

# The answer that leads to nobody.
LEADS_NOBODY = "nothing-to-refer"
NOTHING_SAID = "–"

PEOPLE = {
    frozenset({"child"}): gettext_lazy("a child"),
    frozenset({"adult"}): gettext_lazy("an adult"),
    frozenset({"place"}): gettext_lazy("a place"),
    frozenset({"child", "adult"}): gettext_lazy("anyone"),
    frozenset({"child", "place"}): gettext_lazy("a child or a place"),
    frozenset({"adult", "place"}): gettext_lazy("an adult or a place"),
    frozenset({"child", "adult", "place"}): gettext_lazy("anyone, or a place"),
}

# What a cell has no room to spell out; an option that is not here is said in full.
SHORT = {
    "teacher": gettext_lazy("school staff"),
    "health": gettext_lazy("health staff"),
    "social": gettext_lazy("social workers"),
    "police": gettext_lazy("police"),
    "municipal": gettext_lazy("municipal staff"),
    "civil-society": gettext_lazy("civil society and media"),
    "religious": gettext_lazy("clergy"),
    "family": gettext_lazy("family, friends, neighbours"),
    "resident": gettext_lazy("residents"),
    "partner": gettext_lazy("partner or former partner"),
    "parent": gettext_lazy("parent"),
    "relative": gettext_lazy("relative"),
    "professional": gettext_lazy("somebody with a duty to the person"),
    "employer": gettext_lazy("employer"),
    "exploiter": gettext_lazy("exploiter"),
    "peer": gettext_lazy("another child or young person"),
    "someone-else": gettext_lazy("somebody else"),
    "justifies": gettext_lazy("says that killing is right"),
    "spreads": gettext_lazy("shares or praises killing videos"),
    "contact": gettext_lazy("in contact with people who use violence"),
    "recruits": gettext_lazy("recruits others"),
    "travel": gettext_lazy("leaves for a war abroad"),
    "threatens": gettext_lazy("says that he or she will kill or attack"),
    "preparing": gettext_lazy("has a plan, a weapon or a target"),
}


class Binding(Protocol):
    """As much of bashke.guide.table.Bound as is needed here."""

    @property
    def duty(self) -> Duty: ...


def short(option: Option) -> str:
    """An option in as few words as there are for it."""
    if option.id in SHORT:
        return str(SHORT[option.id])
    return option.text.in_language(get_language() or "sq")


def joined(words: Iterable[str]) -> str:
    """Several things in one cell; a comma inside one of them calls for semicolons."""
    listed = list(words)
    return ("; " if any("," in word for word in listed) else ", ").join(listed)


def duty_words(duty: Duty) -> str:
    return {Duty.MUST: _("must"), Duty.MAY: _("may"), Duty.WITH_AGREEMENT: _("with agreement")}[
        duty
    ]


def leave(bound: Iterable[Binding], *, harmless: bool) -> tuple[str, ...]:
    """What protects whoever reports, as far as this product promises it."""
    if harmless:
        return (_("Nobody may make you report this."),)
    duties = {each.duty for each in bound}
    said = []
    if duties - {Duty.WITH_AGREEMENT}:
        said.append(_("You need nobody's leave."))
    if Duty.WITH_AGREEMENT in duties:
        said.append(_("Ask the person first; a refusal has no consequence."))
    said.append(_("Ask that your name be kept back (proposed practice)."))
    return tuple(said)


def place_to_ask(contact: Reached) -> str:
    """Where the post is found, or where to ask for it."""
    address = contact.address.in_language(get_language() or "sq") if contact.address else ""
    return ", ".join(part for part in (address, contact.web or "") if part)
