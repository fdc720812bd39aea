"""Nothing secret in what is printed, logged, pickled or raised."""

import copy
import logging
import pickle
import traceback

import pytest
from django.apps import apps
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from bashke.audit.models import Event
from bashke.keys import opening, refusals, services
from bashke.keys.opening import open_with
from bashke.keys.refusals import KeysError, WrongPasswordError
from bashke.keys.services import Words
from tests.keys.conftest import ACTOR, PLACE, password_of

pytestmark = pytest.mark.django_db
# Put together here, so that a report with lines of this file does not have them.
WRONG, OTHER = " ".join(["gabim", "i", "madh"]), " ".join(["gabim", "i", "ri"])


def reported(error):
    """What Django would mail to the administrators of an installation."""
    request = RequestFactory().get("/")
    kind, value, frames = type(error), error, error.__traceback__
    return ExceptionReporter(request, kind, value, frames).get_traceback_html()


def test_what_is_in_hand_prints_as_an_id(town):
    opened = town.make("drita")
    ring = town.ring("drita")
    mine = open_with(ring, opened.id)
    carried = opening.carry(ring)
    key, private = mine.key(1).reveal(), ring.private(ring.pair_ids[0]).reveal()

    printed = f"{ring!r} {ring} {mine!r} {mine} {opened!r} {carried!r} {town.words!r}"

    for secret in (key, private):
        assert secret.hex() not in printed
        assert repr(secret) not in printed
    assert carried.cookie not in printed
    assert carried.sealed not in printed


def test_what_is_in_hand_is_not_pickled_or_copied(town):
    opened = town.make("drita")
    ring = town.ring("drita")
    for thing in (ring, opened, open_with(ring, opened.id)):
        for store in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError):
                store(thing)


def test_a_row_prints_as_a_reference(town, told):
    services.make_emergency(municipality=PLACE, substitutes=[town.mira], actor=ACTOR)
    opened = town.make("drita", break_glass=True)
    services.break_glass(
        ring=town.ring("mira"), compartment=opened.id, reason="arsyeja", actor=ACTOR
    )

    for model in apps.get_app_config("keys").get_models():
        for row in model.objects.all():
            values = [value for value in vars(row).values() if isinstance(value, bytes)]
            for printed in (str(row), repr(row)):
                assert "arsyeja" not in printed
                assert not any(value and value.hex() in printed for value in values)


@pytest.mark.parametrize(
    "act",
    [
        lambda town: opening.unlock_ring(town.drita, WRONG),
        lambda town: services.change_password(person=town.drita, old=WRONG, new=OTHER, actor=ACTOR),
        lambda town: services.enrol(municipality=PLACE, password=WRONG, actor=ACTOR, kind="post"),
        lambda town: services.recover(
            municipality=PLACE, first=town.words[0], second=Words(town.agim, WRONG)
        ),
    ],
    ids=["sign-in", "change", "enrol", "recover"],
)
def test_an_error_and_its_report_repeat_no_password_and_no_words(town, act):
    with pytest.raises(KeysError) as refused:
        act(town)

    whole = "".join(traceback.format_exception(refused.value)) + reported(refused.value)
    for secret in (WRONG, OTHER, town.words[0].words):
        assert secret not in str(refused.value)
        assert secret not in whole


def test_nothing_is_logged_in_a_whole_days_work(town, told, caplog):
    caplog.set_level(logging.DEBUG)
    opened = town.make("drita", "besnik")
    sealed = opened.seal("fëmija tha", field="note")
    town.opens("drita", opened.id, sealed)
    town.end("besnik", opened.id)
    with pytest.raises(WrongPasswordError):
        opening.unlock_ring(town.drita, "gabim")

    for secret in ("fëmija tha", "gabim", password_of("drita")):
        assert secret not in caplog.text


def test_the_trail_has_no_key_on_it(town):
    opened = town.make("drita")
    key = open_with(town.ring("drita"), opened.id).key(1).reveal()

    told = "".join(f"{e.actor}{e.act}{e.subject}{e.ground}" for e in Event.objects.all())

    assert key.hex() not in told
    assert str(opened.id) in told


@pytest.mark.parametrize(
    "refusal",
    [each for each in vars(refusals).values() if isinstance(each, type) and each is not KeysError],
    ids=lambda each: each.__name__,
)
def test_a_refusal_is_one_or_two_short_sentences(refusal):
    text = str(refusal())

    assert issubclass(refusal, KeysError)
    assert text.endswith(".")
    assert len(text) < 100
