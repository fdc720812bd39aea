"""The doctor sees what is unsafe, says what to do, and cries at nothing else."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone, translation

from bashke.accounts.models import Person
from bashke.audit.models import HeadMail
from bashke.audit.services import record
from bashke.audit.triggers import allow_changes, refuse_changes
from bashke.config.background import tick
from bashke.config.doctor import State, examine, machine, settings_seen
from bashke.config.doctor.examining import CHECKS
from bashke.config.doctor.findings import Place
from bashke.core.models import Chore
from bashke.keys import services as keys
from tests.accounts import cast

pytestmark = pytest.mark.django_db


def state_of(name):
    (check,) = (each for each in CHECKS if each.name == name)
    return check.look().state


@pytest.fixture(autouse=True)
def laptop(settings):
    """Tests are served to a name of their own; the doctor would call that the open net."""
    settings.ALLOWED_HOSTS = ["localhost"]


@pytest.fixture
def town(cheap_keys):
    return cast.town()


def ages(name, **moments):
    Chore.objects.filter(name=name).update(**moments)


def long_ago():
    return timezone.now() - timedelta(days=3)


def test_every_finding_has_a_name_a_sentence_and_what_to_do():
    with translation.override("en"):
        found = examine()

    assert len({each.id for each in found}) == len(found) == len(CHECKS)
    for each in found:
        assert each.says.endswith(".")
        assert bool(each.mend) == (each.state is not State.GOOD)


def test_after_a_tick_nothing_in_the_background_is_unsafe(town):
    assert state_of("tick") is State.UNSAFE
    tick()

    for name in ("tick", "chores", "chain", "trail-checked", "keys-due", "heads-sent"):
        assert state_of(name) is State.GOOD, name


def test_a_tick_that_stopped_is_unsafe(town):
    tick()
    ages("heartbeat", done_at=long_ago())

    assert state_of("tick") is State.UNSAFE


def test_a_chore_that_fails_is_named(town):
    tick()
    ages("chain", fault="TrailError in chaining.py, line 1", failed_at=timezone.now())

    (finding,) = (each for each in examine() if each.id == "chores")
    assert finding.state is State.UNSAFE
    assert "chain" in finding.says


def test_what_was_done_to_the_trail_is_unsafe_until_it_is_acknowledged(town):
    tick()
    fault = {"municipality": cast.PLACE, "kind": "changed", "sequence": 1, "says": "…"}
    ages("verify-trail", found=[fault | {"is_acknowledged": False}])
    assert state_of("trail-checked") is State.UNSAFE

    ages("verify-trail", found=[fault | {"is_acknowledged": True}])
    assert state_of("trail-checked") is State.GOOD

    ages("verify-trail", done_at=long_ago())
    assert state_of("trail-checked") is State.MISSING


def test_an_event_without_its_place_for_long_is_unsafe(town):
    tick()
    with transaction.atomic():
        record(municipality=cast.PLACE, actor="system", act="note.added", subject="note/1",
               at=long_ago())  # fmt: skip

    assert state_of("chain") is State.UNSAFE


def test_a_key_that_did_not_turn_over_is_unsafe(town):
    made = keys.create(
        kind="case", municipality=cast.PLACE, holders=[town.drita.holder, town.teuta.holder],
        ground="assignment", actor="system",
    )  # fmt: skip
    assert state_of("keys-due") is State.GOOD
    keys.grant(
        ring=town.ring("drita"), compartment=made.id, to=town.besnik.holder, actor="system",
        ground="assignment", until=timezone.now() - timedelta(hours=1),
    )  # fmt: skip

    assert state_of("keys-due") is State.UNSAFE
    tick()
    assert state_of("keys-due") is State.GOOD


def test_a_file_that_one_person_alone_could_open_is_told(town):
    assert state_of("second-holder") is State.GOOD
    keys.create(
        kind="case", municipality=cast.PLACE, holders=[town.drita.holder], ground="assignment",
        actor="system",
    )  # fmt: skip

    assert state_of("second-holder") is State.MISSING


def test_heads_that_do_not_leave_the_house_are_told(town, settings):
    assert state_of("head-recipients") is State.MISSING
    settings.HEAD_RECIPIENTS = ["officer@example.org"]
    assert state_of("head-recipients") is State.GOOD
    assert state_of("heads-sent") is State.UNSAFE

    today = timezone.localdate()
    HeadMail.objects.create(day=today, leased_until=timezone.now(), sent_at=timezone.now())

    assert state_of("heads-sent") is State.GOOD


def test_a_trail_without_its_guard_is_unsafe():
    assert state_of("trail-guard") is State.GOOD
    allow_changes(connection)
    try:
        assert state_of("trail-guard") is State.UNSAFE
    finally:
        refuse_changes(connection)


@pytest.mark.parametrize(
    ("hosts", "https", "state"),
    [
        (["localhost"], False, State.GOOD),
        (["bashke.example"], False, State.UNSAFE),
        (["bashke.example"], True, State.GOOD),
    ],
)
def test_https_is_wanted_where_others_visit(hosts, https, state, settings):
    settings.ALLOWED_HOSTS, settings.HTTPS = hosts, https

    assert state_of("https") is state


def test_invented_people_on_the_open_net_are_unsafe(settings):
    Person.objects.create(name="Filan", email="filan@librazhd.example")
    assert state_of("demonstration") is State.GOOD

    settings.ALLOWED_HOSTS = ["bashke.example"]

    assert state_of("demonstration") is State.UNSAFE


@pytest.mark.parametrize(("mode", "state"), [(0o600, State.GOOD), (0o640, State.UNSAFE)])
def test_a_secret_key_that_others_read_is_unsafe(mode, state, settings, tmp_path, monkeypatch):
    monkeypatch.delenv("BASHKE_SECRET_KEY", raising=False)
    settings.DATA_DIR = tmp_path
    (tmp_path / "secret-key").write_text("x")
    (tmp_path / "secret-key").chmod(mode)

    assert settings_seen.secret_key_mode().state is state


@pytest.mark.parametrize(
    ("place", "state"),
    [("ledger", State.GOOD), ("none/yet/ledger", State.GOOD), ("a-file/ledger", State.UNSAFE)],
)
def test_a_ledger_that_cannot_be_written_is_unsafe(place, state, settings, tmp_path):
    (tmp_path / "a-file").write_text("")
    settings.ERASURES_FILE = tmp_path / place

    assert settings_seen.erasures().state is state


HEADS = "Filename Type Size Used Priority\n"


@pytest.mark.parametrize(
    ("swaps", "uuid", "state"),
    [
        (HEADS, "", State.GOOD),
        (HEADS + "/dev/dm-0 partition 1 0 -2\n", "CRYPT-LUKS2-abc", State.GOOD),
        (HEADS + "/dev/dm-0 partition 1 0 -2\n", "LVM-abc", State.UNSAFE),
        (HEADS + "/dev/zram0 partition 1 0 100\n", "", State.GOOD),
        (HEADS + "/swapfile file 1 0 -2\n", "", State.UNSAFE),
    ],
)
def test_swap_in_the_open_is_unsafe(swaps, uuid, state, tmp_path, monkeypatch):
    (tmp_path / "swaps").write_text(swaps)
    (tmp_path / "block" / "dm-0" / "dm").mkdir(parents=True)
    (tmp_path / "block" / "dm-0" / "dm" / "uuid").write_text(uuid)
    monkeypatch.setattr(machine, "SWAPS", tmp_path / "swaps")
    monkeypatch.setattr(machine, "BLOCKS", tmp_path / "block")

    assert machine.swap().state is state


def test_a_disk_on_something_encrypted_is_encrypted(tmp_path):
    (tmp_path / "dm-1" / "slaves").mkdir(parents=True)
    (tmp_path / "dm-0" / "dm").mkdir(parents=True)
    (tmp_path / "dm-0" / "dm" / "uuid").write_text("CRYPT-LUKS2-abc")
    assert not machine.encrypted(tmp_path / "dm-1")

    (tmp_path / "dm-1" / "slaves" / "dm-0").symlink_to(tmp_path / "dm-0")

    assert machine.encrypted(tmp_path / "dm-1")


def test_what_cannot_be_found_out_is_said_so(monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "SWAPS", tmp_path / "nothing")
    monkeypatch.setattr(machine.shutil, "which", lambda _name: None)

    assert machine.swap().state is State.UNKNOWN
    assert machine.clock().state is State.UNKNOWN


def test_a_clock_that_went_back_is_unsafe():
    with transaction.atomic():
        record(municipality=cast.PLACE, actor="system", act="note.added", subject="note/1",
               at=timezone.now() + timedelta(hours=1))  # fmt: skip

    assert machine.clock().state is State.UNSAFE


def test_the_command_fails_on_what_is_unsafe_and_prints_json_alone(town, capsys):
    with pytest.raises(CommandError, match="tick") as refused:
        call_command("doctor", "--json")
    assert refused.value.returncode == 1

    found = {each["id"]: each for each in json.loads(capsys.readouterr().out)}
    assert set(found["tick"]) == {"id", "state", "says", "mend"}
    assert found["tick"]["state"] == "unsafe"


def test_the_command_is_content_where_nothing_is_unsafe(town, capsys):
    tick()
    if connection.vendor == "postgresql":
        own_role()

    call_command("doctor")

    assert "ok tick" in capsys.readouterr().out


def own_role(*, owns=False):
    """A role as an installation has it, until the test ends."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE bashke_runs")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO bashke_runs")
        if owns:
            cursor.execute("ALTER TABLE core_chore OWNER TO bashke_runs")
        cursor.execute("SET LOCAL ROLE bashke_runs")


def test_a_program_that_is_master_of_its_database_is_told():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    assert state_of("database") is State.UNSAFE

    own_role(owns=True)

    assert state_of("database") is State.MISSING


def test_a_program_with_a_role_of_its_own_is_in_order():
    if connection.vendor == "postgresql":
        own_role()

    assert state_of("database") is State.GOOD


def test_a_page_tells_nothing_of_the_machine():
    told = {each.id for each in examine(Place.PAGE)}

    assert not told & {
        "secret-key-mode",
        "secret-key-apart",
        "swap",
        "disk",
        "mail",
        "data-folder",
        "erasures",
    }
    assert {"tick", "trail-checked", "recovery", "contacts"} <= told
