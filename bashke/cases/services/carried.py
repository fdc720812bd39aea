"""What is written down beside the steps: kin, orders and when they end, cases beside this one."""

import json
from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Notice, Person, Post
from bashke.accounts.services.memberships import tell_person
from bashke.audit.services import record
from bashke.cases.models import Assignment, Case, CaseLink, Order, Relative
from bashke.cases.refusals import CaseError
from bashke.cases.services.carrying import refuse_unless_lead
from bashke.cases.services.drafting import take_by_phone
from bashke.cases.services.endings import CHILDREN
from bashke.cases.services.referrals import LONGEST
from bashke.cases.services.steps import refuse_closed, tell
from bashke.keys.opening import Ring, open_with

SHORT = 200
SYSTEM = "system"
EXTREMISM = "violent-extremism"


@transaction.atomic
def add_relative(
    *, case: Case, ring: Ring, person: Person, called: str, related: str, is_child: bool
) -> Relative:
    """Somebody of the family or household: as little as the members need, all of it sealed."""
    refuse_closed(case)
    if not called.strip() or len(called) > SHORT or len(related) > SHORT:
        raise CaseError(_("Write how the person is called, and how related, in a few words."))
    relative = Relative(case=case)
    told = json.dumps({"called": called, "related": related, "is_child": is_child})
    opened = open_with(ring, case.compartment)
    relative.told = opened.seal(told, field=f"{relative}/told")
    relative.save(force_insert=True)
    tell(case, person, "relative.added")
    return relative


@transaction.atomic
def remove_relative(*, relative: Relative, person: Person) -> None:
    """Who was written down by mistake, or need not be known any more, is gone for good."""
    refuse_closed(relative.case)
    relative.delete()
    tell(relative.case, person, "relative.removed")


@transaction.atomic
def record_order(
    *, case: Case, ring: Ring, person: Person, kind: str, begins: date, until: date, text: str
) -> Order:
    """An order of a court or of the police, with the day on which it ends."""
    refuse_closed(case)
    if kind not in Order.Kind.values or len(text) > LONGEST:
        raise CaseError(_("Choose what kind of order it is."))
    if until < begins:
        raise CaseError(_("The order ends before it begins. Look at the two days again."))
    order = Order(case=case, kind=kind, begins=begins, until=until)
    order.text = open_with(ring, case.compartment).seal(text, field=f"{order}/text")
    order.save(force_insert=True)
    tell(case, person, f"order.recorded/{kind}")
    return order


@transaction.atomic
def lift_order(*, order: Order, person: Person) -> None:
    """The order holds no more, before its day."""
    refuse_closed(order.case)
    lifted = Order.objects.filter(pk=order.pk, lifted_at=None).update(lifted_at=timezone.now())
    if not lifted:
        raise CaseError(_("This order was lifted already."))
    tell(order.case, person, f"order.lifted/{order.kind}")


def tell_of_orders_that_end() -> int:
    """Tell who leads that an order ends soon: once for each. How many. Needs no key."""
    due = Order.objects.ending().filter(told_at=None).select_related("case")[:200]
    return sum(tell_of(order) for order in list(due))


@transaction.atomic
def tell_of(order: Order) -> bool:
    """That an order ends soon, to who leads; whether it was not told before."""
    case = order.case
    if not Order.objects.filter(pk=order.pk, told_at=None).update(told_at=timezone.now()):
        return False
    leading = Assignment.objects.current().filter(case=case, part=Assignment.Part.LEAD)
    for each in leading.select_related("person"):
        tell_person(each.person, case.municipality, Notice.Kind.ORDER_ENDS, str(order))
    record(
        municipality=case.municipality,
        actor=SYSTEM,
        act="order.end-announced",
        subject=case.subject,
    )
    return True


@transaction.atomic
def link_cases(*, case: Case, other: Case, person: Person) -> None:
    """Two cases have to do with each other. Nobody gets to know of it who cannot open both."""
    refuse_closed(case)
    refuse_unless_lead(case, person)
    both = Case.objects.visible_to(person).filter(pk__in=[case.pk, other.pk])
    if case.pk == other.pk or both.count() != 2:
        raise CaseError(_("There is no other case of yours with this reference."))
    refuse_extremism_beside_a_child(case, other.mechanism)
    refuse_extremism_beside_a_child(other, case.mechanism)
    first, second = sorted((case, other), key=lambda each: each.pk)
    try:
        with transaction.atomic():
            CaseLink.objects.create(first=first, second=second)
    except IntegrityError:
        raise CaseError(_("These two cases are linked already.")) from None
    tell(case, person, f"case.linked/{other.pk}")


@transaction.atomic
def unlink_cases(*, link: CaseLink, case: Case, person: Person) -> None:
    """The two have nothing to do with each other any more."""
    refuse_unless_lead(case, person)
    other = link.second_id if link.first_id == case.pk else link.first_id
    link.delete()
    tell(case, person, f"case.unlinked/{other}")


@transaction.atomic
def begin_beside(
    *,
    case: Case,
    ring: Ring,
    person: Person,
    post: Post,
    mechanism: str,
    first_step: str,
    texts: Mapping[str, str],
) -> Case:
    """Somebody of the same family gets a file of her own: with nothing of this one in it."""
    refuse_closed(case)
    refuse_unless_lead(case, person)
    refuse_extremism_beside_a_child(case, mechanism)
    begun = take_by_phone(
        person=person,
        post=post,
        ring=ring,
        mechanism=mechanism,
        first_step=first_step,
        at=timezone.now(),
        texts=texts,
    )
    link_cases(case=case, other=begun, person=person)
    return begun


def refuse_extremism_beside_a_child(case: Case, mechanism: str) -> None:
    """Such a concern about a child is advice within the child's case, and no second file."""
    if case.mechanism in CHILDREN and mechanism == EXTREMISM:
        raise CaseError(
            _(
                "A concern about violent extremism and a child is advice within the child's case. "
                "Let the contact for violent extremism take part as an adviser; no second file."
            )
        )
