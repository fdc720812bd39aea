"""No sentence names a religion or an ethnicity without a reason on the list."""

import pytest
import yaml

from bashke.guide.edition import from_files, load
from bashke.guide.naming import faults, names
from bashke.pack.reading import ContentError

STEMS, BUT = ["musliman", "rom", "fe", "kish"], ["roman", "femij-", "kishte"]


def test_every_sentence_that_names_a_group_has_its_reason():
    assert faults(from_files()) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Familjet rome kanë të drejta.", True),
        ("Myslimanët dhe MUSLIMANËT.", True),
        ("Lexoi një roman për fëmijët.", False),
        ("Kishte frikë.", False),
        ("Shkoi në kishë.", True),
        ("Feja mbrohet.", True),
    ],
)
def test_inflection_is_found_and_look_alikes_are_not(sentence, found):
    assert names(sentence, STEMS, BUT) is found


def test_a_new_sentence_without_a_reason_is_a_fault(pack_copy):
    path = pack_copy / "guide" / "sq" / "2.5.md"
    text = path.read_text(encoding="utf-8")
    begin = text.index("## Për kë {#for}\n\n") + len("## Për kë {#for}\n\n")
    path.write_text(f"{text[:begin]}Ftoni vetëm muslimanët. {text[begin:]}", encoding="utf-8")

    (fault,) = faults(load(pack_copy))

    assert "2.5.md" in fault
    assert "Ftoni vetëm muslimanët." in fault


def test_an_entry_for_a_sentence_that_is_gone_is_a_fault(pack_copy):
    path = pack_copy / "named-groups.yaml"
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    listed.append({**listed[0], "sentence": "A sentence that nobody wrote."})
    path.write_text(yaml.safe_dump(listed, allow_unicode=True), encoding="utf-8")

    (fault,) = faults(load(pack_copy))

    assert "no longer says" in fault


def test_a_reason_in_one_language_only_is_refused(pack_copy):
    path = pack_copy / "named-groups.yaml"
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    del listed[0]["reason"]["en"]
    path.write_text(yaml.safe_dump(listed, allow_unicode=True), encoding="utf-8")

    with pytest.raises(ContentError) as refused:
        faults(load(pack_copy))

    assert "reason" in str(refused.value)
