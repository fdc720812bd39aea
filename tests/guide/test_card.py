import shutil
import subprocess

import pytest
import segno
from django.core.management import CommandError, call_command

from bashke.directory.services import invented
from bashke.guide.card import POSTS, card, code_of
from bashke.guide.paper import card_html
from tests.conftest import TODAY

BASE = "https://bashke.example.al"
INVENTED = {"sq": "kontaktet janë të shpikura", "en": "the contacts are invented"}


def test_the_card_has_ten_lines_the_emergency_numbers_first(desk_at, library, lang):
    for place in library.pack.municipalities:
        shown = card(desk_at(place.slug, lang))

        assert [each.number for each in shown.emergency] == ["112", "129", "127", "128"]
        assert 1 + len(shown.posts) + len(shown.lines) == 10
        for contact in (*(post.contact for post in shown.posts), *shown.lines):
            assert contact.phones or contact.web or contact.address


def test_the_card_says_four_lines_on_what_to_say_and_not_to_do(desk_at, library, lang):
    shown = card(desk_at("librazhd", lang))

    told = [each.in_language(lang) for each in (*shown.say, *shown.do_not)]

    assert len(told) == 4
    page = card_html(desk_at("librazhd", lang))
    assert all(each.replace('"', "&quot;") in page for each in told)


def test_a_number_of_the_municipality_comes_before_the_office_at_which_to_ask(desk_at, library):
    roles = library.pack.roles
    contacts = [each for key in POSTS for each in invented("diber", roles[key], 7, TODAY)]

    here = card(desk_at("diber", "en", contacts))
    elsewhere = card(desk_at("korce", "en"))

    assert {post.contact.phones for post in here.posts} == {("000070",)}
    assert here.posts[0].on_call is not None
    assert not any(post.contact.phones or post.on_call for post in elsewhere.posts)


def test_invented_contacts_are_said_to_be_invented(desk_at, library, lang):
    contacts = invented("diber", library.pack.roles[POSTS[0]], 7, TODAY)

    assert INVENTED[lang] in card_html(desk_at("diber", lang, contacts))
    assert INVENTED[lang] not in card_html(desk_at("korce", lang))


def test_the_card_says_of_which_day_its_contacts_are(desk_at, lang):
    assert "24.11.2026" in card_html(desk_at("diber", lang))


def test_the_code_leads_to_the_questions_of_the_municipality(desk_at, lang, tmp_path):
    shown = card(desk_at("diber", lang), f"{BASE}/")
    picture = tmp_path / "code.png"

    code_of(shown.address).save(picture, scale=6, border=4)

    assert shown.address == f"{BASE}/{lang}/diber/"
    assert shown.address in shown.drawing
    if decoder := shutil.which("zbarimg"):
        command = [decoder, "--quiet", "--raw", str(picture)]
        found = subprocess.run(  # noqa: S603 (our own picture)
            command, capture_output=True, text=True, check=True
        )
        assert found.stdout.strip() == shown.address
    same = segno.make(shown.address, error="m", micro=False)
    assert code_of(shown.address).matrix == same.matrix


def test_without_an_address_there_is_no_code(desk_at):
    assert card(desk_at("diber")).drawing == ""
    assert "<svg" not in card_html(desk_at("diber"))


@pytest.mark.django_db
def test_an_address_that_is_none_is_refused(tmp_path):
    out = tmp_path / "card.html"

    with pytest.raises(CommandError) as refused:
        call_command("content", "card", "--place", "diber", "--url", "here", "--out", str(out))

    assert refused.value.returncode == 2
    assert not out.exists()
