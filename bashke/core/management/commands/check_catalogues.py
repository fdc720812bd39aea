"""`bashke check_catalogues`: Albanian is complete, and what is served is what was translated."""

import ast
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import translation

from bashke.core.commands import Command as Base

MARKED = re.compile(r"""\{%\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")
BLOCK = re.compile(r"\{%\s*blocktranslate[^%]*%\}(.*?)\{%\s*endblocktranslate", re.DOTALL)
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
FUNCTIONS = {"_", "gettext", "gettext_lazy", "pgettext"}


class Command(Base):
    help = "Find interface texts without an Albanian translation. Changes nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        package = Path(settings.BASE_DIR) / "bashke"
        templates = [*package.rglob("*.html"), *package.rglob("templates/**/*.txt")]
        texts = {text for path in templates for text in in_template(path)}
        texts |= {text for path in package.rglob("*.py") for text in in_source(path)}
        with translation.override("sq"):
            missing = sorted(text for text in texts if not translated(text))
        catalogue = (package / "locale/sq/LC_MESSAGES/django.po").read_text(encoding="utf-8")
        if "#, fuzzy" in catalogue:
            missing.append("(an entry marked fuzzy)")
        if missing:
            raise CommandError("\n".join(["No Albanian text for:", *missing]))
        self.stdout.write(f"{len(texts)} texts of the interface, all in Albanian.")


def translated(text: str) -> bool:
    return translation.gettext(text) != text or text in SAME_IN_BOTH


# Proper names and signs that are written alike in both languages.
SAME_IN_BOTH = frozenset({"Bashkë", "English", "Shqip"})


def in_template(path: Path) -> list[str]:
    source = path.read_text(encoding="utf-8")
    plain = [one or other for one, other in MARKED.findall(source)]
    blocks = []
    for block in BLOCK.findall(source):
        one = re.split(r"\{%\s*plural\s*%\}", block)[0]
        trimmed = " ".join(line.strip() for line in one.splitlines() if line.strip())
        blocks.append(VARIABLE.sub(r"%(\1)s", trimmed))
    return plain + blocks


def in_source(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.args[-1].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in FUNCTIONS
        and node.args
        and isinstance(node.args[-1], ast.Constant)
        and isinstance(node.args[-1].value, str)
    ]
