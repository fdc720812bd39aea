"""Names compared by keyed tokens: spelled alike is found; nobody tries names without the key."""

import hmac
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bashke.accounts.models import Recusal
from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import Case, CaseLink, MatchKey, MatchRun, NameToken
from bashke.cases.refusals import CaseError
from bashke.cases.services.matching import hints, key_of, tokens
from bashke.cases.spelling import heard, parts_of, spellings
from bashke.keys.opening import open_all
from tests.accounts.cast import PLACE
from tests.cases.conftest import WORDS, browser, drafted, sent_to
from tests.cases.rights.conftest import taken

FIRST = (
    "Agim", "Anila", "Arben", "Besnik", "Blerta", "Çelik", "Dëfrim", "Donika", "Drita", "Edlira",
    "Fatmir", "Gëzim", "Gjergji", "Hajrie", "Ilir", "Jehona", "Kostandin", "Lindita", "Luljeta",
    "Mimoza", "Ndriçim", "Njazi", "Pëllumb", "Qemal", "Rrapo", "Shkëlzen", "Shpresa", "Thëllënza",
    "Valbona", "Xhevdet", "Ylli", "Zamira",
)  # fmt: skip
LAST = (
    "Bajrami", "Berisha", "Çela", "Dervishi", "Gjoka", "Hoxha", "Kryeziu", "Lleshi", "Marku",
    "Ndreka", "Përmeti", "Prifti", "Qosja", "Rexhepi", "Sadiku", "Shehu", "Thaçi", "Vokshi",
    "Xhafa", "Zeqiri",
)  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvxyzçë"


@st.composite
def mistyped(draw):
    """A full name of Albania, and the same with one slip of the hand in one of its parts."""
    first, last = draw(st.sampled_from(FIRST)), draw(st.sampled_from(LAST))
    part = draw(st.sampled_from((first, last)))
    at = draw(st.integers(1, len(part) - 1))
    letter = draw(st.sampled_from(LETTERS))
    slip = draw(st.sampled_from(("missing", "added", "other", "turned")))
    wrong = {
        "missing": part[:at] + part[at + 1 :],
        "added": part[:at] + letter + part[at:],
        "other": part[:at] + letter + part[at + 1 :],
        "turned": part[: at - 1] + part[at] + part[at - 1] + part[at + 1 :],
    }[slip]
    name = f"{first} {last}"
    return name, name.replace(part, wrong.capitalize(), 1)


@settings(max_examples=600, deadline=None)
@given(mistyped())
def test_a_name_with_one_slip_is_found(names):
    written, typed = names
    # Where the slip makes one letter of Albanian of two, or two of one, two sounds differ at once.
    assume(apart(parts_of(written), parts_of(typed)) <= 1)

    assert spellings(written) & spellings(typed)


def apart(these, those):
    """By how many slips the parts differ as they are heard; large where their number differs."""
    if len(these) != len(those):
        return 9
    left, right = sorted(set(these) - set(those)), sorted(set(those) - set(these))
    if not left:
        return 0
    return slips(left[0], right[0]) if len(left) == len(right) == 1 and len(left[0]) > 3 else 9


def slips(one, other):
    if one == other:
        return 0
    if abs(len(one) - len(other)) > 1:
        return 9
    less = {one[:at] + one[at + 1 :] for at in range(len(one))} | {one}
    less_of_other = {other[:at] + other[at + 1 :] for at in range(len(other))} | {other}
    return 1 if less & less_of_other and min(len(one), len(other)) >= 4 else 9


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Shkëlzen Përmeti", "SHKELZEN PERMETI"),
        ("Çelik Thaçi", "Celik Thaci"),
        ("Gjergji Hoxha", "Gergj Hoxhaj"),
        ("Drita Lleshi", "Dritë Leshi"),
        ("Agim Marku", "Marku Agimi"),
        ("Njazi Xhafa, 34 vjeç, Rruga e Elbasanit", "Nazi Xafa"),
        ("Luljeta Qosja (e martuar Berisha)", "Lulieta Kosja, 1990"),
        ("Anila Maria Prifti", "Anila Prifti"),
        ("një burrë, Ylli Shehu", "nje burre, ylli shehu"),
    ],
)
def test_what_is_written_in_two_ways_is_one_name(written, typed):
    assert spellings(written) & spellings(typed)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FIRST), st.sampled_from(FIRST), st.sampled_from(LAST), st.sampled_from(LAST))
