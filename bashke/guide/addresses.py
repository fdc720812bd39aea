"""Where each thing that can be read has its page. Neutral: no concern stands in an address."""

from hashlib import blake2b
from urllib.parse import quote

KINDS = ("mechanism", "service", "guide", "law", "contact", "term")


def code(key: str) -> str:
    """A short word for a mechanism: the same for ever, and telling nothing to who reads over it."""
    return blake2b(key.encode(), digest_size=3, person=b"bashke-address").hexdigest()


def address(kind: str, key: str, lang: str, place: str | None = None) -> str:
    """The path of the page on which this stands, in a municipality's pages where one is given."""
    root = f"/{lang}/{place}/" if place else f"/{lang}/"
    if kind in {"mechanism", "service"}:
        return f"{root}table/{code(key)}/"
    if kind == "guide":
        return f"{root}guide/{key}/"
    if kind == "law":
        act, _hash, provision = key.partition("#")
        return f"/{lang}/law/{act}/" + (f"#{quote(provision)}" if provision else "")
    if kind == "contact":
        return f"{root}contacts/#{quote(key)}"
    if kind == "term":
        return f"/{lang}/terms/#{quote(key)}"
    raise ValueError(f"“{kind}” has no page. Give one of: {', '.join(KINDS)}.")
