"""Ways in, as a browser walks them."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from bashke.accounts import services
from tests.accounts.cast import SYSTEM, password_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
SIGN_IN, SECOND = "/en/account/sign-in/", "/en/account/sign-in/second/"


def code_of(secret: str = SECRET, later: int = 0) -> str:
    """What an app shows now, or some half minutes later (before, where negative)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def with_app(person, secret: str = SECRET):
    services.set_app(person=person, secret=secret, actor=SYSTEM)
    return person


def give_password(client: Client, name: str, password: str | None = None, **more):
    given = {"email": f"{name}@example.org", "password": password or password_of(name), **more}
    return client.post(SIGN_IN, given)


def walk_in(client: Client, name: str):
    """Password and app; the answer to the second step."""
    give_password(client, name)
    return client.post(SECOND, {"code": code_of()})


def half_a_minute_passes(person):
    """The app shows a code that was not used yet."""
    type(person).objects.filter(pk=person.pk).update(last_code=0)


def is_in(client: Client) -> bool:
    return client.get("/en/account/").status_code == 200


def codes_on(page) -> list[str]:
    return re.findall(r"<code>(\d{4} \d{4})</code>", page.content.decode())


def hidden(page, name: str) -> str:
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', page.content.decode())
    return found[1] if found else ""


def long_ago(client):
    """The password was given hours ago."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
