"""What the pages of Ask show: one question, or the answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bashke.ask.document import NOTHING, in_form, numbers_for
from bashke.ask.offers import Offer, offers
from bashke.ask.sealed import Given, choice, seal
from bashke.core.text import Text
from bashke.directory.reach import Way
from bashke.guide.desk import Desk
from bashke.guide.pages import Cited, cited
from bashke.mechanisms.questions import options_for
from bashke.mechanisms.schema import Deadline
from bashke.mechanisms.table import Route
from bashke.pack.schema import Emergency, Fact, Option

HARMLESS = frozenset({"belief", "misunderstanding", "ordinary"})
DESK_ROLE = "municipality-desk"
ANSWER_THE_DANGER_LINE = frozenset({"police", "health"})


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen, with its value on this page."""

    value: str
    text: Text


@dataclass(frozen=True)
class Group:
    """Choices under one heading, or without."""

    heading: Text | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Danger:
    """The danger line: whether it is shown, whom to call, and whether only if somebody is hurt."""

    now: bool
    soon: bool
    numbers: tuple[Emergency, ...]
    only_if_hurt: bool


@dataclass(frozen=True)
class Shown:
    """One route with the way to it."""

    route: Route
    way: Way
    law: tuple[Cited, ...]
    clock_law: tuple[Cited, ...]
    offer: Offer | None

    @property
    def deadline(self) -> Deadline | None:
        return self.route.step.deadline


def is_self(given: Given) -> bool:
    return "self" in given.get("reporter", ())


def question(desk: Desk, given: Given, fact: Fact) -> dict[str, Any]:
    """One question, with everything that its form has to carry."""
    word = seal(given)
    to_self = is_self(given)
    return {
        "fact": fact,
        "asked": fact.ask_self if to_self and fact.ask_self else fact.ask,
        "groups": groups(fact, options_for(fact, to_self=to_self), word, to_self=to_self),
        "do_not_know": choice(word, fact.id, ""),
        "state": word,
        "carried_by": "given",
        "is_first": not given,
        "danger": danger(desk, given),
    }


def groups(fact: Fact, options: Iterable[Option], word: str, *, to_self: bool) -> list[Group]:
    """The choices under the headings of the file, in its order."""
    headings = {heading.key: heading.title for heading in fact.headings}
    found: dict[str | None, list[Choice]] = {}
    for option in options:
        said = option.self_ if to_self and option.self_ else option.text
        value = choice(word, fact.id, option.id)
        found.setdefault(option.heading, []).append(Choice(value, said))
    return [Group(headings.get(key or ""), tuple(choices)) for key, choices in found.items()]


def chosen(fact: Fact, word: str, values: Sequence[str]) -> tuple[str, ...] | None:
    """The options behind the values of a form; None where nothing usable was chosen."""
    known = {choice(word, fact.id, option.id): option.id for option in fact.options}
    unknown = choice(word, fact.id, "")
    options = [known.get(value) for value in values if value != unknown]
    if not values or None in options or (fact.kind == "one" and len(values) > 1):
        return None
    return tuple(option for option in dict.fromkeys(options) if option)


def danger(desk: Desk, given: Given) -> Danger:
    """The danger line for these answers."""
    happening = given.get("happening", ())
    known = {number.number: number for number in desk.library.pack.file.emergency}
    level = given.get("danger", ("soon",))
    return Danger(
        now="now" in level,
        soon="now" not in level and "no" not in level,
        numbers=tuple(known[number] for number in numbers_for(desk.table, happening)),
        only_if_hurt=bool(happening) and set(happening) <= HARMLESS,
    )


def answer(desk: Desk, given: Given) -> dict[str, Any]:
    """The answer to a concern, in the order in which it is read."""
    routes = desk.table.route(in_form(desk.table, given))
    # Who tells of himself decides himself: that is no referral.
    offered = {} if is_self(given) else offers(desk, routes)
    shown = [
        Shown(
            route=route,
            way=desk.directory.reach(route.step.done_by),
            law=cited(desk, route.law),
            clock_law=cited(desk, route.step.deadline.law if route.step.deadline else ()),
            offer=offered.get(route.key),
        )
        for route in routes
    ]
    lead = shown[0] if shown else None
    return {
        "state": seal(given),
        "carried_by": "nobody",
        "danger": danger(desk, given),
        "lead": lead,
        "others": [each for each in shown[1:] if not each.route.later],
        "later": [each for each in shown[1:] if each.route.later],
        "nothing": lead is not None and lead.route.key == NOTHING,
        "desk_way": desk.directory.reach(DESK_ROLE),
        "heading": heading(desk, lead.route, danger_now="now" in given.get("danger", ()))
        if lead
        else "",
        "duty": duty_words(lead.route, to_self=is_self(given)) if lead else "",
        "invented": any(each.way.first.invented for each in shown),
        "at": desk.at,
        "calendar": desk.calendar,
    }


def heading(desk: Desk, route: Route, *, danger_now: bool) -> str:
    """Whom to call and how soon, in words; with danger now the danger line comes first."""
    role = desk.library.pack.roles[route.step.done_by]
    post = desk.say(role.title_def)
    if danger_now and role.institution_kind not in ANSWER_THE_DANGER_LINE:
        return _("Then call %(post)s") % {"post": post}
    words = {
        "now": _("Call %(post)s now"),
        "hours": _("Call %(post)s today"),
        "days": _("Call %(post)s in the next few days"),
        "routine": _("Call %(post)s"),
    }[route.urgency.value]
    return words % {"post": post}


def duty_words(route: Route, *, to_self: bool) -> str:
    """What the person who asks must or may do, in one sentence."""
    if to_self:
        return _("You decide. You may ask for help, and nobody may force you to.")
    return {
        "must": _("You must report it. You need nobody's leave."),
        "may": _("You may report it. You need nobody's leave."),
        "with-agreement": _("You may, if the person agrees. Ask the person first."),
    }[route.duty.value]
