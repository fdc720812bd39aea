"""Recovery: three people have a list of words each; any two together open what nobody else can."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from bashke.audit.models import Ground
from bashke.keys import shares
from bashke.keys.boxes import Secret, new_key, public_of
from bashke.keys.models import Custody, Grant, Holder, Pair, Share
from bashke.keys.opening import open_with
from bashke.keys.pairs import keep, live_pair, mark_due, new_pair, recovery_pair, tell_of
from bashke.keys.refusals import AlteredKeyError, ClosedError, KeysError
from bashke.keys.rings import Ring
from bashke.keys.services.compartments import turn_over_due
from bashke.keys.services.posts import hand, next_generation
from bashke.keys.turning import granted, locked, tell

Kind = Holder.Kind


class Words(NamedTuple):
    """A list of words, and whose it is."""

    keeper: UUID
    words: str

    def __repr__(self) -> str:
        return f"<Words of {self.keeper}>"


@transaction.atomic
def make_recovery(*, municipality: str, keepers: Sequence[UUID], actor: str) -> list[Words]:
    """The recovery key, in three lists of words: shown once, kept on paper, stored nowhere.

    Nothing can be sealed in this municipality before `try_shares` has tried all three.
    """
    if Pair.objects.live().filter(holder__kind=Kind.RECOVERY, holder__municipality=municipality):
        raise KeysError(_("This municipality has a recovery key. Two of its holders can renew it."))
    holder = Holder.objects.create(kind=Kind.RECOVERY, municipality=municipality)
    private = new_key()
    words = given_out(new_pair(holder, private), private, keepers)
    tell_of(holder, actor=actor, act="keys.recovery-made")
    return words


@transaction.atomic
def discard_recovery(*, municipality: str, actor: str) -> None:
    """Begin again where a list was lost before all three were tried: nothing hangs on the key yet.

    Once it was tried, or keeps anything, it can only be renewed by two of its holders.
    """
    pair = recovery_pair(municipality)
    kept = Custody.objects.filter(keeper=pair).exists() or Grant.objects.filter(pair=pair).exists()
    if kept or recovery_is_ready(municipality):
        raise KeysError(_("This municipality has a recovery key. Two of its holders can renew it."))
    now = timezone.now()
    Pair.objects.filter(pk=pair.pk).update(ended_at=now)
    Holder.objects.filter(pk=pair.holder_id).update(ended_at=now)
    tell_of(pair.holder, actor=actor, act="keys.recovery-discarded")


@sensitive_variables()
@transaction.atomic
def try_shares(*, municipality: str, first: Words, second: Words, actor: str) -> bool:
    """Two people enter their lists as in an emergency; whether all three were tried by now."""
    pair = recovery_pair(municipality)
    joined(pair, first, second).wipe()
    keepers = [first.keeper, second.keeper]
    Share.objects.filter(pair=pair, keeper__in=keepers).update(tested_at=timezone.now())
    tell_of(pair.holder, actor=actor, act="keys.recovery-tried")
    return not pair.shares.filter(tested_at=None).exists()


@sensitive_variables()
@transaction.atomic
def recover(*, municipality: str, first: Words, second: Words) -> Ring:
    """The ring of the recovery key, in the hands of two people together, both on the trail.

    For one request: `with recover(...) as ring:`. It passes on posts, grants compartments, and
    restores who forgot a password.
    """
    pair = recovery_pair(municipality)
    private = joined(pair, first, second)
    for each in (first, second):
        tell_of(
            pair.holder, actor=str(Holder.objects.get(pk=each.keeper)),
            act="keys.recovery-used", ground=Ground.RECOVERY,
        )  # fmt: skip
    return Ring(pair, private)


@transaction.atomic
def renew_recovery(*, ring: Ring, keepers: Sequence[UUID], actor: str) -> list[Words]:
    """New words for new keepers: the old lists open nothing that comes after, the new ones all.

    Posts and the emergency key change too, as the old recovery key knows them. What was sealed
    before can still be opened with two of the old lists and an old copy of the database: burn them.
    """
    if ring.holder.kind != Kind.RECOVERY:
        raise ClosedError
    holder = ring.holder
    old = ring.pairs_of(holder.pk)[0]
    now = timezone.now()
    if not Pair.objects.filter(pk=old.pk, ended_at=None).update(ended_at=now):
        raise KeysError(_("The recovery key was renewed a moment ago."))
    private = new_key()
    pair = new_pair(holder, private)
    keep(old, ring.private(old.pk), keeper=pair)
    for kept in Holder.objects.filter(
        kind__in=[Kind.POST, Kind.EMERGENCY], municipality=holder.municipality, ended_at=None
    ):
        next_generation(kept)
    words = given_out(pair, private, keepers)
    mark_due([old.pk])
    tell_of(holder, actor=actor, act="keys.recovery-renewed", ground=Ground.RECOVERY)
    turn_over_due(of=holder.municipality)
    return words


@transaction.atomic
def restore(*, ring: Ring, person: UUID, actor: str) -> int:
    """Give somebody with new keys back what the old ones held here; how many compartments that is.

    Posts come back too. What was ended in the meantime, or before, stays as it was.
    """
    if ring.holder.kind != Kind.RECOVERY:
        raise ClosedError
    municipality, pair = ring.holder.municipality, live_pair(person)
    former = Pair.objects.filter(holder=person).exclude(pk=pair.pk)
    for post in posts_of(former, municipality):
        hand(ring, post, pair)
    mine = Grant.objects.filter(pair__in=former, municipality=municipality, until=None)
    held: dict[UUID, list[Grant]] = {}
    for each in mine.filter(compartment__shredded_at=None).order_by("epoch"):
        if each.is_ours():
            held.setdefault(each.compartment_id, []).append(each)
    for compartment, grants in held.items():
        give_back(ring, compartment, grants, pair, actor)
    tell_of(pair.holder, actor=actor, act="keys.restored", ground=Ground.RECOVERY)
    return len(held)


def recovery_is_ready(municipality: str) -> bool:
    """Whether there is a recovery key, and every list of words was tried."""
    pair = Pair.objects.live().filter(holder__kind=Kind.RECOVERY, holder__municipality=municipality)
    return pair.exists() and not Share.objects.filter(pair__in=pair, tested_at=None).exists()


def posts_of(pairs: QuerySet[Pair], municipality: str) -> list[Holder]:
    """The posts, and the emergency key, that these pairs keep here and now."""
    kept = Custody.objects.filter(
        keeper__in=pairs, pair__ended_at=None, pair__holder__municipality=municipality
    )
    return [each.pair.holder for each in kept.select_related("pair__holder") if each.is_ours()]


def give_back(
    ring: Ring, compartment: UUID, former: Sequence[Grant], pair: Pair, actor: str
) -> None:
    """The epochs once held, and those since, unless the last of them was ended."""
    row, opened, last = locked(compartment), open_with(ring, compartment), former[-1]
    epochs = {grant.epoch for grant in former}
    if last.ended_at is None:
        epochs |= {epoch for epoch in opened.epochs if epoch > last.epoch}
    Grant.objects.bulk_create(
        (
            granted(row, key=opened.key(epoch), epoch=epoch, pair=pair, ground=last.ground)
            for epoch in sorted(epochs)
        ),
        ignore_conflicts=True,
    )
    tell(row, actor=actor, act="keys.granted", ground=Ground.RECOVERY)


@sensitive_variables()
def joined(pair: Pair, first: Words, second: Words) -> Secret:
    """The private recovery key, if two of its keepers brought each the own list."""
    if first.keeper == second.keeper:
        raise KeysError(_("One person alone cannot do this. Two bring one list each."))
    for each in (first, second):
        recognised(pair, each)
    private = shares.joined(first.words, second.words)
    if public_of(private) != bytes(pair.public) or not pair.is_ours():
        raise AlteredKeyError
    return private


@sensitive_variables()
def recognised(pair: Pair, given: Words) -> None:
    """Refuse a list that was written wrongly, or is not this person's."""
    found = shares.label(given.words)
    mine = pair.shares.filter(keeper=given.keeper, keeper__ended_at=None)
    if not mine.filter(identifier=found.identifier, index=found.number).exists():
        raise KeysError(_("A list of words is not the one that was given to this person."))


def given_out(pair: Pair, private: Secret, keepers: Sequence[UUID]) -> list[Words]:
    people = {live_pair(keeper).holder_id for keeper in keepers}
    persons = Holder.objects.filter(pk__in=people, kind=Kind.PERSON)
    if not len(keepers) == persons.count() == shares.MADE:
        raise KeysError(_("Name three different people who will keep the recovery key."))
    given = [Words(*each) for each in zip(keepers, shares.split(private), strict=True)]
    labels = [(each.keeper, shares.label(each.words)) for each in given]
    Share.objects.bulk_create(
        Share(pair=pair, keeper_id=keeper, identifier=found.identifier, index=found.number)
        for keeper, found in labels
    )
    return given
