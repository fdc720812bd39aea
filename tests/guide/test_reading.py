"""The Guide is whole in both languages, and what is wrong with a file is told to its author."""

import pytest

from bashke.guide.edition import from_files, load
from bashke.guide.prose import SECTIONS, parse
from bashke.pack.reading import ContentError

GOOD = "\n\n".join(f"## Title {{#{anchor}}}\n\nText." for anchor in SECTIONS)


@pytest.fixture(scope="module")
def guide():
    return from_files().guide


def test_there_are_four_chapters_and_twenty_two_parts(guide):
    assert len(guide.chapters) == 4
    assert [len(chapter.parts) for chapter in guide.chapters] == [7, 6, 6, 3]
    assert len(guide.parts) == 22


def test_both_languages_are_built_alike(guide):
    for part in guide.parts.values():
        assert part.pages["sq"].prose.shape == part.pages["en"].prose.shape, part.key


def test_every_part_has_its_recommendations_each_with_a_ground(guide):
    for part in guide.parts.values():
        for lang in ("sq", "en"):
            tokens = part.pages[lang].prose.tokens
            starts = [n for n, t in enumerate(tokens) if t.type == "ordered_list_open"]
            assert len(starts) == 1, part.key
            items = [t for t in tokens[starts[0] :] if t.type == "inline"]
            end = next(n for n, t in enumerate(tokens) if t.type == "ordered_list_close")
            items = [t for t in tokens[starts[0] : end] if t.type == "inline"]
            assert 3 <= len(items) <= 6, (part.key, len(items))
            for item in items:
                hrefs = [c.attrs["href"] for c in item.children if c.type == "link_open"]
                assert any(h.split(":")[0] in {"source", "proposed", "law"} for h in hrefs), (
                    part.key, item.content[:60],
                )  # fmt: skip


def test_the_neighbours_of_a_part_cross_chapters(guide):
    before, after = guide.beside("2.1")

    assert (before.key, after.key) == ("1.7", "2.2")
    assert guide.beside("1.1")[0] is None
    assert guide.beside("4.3")[1] is None


def test_every_source_of_the_guide_has_an_address_of_the_right_form(guide):
    sources = from_files().pack.sources
    used = {
        link.key
        for part in guide.parts.values()
        for link in part.pages["sq"].prose.links
        if link.kind == "source"
    }
    assert used
    for key in used:
        url = sources[key].url
        assert url is None or url.startswith(("http://", "https://")), key
        assert url is not None or sources[key].note, key


def test_indicators_set_no_target_on_numbers_of_victims_or_referrals(guide):
    assert len(guide.indicators) == 74
    for key in ("v2", "v9", "d3", "d5", "d10", "c1", "t1", "r6"):
        assert guide.indicators[key].target is None, key


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD.replace("{#law}", "{#laws}"), "has the sections"),
        (GOOD.replace("{#law}", ""), "write headings as"),
        (GOOD.replace("Text.", "[x](http://example.org)", 1), "is no link of such a text"),
        (GOOD.replace("## Title {#do}", "# Title {#do}"), "write headings as"),
    ],
)
def test_a_text_of_another_form_is_refused_in_words(text, sentence):
    prose, faults = parse(text)

    assert prose is None
    assert any(sentence in fault for fault in faults)


def test_html_in_a_text_is_shown_as_text_and_never_run():
    prose, faults = parse(GOOD.replace("Text.", "<script>alert(1)</script>", 1))

    assert faults == []
    assert "<script>" in prose.plain


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("law:ligj-18-2017#raportimi-nga-profesionistet", "law:ligj-18-2017#neni-999",
         "does not have “neni-999”"),
        ("law:ligj-18-2017#raportimi-nga-profesionistet", "law:ligj-1-1900", "has no file in law/"),
        ("source:g-rwuk", "source:g-nothing", "is not in sources.yaml"),
        ("guide:3.5", "guide:9.9", "no sub-chapter “9.9”"),
        ("purpose:", "purpos:", "is not a word this format knows"),
        ("---\npurpose", "purpose", "no front matter"),
        ("{#advice-without-name}", "{#another-anchor}", "anchors differ"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_told_with_its_file(pack_copy, old, new, sentence):
    path = pack_copy / "guide" / "sq" / "3.4.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ContentError) as refused:
        load(pack_copy)

    assert sentence in str(refused.value)
    assert "3.4.md" in str(refused.value)


def test_a_missing_language_is_told(pack_copy):
    (pack_copy / "guide" / "en" / "2.2.md").unlink()

    with pytest.raises(ContentError) as refused:
        load(pack_copy)

    assert "guide/en/2.2.md: is missing" in str(refused.value)
