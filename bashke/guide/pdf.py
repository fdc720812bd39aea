"""Tagged PDF (PDF/UA-1) from a page on standard input: `python -m bashke.guide.pdf`.

A process of its own: what it loads costs a web worker about 31 MB. Nothing imports this module.
"""

import logging
import sys
from io import BytesIO
from typing import NoReturn

from pikepdf import Array, Dictionary, Name, Object, Pdf
from weasyprint import HTML  # type: ignore[import-untyped]  # it ships no types
from weasyprint.urls import FatalURLFetchingError  # type: ignore[import-untyped]  # nor here

# What a header cell is the header of, by the part of the table in which it stands.
COLUMN, ROW = Name.Column, Name.Row


def nothing_outside(url: str) -> NoReturn:
    """Refuse every address: the page brings all it needs."""
    raise FatalURLFetchingError(f"the page asks for {url}, and it may ask for nothing")


def pdf(html: str) -> bytes:
    """The page as PDF, tagged, with its title and language and the scope of every header cell."""
    made = HTML(string=html, url_fetcher=nothing_outside).write_pdf(pdf_variant="pdf/ua-1")
    with Pdf.open(BytesIO(made)) as document:
        say_scope(document.Root.StructTreeRoot)
        out = BytesIO()
        document.save(out, linearize=True)
    return out.getvalue()


def say_scope(root: Object) -> None:
    """Say of each header cell whether it heads a column or a row, which WeasyPrint leaves out."""
    waiting = [(root, COLUMN)]
    while waiting:
        element, scope = waiting.pop()
        kind = element.get("/S")
        if kind == "/TBody":
            scope = ROW
        elif kind == "/TH":
            attributes = element.get("/A", Dictionary(O=Name.Table))
            attributes["/Scope"] = scope
            element["/A"] = attributes
        waiting += [(child, scope) for child in children(element)]


def children(element: Object) -> list[Object]:
    """The elements below one of the structure; marked content and annotations are none.

    A list of one is written without its list: readers and checkers follow that everywhere.
    """
    kids = element.get("/K")
    if not isinstance(kids, Array):
        listed = [kids]
    elif len(kids) == 1:
        element["/K"] = kids[0]
        listed = [kids[0]]
    else:
        listed = list(kids)
    return [kid for kid in listed if isinstance(kid, Dictionary) and kid.get("/S") is not None]


def main() -> int:
    """Standard input to standard output; on failure one sentence on standard error."""
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    try:
        made = pdf(sys.stdin.buffer.read().decode())
    except (FatalURLFetchingError, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
