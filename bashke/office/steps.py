"""How far a municipality's set-up is: computed from what is there, never ticked by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Membership, Post
from bashke.accounts.policy import ROLES, May, roles_that
from bashke.directory.models import Contact
from bashke.keys.living import keepers_of_words
from bashke.office.models import Municipality
from bashke.pack.content import Pack

KEEPERS = 3


@dataclass(frozen=True)
class Step:
    """One part of the set-up: how many of its parts are done, and where one goes on."""

    title: Promise
    hint: Promise
    done: int
    parts: int
    url: str

    @property
    def is_done(self) -> bool:
        return self.done >= self.parts

    @property
    def is_begun(self) -> bool:
        return 0 < self.done < self.parts


@dataclass(frozen=True)
class Progress:
    """All steps of a municipality."""

    steps: tuple[Step, ...]

    @property
    def percent(self) -> int:
        """Each step counts alike, however many parts it has; 100 only where all is done."""
        shares = sum(min(step.done, step.parts) / step.parts for step in self.steps)
        return int(100 * shares / len(self.steps))


def progress(place: str, pack: Pack, lang: str) -> Progress:
    """The steps of one municipality, from its rows."""
    posts = list(Post.objects.of(place).working())
    held = set(Membership.objects.current().of(place).values_list("post", flat=True))
    here = {"lang": lang, "place": place}
    return Progress(
        (
            administrator(posts, held, here),
            institutions(posts, here),
            contacts(place, posts, pack, here),
            key_holders(place, posts, here),
            coordinators(posts, held, here),
            card(place, here),
        )
    )


def administrator(posts: Iterable[Post], held: set[UUID], here: dict[str, str]) -> Step:
    taken = [post for post in posts if post.role == "administrator" and post.pk in held]
    return Step(
        _("The municipality and its administrator"),
        _("Chosen from the 61; somebody administers it."),
        int(bool(taken)),
        1,
        reverse("office:posts", kwargs=here),
    )


def institutions(posts: Iterable[Post], here: dict[str, str]) -> Step:
    leading = {post.role for post in posts} & roles_that(May.LEAD)
    return Step(
        _("Institutions and posts"),
        _("From the mechanisms that you run; you change the names."),
        int(bool(leading)),
        1,
        reverse("office:mechanisms", kwargs=here),
    )


def contacts(place: str, posts: Iterable[Post], pack: Pack, here: dict[str, str]) -> Step:
    """A contact for each role that has a post here and is called by telephone."""
    wanted = {post.role for post in posts if post.role in pack.roles}
    known = Contact.objects.of(place).filter(turn=Contact.Turn.FIRST, is_invented=False)
    found = wanted & set(known.values_list("role", flat=True))
    return Step(
        _("Contacts"),
        _("Whom one calls for each post: from a spreadsheet, or one by one."),
        len(found),
        max(1, len(wanted)),
        reverse("office:contacts", kwargs=here),
    )


def key_holders(place: str, posts: Iterable[Post], here: dict[str, str]) -> Step:
    """Three joined, three lists tried, and somebody can open in an emergency."""
    current = Membership.objects.current().of(place)
    joined = current.filter(post__role__in=roles_that(May.RECOVER)).count()
    tried = sum(each.tried for each in keepers_of_words(place))
    emergency = any(post.is_for_emergencies and post.holder for post in posts)
    return Step(
        _("Key holders"),
        _("Three people who give lost keys back, and substitutes for emergencies."),
        min(joined, KEEPERS) + tried + emergency,
        2 * KEEPERS + 1,
        reverse("office:key-holders", kwargs=here),
    )


def coordinators(posts: Iterable[Post], held: set[UUID], here: dict[str, str]) -> Step:
    leading = [post for post in posts if May.LEAD in ROLES[post.role].may]
    return Step(
        _("The first coordinators"),
        _("Somebody at each post that leads a mechanism."),
        sum(post.pk in held for post in leading),
        max(1, len(leading)),
        reverse("office:posts", kwargs=here),
    )


def card(place: str, here: dict[str, str]) -> Step:
    made = Municipality.objects.filter(slug=place, card_made_at__isnull=False)
    return Step(
        _("The pocket card"),
        _("One sheet, folded in three, for everybody who meets people."),
        int(made.exists()),
        1,
        reverse("office:card", kwargs=here),
    )
