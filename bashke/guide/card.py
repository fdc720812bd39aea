"""The pocket card of a municipality: the ten lines that matter, what to say, and a code to scan."""

from dataclasses import dataclass

import segno
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from bashke.core.text import Text
from bashke.directory.reach import Reached, from_line
from bashke.guide.desk import Desk
from bashke.pack.schema import Emergency, Place

# The seven posts of the municipality, in the order in which the card lists them.
POSTS = (
    "child-protection-worker",
    "dv-coordinator",
    "anti-trafficking-contact",
    "police-station",
    "social-administrator",
    "health-centre",
    "school-psychosocial",
)
# The two lines of the whole country, by their keys in national-contacts.yaml.
LINES = ("child-helpline", "women-counselling-line")
LOCAL = "local"
# The mechanisms whose first advice stands on the card: for children and at home.
ADVISED_BY = ("child-protection", "domestic-violence")


@dataclass(frozen=True)
class Post:
    """One line of the card: a post here, and who answers there."""

    title: Text
    contact: Reached
    # Who is on call here at night, where the municipality has somebody.
    on_call: Reached | None


@dataclass(frozen=True)
class Card:
    """What stands on the card; the emergency numbers are its first line."""

    place: Place | None
    emergency: tuple[Emergency, ...]
    posts: tuple[Post, ...]
    lines: tuple[Reached, ...]
    say: tuple[Text, ...]
    do_not: tuple[Text, ...]
    address: str

    @property
    def drawing(self) -> str:
        """The address as a drawing to scan (SVG); empty without an address."""
        if not self.address:
            return ""
        title = _("Code to scan: %(address)s") % {"address": self.address}
        # Safe: drawn by segno, which escapes the title.
        return mark_safe(  # noqa: S308
            code_of(self.address).svg_inline(scale=4, border=2, light="#fff", title=title)
        )

    @property
    def invented(self) -> bool:
        return any(post.contact.invented for post in self.posts)

    @property
    def address_shown(self) -> str:
        return self.address.partition("://")[2].rstrip("/")


def card(desk: Desk, base_url: str = "") -> Card:
    """The card of the desk's municipality; `base_url` is where this installation answers."""
    pack = desk.library.pack
    place = desk.directory.place
    known = {each.key: each for each in pack.contacts}
    mechanisms = {each.key: each for each in desk.table.mechanisms}
    advice = [mechanisms[key].advice["default"] for key in ADVISED_BY]
    return Card(
        place=place,
        emergency=tuple(pack.file.emergency),
        posts=tuple(post(desk, key) for key in POSTS),
        lines=tuple(from_line(known[key]) for key in LINES),
        say=tuple(each.say[0] for each in advice),
        do_not=tuple(each.do_not[0] for each in advice),
        address=address(desk, base_url),
    )


def post(desk: Desk, role: str) -> Post:
    way = desk.directory.reach(role)
    on_call = way.tonight if way.tonight and way.tonight.level == LOCAL else None
    return Post(desk.library.pack.roles[role].title, way.first, on_call)


def address(desk: Desk, base_url: str) -> str:
    """Where “Whom do I call?” of this municipality begins; empty where no base is given."""
    place = desk.directory.place
    if not base_url or place is None:
        return ""
    return f"{base_url.rstrip('/')}/{desk.lang}/{place.slug}/"


def code_of(address: str) -> segno.QRCode:
    """The address as a code that a phone reads from creased paper."""
    return segno.make(address, error="m", micro=False, boost_error=True)
