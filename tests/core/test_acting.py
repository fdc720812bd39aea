import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage

from bashke.accounts.refusals import AccountError
from bashke.cases.refusals import CaseError
from bashke.core.acting import posted, refused_on, telling
from bashke.keys.refusals import ClosedError, KeysError, LapsedError


class Asks(forms.Form):
    name = forms.CharField()


@pytest.fixture
def request_(rf):
    request = rf.post("/", {"name": "Ana"})
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def said(request):
    return [(each.level_tag, str(each)) for each in get_messages(request)]


REFUSALS = [CaseError("jo"), AccountError("jo"), KeysError("jo")]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: type(each).__name__)
def test_a_refusal_of_every_layer_is_said(request_, refusal):
    with telling(request_, "u bë"):
        raise refusal

    assert said(request_) == [("error", "jo")]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: type(each).__name__)
def test_a_refusal_of_every_layer_stands_on_the_form(refusal):
    form = Asks({"name": "Ana"})

    with refused_on(form):
        raise refusal

    assert form.non_field_errors() == ["jo"]


def test_what_was_done_is_said(request_):
    with telling(request_, "u bë"):
        pass

    assert said(request_) == [("success", "u bë")]


@pytest.mark.parametrize("fault", [LapsedError, ZeroDivisionError])
def test_a_session_that_is_over_and_a_fault_are_no_refusals(request_, fault):
    with pytest.raises(fault), telling(request_):
        raise fault
    with pytest.raises(fault), refused_on(Asks({"name": "Ana"})):
        raise fault


def test_a_closed_key_is_a_refusal(request_):
    with telling(request_):
        raise ClosedError

    assert len(said(request_)) == 1


def test_what_is_only_looked_at_was_not_sent(rf, request_):
    assert posted(rf.get("/?name=Ana")) is None
    assert posted(request_)["name"] == "Ana"
