"""Changes of the law in the words of a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bashke.core.templatetags.components import clock
from bashke.core.text import Text
from bashke.guide.changes import Change
from bashke.guide.desk import Desk
from bashke.guide.edition import Edition
from bashke.guide.reading import Part
from bashke.mechanisms.changes import Difference
from bashke.mechanisms.schema import Deadline


@dataclass(frozen=True)
class ShownChange:
    """One change of the law as a page shows it."""

    change: Change
    title: Text
    why: str
    differs: list[str]
    routes: list[tuple[Text, str]]
    parts: list[Part]


def shown_changes(edition: Edition, desk: Desk, found: Sequence[Change]) -> list[ShownChange]:
    """Changes with titles instead of keys; answers gathered by what happens."""
    return [
        ShownChange(
            change,
            title(edition, change),
            why(edition, desk, change),
            [*(in_words(desk, each) for each in change.differs), *resting(edition, desk, change)],
            gathered(edition, desk, change),
            [edition.guide.parts[key] for key in change.pages],
        )
        for change in found
    ]


def title(edition: Edition, change: Change) -> Text:
    if change.act:
        return edition.pack.acts[change.act].short
    return edition.library.versions[change.mechanism or ""][-1].title


def why(edition: Edition, desk: Desk, change: Change) -> str:
    """One sentence: what comes in and what goes."""
    new, old = (names(edition, desk, keys) for keys in (change.gained, change.lost))
    if change.ends:
        return _("It is no longer in force.")
    if change.act:
        return (
            _("It takes effect and replaces %(old)s.") % {"old": old}
            if old
            else _("It takes effect.")
        )
    if new and old:
        return _("It rests on %(new)s instead of %(old)s.") % {"new": new, "old": old}
    return _("It rests on %(new)s.") % {"new": new} if new else _("It rests on the same acts.")


def names(edition: Edition, desk: Desk, keys: Iterable[str]) -> str:
    return ", ".join(desk.say(edition.pack.acts[key].short) for key in keys)


def resting(edition: Edition, desk: Desk, change: Change) -> list[str]:
    titles = [desk.say(edition.library.versions[key][-1].title) for key in change.resting]
    return [_("%(title)s rests on it.") % {"title": each} for each in titles]


def in_words(desk: Desk, difference: Difference) -> str:
    """One difference between two versions, in the language of the page."""
    step = desk.say(difference.step.title) if difference.step else ""
    before, after = (clock_words(each) for each in (difference.before, difference.after))
    words = {
        "step-gone": _("Step “%(step)s” is gone."),
        "step-new": _("Step “%(step)s” is new."),
        "clock": _("Clock of “%(step)s”: %(before)s becomes %(after)s."),
        "routes": _("The conditions under which it applies change."),
        "later": _("The conditions under which it comes later change."),
        "forms": _("The forms change."),
        "new": _("It is new."),
    }[difference.kind]
    return words % {"step": step, "before": before, "after": after}


def clock_words(deadline: Deadline | None) -> str:
    if deadline is None:
        return _("no clock")
    said = clock(deadline)
    return said if deadline.law else f"{said} ({_('proposed practice')})"


def gathered(edition: Edition, desk: Desk, change: Change) -> list[tuple[Text, str]]:
    """For each thing that may happen, for whom the answer differs."""
    facts = edition.pack.facts
    happening = {option.id: option.text for option in facts["happening"].options}
    about = {option.id: option.text for option in facts["about"].options}
    found: dict[str, dict[str, None]] = {}
    for route in change.routes:
        found.setdefault(route["happening"], {})[desk.say(about[route["about"]])] = None
    return [(happening[key], "; ".join(abouts)) for key, abouts in found.items()]
