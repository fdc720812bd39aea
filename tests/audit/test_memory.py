"""A trail of years is read in the memory of a day's."""

import tracemalloc

import pytest

from bashke.audit import verifying, walking
from bashke.audit.chaining import chain
from bashke.audit.verifying import verify

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_chained", [True, False], ids=["chained", "waiting"])
def test_memory_does_not_grow_with_the_trail(write, monkeypatch, is_chained):
    monkeypatch.setattr(walking, "PORTION", 50)
    monkeypatch.setattr(verifying, "PORTION", 50)

    def peak_after(count):
        write(count)
        if is_chained:
            chain()
        verify()
        tracemalloc.start()
        assert verify() == []
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    short = peak_after(200)

    assert peak_after(800) < 1.5 * short
