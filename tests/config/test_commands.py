import json
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command


def bashke(*words, **environment):
    return subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-m", "bashke", *words],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


def test_the_content_is_in_order(capsys):
    call_command("content", "check")

    assert "in order" in capsys.readouterr().out


@pytest.mark.django_db
def test_every_unconfirmed_fact_is_listed(library, capsys):
    call_command("content", "unconfirmed", "--json")

    found = json.loads(capsys.readouterr().out)
    assert len(found) > len(library.pack.acts)
    assert {"id", "file", "place", "mark", "says"} == set(found[0])


def test_changes_name_the_mechanism_the_day_and_the_acts(capsys):
    call_command("content", "changes", "2026-01-01", "2026-12-31", "--json")

    (change,) = (c for c in json.loads(capsys.readouterr().out)["changes"] if c["mechanism"])
    assert (change["on"], change["mechanism"]) == ("2026-03-01", "domestic-violence")
    assert change["proposed"] is True
    assert "ligj-11-2026" in change["why"]
    assert any(line.startswith("clock of") for line in change["differs"])


def test_between_two_days_without_change_nothing_differs(capsys):
    call_command("content", "changes", "2026-04-01", "2026-04-30")

    assert "Nothing differs" in capsys.readouterr().out


def test_every_interface_text_is_in_albanian(capsys):
    call_command("check_catalogues")

    assert "all in Albanian" in capsys.readouterr().out


@pytest.mark.parametrize("bind", ["", "localhost", "localhost:x", "localhost:99999", ":8000"])
def test_serve_refuses_what_is_no_address(bind):
    with pytest.raises(CommandError) as refused:
        call_command("serve", bind=bind)

    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("words", "environment", "code", "sentence"),
    [
        (["ask", "happening=x"], {}, 2, "no option"),
        (["ask", "--nonsense"], {}, 2, "nonsense"),
        (["content", "check"], {"BASHKE_CONTENT_DIR": "/nowhere"}, 1, "is missing"),
        (["content", "check"], {"BASHKE_DEBUG": "perhaps"}, 1, "Give yes or no"),
        (["content", "check"], {"BASHKE_DATABASE_URL": "mysql://x"}, 1, "postgresql://"),
        (["ask", "--batch", "/nowhere", "--json"], {}, 2, "cannot be read"),
        (["content"], {}, 2, "required"),
        (["content", "card", "--out", "x.pdf"], {}, 2, "--place"),
        (["content", "nonsense"], {}, 2, "nonsense"),
    ],
)
def test_a_failure_is_told_on_standard_error_without_a_traceback(
    words, environment, code, sentence
):
    done = bashke(*words, **environment)

    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert code == 1 or len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""
