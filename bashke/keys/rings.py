"""A ring: the private keys somebody has in hand for the length of one request."""

from typing import NamedTuple, Self
from uuid import UUID

from bashke.keys.boxes import (
    Secret,
    bound,
    commitment,
    derive,
    lock,
    open_sealed,
    public_of,
    unlock_key,
)
from bashke.keys.models import Custody, Grant, Holder, Pair
from bashke.keys.refusals import ClosedError, DamagedError

Kind = Holder.Kind
# Whose private keys come along with one's own. The emergency key never does: it takes a reason.
FOLLOWS: dict[str, frozenset[str]] = {
    Kind.PERSON: frozenset({Kind.POST}),
    Kind.RECOVERY: frozenset({Kind.POST, Kind.RECOVERY}),
}


class Unsettled(NamedTuple):
    """A key that was sealed to a pair, to be locked symmetrically for the next time."""

    row: Grant | Custody
    keeper: int
    key: Secret


class Ring:
    """The keys of one person, with those of the posts held; of a receipt; of the recovery.

    Lives in memory only. `with ring:` wipes it at the end.
    """

    def __init__(self, pair: Pair, private: Secret) -> None:
        self.holder = pair.holder
        self._pairs = {pair.pk: pair}
        self._private = {pair.pk: private}
        self._wrapping: dict[int, Secret] = {}
        self._custodies: dict[int, Custody] = {}
        self.unsettled: list[Unsettled] = []
        self._follow(FOLLOWS.get(pair.holder.kind, frozenset()))

    def __repr__(self) -> str:
        return f"<Ring of {self.holder}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.wipe()

    def __reduce__(self) -> str:
        raise TypeError("A ring is never stored. `carry` seals it for a session.")

    @property
    def pair_ids(self) -> list[int]:
        """Every pair whose private half is within reach."""
        return [*self._pairs]

    def pairs_of(self, holder: UUID) -> list[Pair]:
        """The generations of a holder within reach, the newest first."""
        found = [pair for pair in self._pairs.values() if pair.holder_id == holder]
        return sorted(found, key=lambda pair: -pair.generation)

    def private(self, pair_id: int) -> Secret:
        """The private half of a pair within reach."""
        if pair_id not in self._private:
            if pair_id not in self._custodies:
                raise ClosedError
            self._private[pair_id] = self._kept(self._custodies[pair_id])
        return self._private[pair_id]

    def key_of(self, grant: Grant) -> Secret:
        """The compartment's key in this grant, if the program itself gave it."""
        if grant.is_rewrapped:
            return self._quickly(grant, grant.pair_id)
        key = self._slowly(grant, grant.pair_id)
        if key_print(key, grant) != bytes(grant.commitment):
            raise DamagedError
        return key

    def emergency(self, municipality: str) -> "Ring":
        """The emergency key of a municipality, if its substitute's ring this is."""
        return self._beyond(Kind.EMERGENCY, municipality)

    def rewrapped(self) -> list[Grant | Custody]:
        """The rows opened the slow way, now locked symmetrically under the keeper's own key."""
        for row, keeper, key in self.unsettled:
            place = bound(*row.says())
            row.wrapped = lock(key.reveal(), key=self._wrapper(keeper), bound_to=place)
            row.is_rewrapped = True
        rows = list({str(each.row): each.row for each in self.unsettled}.values())
        self.unsettled.clear()
        return rows

    def wipe(self) -> None:
        """Forget every key, as far as Python allows."""
        for secret in [*self._private.values(), *self._wrapping.values()]:
            secret.wipe()
        for each in self.unsettled:
            each.key.wipe()
        self._pairs, self._private, self._custodies, self._wrapping = {}, {}, {}, {}
        self.unsettled = []

    def _follow(self, kinds: frozenset[str]) -> None:
        """Find the pairs that these pairs keep, and what those keep in turn."""
        new = [*self._pairs] if kinds else []
        while new:
            found = Custody.objects.filter(keeper__in=new, pair__holder__kind__in=kinds)
            rows = found.exclude(pair__in=[*self._pairs]).select_related("pair__holder")
            self._custodies |= {row.pair_id: row for row in rows}
            self._pairs |= {row.pair_id: row.pair for row in rows}
            new = [row.pair_id for row in rows if row.pair.holder.kind in FOLLOWS]

    def _beyond(self, kind: str, municipality: str) -> "Ring":
        kept = Custody.objects.filter(
            keeper__in=self.pair_ids,
            pair__holder__kind=kind,
            pair__holder__municipality=municipality,
        )
        rows = list(kept.select_related("pair__holder").order_by("-pair__generation"))
        if not rows or rows[0].pair.ended_at:
            raise ClosedError
        ring = Ring(rows[0].pair, self._kept(rows[0]))
        for row in rows[1:]:
            ring._pairs[row.pair_id], ring._private[row.pair_id] = row.pair, self._kept(row)
        return ring

    def _kept(self, custody: Custody) -> Secret:
        if custody.is_rewrapped:
            return self._quickly(custody, custody.keeper_id)
        private = self._slowly(custody, custody.keeper_id)
        if public_of(private) != bytes(custody.pair.public):
            raise DamagedError
        return private

    def _quickly(self, row: Grant | Custody, keeper: int) -> Secret:
        """Locked by the keeper's own key to all that the row says: it needs no mark."""
        place = bound(*row.says())
        return unlock_key(bytes(row.wrapped), key=self._wrapper(keeper), bound_to=place)

    def _slowly(self, row: Grant | Custody, keeper: int) -> Secret:
        """Sealed to a public key, as anybody can: only what the program marked is believed."""
        if not row.is_ours():
            raise DamagedError
        public, private = bytes(self._pairs[keeper].public), self.private(keeper)
        key = open_sealed(bytes(row.wrapped), public=public, private=private)
        self.unsettled.append(Unsettled(row, keeper, key))
        return key

    def _wrapper(self, pair_id: int) -> Secret:
        if pair_id not in self._wrapping:
            self._wrapping[pair_id] = derive(self.private(pair_id), b"bashke-rewrap")
        return self._wrapping[pair_id]


def key_print(key: Secret, grant: Grant) -> bytes:
    return commitment(key, bound(grant.compartment_id, grant.epoch))
