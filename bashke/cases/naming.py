"""What pages of cases call things: mechanisms, steps and posts, in the words of the pack."""

from bashke.accounts.models import Post
from bashke.accounts.policy import title_of
from bashke.cases.models import Case, Referral
from bashke.guide.desk import Desk, desk_at
from bashke.guide.edition import current
from bashke.mechanisms.schema import Mechanism
from bashke.pack.schema import Place


def desk_of(place: Place | None, lang: str) -> Desk:
    """The library in this language; with the contacts of a municipality, where one is given."""
    return desk_at(current().library, place, "", lang)


def mechanism_in(desk: Desk, begun: Case | Referral) -> Mechanism | None:
    """The version with which it began, where this installation still has it; no query."""
    versions = desk.library.versions.get(begun.mechanism, ())
    return next((each for each in versions if each.in_force_from == begun.version), None)


def title_in(desk: Desk, begun: Case | Referral) -> str:
    """The mechanism's title in the version with which it began; else its key."""
    mechanism = mechanism_in(desk, begun)
    return desk.say(mechanism.title) if mechanism else begun.mechanism


def step_title(desk: Desk, case: Case, key: str) -> str:
    """What a step is called in the version of its case; else its key."""
    mechanism = mechanism_in(desk, case)
    steps = mechanism.steps if mechanism else ()
    return next((desk.say(each.title) for each in steps if each.key == key), key)


def called(post: Post, desk: Desk) -> str:
    """What a post is called: its title and where it is."""
    title = title_of(post.role, desk.library.pack, desk.lang)
    unit = desk.library.pack.unit(post.municipality, post.unit) if post.unit else None
    where = f"{post.institution.name}, {unit.name}" if unit else post.institution.name
    return f"{title[:1].upper()}{title[1:]}, {where}"
