"""Who holds which post of a municipality: as its page shows it, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from bashke.accounts.models import Institution, Invitation, Membership, Person, Post
from bashke.accounts.policy import May, title_of
from bashke.core.text import albanian_order
from bashke.pack.content import Pack


@dataclass
class RosterPost:
    """A post with who holds it, who was asked, and whether I can give its key."""

    post: Post
    title: str
    members: list[Membership] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    i_can_give: bool = False

    @property
    def is_vacant(self) -> bool:
        return not any(each.starts_at <= timezone.now() for each in self.members)

    def waits_for_key(self, membership: Membership) -> bool:
        return self.post.holder is not None and membership.keyed_at is None


@dataclass
class RosterInstitution:
    """An institution with its posts."""

    institution: Institution
    posts: list[RosterPost] = field(default_factory=list)


def roster(person: Person, place: str, pack: Pack, lang: str) -> list[RosterInstitution]:
    """The whole municipality for who may invite; for anybody else the posts that they hold."""
    posts = Post.objects.of(place).working().select_related("institution")
    if not person.may(May.INVITE, place):
        mine = Membership.objects.current().filter(person=person)
        posts = posts.filter(pk__in=mine.values("post"))
    shown = {post.pk: RosterPost(post, title_of(post.role, pack, lang)) for post in posts}
    add_members(shown, person)
    for invitation in Invitation.objects.open().filter(post__in=shown).order_by("invited_at"):
        if invitation.post_id:
            shown[invitation.post_id].invitations.append(invitation)
    return by_institution(shown.values(), person, place)


def add_members(shown: dict[UUID, RosterPost], me: Person) -> None:
    """Who holds each post now or will, first holders before substitutes."""
    now = timezone.now()
    held = Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), post__in=shown, person__left_at=None
    )
    rows = held.select_related("person", "post").order_by("is_substitute", "starts_at")
    for membership in rows:
        here = shown[membership.post_id]
        here.members.append(membership)
        if membership.person_id == me.pk and membership.keyed_at and membership.starts_at <= now:
            here.i_can_give = True


def by_institution(
    posts: Iterable[RosterPost], person: Person, place: str
) -> list[RosterInstitution]:
    """The municipality first, then by name; institutions without posts for who sets up only."""
    institutions = Institution.objects.visible_to(person, May.INVITE).of(place).working()
    found = {each.pk: RosterInstitution(each) for each in institutions}
    for each in posts:
        institution = each.post.institution
        found.setdefault(institution.pk, RosterInstitution(institution)).posts.append(each)
    for shown in found.values():
        shown.posts.sort(key=lambda post: albanian_order(post.title))
    return sorted(found.values(), key=order)


def order(each: RosterInstitution) -> tuple[bool, list[tuple[int, str]]]:
    is_other = each.institution.kind != Institution.Kind.MUNICIPALITY
    return is_other, albanian_order(each.institution.name)


def colleagues(place: str) -> Sequence[Person]:
    """Everybody who holds a post in a municipality now, by name: who can be given one more."""
    held = Membership.objects.current().of(place)
    people = Person.objects.filter(pk__in=held.values("person"))
    return sorted(people, key=lambda person: albanian_order(person.name))


def to_hand_over(person: Person, place: str) -> Sequence[Membership]:
    """Somebody's own posts here, and those of others in posts whose key this person has."""
    mine = Membership.objects.current().of(place).filter(person=person)
    keyed = mine.filter(keyed_at__isnull=False).values("post")
    found = Membership.objects.current().of(place).filter(Q(person=person) | Q(post__in=keyed))
    rows = found.select_related("post__institution", "person")
    return [*rows.order_by("post__institution__name", "post__role", "is_substitute", "pk")]


def others_with_key(membership: Membership) -> bool:
    """Whether somebody else has the key of this post."""
    held = Membership.objects.current().filter(post=membership.post, keyed_at__isnull=False)
    return held.exclude(pk=membership.pk).exists()
