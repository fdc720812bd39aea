"""Who could open what and why, the trail and its reader, and what each role sees."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from bashke.accounts.policy import ROLES, SAYS, SEPARATIONS, May
from bashke.audit.chaining import chain
from bashke.audit.models import Event, Link, Reading
from bashke.audit.services import record
from bashke.core.chores import VERIFY_TRAIL
from bashke.core.models import Chore
from bashke.keys import services as keys
from bashke.office import matters
from bashke.office.oversight.trail import standing
from tests.accounts.cast import ELSEWHERE, PLACE, SYSTEM
from tests.architecture.addresses import addresses

pytestmark = pytest.mark.usefixtures("static_files")


def at(name, *rest, lang="en"):
    return reverse(f"office:{name}", args=[lang, PLACE, *rest])


@pytest.fixture
def file(town):
    """Something sealed: open to Drita, to the post of child protection, in an emergency."""
    post = town.post("teuta").holder
    return keys.create(
        kind="case", municipality=PLACE, holders=[town.drita.holder, post], ground="assignment",
        actor=SYSTEM, break_glass=True,
    )  # fmt: skip


@pytest.fixture
def reader(town, signed_in):
    """Mira's browser: she reads the trail."""
    return signed_in("mira")


def asked_about(browser, reference, kind="compartment"):
    return browser.post(at("who-could-open"), {"kind": kind, "reference": str(reference)})


def test_everybody_who_could_open_it_is_named_with_the_way(reader, file):
    response = asked_about(reader, file.id)

    groups = {
        group.title: {way.name: way for way in group.ways} for group in response.context["groups"]
    }
    work, emergency, recovery = groups.values()
    assert set(work) == {"Drita", "Teuta"}
    assert set(emergency) == {"Sara"}
    assert set(recovery) == {"Vera", "Gent", "Luan"}
    assert work["Drita"].through == "a key of their own"
    assert "Bashkia" in work["Teuta"].through
    assert work["Drita"].ground == "assigned to it"


def test_who_was_taken_off_is_told_with_what_stays_readable(town, reader, file):
    keys.end(compartment=file.id, holder=town.drita.holder, ground="assignment", actor=SYSTEM)

    page = asked_about(reader, file.id).content.decode()

    assert "only what was written before the key turned over" in page


def test_that_somebody_asked_is_on_the_trail(town, reader, file):
    asked_about(reader, file.id)
    reader.post(at("what-could-be-opened"), {"person": str(town.drita.pk)})

    told = Event.objects.filter(act="access.explained").order_by("pk")
    assert [(each.actor, each.subject) for each in told] == [
        (town.mira.actor, f"compartment/{file.id}"),
        (town.mira.actor, town.drita.actor),
    ]


def test_what_is_elsewhere_or_nowhere_is_not_found_and_not_on_the_trail(reader, town):
    for wrong in ("00000000-0000-4000-8000-000000000000", "nonsense", "'; drop", ""):
        assert asked_about(reader, wrong).status_code == 422
        assert asked_about(reader, wrong, kind="case").status_code == 422

    assert not Event.objects.filter(act="access.explained").exists()


def test_a_matter_is_found_by_its_own_reference(reader, file, monkeypatch):
    found = matters.Matter("case/1", PLACE, "ABCD", file.id, [file.id], "/")
    kind = matters.Kind(
        "case", "Case", lambda reference, _place: found if reference == "ABCD" else None
    )
    monkeypatch.setitem(matters.kinds, "case", kind)

    assert asked_about(reader, "ABCD", kind="case").context["groups"]
    assert asked_about(reader, "ABCE", kind="case").status_code == 422


def test_of_a_person_only_counts_by_kind_are_told(town, reader, file):
    response = reader.post(at("what-could-be-opened"), {"person": str(town.teuta.pk)})

    ((_title, counts),) = response.context["counts"]
    assert [(each.count, each.kind, each.through) for each in counts] == [
        (1, "cases", "by the key of a post")
    ]
    assert str(file.id) not in response.content.decode()


