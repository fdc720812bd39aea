"""Papers fill themselves with what is on record; what is missing cannot be overlooked."""

import re
from html import unescape

import pytest
from django.utils import translation
from django.utils.html import strip_tags

from bashke.accounts import services as accounts
from bashke.accounts.models import Institution
from bashke.office import services as office
from bashke.office.documents.filling import Filling, filled
from bashke.office.documents.fills import FILLS
from bashke.office.documents.reading import from_files, load
from bashke.office.gate import services
from bashke.office.gate.models import PublicContact
from bashke.office.gate.records import read
from bashke.pack.reading import ContentError
from tests.accounts import cast
from tests.accounts.cast import ELSEWHERE, PLACE, SYSTEM
from tests.office import gating
from tests.office.gating import DV

KEYS = sorted(from_files().documents)
PUBLIC = ["privacy", "accessibility"]


@pytest.fixture(params=["sq", "en"])
def lang(request):
    with translation.override(request.param):
        yield request.param


def paper(key, lang):
    records = read(PLACE)
    return filled(Filling(records, lang), records.papers.documents[key])


def text_of(found):
    whole = " ".join(f"{each.title} {each.html}" for each in found.sections)
    return re.sub(r"\s+", " ", unescape(strip_tags(whole)))


def told_everything(town):
    gating.prepared(town)
    gating.appointed(town, "dritan", "data-protection-officer")
    for kind in PublicContact.Kind.values:
        services.state_contact(
            municipality=PLACE, kind=kind, address=f"zyra {kind}", phone="", email="", actor=SYSTEM
        )
    return town


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_municipality_sees_gaps_and_no_blanks(db, lang, key):
    found = paper(key, lang)

    assert found.gaps
    marks = "".join(each.html + each.title for each in found.sections)
    assert marks.count('class="app-gap"') >= len(found.gaps)
    assert not re.search(r": *[.;]", text_of(found))


@pytest.mark.parametrize("key", KEYS)
def test_where_everything_is_on_record_no_gap_is_left(town, lang, key):
    told_everything(town)

    found = paper(key, lang)

    assert found.gaps == ()
    assert "app-gap" not in "".join(each.html for each in found.sections)


@pytest.mark.parametrize("key", KEYS)
def test_no_fill_is_left_unfilled(town, lang, key):
    said = text_of(paper(key, lang))

    assert "fill:" not in said
    assert "](" not in said


def test_what_is_filled_in_is_escaped(town, lang):
    town.office.name = "<script>alert(1)</script>"
    town.office.save()
    gating.control(town)

    html = "".join(each.html for each in paper("privacy", lang).sections)

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_privacy_notice_names_controllers_agreements_times_and_ways_to_complain(town, lang):
    told_everything(town)
    gating.control(town, institution=town.police, is_joint=True, basis="Marrëveshja 77")
    services.open_module(municipality=PLACE, mechanism=DV, actor=SYSTEM)
    pack = read(PLACE).library.pack

    said = text_of(paper("privacy", lang))

    assert "Bashkia" in said
    assert "Komisariati: Marrëveshja 77" in said
    assert {"sq": "Ejani te zyra 4.", "en": "Come to room 4."}[lang] in said
    assert {"sq": "24 muaj", "en": "24 months"}[lang] in said
    assert {"sq": "praktikë e propozuar", "en": "proposed practice"}[lang] in said
    for contact in pack.contacts:
        if contact.key in {
            "data-protection-commissioner", "peoples-advocate", "discrimination-commissioner",
        }:  # fmt: skip
            assert contact.name.in_language(lang) in said


def test_the_privacy_notice_lists_open_modules_alone(town, lang):
    told_everything(town)
    title = read(PLACE).library.versions[DV][-1].title.in_language(lang)
    assert title not in text_of(paper("privacy", lang))

    module = services.open_module(municipality=PLACE, mechanism=DV, actor=SYSTEM)

    assert title in text_of(paper("privacy", lang))

    services.close_module(module=module, actor=SYSTEM)

    assert title not in text_of(paper("privacy", lang))


def test_the_register_has_an_entry_for_every_module_that_is_prepared(town, lang):
    planned = read(PLACE).planned
    assert len(planned) > 1

    found = paper("register", lang)

    entries = [each for each in found.sections if each.anchor.startswith("activity-")]
    assert [str(each.title) for each in entries] == [
        each.title.in_language(lang) for each in planned
    ]
    assert len({each.html for each in entries}) == len(entries)


def test_a_term_that_nobody_confirmed_carries_its_mark(town, lang):
    notify = next(each for each in paper("breach", lang).sections if each.anchor == "notify")

    assert "72" in notify.title
    assert "°" in notify.html
    assert "law/ligj-124-2024/#njoftimi-i-shkeljes" in notify.html


def test_no_paper_names_an_article_that_the_pack_does_not_have(library):
    """Numbers of articles stand in the register of the law, never loose in a text."""
    loose = re.compile(r"\b(?:neni|nenit|article|art\.)\s+\d", re.IGNORECASE)
    for document in from_files().documents.values():
        for template in document.templates.values():
            assert not loose.search(template.prose.plain), document.key


