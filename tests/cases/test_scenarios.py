"""Each mechanism from the referral to the erasure, on a calendar with holidays, as the law has it."""

import pytest
import yaml
from pydantic import ValidationError

from tests.cases.scenario import FOLDER, Story, Walk, read, stories

WALKED = (
    "domestic-violence", "child-protection", "counter-trafficking", "community-policing",
    "violent-extremism", "school-community-center",
)  # fmt: skip


@pytest.mark.parametrize("path", stories(), ids=lambda path: path.stem)
def test_every_clock_falls_where_the_law_and_the_guide_put_it(db, time_machine, path):
    assert [*Walk(read(path), time_machine).faults()] == []