def test_nobody_of_another_municipality_can_be_asked_about(town, reader):
    response = reader.post(at("what-could-be-opened"), {"person": str(town.zana.pk)})

    assert response.status_code == 422
    assert "Zana" not in reader.get(at("who-could-open")).content.decode()


def opened(person, number=1, subject="case/1", municipality=PLACE):
    for _ in range(number):
        with transaction.atomic():
            record(
                municipality=municipality, actor=person.actor, act="content.opened",
                subject=subject, ground="assignment",
            )  # fmt: skip


def test_the_trail_names_people_and_posts_and_shows_no_id_of_theirs(town, reader):
    opened(town.drita)

    page = reader.get(at("trail")).content.decode()

    assert "<strong>Drita</strong> opened content" in page
    assert str(town.drita.pk) not in re.sub(r"<option.*?</option>", "", page, flags=re.S)


def test_no_link_carries_a_name(town, reader):
    for _ in range(60):
        opened(town.drita)

    page = reader.get(at("trail"), {"who": str(town.drita.pk)}).content.decode()

    links = re.findall(r'(?:href|action)="([^"]*)"', page)
    assert any("before=" in link for link in links)
    assert not [link for link in links if "rita" in link.lower() or "example.org" in link]


def lines_of(browser, **asked):
    return [each.line for each in browser.get(at("trail"), asked).context["page"].lines]


def test_one_chooses_by_person_act_subject_and_day(town, reader):
    with time_machine.travel("2026-11-20 10:00Z", tick=False):
        opened(town.drita, subject="case/1/plan")
    opened(town.besnik, subject="case/2")

    assert {each.who for each in lines_of(reader, who=str(town.drita.pk))} == {"Drita"}
    assert {each.act for each in lines_of(reader, act="openings")} == {"opened content"}
    assert [each.about for each in lines_of(reader, about="case/1")] == ["case/1/plan"]
    assert [each.about for each in lines_of(reader, until="2026-11-20")] == ["case/1/plan"]
    assert "case/1/plan" not in [each.about for each in lines_of(reader, since="2026-11-21")]
    assert reader.get(at("trail"), {"about": "Filan Fisteku"}).status_code == 422


def test_another_municipalitys_trail_is_not_in_it(town, reader):
    opened(town.zana, municipality=ELSEWHERE, subject="case/9")

    assert "case/9" not in [each.about for each in lines_of(reader)]


def test_page_by_page_everything_is_shown_once(town, reader):
    opened(town.drita, 120)
    seen, asked = [], {"who": str(town.drita.pk), "act": "openings"}
    address = at("trail")
    while True:
        response = reader.get(address, asked)
        seen += [each.times for each in response.context["page"].lines]
        if not response.context["page"].older:
            break
        asked["before"] = response.context["page"].older

    # The same thing again and again is one line, with how often.
    assert seen == [50, 50, 20]


def test_the_number_of_queries_is_fixed(town, reader):
    opened(town.drita, 3)
    reader.get(at("trail"))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            reader.get(at("trail"))
        return len(captured)

    few = queries()
    for person in (town.drita, town.besnik, town.teuta, town.ilir):
        opened(person, 40, subject=f"post/{town.post('drita').pk}/{person.pk}")

    assert queries() == few


def test_who_stands_out_is_first_with_the_reason(town, reader):
    with time_machine.travel("2026-11-24 10:00Z", tick=False):
        opened(town.besnik, 2)
        opened(town.teuta, 30, subject="case/2")
        opened(town.ilir, 3)

    readers = reader.get(at("trail"), {"until": "2026-11-24"}).context["readers"]

    assert [each.name for each in readers] == ["Teuta", "Ilir", "Besnik"]
    assert [reason.value for reason in readers[0].accesses.reasons] == ["far-more"]