@pytest.mark.parametrize("lang", ["sq", "en"])
@pytest.mark.parametrize("key", PUBLIC)
def test_public_papers_are_for_everybody_once_the_municipality_is_set_up(town, client, lang, key):
    assert client.get(f"/{lang}/{PLACE}/{key}/").status_code == 404
    office.begin(slug=PLACE, by=town.agim)

    response = client.get(f"/{lang}/{PLACE}/{key}/")

    assert response.status_code == 200
    assert response.text.count("<h1") == 1
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert client.get(f"/{lang}/{ELSEWHERE}/{key}/").status_code == 404
    assert client.get(f"/{lang}/atlantis/{key}/").status_code == 404


@pytest.mark.parametrize("path", ["", "guide/", "contacts/", "privacy/"])
def test_pages_of_a_municipality_that_is_set_up_lead_to_its_public_papers(town, client, path):
    assert "/privacy/" not in client.get(f"/sq/{PLACE}/guide/").text
    office.begin(slug=PLACE, by=town.agim)

    html = client.get(f"/sq/{PLACE}/{path}").text

    assert f'href="/sq/{PLACE}/privacy/"' in html
    assert f'href="/sq/{PLACE}/accessibility/"' in html
    assert "/privacy/" not in client.get("/sq/guide/").text


@pytest.mark.parametrize("key", KEYS)
def test_whoever_holds_a_post_here_reads_every_paper(town, client, key):
    office.begin(slug=PLACE, by=town.agim)
    with town.ring("ilir") as ring:
        cast.sign_in(client, town.ilir, ring)

    assert client.get(f"/sq/{PLACE}/office/papers/{key}/").status_code == 200
    assert client.get(f"/sq/{ELSEWHERE}/office/papers/{key}/").status_code == 404


def test_somebody_of_another_municipality_or_nobody_reads_none(town, client):
    assert client.get(f"/sq/{PLACE}/office/papers/breach/").status_code == 302
    ring = cast.opening.unlock_ring(town.zana.holder, cast.password_of("zana"))
    cast.sign_in(client, town.zana, ring)

    assert client.get(f"/sq/{PLACE}/office/papers/breach/").status_code == 404


def test_a_paper_that_does_not_exist_is_not_found(town, client):
    with town.ring("ilir") as ring:
        cast.sign_in(client, town.ilir, ring)

    assert client.get(f"/sq/{PLACE}/office/papers/secrets/").status_code == 404


def test_a_shelter_is_named_to_officials_and_not_to_everybody(town, lang):
    shelter = accounts.add_institution(
        municipality=PLACE, kind=Institution.Kind.CIVIL_SOCIETY, name="Organizata A",
        actor=SYSTEM, is_protected=True,
    )  # fmt: skip
    gating.agree(town, shelter)

    said = text_of(paper("privacy", lang))
    assert "Organizata A" not in said
    assert {"sq": "me vend të mbrojtur", "en": "whose place is protected"}[lang] in said
    assert "Organizata A" in text_of(paper("register", lang))


FAULTS = [
    ("documents/sq/privacy.md", "fill:controller", "fill:mayor", "cannot be filled in"),
    ("documents/sq/privacy.md", "fill:controller", "fill:module", "stands for each module"),
    ("documents/sq/privacy.md", "line:peoples-advocate", "line:nobody", "national-contacts"),
    ("documents/sq/privacy.md", "ligj-124-2024#nenet-12-20", "ligj-124-2024#neni-99", "neni-99"),
    ("documents/sq/privacy.md", "fill:controller", "http:x", "is no link of such a text"),
    ("documents/en/privacy.md", "- A child may ask alone too.\n", "", "differ"),
    ("documents/en/breach.md", "[](proposed:)", "", "differ"),
    ("documents/en/breach.md", "purpose:", "aim:", "aim"),
    ("documents/en/register.md", "{#activity}", "{#activities}", "no section “activity”"),
    ("documents/documents.yaml", "key: breach", "key: fire", "is missing"),
    ("documents/sq/privacy.md", "{#theft}", "{#rights}", "written twice"),
    ("retention.yaml", "months: 24", "months: 0", "months"),
    ("retention.yaml", "months: 24", "weeks: 24", "weeks"),
    ("retention.yaml", "  law: []", "  law: [{act: ligj-0-1900}]", "retention.yaml"),
    ("retention.yaml", "key: hold", "key: advice", "written twice"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"), FAULTS, ids=[f"{f[0]} {f[3]}" for f in FAULTS]
)
def test_a_planted_fault_is_told_with_its_file(pack_copy, file, old, new, says):
    path = pack_copy / file
    whole = path.read_text(encoding="utf-8")
    assert old in whole
    path.write_text(whole.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ContentError) as error:
        load(pack_copy)

    assert says in str(error.value)


def test_what_can_be_filled_in_is_used_somewhere():
    """A fill that no paper uses would never be tried."""
    used = {
        link.key
        for document in from_files().documents.values()
        for link in document.templates["sq"].prose.links
        if link.kind == "fill"
    }

    assert used == set(FILLS)
