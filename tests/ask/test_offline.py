"""What a browser keeps to work without a network."""

import json
from datetime import date, time, timedelta

import brotli
import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.utils.translation import override

from bashke.ask import offline
from bashke.ask.offline_views import fingerprint, needed
from bashke.ask.offline_words import words
from bashke.directory.models import Contact
from bashke.directory.reach import Directory
from bashke.guide.edition import current
from bashke.law.services import confirm
from bashke.mechanisms.table import Table

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
FACT = "law/kodi-procedures-penale#neni-281"
KEPT_BY_ALL = [
    "/worker.js",
    "/offline/table.json",
    "/offline/contacts.json",
    "/offline/librazhd/contacts.json",
    "/offline/precache.json",
    "/offline/manifest.webmanifest",
    "/sq/offline/",
    "/en/offline/",
]


def every_text(content):
    if isinstance(content, dict):
        content = content.values()
    if isinstance(content, str):
        yield content
    elif not isinstance(content, int | float | None):
        for each in content:
            yield from every_text(each)


@pytest.fixture(scope="module")
def table(library):
    return offline.table(library, TODAY)


def test_the_tables_are_small_enough_for_a_slow_line(client):
    as_told = client.get("/offline/table.json").content
    as_sent = client.get("/offline/table.json", headers={"Accept-Encoding": "gzip, br"})

    assert as_sent.headers["Content-Encoding"] == "br"
    assert brotli.decompress(as_sent.content) == as_told
    assert len(as_told) < 250_000
    assert len(as_sent.content) < 60_000


def test_both_languages_are_there(table, library):
    sq, en = table["texts"]["sq"], table["texts"]["en"]
    assert len(sq) == len(en) > 400
    assert all(sq)
    assert all(en)
    texts = set(every_text(table))
    for fact in library.pack.facts.values():
        assert {fact.ask.sq, fact.ask.en} <= texts
        assert {option.text.sq for option in fact.options} <= texts


def test_every_version_is_there_with_every_row(table, library):
    versions = [each for all_ in library.versions.values() for each in all_]

    assert [(each["key"], each["from"]) for each in table["mechanisms"]] == [
        (each.key, each.in_force_from.isoformat()) for each in versions
    ]
    assert [len(each["applies"]) + len(each["later"]) for each in table["mechanisms"]] == [
        len(each.applies) + len(each.later) for each in versions
    ]


def test_days_off_are_there_for_this_year_and_the_next_two(table, library):
    holidays = {date.fromisoformat(day) for day in table["holidays"]}

    assert date(2026, 11, 28) in holidays
    assert {day.year for day in holidays} == {2025, 2026, 2027, 2028}
    assert all(day in library.pack.calendar.holidays for day in holidays)
    assert table["rest"] == [0, 6]


def test_who_confirmed_a_fact_is_not_told_only_that_somebody_did(client):
    confirm(current().pack, fact=FACT, by="Arta Hoxha", on=TODAY, today=TODAY)

    content = client.get("/offline/table.json").content.decode()

    assert "Arta" not in content
    confirmed = [cite for cite in json.loads(content)["cites"] if cite["confirmed"]]
    assert {f"law/{cite['act']}#{cite['provision']}" for cite in confirmed} == {FACT}


def test_a_contact_is_a_post_and_never_a_person(library):
    place = library.pack.municipality("tirane")

    told = offline.contacts(library, place, [], TODAY)

    assert {key for person in told["people"] for key in person} == {
        "post", "level", "phones", "phone_shown", "web", "address", "hours", "always", "opens",
        "number_known", "checked_on", "known_since", "hard_to_reach", "confirmed", "invented",
    }  # fmt: skip


