"""How a password is typed, how long it is good, and what the first secret of all is."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from bashke.accounts import services
from bashke.accounts.forms import JoinForm
from bashke.accounts.links import hashed, new_token
from bashke.accounts.models import Attempts, Invitation, Renewal
from tests.accounts.cast import PLACE, SYSTEM, password_of, sign_in
from tests.accounts.walking import SECOND, SIGN_IN, give_password, with_app

PASSWORD_FIELD = re.compile(r"<input[^>]*type=\"password\"[^>]*>")
HINDERS = re.compile(r"paste|clipboard|oncopy|autocomplete=\"off\"|readonly", re.IGNORECASE)
HELPS = {"current-password", "new-password"}


@pytest.fixture
def invited(town):
    return services.invite(post=town.post("drita"), email="nora@example.org", by=town.agim)


def fields(client, town, invited):
    """Every field for a password on every page that has one."""
    renewal = services.allow_renewal(person=town.besnik, municipality=PLACE, actor=SYSTEM)
    texts = [client.get(SIGN_IN), client.get(f"/en/account/join/{invited.token}/")]
    texts.append(client.get(f"/en/account/renew/{renewal}/"))
    drita = sign_in(client, town.drita, town.ring("drita"))
    texts += [drita.get("/en/account/own/password/"), drita.get("/en/account/confirm/")]
    found = [PASSWORD_FIELD.findall(each.content.decode()) for each in texts]
    assert all(found)
    return [field for page in found for field in page]


def test_password_managers_and_pasting_are_welcome_on_every_page(client, town, invited):
    for field in fields(client, town, invited):
        (helps,) = re.findall(r'autocomplete="([a-z-]+)"', field)
        assert helps in HELPS
        assert not HINDERS.search(field)
        assert "maxlength" not in field or int(re.search(r'maxlength="(\d+)"', field)[1]) >= 64


def test_no_script_of_ours_looks_at_pasting():
    scripts = sorted((Path(settings.BASE_DIR) / "bashke").glob("*/static/**/*.js"))

    assert len(scripts) > 4
    assert [path.name for path in scripts if HINDERS.search(path.read_text())] == []
    assert HINDERS.search('field.addEventListener("paste", refuse)')


def test_a_password_is_taken_as_it_was_typed(client, town):
    with_app(town.drita)
    right = password_of("drita")

    for other in (right.upper(), right.title(), right[:-1], f"{right} ", f" {right}", right + "x"):
        assert give_password(client, "drita", other).status_code == 422
        Attempts.objects.all().delete()
    assert give_password(client, "drita", right)["Location"] == SECOND


def test_a_password_is_good_for_years(client, town):
    with_app(town.drita)

    with time_machine.travel(timezone.now() + timedelta(days=5 * 365), tick=True):
        assert give_password(client, "drita")["Location"] == SECOND


@pytest.mark.parametrize("kind", ["join", "renew"])
def test_a_first_secret_ends_by_itself(client, town, invited, kind):
    """The invitation after a week, the leave to choose a new password after a day."""
    if kind == "join":
        token, row, lasts = invited.token, Invitation.objects.filter(pk=invited.invitation.pk), 7
    else:
        token = services.allow_renewal(person=town.drita, municipality=PLACE, actor=SYSTEM)
        row, lasts = Renewal.objects.filter(person=town.drita), 1
    path = f"/en/account/{kind}/{token}/"
    left = row.get().expires_at - timezone.now()
    assert timedelta(days=lasts, minutes=-1) < left <= timedelta(days=lasts)
    assert client.get(path).status_code == 200

    row.update(expires_at=timezone.now())

    assert client.get(path).status_code == 404
    assert client.post(path, {"name": "N", "password": "katër fjalë pa lidhje"}).status_code == 404


def test_first_secrets_are_drawn_at_random_and_kept_as_hashes(invited):
    made = {new_token() for _ in range(300)}

    assert len(made) == 300
    assert {len(each) for each in made} == {32}
    assert invited.invitation.token_hash == hashed(invited.token)
    assert invited.token not in str(list(Invitation.objects.values()))


def test_a_first_secret_is_never_the_password(client, town, invited):
    """It stands in an address; a password is chosen beside it, and nothing signs in by the link."""
    assert "password" in JoinForm.base_fields

    page = client.post(f"/en/account/join/{invited.token}/", {"name": "Nora Kola"})

    assert page.status_code == 422
    assert give_password(client, "nora", invited.token).status_code == 422
