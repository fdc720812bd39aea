"""Modules: opened, closed, and watched for what they were opened on."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.refusals import AccountError
from bashke.audit.services import record
from bashke.mechanisms.schema import Mechanism
from bashke.office.gate.conditions import general, readiness, ready
from bashke.office.gate.models import Module
from bashke.office.gate.records import Records, read

SYSTEM = "system"


@transaction.atomic
def open_module(*, municipality: str, mechanism: str, actor: str) -> Module:
    """Begin to work on cases of this mechanism here. Refused while anything is missing."""
    records = read(municipality)
    found = ready(records, module_named(records, mechanism), general(records))
    if not found.holds:
        missing = [line for each in found.conditions for line in each.missing]
        raise AccountError(" ".join([_("Not yet:"), *missing]))
    try:
        with transaction.atomic():
            module = Module.objects.create(municipality=municipality, mechanism=mechanism)
    except IntegrityError:
        raise AccountError(_("This module is open already.")) from None
    record(municipality=municipality, actor=actor, act="module.open", subject=module.subject)
    return module


@transaction.atomic
def close_module(*, module: Module, actor: str) -> None:
    """Nothing new begins in it any more; what has begun goes on to its end."""
    closed = Module.objects.opened().filter(pk=module.pk).update(closed_at=timezone.now())
    if not closed:
        raise AccountError(_("This module is closed already."))
    record(
        municipality=module.municipality, actor=actor, act="module.close", subject=module.subject
    )


def watch_modules() -> int:
    """Look at every open module: how many changed. Work in the background, once a minute."""
    places = Module.objects.opened().values_list("municipality", flat=True).distinct()
    return sum(watch(municipality) for municipality in sorted(places))


@transaction.atomic
def watch(municipality: str) -> int:
    """Note since when a module lacks what it was opened on, or that it no longer does."""
    if not Module.objects.of(municipality).opened().exists():
        return 0
    changed = 0
    for each in readiness(read(municipality)):
        if each.module is None or each.is_endangered is (each.module.endangered_at is not None):
            continue
        row = Module.objects.opened().filter(
            pk=each.module.pk, endangered_at=each.module.endangered_at
        )
        if row.update(endangered_at=timezone.now() if each.is_endangered else None):
            act = "module.endanger" if each.is_endangered else "module.mend"
            record(municipality=municipality, actor=SYSTEM, act=act, subject=each.module.subject)
            changed += 1
    return changed


def module_named(records: Records, key: str) -> Mechanism:
    found = next((each for each in records.modules if each.key == key), None)
    if found is None:
        raise AccountError(_("There is no such module."))
    return found
