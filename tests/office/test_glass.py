"""Opening a matter in an emergency, and stepping out of one that touches oneself."""

import pytest
from django.utils.translation import gettext_lazy

from bashke.accounts import services as accounts
from bashke.accounts.models import Notice, Recusal
from bashke.audit.models import Event
from bashke.keys import opening
from bashke.keys import services as keys
from bashke.keys.living import holders_of
from bashke.keys.refusals import ClosedError
from bashke.office import matters
from bashke.office.matters import Kind, Matter
from tests.accounts.cast import PLACE, SYSTEM, person

OFFICE = f"/sq/{PLACE}/office/"
BREAK = f"{OFFICE}open/note/n-1/"
STEP_OUT = f"{OFFICE}step-out/note/n-1/"
REASON = "Askush tjetër nuk gjendet dot sonte"


@pytest.fixture
def note(town, monkeypatch):
    """A matter of a kind that an app above has put on the list."""
    made = keys.create(
        kind="note", municipality=PLACE, holders=[town.post("drita").holder], ground="post",
        actor=SYSTEM, break_glass=True,
    )  # fmt: skip
    sealed = made.seal("fshehtë", field="text")

    def find(reference, place):
        if (reference, place) != ("n-1", PLACE):
            return None
        return Matter("note/n-1", PLACE, "Shënimi n-1", made.id, [made.id], f"/sq/{PLACE}/")

    monkeypatch.setattr(matters, "kinds", {})
    matters.register(Kind("note", gettext_lazy("Posts"), find))
    return made.id, sealed


def opens(ring, note):
    return opening.open_with(ring, note[0]).unseal(note[1], field="text")


def test_the_substitute_opens_it_with_a_reason_and_who_works_on_it_is_told(signed_in, town, note):
    browser = signed_in("sara")
    assert "2 vetë" in browser.get(BREAK).content.decode()
    with pytest.raises(ClosedError):
        opens(town.ring("sara"), note)

    response = browser.post(BREAK, {"reason": REASON, "hours": "2"})

    assert response["Location"] == f"/sq/{PLACE}/"
    assert opens(town.ring("sara"), note) == "fshehtë"
    told = Notice.objects.filter(kind=Notice.Kind.GLASS_BROKEN)
    assert {each.person for each in told} == {town.drita, town.mira}
    assert Event.objects.of(PLACE).filter(subject="note/n-1", ground="break-glass").exists()


def test_who_was_told_sees_by_whom_and_who_works_on_it_also_why(signed_in, town, note):
    signed_in("sara").post(BREAK, {"reason": REASON, "hours": "2"})
    opened = Notice.objects.filter(kind=Notice.Kind.GLASS_BROKEN).first().subject.split("/")[1]
    url = f"{OFFICE}opened/{opened}/"

    drita = signed_in("drita").get(url).content.decode()
    mira = signed_in("mira").get(url).content.decode()

    assert "Sara" in drita
    assert REASON in drita
    assert "Sara" in mira
    assert REASON not in mira
    for name in ("teuta", "agim", "zana", "vera"):
        assert signed_in(name).get(url).status_code == 404
    assert url in signed_in("drita").get("/sq/account/").content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"reason": "", "hours": "2"},
        {"reason": "  ", "hours": "2"},
        {"reason": REASON, "hours": "0"},
        {"reason": REASON, "hours": "25"},
        {"reason": REASON, "hours": "shumë"},
    ],
)
def test_without_a_reason_or_within_no_bounds_it_stays_shut(signed_in, town, note, given):
    response = signed_in("sara").post(BREAK, given)

    assert response.status_code == 422
    assert not Notice.objects.exists()
    with pytest.raises(ClosedError):
        opens(town.ring("sara"), note)


def test_twice_says_that_it_is_open_already(signed_in, town, note):
    browser = signed_in("sara")
    browser.post(BREAK, {"reason": REASON, "hours": "2"})

    response = browser.post(BREAK, {"reason": REASON, "hours": "2"})

    assert response.status_code == 422


@pytest.mark.parametrize("name", ["drita", "agim", "mira", "vera", "zana"])
def test_for_anybody_else_it_does_not_exist(signed_in, town, note, name):
    browser = signed_in(name)

    assert browser.get(BREAK).status_code == 404
    assert browser.post(BREAK, {"reason": REASON, "hours": "2"}).status_code == 404


@pytest.mark.parametrize("path", ["open/note/n-2/", "open/case/n-1/", "step-out/case/n-1/"])
def test_what_is_on_no_list_does_not_exist(signed_in, town, note, path):
    assert signed_in("sara").get(OFFICE + path).status_code == 404


def test_a_kind_is_put_on_the_list_once(note):
    with pytest.raises(ValueError, match="note"):
        matters.register(Kind("note", gettext_lazy("Posts"), lambda reference, place: None))


def test_who_is_touched_steps_out_and_the_substitute_keeps_it(signed_in, town, note):
    taken = accounts.appoint(
        person=person("nora"), post=town.post("drita"), is_substitute=True, actor=SYSTEM
    )
    accounts.give_key(membership=taken, ring=town.ring("drita"), actor=SYSTEM)
    browser = signed_in("drita")
    assert browser.get(STEP_OUT).status_code == 200

    browser.post(STEP_OUT)

    assert Recusal.objects.get().person == town.drita
    with pytest.raises(ClosedError):
        opens(town.ring("drita"), note)
    assert taken.person.holder in holders_of(note[0])
    assert signed_in("drita").get(STEP_OUT).status_code == 404


def test_the_last_one_cannot_step_out_before_a_substitute_is_named(signed_in, town, note):
    response = signed_in("drita").post(STEP_OUT)

    assert response.status_code == 200
    assert not Recusal.objects.exists()
    assert opens(town.ring("drita"), note) == "fshehtë"


def test_who_stepped_out_does_not_come_back_through_the_glass(signed_in, town, note):
    Recusal.objects.create(person=town.sara, municipality=PLACE, subject="note/n-1")

    assert signed_in("sara").get(BREAK).status_code == 404


@pytest.mark.parametrize("name", ["teuta", "agim", "sara", "zana"])
def test_who_could_not_open_it_learns_nothing_by_stepping_out(signed_in, town, note, name):
    assert signed_in(name).get(STEP_OUT).status_code == 404
