"""Whom one can reach: the contacts that an installation keeps itself, and who checked them."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A contact's age is counted in days since it was last checked, or written down.
ASK_AFTER_DAYS = 80
STALE_AFTER_DAYS = 90
HIDDEN_AFTER_DAYS = 180
# So long an owner has to answer; then the next mail may go out.
LINK_LIVES_DAYS = 14
# So many days on which somebody reached nobody are more than a bad day.
SILENT_AFTER_DAYS = 3
# 00 dials abroad, and no country has a code that begins with 0: it cannot ring.
CANNOT_RING = "0000"
OWNER = "owner"
PUBLIC = "public"
# Who checked a contact, where only a sheet says that somebody did.
SPREADSHEET = "spreadsheet"


class ContactQuerySet(models.QuerySet["Contact"]):
    def of(self, municipality: str) -> Self:
        """Contacts of one municipality, in the order in which they are to be called."""
        return self.filter(municipality=municipality).order_by("role", "unit", "turn", "pk")

    def oldest_first(self) -> Self:
        """Contacts in the order of the day since which they are known (`since`)."""
        known = Coalesce("checked_on", "created_on")
        return self.alias(since=known).order_by("since", "municipality", "role", "turn", "pk")

    def to_ask_about(self, today: date) -> Self:
        """Contacts whose owner is to be asked: old enough or asked for, and no link still lives."""
        old = models.Q(since__lte=today - timedelta(days=ASK_AFTER_DAYS))
        never = models.Q(asked_on=None)
        expired = models.Q(asked_on__lte=today - timedelta(days=LINK_LIVES_DAYS))
        wanted = models.Q(wants_link=True) & (never | models.Q(asked_on__lt=today))
        owned = self.oldest_first().exclude(owner_mail="")
        return owned.filter((old & (never | expired)) | wanted)


class Contact(models.Model):
    """One way to reach a post of an institution in a municipality."""

    class Turn(models.IntegerChoices):
        FIRST = 0, _("first")
        SUBSTITUTE = 1, _("substitute")
        TONIGHT = 2, _("tonight")

    municipality = models.SlugField(_("municipality"), max_length=40)
    unit = models.SlugField(_("administrative unit"), max_length=60, blank=True)
    role = models.SlugField(_("role"), max_length=60)
    turn = models.IntegerField(_("turn"), choices=Turn, default=Turn.FIRST)
    post_sq = models.CharField(_("post, Albanian"), max_length=160)
    post_en = models.CharField(_("post, English"), max_length=160)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    web = models.URLField(_("web address"), blank=True)
    address_sq = models.CharField(_("address, Albanian"), max_length=200, blank=True)
    address_en = models.CharField(_("address, English"), max_length=200, blank=True)
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)
    is_always_open = models.BooleanField(_("day and night"), default=False)
    is_invented = models.BooleanField(_("invented, for a demonstration"), default=False)
    # A shelter, a safe room: the post is shown and where to ask, never a number or a place.
    is_protected = models.BooleanField(_("number and address are never shown"), default=False)
    created_on = models.DateField(_("written down on"), default=timezone.localdate)
    # Written down or changed from a spreadsheet, which nobody called to compare.
    imported_on = models.DateField(_("imported on"), null=True, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    # The office that called, "owner", or "spreadsheet" where only a sheet says so.
    checked_by = models.SlugField(_("checked by"), max_length=60, blank=True, db_index=False)
    check_count = models.PositiveIntegerField(_("how often it was checked"), default=0)
    silent_days = models.PositiveIntegerField(
        _("days since the last check on which somebody reached nobody"), default=0
    )
    # For the link alone: it is shown nowhere.
    owner_mail = models.EmailField(_("mail address of the owner"), blank=True)
    asked_on = models.DateField(_("owner asked on"), null=True, blank=True)
    wants_link = models.BooleanField(_("the owner asks for a new link"), default=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "unit", "role", "turn"], name="one_contact_per_turn"
            ),
            models.CheckConstraint(
                condition=~models.Q(post_sq="") & ~models.Q(post_en=""),
                name="contact_names_its_post_in_both_languages",
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at=None, closes_at=None)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="contact_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}/{self.role}/{self.turn}"

    @property
    def known_since(self) -> date:
        """The day on which it was last found right, or else written down."""
        return self.checked_on or self.created_on

    @property
    def is_hard_to_reach(self) -> bool:
        """Whether several people, on several days, reached nobody there since the last check."""
        return self.silent_days >= SILENT_AFTER_DAYS

    def age_on(self, day: date) -> int:
        """How many days nobody has found it right."""
        return (day - self.known_since).days

    def is_stale_on(self, day: date) -> bool:
        """Whether it is shown grey: it may still be right."""
        return self.age_on(day) > STALE_AFTER_DAYS

    @property
    def hidden_from(self) -> date:
        """The day from which it is too old to be shown to anybody, if nobody checks it."""
        return self.known_since + timedelta(days=HIDDEN_AFTER_DAYS + 1)

    def is_hidden_on(self, day: date) -> bool:
        """Whether it is too old to be shown to anybody."""
        return day >= self.hidden_from

    def is_due_on(self, day: date) -> bool:
        """Whether somebody should call there now."""
        return self.age_on(day) >= ASK_AFTER_DAYS or self.is_hard_to_reach

    def owned_substitute(self) -> tuple[bool, "Contact | None"]:
        """Whether whoever owns this contact speaks for its substitute too, and who that is.

        A substitute that is protected, or has another owner, is nobody's business here. One query.
        """
        if self.turn != self.Turn.FIRST or self.is_protected:
            return False, None
        found = self.substitutes().first()
        if found is None:
            return True, None
        is_ours = not found.is_protected and found.owner_mail in {"", self.owner_mail}
        return is_ours, found if is_ours else None

    def substitutes(self) -> ContactQuerySet:
        return Contact.objects.filter(
            municipality=self.municipality,
            unit=self.unit,
            role=self.role,
            turn=self.Turn.SUBSTITUTE,
        )


class Check(models.Model):
    """Somebody tried a contact on a day: the owner, an office that called, or anybody at all.

    Of anybody at all only the day is kept, and one day once.
    """

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("it is right")
        MENDED = "mended", _("mended")
        NOBODY_ANSWERS = "nobody-answers", _("nobody answers")

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="checks")
    on = models.DateField(_("day"))
    by = models.SlugField(_("who"), max_length=60, db_index=False)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "on"],
                condition=models.Q(by=PUBLIC),
                name="one_report_of_the_public_per_contact_and_day",
            ),
            models.CheckConstraint(condition=~models.Q(by=""), name="check_says_who_made_it"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}/{self.on}/{self.outcome}"
