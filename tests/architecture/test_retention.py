"""Every model that points at a person says how long its rows are kept, and who erases them."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.test.utils import isolate_apps

from bashke.config.retention import RULES
from bashke.core.retention import Basis, Erased, KeptWith

# What stands for a person: who signs in, and the holder of keys behind.
PEOPLE = {"accounts.Person", "keys.Holder"}
# About a person, though no key of the database tells: by a signed value, by a sealed text.
BY_VALUE = {"sessions.Session", "cases.Case"}
# A holder's own row is an opaque number, a kind and two days.
OPAQUE = {"keys.Holder"}


def pointing(found) -> set[str]:
    """Labels of the models from which keys of the database lead to a person, in any number."""
    reached = set(PEOPLE)
    while more := {
        model._meta.label
        for model in found
        if model._meta.label not in reached and targets(model) & reached
    }:
        reached |= more
    return reached


def targets(model) -> set[str]:
    return {
        field.related_model._meta.label
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and not isinstance(field.related_model, str)
        # A part of a case or of a post goes with it; only people and keys are followed.
        and field.related_model._meta.label in FOLLOWED | PEOPLE
    }


# Through these a row about a key or an address is still a row about a person.
FOLLOWED = {"keys.Pair", "account.EmailAddress"}


def test_every_model_that_points_at_a_person_has_a_rule():
    assert (pointing(apps.get_models()) | BY_VALUE) - OPAQUE == set(RULES)


@pytest.mark.parametrize(("label", "rules"), RULES.items())
def test_every_rule_says_why_on_what_it_rests_and_who_erases(label, rules):
    model = apps.get_model(label)

    assert rules
    for rule in rules:
        assert rule.why
        assert rule.basis in Basis
        if isinstance(rule, Erased):
            # The moment exists, also across a key.
            assert rule.days >= 0
            assert model._default_manager.filter(**{f"{rule.since}__isnull": True}).query
        else:
            assert isinstance(rule, KeptWith)
            assert rule.what
            assert rule.by


@isolate_apps("tests.architecture")
def test_the_guard_finds_a_model_that_somebody_adds():
    def made(name, field):
        meta = type("Meta", (), {"app_label": "architecture"})
        return type(name, (models.Model,), {"__module__": __name__, "Meta": meta, "field": field})

    person, holder = get_user_model(), apps.get_model("keys.Holder")
    found = [
        made("Direct", models.ForeignKey(person, models.CASCADE, related_name="+")),
        made("One", models.OneToOneField(person, models.CASCADE, related_name="+")),
        made("Many", models.ManyToManyField(person, related_name="+")),
        made("Key", models.ForeignKey(holder, models.CASCADE, related_name="+")),
        made("Nobody", models.CharField(max_length=9)),
    ]

    assert pointing(found) - PEOPLE == {
        f"architecture.{name}" for name in ("Direct", "One", "Many", "Key")
    }