def test_the_reader_signs_up_to_where_the_chain_goes(town, reader):
    chain()
    last = Link.objects.of(PLACE).in_order().last()

    reader.post(at("trail-sign"), {"sequence": str(last.sequence)})

    (reading,) = Reading.objects.of(PLACE)
    assert (reading.sequence, reading.hash, reading.by) == (
        last.sequence,
        last.hash,
        town.mira.actor,
    )


@pytest.mark.parametrize("sequence", ["0", "999999", "x", "", "-1", "9" * 30])
def test_what_is_not_there_is_not_signed(sequence, reader):
    reader.post(at("trail-sign"), {"sequence": sequence})

    assert not Reading.objects.exists()


def test_unread_for_too_long_it_shows_red(reader):
    assert not reader.get(at("trail")).context["is_red"]

    with time_machine.travel(timezone.now() + timedelta(days=46), tick=False):
        assert standing(PLACE)["is_red"]


def test_what_the_last_check_found_stands_above_everything(reader):
    fault = {"kind": "changed", "sequence": 7, "is_acknowledged": False, "says": "…"}
    Chore.objects.create(
        name=VERIFY_TRAIL, done_at=timezone.now(),
        found=[fault | {"municipality": PLACE}, fault | {"municipality": ELSEWHERE, "sequence": 8}],
    )  # fmt: skip

    page = reader.get(at("trail")).content.decode()

    assert "Something was changed" in page
    assert "place 7" in page
    assert "place 8" not in page


def test_a_part_leaves_as_a_sheet_with_a_reason_and_is_told(town, reader):
    opened(town.drita, 3)
    town.drita.name = "=HYPERLINK(1)"
    town.drita.save()

    response = reader.post(
        at("trail-export"), {"who": str(town.drita.pk), "act": "openings", "reason": "complaint"}
    )

    rows = [*csv.reader(StringIO(response.content.decode("utf-8-sig")))]
    assert len(rows) == 4
    assert {row[1] for row in rows[1:]} == {"'=HYPERLINK(1)"}
    event = Event.objects.get(act="trail.exported")
    assert (event.subject, event.ground, event.actor) == (
        "trail/lines/3", "complaint", town.mira.actor
    )  # fmt: skip


def test_without_a_reason_nothing_leaves(reader):
    response = reader.post(at("trail-export"), {"reason": ""})

    assert response.status_code == 422
    assert not Event.objects.filter(act="trail.exported").exists()


def test_too_many_lines_for_one_file_are_refused(town, reader, monkeypatch):
    monkeypatch.setattr("bashke.office.oversight.services.MOST", 2)

    response = reader.post(at("trail-export"), {"reason": "oversight"})

    assert response.status_code == 422
    assert "Choose fewer days" in response.content.decode()


def test_roles_say_what_the_policy_says(reader):
    roles = reader.get("/en/account/roles/").context["roles"]

    assert [role.key for role in roles] == [*ROLES]
    with translation.override("en"):
        for role in roles:
            assert role.may == [str(SAYS[may]) for may in May if may in ROLES[role.key].may]
            reasons = {str(rule.why) for rule in SEPARATIONS if role.key in rule.one | rule.other}
            assert {each.why for each in role.apart} == reasons


def test_roles_reach_every_page_that_their_acts_open_and_no_other(reader):
    roles = {role.key: role for role in reader.get("/en/account/roles/").context["roles"]}
    needed = [need for each in addresses() if (need := getattr(each.view, "needs", None))]

    assert needed
    for key, role in roles.items():
        assert len(role.pages) == len([need for need in needed if need in ROLES[key].may])
    assert "office/trail/" in roles["auditor"].pages
    assert "office/trail/" not in roles["administrator"].pages


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_every_page_is_in_both_languages(lang, reader, file):
    for page in ("trail", "who-could-open"):
        assert f'lang="{lang}"' in reader.get(at(page, lang=lang)).content.decode()
