"""A simulated change of law: new dated files in a copy of the pack."""

from datetime import date
from pathlib import Path

import yaml


def amend(pack: Path, day: date) -> None:
    """From `day` a new law replaces Law 18/2017; child protection follows with a shorter clock."""
    old = pack / "law" / "ligj-18-2017.yaml"
    act = yaml.safe_load(old.read_text(encoding="utf-8")) | {"replaced_by": ["ligj-1-2027"]}
    old.write_text(yaml.safe_dump(act, allow_unicode=True), encoding="utf-8")
    new = act | {
        "key": "ligj-1-2027", "number": "1", "date": date(2026, 5, 1), "year": 2026,
        "short": {"sq": "Ligji 1/2027", "en": "Law 1/2027"}, "eli": None, "provisions": [],
        "in_force_from": day, "replaces": ["ligj-18-2017"], "replaced_by": [],
    }  # fmt: skip
    (pack / "law" / "ligj-1-2027.yaml").write_text(
        yaml.safe_dump(new, allow_unicode=True), encoding="utf-8"
    )
    before = next((pack / "mechanisms").glob("child-protection.*"))
    text = before.read_text(encoding="utf-8")
    for was, becomes in (
        ("in_force_from: 2017-06-09", f"in_force_from: {day}"),
        ("law: [{act: ligj-18-2017}", "law: [{act: ligj-1-2027}"),
        ("hours: 24\n", "hours: 12\n"),
    ):
        if was not in text:
            raise AssertionError(f"{before.name} does not say {was!r}")
        text = text.replace(was, becomes, 1)
    before.with_name(f"child-protection.{day}.yaml").write_text(text, encoding="utf-8")
