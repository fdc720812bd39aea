"""Every address is in the table, and gives everybody what the table says."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from django.db import connection, transaction

from bashke.core.models import Chore
from tests.accounts.cast import PLACE
from tests.architecture.addresses import addresses
from tests.architecture.conftest import EVERYBODY, NOBODY
from tests.architecture.writing import ALLOWED, WritesError, nothing_is_written

FILE = yaml.safe_load((Path(__file__).parent / "access.yaml").read_text(encoding="utf-8"))
TABLE = FILE["public"] | FILE["signed-in"]
ADDRESSES = {each.name: each for each in addresses()}
METHODS = ("get", "post")
SIGN_IN = "in"
UNKNOWN = {NOBODY, "leka"}
REFUSED = {"everybody": 405}
# A public page looks at nobody (test_public_pages.py): one who is signed in stands for all.
FOR_PUBLIC = [NOBODY, "drita"]


def test_every_address_is_in_the_table_and_every_line_is_an_address():
    assert set(FILE["public"]) == {name for name, each in ADDRESSES.items() if each.is_public}
    assert set(FILE["signed-in"]) == {n for n, each in ADDRESSES.items() if not each.is_public}


@pytest.mark.parametrize("name", TABLE)
def test_a_line_names_only_what_there_is(name):
    line = TABLE[name]
    assert set(line) <= {"get", "post", "with", "sends"}
    assert set(line.get("with", {})) | {"lang", "place"} >= ADDRESSES[name].parameters
    for method in METHODS:
        assert set(line.get(method, REFUSED)) <= {*EVERYBODY, "everybody"}
        assert "everybody" in line.get(method, REFUSED)


@pytest.mark.parametrize("app", sorted({name.partition(":")[0] for name in TABLE}))
def test_everybody_gets_what_the_table_says(app, site):
    names = [name for name in TABLE if name.startswith(f"{app}:")]

    assert {name: found for name in names if (found := differing(name, TABLE[name], site))} == {}


def differing(name, line, site):
    """Where the site and the table say different things: who, by which method, and both."""
    address = ADDRESSES[name]
    path = address.path(lang="sq", place=PLACE, **filled(line.get("with", {}), site))
    found = {
        (who, method): (answer(site, who, method, path, line), expected(address, line, method, who))
        for who in (FOR_PUBLIC if address.is_public else EVERYBODY)
        for method in METHODS
    }
    return [(*asked, *both) for asked, both in found.items() if both[0] != both[1]]


def expected(address, line, method, who):
    said = line.get(method, REFUSED)
    if who in UNKNOWN and not address.is_public:
        return said.get(who, SIGN_IN)
    return said.get(who, said["everybody"])


def answer(site, who, method, path, line):
    """What this person is answered; database and browser are afterwards as they were before."""
    browser = site.browsers[who]
    kept = deepcopy(browser.cookies)
    with transaction.atomic():
        if method == "get":
            with nothing_is_written():
                response = browser.get(path)
        else:
            response = browser.post(path, filled(line.get("sends", {}), site))
        # Reading all of a page that is streamed.
        b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    browser.cookies = kept
    return SIGN_IN if is_way_in(response) else response.status_code


def is_way_in(response):
    return response.status_code == 302 and "/account/sign-in/" in response["Location"]


def filled(values, site):
    return {key: site.things.get(value, value) for key, value in values.items()}


def test_the_guard_sees_a_wrong_status(site):
    said = {"get": {"drita": 404, "everybody": 200}, "post": {"everybody": 405}}

    assert differing("accounts:home", said, site) == [("drita", "get", 200, 404)]


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["save", "bulk_create", "update", "delete", "get_or_create"])
def test_the_guard_sees_a_reading_that_writes(how):
    chore = Chore.objects.create(name="old")
    writing = {
        "save": chore.save,
        "bulk_create": lambda: Chore.objects.bulk_create([Chore(name="new")]),
        "update": lambda: Chore.objects.update(fault="x"),
        "delete": Chore.objects.all().delete,
        "get_or_create": lambda: Chore.objects.get_or_create(name="new"),
    }

    with pytest.raises(WritesError, match="core_chore"), nothing_is_written():
        writing[how]()


@pytest.mark.django_db
def test_every_allowed_writing_has_a_reason_and_a_table():
    tables = connection.introspection.table_names()

    assert all(ALLOWED.values())
    assert {table for _verb, table in ALLOWED} <= {*tables}
