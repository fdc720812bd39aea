"""Holders, their pairs, and what was sealed to whom. No name, no text, no key in the open.

Ids are opaque: who stands behind a holder is known in the apps above.
"""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bashke.keys import marks


class Holder(models.Model):
    """Somebody or something that can hold keys."""

    class Kind(models.TextChoices):
        PERSON = "person"
        POST = "post"
        RECEIPT = "receipt"
        EMERGENCY = "emergency"
        RECOVERY = "recovery"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    # On whose trail its changes stand. A person may work for several municipalities.
    municipality = models.SlugField(max_length=40)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind"],
                condition=Q(kind__in=["emergency", "recovery"], ended_at=None),
                name="one_emergency_and_one_recovery_key_per_municipality",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}"


class PairQuerySet(models.QuerySet["Pair"]):
    def live(self) -> Self:
        """Pairs to which something new may be sealed."""
        return self.filter(ended_at=None, holder__ended_at=None)


class Pair(models.Model):
    """A holder's X25519 pair: here the public half; the private one is sealed elsewhere."""

    holder = models.ForeignKey(Holder, models.PROTECT, related_name="pairs")
    generation = models.PositiveIntegerField()
    public = models.BinaryField()
    mark = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "generation"], name="generations_are_counted"
            ),
            models.UniqueConstraint(
                fields=["holder"], condition=Q(ended_at=None), name="one_live_pair_per_holder"
            ),
        ]

    def __str__(self) -> str:
        return f"pair:{self.pk}"

    def says(self) -> tuple[object, ...]:
        holder = self.holder
        key = bytes(self.public).hex()
        return "pair", holder.id, holder.kind, holder.municipality, self.generation, key

    def is_ours(self) -> bool:
        return marks.holds(self.mark, *self.says())


class PasswordLock(models.Model):
    """The private half of a person's or a receipt's pair, locked by a password."""

    pair = models.OneToOneField(Pair, models.CASCADE, related_name="password_lock")
    salt = models.BinaryField()
    memory_kib = models.PositiveIntegerField()
    passes = models.PositiveIntegerField()
    lanes = models.PositiveIntegerField()
    verifier = models.BinaryField()
    locked = models.BinaryField()

    def __str__(self) -> str:
        return f"lock of pair:{self.pair_id}"


class Custody(models.Model):
    """The private half of one pair, sealed to the pair of somebody who keeps it.

    A post is kept by who holds it and by the recovery key; the emergency key by named substitutes.
    """

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="custodies")
    keeper = models.ForeignKey(Pair, models.CASCADE, related_name="keeps")
    wrapped = models.BinaryField()
    is_rewrapped = models.BooleanField(default=False)
    mark = models.BinaryField()
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pair", "keeper"], name="kept_once_by_each_keeper")
        ]

    def __str__(self) -> str:
        return f"pair:{self.pair_id} kept by pair:{self.keeper_id}"

    def says(self) -> tuple[object, ...]:
        return "custody", self.pair_id, self.keeper_id

    def is_ours(self) -> bool:
        return marks.holds(self.mark, *self.says())


class CompartmentQuerySet(models.QuerySet["Compartment"]):
    def to_turn_over(self, now: datetime) -> Self:
        """Those whose key somebody still knows who shall not know what comes after."""
        return self.filter(due_at__lte=now, shredded_at=None).order_by("due_at", "pk")

    def held_now(self) -> Self:
        """Joined with the grants of the current epoch alone."""
        return self.filter(grants__epoch=F("epoch"))


class Compartment(models.Model):
    """Something that is read by the same people: a case's common part, its plan, a report."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    municipality = models.SlugField(max_length=40)
    kind = models.SlugField(max_length=40)
    epoch = models.PositiveIntegerField(default=1)
    commitment = models.BinaryField()
    mark = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True)
    shredded_at = models.DateTimeField(null=True, blank=True)

    objects = CompartmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False), name="compartment_due"
            ),
            models.Index(fields=["municipality", "id"], name="compartment_municipality"),
        ]

    def __str__(self) -> str:
        return f"compartment/{self.id}"

    def says(self) -> tuple[object, ...]:
        fingerprint = bytes(self.commitment).hex()
        return "compartment", self.id, self.municipality, self.kind, self.epoch, fingerprint

    def is_ours(self) -> bool:
        return marks.holds(self.mark, *self.says())


class GrantQuerySet(models.QuerySet["Grant"]):
    def open_at(self, now: datetime) -> Self:
        """Grants whose time is not over."""
        return self.filter(Q(until=None) | Q(until__gt=now))


class Grant(models.Model):
    """The key of one epoch of a compartment, sealed to one pair, and why."""

    municipality = models.SlugField(max_length=40)
    compartment = models.ForeignKey(Compartment, models.CASCADE, related_name="grants")
    epoch = models.PositiveIntegerField()
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="grants")
    wrapped = models.BinaryField()
    is_rewrapped = models.BooleanField(default=False)
    commitment = models.BinaryField()
    ground = models.SlugField(max_length=60)
    until = models.DateTimeField(null=True, blank=True)
    mark = models.BinaryField()
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["compartment", "epoch", "pair"], name="one_grant_per_pair_and_epoch"
            )
        ]
        indexes = [models.Index(fields=["pair", "compartment"], name="grant_pair_compartment")]

    def __str__(self) -> str:
        return f"grant:{self.pk}"

    def says(self) -> tuple[object, ...]:
        until = self.until.timestamp() if self.until else ""
        fingerprint = bytes(self.commitment).hex()
        place = self.municipality, self.compartment_id, self.epoch, self.pair_id
        return "grant", *place, fingerprint, self.ground, until

    def is_ours(self) -> bool:
        return marks.holds(self.mark, *self.says())


class Share(models.Model):
    """Who keeps which list of words of a recovery key, and whether it was tried. Not the words."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="shares")
    keeper = models.ForeignKey(Holder, models.PROTECT, related_name="shares")
    identifier = models.PositiveIntegerField()
    index = models.PositiveIntegerField()
    tested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pair", "index"], name="one_keeper_per_share"),
            models.UniqueConstraint(fields=["pair", "keeper"], name="one_share_per_keeper"),
        ]

    def __str__(self) -> str:
        return f"share {self.index} of pair:{self.pair_id}"


class BrokenGlass(models.Model):
    """A substitute opened a compartment with the emergency key, for hours; the reason is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    compartment = models.ForeignKey(Compartment, models.CASCADE, related_name="broken_glasses")
    holder = models.ForeignKey(Holder, models.PROTECT, related_name="broken_glasses")
    reason = models.BinaryField()
    opened_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="glass_mends_later")
        ]

    def __str__(self) -> str:
        return f"broken-glass:{self.id}"