def test_a_unit_is_listed_where_its_ways_differ(library):
    place, role = library.pack.municipality("librazhd"), "child-protection-worker"
    own, other = library.pack.units_of("librazhd")[:2]
    rows = [
        Contact(municipality="librazhd", unit=unit, role=role, post_sq=post, post_en=post,
                phone=phone, opens_at=time(8), closes_at=time(16))
        for unit, post, phone in [("", "Bashkia", "0000 1"), (own.slug, "Njësia", "0000 2"),
                                  (other.slug, "Bashkia", "0000 1")]
    ]  # fmt: skip

    told = offline.contacts(library, place, rows, TODAY)

    assert list(told["units"]) == [own.slug]
    assert told["units"][own.slug]["name"] == own.name
    assert list(told["units"][own.slug]["ways"]) == [role]
    assert told["people"][told["units"][own.slug]["ways"][role][0]]["phones"] == ["00002"]


def told_on(told, role, on, unit=""):
    """The way to a role as route.js finds it on a day."""

    def way(ways):
        found = ways["ways"].get(role)
        for day, changed in ways["later"]:
            if day <= on.isoformat() and role in changed:
                found = changed[role]
        return found

    own = told["units"].get(unit)
    first, substitute, tonight, instead = (own and way(own)) or way(told)
    return [
        one if one is None else told["people"][one]
        for one in (first, substitute, tonight, *instead)
    ]


def aged(unit, turn, days, **changes):
    return Contact(
        municipality="librazhd", unit=unit, role="child-protection-worker", turn=turn,
        post_sq="P", post_en="P", phone=f"0000 {days}", created_on=TODAY,
        checked_on=TODAY - timedelta(days=days), **changes,
    )  # fmt: skip


def test_past_its_half_year_a_contact_is_gone_from_the_device_too(library):
    place, role = library.pack.municipality("librazhd"), "child-protection-worker"

    told = offline.contacts(library, place, [aged("", 0, 170)], TODAY)

    day = TODAY + timedelta(days=10)
    assert told_on(told, role, day)[0]["phones"] == ["0000170"]
    assert told_on(told, role, day + timedelta(days=1))[0]["phones"] == ["116111"]


def test_on_every_day_to_come_the_device_knows_the_way_that_the_server_would(library):
    place, role = library.pack.municipality("librazhd"), "child-protection-worker"
    own, other = (unit.slug for unit in library.pack.units_of("librazhd")[:2])
    rows = [
        aged("", 0, 100), aged("", 1, 50), aged("", 2, 179), aged(own, 0, 20), aged(own, 1, 181),
        aged(other, 0, 0, is_protected=True), aged(other, 2, 150),
    ]  # fmt: skip

    told = offline.contacts(library, place, rows, TODAY)

    for days in range(200):
        on = TODAY + timedelta(days=days)
        for unit in ("", own, other):
            way = Directory(library.pack, place, rows, unit, on=on).reach(role)
            people = [way.first, way.substitute, way.tonight, *way.instead]
            expected = [each and offline.person_free(each) for each in people]
            assert told_on(told, role, on, unit) == expected, (days, unit)


def test_only_what_changes_is_listed_for_a_day_to_come(library):
    place = library.pack.municipality("librazhd")
    rows = [aged("", 0, 100), aged("", 2, 50), aged("", 1, 400)]

    told = offline.contacts(library, place, rows, TODAY)

    days = [(TODAY + timedelta(days=days)).isoformat() for days in (81, 131)]
    assert [day for day, _changed in told["later"]] == days
    assert all(list(changed) == ["child-protection-worker"] for _day, changed in told["later"])


def test_the_digest_tells_another_duty(library, planted):
    changed = planted("mechanisms/child-protection.*.yaml", "duty: must", "duty: may")

    before, after = (
        Table(each.versions["child-protection"], each.pack.facts, {}, each.pack.file.ties)
        for each in (library, changed)
    )

    assert offline.digest(before) == offline.digest(before)
    assert offline.digest(before) != offline.digest(after)


@pytest.mark.parametrize("path", KEPT_BY_ALL)
def test_what_is_kept_is_the_same_for_everybody(client, path):
    stranger = client.get(path)
    client.cookies.load({"place": "librazhd", "unit": "polis"})
    known = client.get(path)

    assert stranger.status_code == 200
    assert stranger.content == known.content
    assert not stranger.cookies
    assert "no-store" not in stranger.headers["Cache-Control"]
    assert "Cookie" not in stranger.headers.get("Vary", "")


