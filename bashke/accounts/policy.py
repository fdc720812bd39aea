"""The policy: which role may do what, and which roles one person never holds together.

The pages that explain it are made from this file, so they cannot say anything else. Content is not
in it: a case is opened by an assignment and its key, by no role.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bashke.pack.content import Pack


class May(StrEnum):
    """What a role allows, in one municipality."""

    SET_UP = "set-up"
    INVITE = "invite"
    KEEP_CONTACTS = "keep-contacts"
    READ_TRAIL = "read-trail"
    EXPLAIN = "explain"
    REFER = "refer"
    RECEIVE = "receive"
    LEAD = "lead"
    SUPERVISE = "supervise"
    BREAK_GLASS = "break-glass"
    RECOVER = "recover"
    EDIT_CONTENT = "edit-content"
    ANSWER_REQUESTS = "answer-requests"
    ANSWER_COMPLAINTS = "answer-complaints"
    COUNT = "count"
    TRAIN = "train"
    KEEP_A_BODY = "keep-a-body"


SAYS: Mapping[May, Promise] = {
    May.SET_UP: _("set up the municipality, its institutions and posts"),
    May.INVITE: _("invite people to posts and end their time there"),
    May.KEEP_CONTACTS: _("keep the contacts true"),
    May.READ_TRAIL: _("read the trail and sign that it was read"),
    May.EXPLAIN: _("see who could open something, and why; never what is in it"),
    May.REFER: _("send a referral, and learn what came of it"),
    May.RECEIVE: _("receive what comes to the post, and open what one is assigned to"),
    May.LEAD: _("lead cases of the own mechanism"),
    May.SUPERVISE: _("see dates and states of cases, not their content"),
    May.BREAK_GLASS: _("open a case in an emergency, with a reason, for hours"),
    May.RECOVER: _("give lost keys back, two holders together"),
    May.EDIT_CONTENT: _("confirm facts against the published law"),
    May.ANSWER_REQUESTS: _("answer people who ask what is held about them"),
    May.ANSWER_COMPLAINTS: _("answer complaints, outside the chain of coordinators"),
    May.COUNT: _("see counts with small numbers hidden"),
    May.TRAIN: _("run training sessions"),
    May.KEEP_A_BODY: _("keep a council, panel or board: meetings and recommendations"),
}


@dataclass(frozen=True)
class Policy:
    """What one role may, and what it is called where the content pack does not name it."""

    may: frozenset[May]
    title: Promise | None = None

    @property
    def opens_content(self) -> bool:
        """Whether the post has keys of its own: what is sealed may come to it."""
        return May.RECEIVE in self.may


def policy(*may: May, title: Promise | None = None) -> Policy:
    return Policy(frozenset(may), title)


LEADS = policy(May.REFER, May.RECEIVE, May.LEAD)
TAKES_PART = policy(May.REFER, May.RECEIVE)

# The first group is named by the law and titled by the content pack.
ROLES: Mapping[str, Policy] = {
    "child-protection-worker": LEADS,
    "dv-coordinator": LEADS,
    "anti-trafficking-contact": LEADS,
    "ve-contact": LEADS,
    "school-psychosocial": LEADS,
    "police-station": LEADS,
    "prosecutor": TAKES_PART,
    "social-administrator": TAKES_PART,
    "health-centre": TAKES_PART,
    "civil-protection-office": TAKES_PART,
    "mediator": TAKES_PART,
    "municipality-desk": policy(May.REFER, May.KEEP_CONTACTS),
    "safety-council-secretary": policy(May.KEEP_A_BODY),
    "front-line-worker": policy(May.REFER, title=_("front-line worker")),
    "shelter": policy(May.REFER, May.RECEIVE, title=_("shelter or support service")),
    "supervisor": policy(May.SUPERVISE, May.EXPLAIN, title=_("supervisor")),
    "administrator": policy(
        May.SET_UP, May.INVITE, May.KEEP_CONTACTS, title=_("administrator")
    ),
    "data-protection-officer": policy(
        May.READ_TRAIL, May.EXPLAIN, May.ANSWER_REQUESTS, title=_("data-protection officer")
    ),
    "auditor": policy(May.READ_TRAIL, May.EXPLAIN, title=_("reader of the trail")),
    "complaints-officer": policy(May.ANSWER_COMPLAINTS, title=_("complaints officer")),
    "recovery-holder": policy(May.RECOVER, title=_("recovery holder")),
    "emergency-substitute": policy(May.BREAK_GLASS, title=_("substitute for emergencies")),
    "content-editor": policy(May.EDIT_CONTENT, title=_("content editor")),
    "me-officer": policy(May.COUNT, title=_("monitoring officer")),
    "mayor": policy(May.COUNT, title=_("mayor")),
    "prefecture": policy(May.COUNT, title=_("prefecture")),
    "cve-center": policy(May.COUNT, title=_("Coordination Center")),
    "trainer": policy(May.TRAIN, title=_("trainer")),
    "body-secretary": policy(May.KEEP_A_BODY, title=_("secretary of a panel or board")),
}  # fmt: skip

CONTENT = frozenset(key for key, each in ROLES.items() if each.opens_content)
WITH_KEYS = CONTENT | {"recovery-holder", "emergency-substitute"}


@dataclass(frozen=True)
class Separation:
    """Roles that one person never holds together in one municipality, and why."""

    one: frozenset[str]
    other: frozenset[str]
    why: Promise

    def parts(self, held: str, wanted: str) -> bool:
        return (held in self.one and wanted in self.other) or (
            held in self.other and wanted in self.one
        )


SEPARATIONS = (
    Separation(
        frozenset({"complaints-officer"}),
        frozenset(ROLES) - {"complaints-officer"},
        _("A complaint goes outside the chain, so the complaints officer holds no other post."),
    ),
    Separation(
        frozenset({"administrator"}),
        WITH_KEYS,
        _("Who runs the installation opens no content, so the administrator holds no keys."),
    ),
    Separation(
        frozenset({"auditor"}),
        WITH_KEYS,
        _("Who reads the trail has no part in the cases that it tells of."),
    ),
    Separation(
        frozenset({"data-protection-officer"}),
        CONTENT,
        _("The data-protection officer answers for the data of cases, and works on none."),
    ),
    Separation(
        frozenset({"safety-council-secretary"}),
        frozenset({"ve-contact"}),
        _("The council's secretary and the contact for violent extremism are two people."),
    ),
)


def why_apart(held: Iterable[str], wanted: str) -> Promise | None:
    """Why nobody who holds these roles may take the wanted one too; None where they may."""
    found = (rule.why for rule in SEPARATIONS for role in held if rule.parts(role, wanted))
    return next(found, None)


def roles_that(may: May) -> frozenset[str]:
    return frozenset(key for key, each in ROLES.items() if may in each.may)


def title_of(role: str, pack: Pack, lang: str) -> str:
    """What a role is called on a page: by the content pack, else by the policy."""
    named = pack.roles.get(role)
    if named:
        return named.title.sq if lang == "sq" else named.title.en
    return str(ROLES[role].title)
