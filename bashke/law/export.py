"""Confirmations written back into the files of the pack, where reviewers see them."""

import csv
import json
import re
from collections.abc import Iterable
from io import StringIO

from bashke.pack.confirming import Recorded, facts_of
from bashke.pack.content import Pack

UNCONFIRMED = "confirmed: null"


def sorted_out(
    pack: Pack, rows: Iterable[Recorded]
) -> tuple[tuple[Recorded, ...], tuple[Recorded, ...]]:
    """Confirmations that stand, the newest per fact, and those that lapsed with their wording."""
    hashes = {fact.id: fact.text_hash for fact in facts_of(pack)}
    newest = {row.fact: row for row in rows}
    standing = tuple(r for r in newest.values() if hashes.get(r.fact) == r.text_hash)
    lapsed = tuple(r for r in newest.values() if hashes.get(r.fact) != r.text_hash)
    return standing, lapsed


def export(pack: Pack, standing: Iterable[Recorded]) -> int:
    """Write each into the file of its fact, unless it stands there; gives how many were written.

    Only the `confirmed` of the fact changes, so that the difference is easy to review.
    """
    facts = {fact.id: fact for fact in facts_of(pack)}
    count = 0
    for row in standing:
        fact = facts[row.fact]
        if fact.item.confirmed is not None:
            continue
        path = pack.folder / fact.file
        text = path.read_text(encoding="utf-8")
        changed = in_table(text, pack, row) if path.suffix == ".csv" else in_yaml(text, row)
        path.write_text(changed, encoding="utf-8")
        count += 1
    return count


def in_yaml(text: str, row: Recorded) -> str:
    """The first `confirmed: null` after the fact's key; a line in braces gets one of its own."""
    kind, _slash, name = row.fact.partition("/")
    own = re.escape(name.partition("#")[2] or name)
    word = {"emergency": "number", "holiday": "date"}.get(kind, "key")
    # Whole keys only: neni-7 is not neni-7-pika-2, which may stand before it.
    begin = re.search(rf"\b{word}: [\"']?{own}(?![\w-]).*", text)
    who = row.confirmation
    # A JSON string is a YAML one, whatever quotes a name holds.
    said = f"confirmed: {{by: {json.dumps(who.by, ensure_ascii=False)}, on: {who.on}}}"
    if begin is None:
        raise ValueError(f"{row.fact}: its file has no “{word}: {name}”")
    if begin[0].endswith("}") and UNCONFIRMED not in begin[0]:
        return text[: begin.end() - 1] + f", {said}}}" + text[begin.end() :]
    place = text.index(UNCONFIRMED, begin.start())
    return text[:place] + said + text[place + len(UNCONFIRMED) :]


def in_table(text: str, pack: Pack, row: Recorded) -> str:
    """The cell `confirmed` of the fact's line; the column is added where it is missing."""
    lines = list(csv.DictReader(StringIO(text)))
    columns = list(lines[0])
    if "confirmed" not in columns:
        columns.append("confirmed")
    ids = [fact.id for fact in facts_of(pack) if fact.file == file_of(pack, row)]
    lines[ids.index(row.fact)]["confirmed"] = f"{row.confirmation.by}, {row.confirmation.on}"
    out = StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def file_of(pack: Pack, row: Recorded) -> str:
    return next(fact.file for fact in facts_of(pack) if fact.id == row.fact)
