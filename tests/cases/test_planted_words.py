"""Words are planted into a plan and a conference; then the whole database is searched for them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from bashke.cases import services
from bashke.cases.models import Plan
from tests.cases.company import assignment, begin_now, with_company
from tests.cases.test_conferences import called

PLANTED = [
    "fjalaqellim", "fjalafemije", "fjalagjuhe", "fjalandihme", "fjalandihmes", "fjalapanenshkrim",
    "fjalarishikim", "fjalavend", "fjalashenim", "fjalavendim", "fjalaarsye", "fjalamospajtim",
    "fjaladetyre", "fjalakryer", "fjalaprocesverbal", "fjalanjoftim",
]  # fmt: skip


@pytest.fixture
def filled(town, case):
    """A plan that holds and was reviewed, and a conference with everything that it leaves."""
    company = with_company(town, case)
    ring, drita, today = town.ring("drita"), town.drita, timezone.localdate()
    plan = services.begin_plan(case=case, ring=ring, person=drita)
    texts = dict(zip(Plan.TEXTS, PLANTED, strict=False))
    services.write_plan(plan=plan, ring=ring, person=drita, texts=texts)
    services.add_help(
        plan=plan, ring=ring, person=drita, what=PLANTED[3], helper=PLANTED[4], due_on=today
    )
    services.agree_plan(plan=plan, ring=ring, person=drita, signed_on=None, unsigned=PLANTED[5])
    services.review_plan(plan=plan, ring=ring, person=drita, decision="change", reason=PLANTED[6])
    conference = called(company, case, place=PLANTED[7], note=PLANTED[8])
    item = begin_now(conference).items.get()
    services.decide(
        item=item, ring=ring, person=drita, text=PLANTED[9], reason=PLANTED[10],
        dissent=PLANTED[11],
    )  # fmt: skip
    action = services.add_action(
        item=item, ring=ring, person=drita, owner=assignment(town, case, "hana"),
        due_on=today + timedelta(days=1), text=PLANTED[12],
    )  # fmt: skip
    services.finish_action(
        action=action, ring=town.ring("hana"), person=town.hana, outcome=PLANTED[13]
    )
    services.write_minutes(
        item=item, ring=ring, person=drita, text=PLANTED[14], audiences=["health", "police"]
    )
    services.add_entry(case=case, ring=ring, person=drita, kind="told", text=PLANTED[15])
    return company


def dump():
    """Every value of every table, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our own tables
            for row in cursor.fetchall():
                yield from map(written, row)


def written(value):
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return str(value).encode()


def found(words):
    there = list(dump())
    return {word for word in words if any(word.encode() in value for value in there)}


def test_no_word_of_a_plan_or_a_conference_stands_in_the_database(filled):
    assert found(PLANTED) == set()


def test_the_search_finds_what_is_not_sealed(filled, case):
    assert found([case.reference, "Qendra Shëndetësore"]) == {case.reference, "Qendra Shëndetësore"}
