"""People, institutions, posts, and who holds which post from when to when."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from bashke.accounts.policy import ROLES, May, roles_that
from bashke.accounts.tenancy import TenantQuerySet
from bashke.keys import opening
from bashke.keys.refusals import WrongPasswordError


def new_mark() -> str:
    return secrets.token_hex(16)


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who signs in. There is no superuser: rank opens nothing.

    No password is kept here: `keys` recognises it and opens the person's keys by it.
    """

    password = None  # type: ignore[assignment]
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    holder = models.UUIDField(_("holder of keys"), unique=True, null=True, blank=True)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name and surname"), max_length=120)
    language = models.CharField(_("language"), max_length=2, default="sq")
    # Runs the installation: may begin a municipality. Opens no content.
    is_operator = models.BooleanField(_("runs the installation"), default=False)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    # In half minutes, the moment of the last code of an app that was taken: each counts once.
    last_code = models.PositiveBigIntegerField(default=0, editable=False)
    # Turned anew, every session of the person ends.
    session_mark = models.CharField(max_length=32, default=new_mark, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_address"),
            models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.actor

    @property
    def actor(self) -> str:
        """How the trail calls this person."""
        return f"person/{self.pk}"

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.left_at is None

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return salted_hmac(
            "bashke.accounts.session", self.session_mark, secret=secret, algorithm="sha256"
        ).hexdigest()

    def has_usable_password(self) -> bool:
        return self.holder is not None

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this opens the person's keys; one run of Argon2."""
        try:
            opening.unlock_ring(self.holder or uuid4(), raw_password or "").wipe()
        except WrongPasswordError:
            return False
        return True

    def end_sessions(self) -> None:
        """Every session of this person is over: what it was made with has changed."""
        self.session_mark = new_mark()
        self.save(update_fields=["session_mark"])

    def municipalities(self, *may: May, at: datetime | None = None) -> list[str]:
        """Where a post held now allows one of these; where any is held if none is named."""
        roles = frozenset().union(*map(roles_that, may)) if may else frozenset(ROLES)
        held = self.memberships.current(at).filter(post__role__in=roles)
        found = held.values_list("post__institution__municipality", flat=True)
        return sorted(set(found))

    def may(self, may: May, municipality: str) -> bool:
        """Whether a post that this person holds there now allows this."""
        return municipality in self.municipalities(may)


class InstitutionQuerySet(TenantQuerySet["Institution"]):
    def working(self) -> Self:
        return self.filter(closed_at=None)


class Institution(models.Model):
    """A municipality's own office, a police station, a school … as one municipality has it."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        POLICE = "police", _("State Police")
        PROSECUTION = "prosecution", _("prosecution office")
        HEALTH = "health", _("health service")
        SCHOOL = "school", _("school")
        PREFECTURE = "prefecture", _("prefecture")
        STATE = "state", _("state institution")
        CIVIL_SOCIETY = "civil-society", _("civil society")

    municipality = models.SlugField(_("municipality"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=160)
    # A shelter, say: where it is leaves the installation through nothing.
    is_protected = models.BooleanField(_("address protected"), default=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "municipality", Lower("name"), name="one_institution_per_name_and_municipality"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(municipality=""), name="institution_is_named_and_placed"
            ),
        ]

    def __str__(self) -> str:
        return f"institution/{self.pk}"


class PostQuerySet(TenantQuerySet["Post"]):
    path = "institution__municipality"

    def working(self) -> Self:
        return self.filter(ended_at=None, institution__closed_at=None)

    def vacant(self, at: datetime | None = None) -> Self:
        """Posts that nobody holds, not even as a substitute."""
        held = Membership.objects.current(at).filter(post=OuterRef("pk"))
        return self.working().filter(~Exists(held))


class Post(models.Model):
    """A place in an institution, whoever holds it; with keys of its own if content comes to it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="posts")
    role = models.SlugField(_("role"), max_length=60)
    unit = models.SlugField(_("administrative unit"), max_length=60, blank=True)
    holder = models.UUIDField(_("holder of keys"), unique=True, null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "role", "unit"],
                condition=Q(ended_at=None),
                name="one_post_per_role_and_unit",
            ),
            models.CheckConstraint(condition=~Q(role=""), name="post_has_a_role"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """How the trail calls this post."""
        return f"post/{self.pk}"

    @property
    def municipality(self) -> str:
        return self.institution.municipality

    @property
    def opens_content(self) -> bool:
        return ROLES[self.role].opens_content

    @property
    def is_for_emergencies(self) -> bool:
        """Whether its key is the municipality's emergency key."""
        return May.BREAK_GLASS in ROLES[self.role].may

    @property
    def has_keys(self) -> bool:
        """Whether who holds it holds a key with it, that only who has it can give."""
        return self.opens_content or self.is_for_emergencies


class MembershipQuerySet(TenantQuerySet["Membership"]):
    path = "post__institution__municipality"

    def current(self, at: datetime | None = None) -> Self:
        """Those that hold at this moment, in posts and institutions that are still there."""
        now = at or timezone.now()
        return self.filter(
            Q(ends_at=None) | Q(ends_at__gt=now),
            starts_at__lte=now,
            post__ended_at=None,
            post__institution__closed_at=None,
            person__left_at=None,
        )

    def without_key(self) -> Self:
        """Who holds a post with keys, and has not been given them yet."""
        return self.current().filter(
            Q(post__holder__isnull=False), person__holder__isnull=False, keyed_at=None
        )

    def waiting_for(self, person: Person) -> Self:
        """Who waits for the key of a post that this person has the key of."""
        keyed = Membership.objects.current().filter(person=person, keyed_at__isnull=False)
        return self.without_key().filter(post__in=keyed.values("post")).exclude(person=person)


class Membership(models.Model):
    """Somebody holds a post, as its first or as a substitute, from when to when."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    is_substitute = models.BooleanField(_("substitute"), default=False)
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    # When the post's key was given to this person, for posts that have one.
    keyed_at = models.DateTimeField(_("key given at"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "ends_at"], name="memberships_of_a_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "person"],
                condition=Q(ends_at=None),
                name="one_open_membership_per_post_and_person",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"membership/{self.pk}"


class DutyQuerySet(TenantQuerySet["Duty"]):
    path = "post__institution__municipality"

    def at(self, moment: datetime) -> Self:
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class Duty(models.Model):
    """Who answers for a post outside office hours, from when to when."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="duties")
    person = models.ForeignKey(Person, models.PROTECT, related_name="duties")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="duty_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"duty/{self.pk}"


def people_holding(posts: Collection[UUID]) -> models.QuerySet[Person]:
    """Who holds any of these posts now."""
    held = Membership.objects.current().filter(post__in=posts, person=OuterRef("pk"))
    return Person.objects.filter(Exists(held))