def test_two_people_who_share_one_part_of_a_name_are_not_one(one, other, last, another):
    assume(heard(one)[:3] != heard(other)[:3])
    assume(heard(last)[:3] != heard(another)[:3])

    assert not spellings(f"{one} {last}") & spellings(f"{other} {last}")
    assert not spellings(f"{one} {last}") & spellings(f"{one} {another}")


@pytest.mark.parametrize(
    "text", ["", "Ana", "një fëmijë", "12, 13", "—", "a b", "\x00\x00 \x00", "É" * 300]
)
def test_what_is_no_full_name_makes_few_spellings_and_no_fault(text):
    assert len(spellings(text)) <= 60


def test_a_text_makes_no_more_spellings_than_four_parts_of_a_name_need():
    assert len(spellings(" ".join(["Kostandinopoli" + each for each in "abcdefgh"] * 30))) <= 250


def second_case(town, about="Anna Prifti", name="blerta"):
    """Another referral, which somebody else at the post leads."""
    draft = drafted(town)
    services.write(
        referral=draft, ring=town.ring("besnik"), actor=town.besnik.actor,
        texts=WORDS | {"about": about},
    )  # fmt: skip
    sent = sent_to(town, draft=draft)
    return services.accept(referral=sent, ring=town.ring(name), person=getattr(town, name))


def compared(town, case, name="blerta"):
    ring, person = town.ring(name), getattr(town, name)
    run = services.ask_matching(case=case, ring=ring, person=person)
    return hints(run, ring)


def test_the_hint_names_a_colleague_and_no_case(town, case):
    [hint] = compared(town, second_case(town))

    assert hint.person == town.drita
    assert hint.mine == ()


def test_who_leads_both_sees_their_own_reference(town, case):
    other = second_case(town, name="drita")

    [hint] = compared(town, other, "drita")

    assert hint.mine == (case,)


def test_two_cases_of_mine_are_linked_by_a_person_and_only_those(town, case, static_files):
    other = second_case(town, name="drita")
    of_blerta = second_case(town)
    services.ask_matching(case=other, ring=town.ring("drita"), person=town.drita)
    there = browser(town, "drita")
    page = f"/sq/{PLACE}/cases/{other.reference}/matching/"

    shown = there.get(page).content.decode()
    there.post(f"{page}link/{case.reference}/")

    assert case.reference in shown
    assert of_blerta.reference not in shown
    assert CaseLink.objects.count() == 1
    assert there.post(f"{page}link/{of_blerta.reference}/").status_code == 404
    assert CaseLink.objects.count() == 1


def test_the_page_names_a_colleague_and_no_case(town, case, static_files):
    other = second_case(town)
    there = browser(town, "blerta")
    page = f"/sq/{PLACE}/cases/{other.reference}/matching/"

    answer = there.post(page, follow=True)

    shown = answer.content.decode()
    assert town.drita.name in shown
    assert case.reference not in shown
    assert WORDS["concern"] not in shown
    for name in ("besnik", "teuta", "ilir", "agim", "mira", "edlira"):
        assert browser(town, name).get(page).status_code == 404


def test_another_name_gives_no_hint(town, case):
    assert compared(town, second_case(town, "Mimoza Dervishi")) == []


def test_a_corrected_name_is_compared_as_it_is_now(town, case):
    services.rewrite(
        case=case, ring=town.ring("drita"), person=town.drita, field="about",
        text="Mimoza Dervishi",
    )  # fmt: skip

    assert compared(town, second_case(town)) == []


def test_nothing_is_found_after_erasure(town, case):
    services.close(case=case, person=town.drita, reason="no-concern")
    Case.objects.filter(pk=case.pk).update(erase_on=timezone.localdate())
    case.refresh_from_db()
    services.erase(case=case)

    assert not NameToken.objects.filter(case=case).exists()
    assert compared(town, second_case(town)) == []


def test_a_hint_ends_when_the_other_case_is_erased(town, case):
    ring = town.ring("blerta")
    run = services.ask_matching(case=second_case(town), ring=ring, person=town.blerta)
    assert hints(run, ring)

    Case.objects.filter(pk=case.pk).update(erased_at=timezone.now())

    assert hints(run, ring) == []


