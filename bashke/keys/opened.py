"""A compartment in somebody's hand."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bashke.audit.models import Ground
from bashke.keys.boxes import Secret, bound, lock, pad, unlock, unpad
from bashke.keys.models import Compartment, Grant
from bashke.keys.refusals import AlteredKeyError, ClosedError, DamagedError
from bashke.keys.rings import Ring, key_print
from bashke.keys.turning import SYSTEM, turn_over

FORMAT = 1
HEAD = 5


class Opened:
    """Reads and writes the texts of one compartment, in the epochs that the ring holds."""

    def __init__(self, compartment: Compartment, ring: Ring | None = None) -> None:
        self.id: UUID = compartment.pk
        self.kind = compartment.kind
        self.municipality = compartment.municipality
        self._ring = ring
        self._grants: dict[int, Grant] = {}
        self._keys: dict[int, Secret] = {}

    @classmethod
    def fresh(cls, compartment: Compartment, key: Secret) -> "Opened":
        """Just made in this transaction, so that nobody else can have turned it over."""
        opened = cls(compartment)
        opened._keys[compartment.epoch] = key
        return opened

    def __repr__(self) -> str:
        return f"<Opened compartment/{self.id}>"

    def __reduce__(self) -> str:
        raise TypeError("What is open is never stored.")

    @property
    def epochs(self) -> list[int]:
        """The epochs that can be read, the oldest first."""
        return sorted(self._grants.keys() | self._keys.keys())

    def add(self, grant: Grant) -> None:
        """Take a grant of the ring; of two for one epoch the quick one."""
        if grant.epoch not in self._grants or grant.is_rewrapped:
            self._grants[grant.epoch] = grant

    def key(self, epoch: int) -> Secret:
        """The key of one epoch."""
        if epoch not in self._keys:
            if self._ring is None or epoch not in self._grants:
                raise ClosedError
            self._keys[epoch] = self._ring.key_of(self._grants[epoch])
        return self._keys[epoch]

    def seal(self, content: str | bytes, *, field: str) -> bytes:
        """The content, to be stored; opens only as this field of this compartment.

        `field` names the place wholly, such as "note/<id>/text". Call it in the transaction that
        stores the result: it looks which epoch is current, and turns over a key that is due.
        """
        return self._sealed(content, field, self._current_epoch())

    def seal_all(self, contents: Mapping[str, str | bytes]) -> dict[str, bytes]:
        """The same for several fields at once, the epoch looked up once."""
        epoch = self._current_epoch()
        return {field: self._sealed(each, field, epoch) for field, each in contents.items()}

    def unseal(self, sealed: bytes | memoryview, *, field: str) -> str:
        """The text that was sealed in this field; refused if changed or from elsewhere."""
        return self.unseal_bytes(sealed, field=field).decode()

    def unseal_bytes(self, sealed: bytes | memoryview, *, field: str) -> bytes:
        """The same for what is not text."""
        raw = bytes(sealed)
        if len(raw) < HEAD or raw[0] != FORMAT:
            raise DamagedError
        epoch = int.from_bytes(raw[1:HEAD], "big")
        place = bound(self.id, epoch, field)
        return unpad(unlock(raw[HEAD:], key=self.key(epoch), bound_to=place))

    def _sealed(self, content: str | bytes, field: str, epoch: int) -> bytes:
        raw = content.encode() if isinstance(content, str) else content
        place = bound(self.id, epoch, field)
        head = bytes([FORMAT]) + epoch.to_bytes(HEAD - 1, "big")
        return head + lock(pad(raw), key=self.key(epoch), bound_to=place)

    def _current_epoch(self) -> int:
        if self._ring is None:
            return max(self._keys)
        row = Compartment.objects.filter(pk=self.id, shredded_at=None).first()
        if row is None:
            raise ClosedError
        if not row.is_ours():
            raise AlteredKeyError
        if row.due_at and row.due_at <= timezone.now():
            with transaction.atomic():
                row = turn_over(self.id, actor=SYSTEM, ground=Ground.OPERATION)
        return self._held(row)

    def _held(self, row: Compartment) -> int:
        """The current epoch, if the ring holds it and its key is the one on record."""
        if row.epoch not in self._keys and row.epoch not in self._grants:
            for found in grants_for(self._ring, [self.id]):
                self.add(found)
        grant = self._grants.get(row.epoch)
        if grant is None or grant.ended_at:
            raise ClosedError
        if key_print(self.key(row.epoch), grant) != bytes(row.commitment):
            raise AlteredKeyError
        return row.epoch


def grants_for(ring: Ring | None, compartments: list[UUID]) -> list[Grant]:
    """The grants of a ring to these compartments whose time is not over; one query."""
    if ring is None:
        return []
    found = Grant.objects.open_at(timezone.now()).filter(
        pair__in=ring.pair_ids, compartment__in=compartments, compartment__shredded_at=None
    )
    return list(found.select_related("compartment"))
