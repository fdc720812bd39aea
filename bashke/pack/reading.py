"""Reading the files of a content pack, with faults told in an author's words."""

import csv
import re
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)

SAID = {
    "missing": "is missing",
    "extra_forbidden": "is not a word this format knows",
    "string_type": "give text",
    "int_type": "give a whole number",
    "int_parsing": "give a whole number",
    "bool_type": "give true or false",
    "bool_parsing": "give true or false",
    "list_type": "give a list",
    "dict_type": "give named values",
    "model_type": "give named values",
    "named_tuple_type": "give both languages: {sq: …, en: …}",
    "date_type": "give a date such as 2026-11-22",
    "date_from_datetime_parsing": "give a date such as 2026-11-22",
    "date_parsing": "give a date such as 2026-11-22",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
}


class Fault(NamedTuple):
    """One thing to mend: the file, the place in the author's words, what is wrong."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.place}: {self.message}"
            if self.place
            else (f"{self.file}: {self.message}")
        )


class ContentError(Exception):
    """The pack was not loaded. Its text lists every fault and may be shown to an author."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """The faults, one a line, under a line that counts them."""
        return [
            f"The content pack was not loaded. {len(self.faults)} to mend:",
            *(f"  - {fault}" for fault in self.faults),
            "The format is described in docs/reference/content-pack.md.",
        ]


class Reader:
    """Reads files below one folder and collects faults instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def fault(self, path: Path, place: str, message: str) -> None:
        """Note one thing to mend."""
        self.faults.append(Fault(self.name(path), place, message))

    def name(self, path: Path) -> str:
        """The file's name below the pack's folder."""
        return str(path.relative_to(self.folder))

    def yaml(self, path: Path) -> Any:
        """The parsed file, or None with a fault noted."""
        try:
            return yaml.load(path.read_text(encoding="utf-8"), Loader=StrictLoader)  # noqa: S506 (a SafeLoader)
        except FileNotFoundError:
            self.fault(path, "", "is missing")
        except UnicodeDecodeError:
            self.fault(path, "", "is not UTF-8 text")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = f"line {mark.line + 1}" if mark else ""
            self.fault(path, line, str(error.problem or error.context))
        except yaml.YAMLError as error:
            self.fault(path, "", str(error).splitlines()[0])
        return None

    def model(self, model: type[Model], data: Any, path: Path, place: str = "") -> Model | None:
        """The data as `model`, or None with every fault of it noted."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for detail in error.errors():
                where = " > ".join(filter(None, [place, in_words(data, detail["loc"])]))
                self.fault(path, where, said(detail))
        return None

    def file(self, model: type[Model], path: Path) -> Model | None:
        """One file that is one `model`."""
        data = self.yaml(path)
        return None if data is None else self.model(model, data, path)

    def items(self, model: type[Model], path: Path) -> list[Model]:
        """One file that is a list of `model`."""
        data = self.yaml(path)
        if data is None:
            return []
        if not isinstance(data, list):
            self.fault(path, "", "give a list")
            return []
        parsed = (
            self.model(model, item, path, naming(item, place)) for place, item in enumerate(data)
        )
        return [item for item in parsed if item is not None]

    def rows(self, model: type[Model], path: Path) -> list[Model]:
        """One CSV file whose rows are `model`; empty cells count as not given."""
        try:
            with path.open(encoding="utf-8", newline="") as lines:
                rows = list(csv.DictReader(lines))
        except FileNotFoundError:
            self.fault(path, "", "is missing")
            return []
        except (UnicodeDecodeError, csv.Error):
            self.fault(path, "", "is not a UTF-8 table with commas")
            return []
        parsed = (
            self.model(model, {k: v for k, v in row.items() if v}, path, f"line {number}")
            for number, row in enumerate(rows, start=2)
        )
        return [row for row in parsed if row is not None]

    def check(self) -> None:
        """Raise everything noted so far, if anything was."""
        if self.faults:
            raise ContentError(self.faults)


class StrictLoader(yaml.CSafeLoader):
    """A safe loader that refuses a key written twice, which PyYAML would silently accept."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 (PyYAML's signature)
        seen: set[str] = set()
        for key, _value in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"“{key.value}” is written twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


# YAML 1.1 reads `on`, `yes` and `no` as true and false, where authors mean words.
StrictLoader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:bool"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf")
)


def said(detail: Mapping[str, Any]) -> str:
    """What is wrong, in the words of a person who writes content."""
    kind = detail["type"]
    if kind in SAID:
        return SAID[kind]
    if kind in {"literal_error", "enum"}:
        return f"“{detail['input']}” is not allowed; give {detail['ctx']['expected']}"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    return str(detail["msg"])


def in_words(data: Any, place: Iterable[int | str]) -> str:
    """`('steps', 2, 'title')` as `steps > “plan-agreed” > title`."""
    words = []
    for part in place:
        data = below(data, part)
        words.append(naming(data, part) if isinstance(part, int) else str(part))
    return " > ".join(words)


def below(data: Any, part: int | str) -> Any:
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None


def naming(item: Any, place: int) -> str:
    """What an author would call a list's item: its key or name, else its number."""
    if isinstance(item, Mapping):
        name = item.get("key") or item.get("id") or item.get("name")
        if isinstance(name, str):
            return f"“{name}”"
    return f"number {place + 1}"