def test_a_closed_case_is_found_until_its_day(town, case):
    services.close(case=case, person=town.drita, reason="no-concern")
    other = second_case(town)

    assert compared(town, other)
    Case.objects.filter(pk=case.pk).update(erase_on=timezone.localdate())
    assert compared(town, other) == []


def test_who_is_kept_out_of_a_case_is_not_named_and_learns_nothing(town, case):
    other = second_case(town)
    Recusal.objects.create(person=town.drita, municipality=PLACE, subject=other.subject)
    assert compared(town, other) == []

    Recusal.objects.all().delete()
    Recusal.objects.create(person=town.blerta, municipality=PLACE, subject=case.subject)
    assert compared(town, other) == []


def test_only_who_leads_compares_and_only_at_intake(town, case):
    with pytest.raises(CaseError, match="Only who leads"):
        services.ask_matching(case=case, ring=town.ring("blerta"), person=town.blerta)
    Case.objects.filter(pk=case.pk).update(opened_at=timezone.now() - timedelta(days=8))
    case.refresh_from_db()
    with pytest.raises(CaseError, match="intake"):
        services.ask_matching(case=case, ring=town.ring("drita"), person=town.drita)


def test_nobody_compares_more_than_ten_times_a_day(town, case):
    MatchRun.objects.bulk_create(MatchRun(case=case, person=town.drita) for _each in range(10))

    with pytest.raises(CaseError, match="ten times"):
        services.ask_matching(case=case, ring=town.ring("drita"), person=town.drita)


def test_every_comparison_is_on_the_trail(town, case):
    services.ask_matching(case=case, ring=town.ring("drita"), person=town.drita)

    event = Event.objects.get(act="matching.asked")
    assert event.subject == case.subject
    assert event.actor == town.drita.actor


def test_a_name_taken_out_is_found_no_more(town, case):
    services.forget_name(case=case, person=town.drita)

    assert compared(town, second_case(town)) == []


@pytest.mark.parametrize("name", ["besnik", "teuta", "ilir", "agim", "mira", "sara", "edlira"])
def test_only_coordinators_hold_the_key(town, case, name):
    key = MatchKey.objects.get()

    assert not open_all(town.ring(name), [key.compartment])
    assert open_all(town.ring("blerta"), [key.compartment])


def test_one_key_for_a_place_and_a_mechanism(town, case):
    second_case(town)
    draft = drafted(town, mechanism="child-protection", first_step="report-received")
    child = services.accept(
        referral=sent_to(town, "teuta", draft), ring=town.ring("teuta"), person=town.teuta
    )

    assert MatchKey.objects.count() == 2
    assert compared(town, child, "teuta") == []


def test_who_stole_the_database_cannot_try_names(town, case):
    """All of it, and the name itself: without the sealed key no token can be made or compared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM cases_nametoken")
        stolen = {bytes(token) for (token,) in cursor.fetchall()}
        cursor.execute("SELECT id, secret, compartment FROM cases_matchkey")
        rows = cursor.fetchall()
    assert stolen
    known = [b"", *(bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode()
             for row in rows for each in row)]  # fmt: skip
    for secret in known:
        tried = {
            hmac.digest(secret, each.encode(), sha256)[:16] for each in spellings("Ana Prifti")
        }
        assert not tried & stolen

    _key, secret = key_of(case, town.ring("drita"), town.drita)
    assert set(tokens(secret, "Ana Prifti")) == stolen


def test_the_tokens_of_one_part_of_a_name_do_not_show(town, case):
    """Two cases that share a surname share no token: nobody counts a family in the database."""
    other = second_case(town, "Mimoza Prifti")

    mine = {bytes(each.token) for each in NameToken.objects.filter(case=case)}
    theirs = {bytes(each.token) for each in NameToken.objects.filter(case=other)}
    assert mine
    assert theirs
    assert not mine & theirs


def test_a_request_for_data_is_compared_with_nothing(town, case):
    before = NameToken.objects.count()

    taken(town)

    assert NameToken.objects.count() == before
    assert not MatchRun.objects.exists()
