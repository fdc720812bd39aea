"""The columns that a spreadsheet of contacts may have, by the names people give them."""

from dataclasses import dataclass

from bashke.core.text import Text, slug


@dataclass(frozen=True)
class Column:
    """A field of a contact as a column; `also` are other names under which it is found."""

    key: str
    head: Text
    also: tuple[str, ...] = ()

    @property
    def both(self) -> str:
        """The head of a sheet for readers of both languages."""
        return f"{self.head.sq} / {self.head.en}"

    @property
    def names(self) -> set[str]:
        return {slug(name) for name in (self.key, *self.head, self.both, *self.also)}


COLUMNS = (
    Column("role", Text("Roli", "Role")),
    Column(
        "unit",
        Text("Njësia administrative", "Administrative unit"),
        ("njësia", "unit"),
    ),
    Column("turn", Text("Radha", "Turn")),
    Column("post_sq", Text("Detyra (shqip)", "Post (Albanian)"), ("detyra", "posti", "post")),
    Column("post_en", Text("Detyra (anglisht)", "Post (English)")),
    Column(
        "phone",
        Text("Telefoni", "Phone"),
        ("telefon", "tel", "nr. telefoni", "numri i telefonit", "phone number", "telephone"),
    ),
    Column("web", Text("Faqja në internet", "Web address"), ("web", "faqja", "website")),
    Column("address_sq", Text("Adresa (shqip)", "Address (Albanian)"), ("adresa", "address")),
    Column("address_en", Text("Adresa (anglisht)", "Address (English)")),
    Column("opens_at", Text("Hapet në orën", "Opens at"), ("hapet", "opens")),
    Column("closes_at", Text("Mbyllet në orën", "Closes at"), ("mbyllet", "closes")),
    Column("is_always_open", Text("Ditë e natë", "Day and night"), ("24/7",)),
    Column(
        "owner_mail",
        Text("E-maili i personit që e mban", "E-mail of the owner"),
        ("e-mail", "email", "e-maili", "owner", "owner's e-mail"),
    ),
    Column("checked_on", Text("Kontrolluar më", "Checked on"), ("kontrolluar", "checked")),
    Column("is_protected", Text("I mbrojtur", "Protected"), ("e mbrojtur",)),
)
BY_KEY = {column.key: column for column in COLUMNS}
BY_NAME = {name: column.key for column in COLUMNS for name in column.names}


def column_named(head: str) -> str | None:
    """The key of the column that is meant, whatever its case, marks and punctuation."""
    return BY_NAME.get(slug(head))


def title(key: str, lang: str) -> str:
    return BY_KEY[key].head.in_language(lang)
