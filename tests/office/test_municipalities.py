"""A municipality begins."""

import pytest

from bashke.accounts.refusals import AccountError
from bashke.audit.models import Event
from bashke.office import services
from bashke.office.models import Municipality
from tests.accounts.cast import PLACE


def test_the_operator_begins_a_municipality(town):
    begun = services.begin(slug=PLACE, by=town.agim)

    assert begun.begun_by == town.agim
    assert Event.objects.of(PLACE).filter(act="municipality.begun", actor=town.agim.actor).exists()


def test_nobody_else_begins_one(town):
    with pytest.raises(AccountError):
        services.begin(slug=PLACE, by=town.drita)

    assert not Municipality.objects.exists()


def test_it_begins_once(town):
    services.begin(slug=PLACE, by=town.agim)

    with pytest.raises(AccountError):
        services.begin(slug=PLACE, by=town.agim)
