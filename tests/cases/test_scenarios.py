"""Each mechanism from the referral to the erasure, on a calendar with holidays."""

from itertools import chain

import pytest
import yaml
from pydantic import ValidationError

from bashke.guide import edition
from tests.cases.scenario import Walk
from tests.cases.story import FOLDER, Story, read, stories

WALKED = (
    "domestic-violence", "child-protection", "counter-trafficking", "community-policing",
    "violent-extremism", "school-community-center",
)  # fmt: skip
OLD_LAW = FOLDER / "domestic-violence-old-law.yaml"


def faults_of(story, time_machine):
    return [*Walk(story, time_machine).faults()]


def altered(path, old, new):
    """A story in which somebody changed a word."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} does not say {old!r}"
    return Story.model_validate(yaml.safe_load(text.replace(old, new, 1)))


@pytest.mark.parametrize("path", stories(), ids=lambda path: path.stem)
def test_every_clock_falls_where_the_law_and_the_guide_put_it(db, time_machine, path):
    assert faults_of(read(path), time_machine) == []


def test_every_step_of_every_version_is_lived_through(library):
    lived = {
        (story.mechanism, story.version, key)
        for story in map(read, stories())
        for key in chain.from_iterable(moment.then for moment in story.moments)
    }
    there = {
        (version.key, version.in_force_from, step.key)
        for key in WALKED
        for version in library.versions[key]
        for step in version.steps
    }

    assert there - lived == set()


@pytest.mark.parametrize("path", stories(), ids=lambda path: path.stem)
def test_every_story_is_told_to_its_erasure(path):
    story = read(path)
    acts = [moment.verb for moment in story.moments]

    assert acts[0] == "refer"
    assert any(moment.erased is False for moment in story.moments)
    assert any(moment.erased for moment in story.moments)
    assert "close" in acts


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("due: Tuesday 2026-03-03 15:00", "due: Tuesday 2026-03-03 16:00",
         "police-to-court: due is Tuesday 2026-03-03 15:00"),
        ("mark: confirmed", "mark: unconfirmed", "immediate-order-adult: mark is confirmed"),
        ("neni-18-pika-1-b]", "neni-18-pika-1-a]", "immediate-order-adult: law is"),
        ("role: health-centre", "role: police-station", "medical-help: role is health-centre"),
        ("go_to: [police-to-court]\n    then", "go_to: []\n    then",
         "police-to-court did not begin"),
        ("erase_on: 2029-04-27", "erase_on: 2029-04-26", "is erased on 2029-04-27"),
        ("late_by_law: [immediate-order-adult]", "late_by_law: []",
         "late by law: immediate-order-adult"),
        ("  2026-03-20: Eid", "  2026-03-25: Eid", "2026-03-25 is a working day"),
        ("refused: does not lead from here", "version: 2021-06-02", "was refused:"),
        ("seen_by: [drita]", "seen_by: [drita, ilir]", "is seen by drita"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)  # fmt: skip
def test_an_altered_story_fails(db, time_machine, old, new, fault):
    found = faults_of(altered(OLD_LAW, old, new), time_machine)

    assert any(fault in each for each in found), found


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("{hours: 48, counted_from: previous-step, l", "{hours: 47, counted_from: previous-step, l",
         "immediate-order-adult: due is Wednesday 2026-03-04 10:00"),
        ("deadline: {calendar_days: 20, counted_from: decision",
         "deadline: {calendar_days: 20, counted_from: previous-step",
         "confirmation-hearing: counted from is Friday 2026-03-06 12:00"),
        ("next: [police-to-court]", "next: [team-meeting]", "does not lead from here"),
    ],
    ids=["a clock of an hour less", "counted from another event", "a way that leads elsewhere"],
)  # fmt: skip
def test_an_altered_mechanism_fails(db, time_machine, pack_copy, settings, old, new, fault):
    path = pack_copy / "mechanisms" / "domestic-violence.2021-06-02.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    settings.CONTENT_DIR = pack_copy
    edition.read_anew()

    found = faults_of(read(OLD_LAW), time_machine)

    assert any(fault in each for each in found), found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    finish: risk-assessment", "    finishes: risk-assessment"),
        ("mark: proposed", "mark: perhaps"),
        (", mark: confirmed, law: [ligj-9669-2006#neni-18-pika-1-b]", ", mark: confirmed"),
        ("    finish: risk-assessment", "    finish: risk-assessment\n    close: moved"),
        ("    who: drita\n    accept: true", "    accept: true"),
    ],
    ids=["unknown word", "unknown mark", "law without provision", "two acts", "nobody"],
)
def test_a_file_that_says_it_wrongly_is_refused(old, new):
    with pytest.raises(ValidationError):
        altered(OLD_LAW, old, new)


def test_a_weekday_that_does_not_fit_its_date_is_refused(db, time_machine):
    story = altered(OLD_LAW, "Sunday 2026-03-01 08:10", "Monday 2026-03-01 08:10")

    with pytest.raises(ValueError, match="is a Sunday, no Monday"):
        faults_of(story, time_machine)
