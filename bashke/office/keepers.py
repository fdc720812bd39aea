"""Who holds keys in a municipality: recovery holders, their lists, and who waits for a key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from bashke.accounts.models import Invitation, Membership, Person, Post, Renewal
from bashke.accounts.policy import May, roles_that
from bashke.core.text import albanian_order
from bashke.keys.handing import Words
from bashke.keys.living import Keeper, keepers_of_words


@dataclass(frozen=True)
class Named:
    """The people of one role: who joined, who was asked, and the post to invite to."""

    post: Post | None
    people: Sequence[Person]
    asked: Sequence[Invitation]


def named(place: str, may: May) -> Named:
    """Who may do this in the municipality, as recovery holders or substitutes for emergencies."""
    roles = roles_that(may)
    posts = Post.objects.of(place).working().filter(role__in=roles).order_by("pk")
    held = Membership.objects.current().of(place).filter(post__role__in=roles)
    asked = Invitation.objects.open().of(place).filter(post__role__in=roles)
    people = {each.person for each in held.select_related("person")}
    return Named(posts.first(), by_name(people), [*asked.order_by("invited_at")])


def with_names(kept: Sequence[Keeper]) -> list[tuple[Person | None, Keeper]]:
    """Each list's keeper by name."""
    people = Person.objects.filter(holder__in=[each.holder for each in kept])
    by_holder = {person.holder: person for person in people}
    return [(by_holder.get(each.holder), each) for each in kept]


def keeper_of(words: Words) -> Person:
    """Whose list this is."""
    return Person.objects.get(holder=words.keeper)


def keepers_here(place: str) -> list[Person]:
    """Who keeps a list of the recovery key that holds now, in the order of the lists."""
    kept = [each for each in keepers_of_words(place) if each.living]
    return [person for person, _keeper in with_names(kept) if person]


def renewed(place: str) -> Sequence[Person]:
    """Who chose a new password, and has not got the keys back here."""
    waiting = Renewal.objects.filter(person=OuterRef("pk"), used_at__isnull=False, restored_at=None)
    held = Membership.objects.current().of(place)
    return by_name(Person.objects.filter(Exists(waiting), pk__in=held.values("person")))


def without_giver(place: str) -> Sequence[Membership]:
    """Who waits for the key of a post that nobody at work has any more."""
    keyed = Membership.objects.current().filter(post=OuterRef("post"), keyed_at__isnull=False)
    waiting = Membership.objects.without_key().of(place).filter(~Exists(keyed))
    return [*waiting.select_related("post__institution", "person").order_by("starts_at")]


def by_name(people: Iterable[Person]) -> list[Person]:
    return sorted(people, key=lambda person: albanian_order(person.name))