@pytest.mark.parametrize("path", KEPT_BY_ALL)
def test_what_has_not_changed_is_not_sent_again(client, path):
    etag = client.get(path).headers["ETag"]

    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"else"'}).status_code == 200


def test_a_municipality_that_does_not_exist_has_no_contacts(client):
    assert client.get("/offline/atlantis/contacts.json").status_code == 404


def test_a_changed_number_is_served_at_once(client):
    before = client.get("/offline/librazhd/contacts.json")
    Contact.objects.create(
        municipality="librazhd", role="child-protection-worker", post_sq="P", post_en="P",
        phone="0000 9",
    )  # fmt: skip
    after = client.get("/offline/librazhd/contacts.json", headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 200
    assert "00009" in after.content.decode()
    assert after.headers["Cache-Control"] == "public, no-cache"


def test_the_version_changes_with_what_somebody_confirmed_and_not_with_contacts(client):
    def version():
        return client.get("/offline/precache.json").json()["version"]

    before = version()
    Contact.objects.create(municipality="librazhd", role="police", post_sq="P", post_en="P")
    assert version() == before

    confirm(current().pack, fact=FACT, by="Arta Hoxha", on=TODAY, today=TODAY)
    assert version() != before


def test_everything_on_the_list_is_there(client):
    lists = client.get("/offline/precache.json").json()
    pages = [*lists["pages"], *(each.replace("PLACE", "librazhd") for each in lists["place"])]

    assert lists["must"] == list(needed())
    for path in [*lists["must"], *pages]:
        response = client.get(path)
        assert response.status_code == 200, path
        if response.streaming:
            put_away(response)


def put_away(response):
    """Close the file behind it, but not the database that the test still needs."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


def test_the_shell_has_its_words_as_data_and_no_script_of_its_own(client):
    for lang, heading in (("sq", "Kë të thërras?"), ("en", "Whom do I call?")):
        response = client.get(f"/{lang}/offline/")
        page = response.content.decode()
        assert f'lang="{lang}"' in page
        assert heading in page
        assert response.headers["Content-Language"] == lang
        assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
        inline = [part for part in page.split("<script")[1:] if "src=" not in part.split(">")[0]]
        assert [part.split(">")[0].strip() for part in inline] == [
            'id="bashke-words" type="application/json"'
        ]


def test_nothing_in_the_words_is_left_in_english():
    with override("en"):
        english = set(every_text(words("en")))
    with override("sq"):
        albanian = set(every_text(words("sq")))

    assert len(english) > 50
    assert english & albanian == set()


def test_the_name_on_a_device_says_nothing(client):
    found = client.get("/offline/manifest.webmanifest")

    assert found.headers["Content-Type"] == "application/manifest+json"
    assert (found.json()["name"], found.json()["short_name"]) == ("Bashkë", "Bashkë")
    assert "description" not in found.json()


def test_remove_clears_caches_cookies_and_storage_and_says_so(client):
    client.cookies.load({"place": "librazhd", "unit": "polis"})

    response = client.post("/en/offline/remove/")

    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert {name: morsel.value for name, morsel in response.cookies.items()} == {
        "place": "",
        "unit": "",
    }
    assert response.headers["Cache-Control"] == "no-store"
    assert "data-bashke-removed" in response.content.decode()


def test_another_site_cannot_remove_anything(client):
    response = client.post("/en/offline/remove/", headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert "Clear-Site-Data" not in response.headers
    assert client.get("/en/offline/remove/").status_code == 405


def test_the_policy_lets_the_worker_run(client):
    policy = client.get("/sq/offline/").headers["Content-Security-Policy"]

    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


def test_a_fingerprint_does_not_run_contents_together():
    assert fingerprint(b"ab", b"c") != fingerprint(b"a", b"bc")
