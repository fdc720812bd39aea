"""Persons and receipts: a pair of keys behind a password."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from bashke.keys import passwords
from bashke.keys.boxes import Secret, lock, new_key
from bashke.keys.models import Custody, Grant, Holder, Pair, PasswordLock
from bashke.keys.opening import place_of_lock, private_of
from bashke.keys.pairs import mark_due, new_pair, tell_of
from bashke.keys.refusals import KeysError, WrongPasswordError
from bashke.keys.services.posts import leave

Kind = Holder.Kind


@sensitive_variables()
@transaction.atomic
def enrol(*, municipality: str, password: str, actor: str, kind: str = Kind.PERSON) -> UUID:
    """Give a person, or a receipt, keys behind a password; the id is to be kept by the caller."""
    if kind not in {Kind.PERSON, Kind.RECEIPT}:
        raise KeysError(_("Only a person or a receipt has a password."))
    holder = Holder.objects.create(kind=kind, municipality=municipality)
    with_password(new_pair(holder, private := new_key()), private, password)
    tell_of(holder, actor=actor, act="keys.enrolled")
    return holder.pk


@sensitive_variables()
@transaction.atomic
def change_password(*, person: UUID, old: str, new: str, actor: str) -> None:
    """Lock the same key by another password. Who had key and old password could have copied it."""
    pair = Pair.objects.live().filter(holder=person, password_lock__isnull=False)
    found = pair.select_related("holder", "password_lock").first()
    if found is None:
        raise WrongPasswordError
    private = private_of(found, found.password_lock, old)
    found.password_lock.delete()
    with_password(found, private, new)
    tell_of(found.holder, actor=actor, act="keys.password-changed")


@sensitive_variables()
@transaction.atomic
def renew(*, person: UUID, password: str, actor: str) -> None:
    """New keys for somebody who forgot the password: they open nothing yet.

    What was sealed to the old keys comes back only by `restore`, from two recovery holders.
    Running sessions end.
    """
    holder = active(person)
    now = timezone.now()
    PasswordLock.objects.filter(pair__holder=holder).delete()
    holder.pairs.filter(ended_at=None).update(ended_at=now)
    with_password(new_pair(holder, private := new_key()), private, password)
    tell_of(holder, actor=actor, act="keys.renewed")


@transaction.atomic
def retire(*, person: UUID, actor: str, ground: str) -> None:
    """Somebody leaves for good: what was held turns over, the password opens nothing."""
    holder = active(person)
    posts = Custody.objects.filter(keeper__holder=holder, pair__ended_at=None)
    for post in set(posts.values_list("pair__holder", flat=True)):
        leave(post=post, person=person, actor=actor, ground=ground)
    now = timezone.now()
    Grant.objects.filter(pair__holder=holder, ended_at=None).update(ended_at=now)
    mark_due([*holder.pairs.values_list("pk", flat=True)])
    PasswordLock.objects.filter(pair__holder=holder).delete()
    Custody.objects.filter(keeper__holder=holder).delete()
    Holder.objects.filter(pk=holder.pk).update(ended_at=now)
    tell_of(holder, actor=actor, act="keys.retired", ground=ground)


def active(person: UUID) -> Holder:
    holder = Holder.objects.filter(pk=person, ended_at=None).first()
    if holder is None or holder.kind not in {Kind.PERSON, Kind.RECEIPT}:
        raise KeysError(_("There is no such person among those who hold keys."))
    return holder


@sensitive_variables()
def with_password(pair: Pair, private: Secret, password: str) -> None:
    cost, salt = passwords.COST, passwords.new_salt()
    halves = passwords.stretch(password, salt=salt, cost=cost)
    PasswordLock.objects.create(
        pair=pair,
        salt=salt,
        memory_kib=cost.memory_kib,
        passes=cost.passes,
        lanes=cost.lanes,
        verifier=halves.verifier.reveal(),
        locked=lock(private.reveal(), key=halves.key, bound_to=place_of_lock(pair)),
    )
