"""From the answer of Ask to a referral, and nothing of the answers along."""

import re
from copy import copy
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.accounts.models import Post
from bashke.ask.sealed import LIVES_FOR, StaleError
from bashke.cases.models import Referral
from bashke.cases.referring.from_ask import Start, seal_start, unseal_start
from bashke.directory.services import fill_demo
from bashke.guide.edition import from_files
from tests.accounts.cast import SYSTEM, person, sign_in
from tests.ask.test_pages import ASK, BEATEN, BELIEF, HTML_AT_MOST, WIFE, headings, walk
from tests.conftest import TODAY

SELF = ["Jo në këtë çast", "Më ndodh mua", "Unë; jam 18", "Rrahje", "Bashkëshorti"]


@pytest.fixture
def demo(library):
    fill_demo(library.pack, today=TODAY)


def offered(page):
    """The links to refer, without what HTML does to their signs."""
    links = re.findall(r'href="([^"]*/referrals/new/[^"]*)"', page)
    return [urljoin(ASK, unescape(each)) for each in links]


def start_of(link):
    return unseal_start(parse_qs(urlsplit(link).query)["a"][0], table())


def table(day=None):
    return from_files().library.table_on(day or timezone.localdate())


def test_every_route_with_a_post_here_can_be_referred(client, town, demo):
    page = walk(client, BEATEN).text

    starts = [start_of(link) for link in offered(page)]
    assert starts[0].mechanism == "child-protection"
    assert starts[0].duty == "must"
    assert starts[0].law
    assert {each.mechanism for each in starts} >= {"child-protection", "domestic-violence"}


def test_no_answer_goes_along(client, town, demo):
    page = walk(client, BEATEN).text

    for link in offered(page):
        for word in ("violence", "teacher", "parent", "child", "must", "step"):
            assert word not in link
        assert not {"violence", "teacher", "parent"} & set(map(str, start_of(link)))


def test_nothing_to_refer_has_no_button(client, town, demo):
    page = walk(client, BELIEF).text

    assert headings(page) == ["Nuk ka asgjë për të raportuar."]
    assert "/referrals/" not in page


def test_who_tells_of_himself_is_not_asked_to_refer(client, town, demo):
    page = walk(client, SELF).text

    assert "app-call" in page
    assert "/referrals/" not in page


def test_where_no_post_can_open_it_there_is_no_button(client, town, demo):
    Post.objects.filter(role="child-protection-worker").update(holder=None)

    starts = [start_of(link).mechanism for link in offered(walk(client, BEATEN).text)]

    assert "child-protection" not in starts


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_with_every_button_the_answer_stays_light(client, town, demo, lang):
    for role in ("health-centre", "social-administrator", "school-psychosocial", "ve-contact"):
        post = accounts.add_post(institution=town.office, role=role, actor=SYSTEM)
        accounts.appoint(person=person(role), post=post, actor=SYSTEM)
    for labels in (BEATEN, WIFE):
        page = walk(client, labels)
        again = re.search(r'name="state" value="([^"]*)"', page.text)[1]
        page = client.post(f"/{lang}/librazhd/ask/", {"state": again, "again": "1"})

        assert offered(page.text)
        assert len(page.content) <= HTML_AT_MOST


def test_the_answer_page_reads_no_session(client, town, demo):
    signed_in = sign_in(client, town.besnik, town.ring("besnik"))

    page = walk(signed_in, BEATEN)

    assert "Besnik" not in page.text
    assert "Cookie" not in page.get("Vary", "")


def test_one_tap_leads_to_the_form_with_the_duty_said(client, town, demo):
    link = offered(walk(client, BEATEN).text)[0]

    page = sign_in(client, town.besnik, town.ring("besnik")).get(link)

    assert "Ligji ju detyron ta tregoni" in unescape(page.text)
    assert "<textarea" in page.text
    assert not Referral.objects.exists()


def test_signed_out_it_leads_to_the_form_by_way_of_signing_in(client, town, demo):
    link = offered(walk(client, BEATEN).text)[0]

    went = client.get(link)

    assert went.status_code == 302
    assert parse_qs(urlsplit(went.url).query)["next"] == [link]


def test_what_goes_along_dies_but_for_what_was_typed(time_machine):
    start = Start("domestic-violence", "report-received", "may", ("ligj-11-2026",))
    time_machine.move_to("2026-11-24T08:00:00Z", tick=False)
    word = seal_start(start, table())
    time_machine.shift(LIVES_FOR + 1)

    with pytest.raises(StaleError):
        unseal_start(word, table())
    assert unseal_start(word, table(), however_old=True) == start


def test_where_the_content_has_changed_it_means_nothing_else(time_machine):
    time_machine.move_to("2026-11-24T08:00:00Z", tick=False)
    before = table(date(2026, 1, 1))
    word = seal_start(Start("domestic-violence", "report-received", "may"), before)
    with_other_order = replaced(before, before.mechanisms[::-1])

    assert unseal_start(word, before).mechanism == "domestic-violence"
    with pytest.raises(StaleError):
        unseal_start(word, with_other_order)


def replaced(table, mechanisms):
    other = copy(table)
    other.mechanisms = mechanisms
    return other
