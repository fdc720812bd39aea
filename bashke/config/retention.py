"""Every model that points at a person: how long its rows are kept, and who erases them.

No law that we know sets these times, so they are proposals, and pages say so (docs/adr/0007).
"""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from bashke.core.retention import Erased, KeptWith, Retention

TRAIL = KeptWith(
    what="the trail of its municipality",
    by="audit (docs/adr/0015)",
    why="The trail names people by opaque ids; these rows say who that was, and as what.",
)
HOLDER = KeptWith(
    what="the key that it is about",
    by="bashke.keys.services: end, leave, renew, retire, shred",
    why="A key that nobody shall turn any more goes in the act that takes it away.",
)
CASE = KeptWith(
    what="the case: two years after its end, one for a child's",
    by="bashke.cases.services: erase",
    why="Its words and its key go on its day; who worked on it when stays with the trail.",
)
REQUEST = KeptWith(
    what="the request: two years after it was answered",
    by="bashke.cases.services: erase_requests_over",
    why="Its keys are destroyed and its rows go; until then the person can complain about it.",
)
REGISTER = KeptWith(
    what="the register of what authorities asked",
    by="the trail of its municipality",
    why="Names in it are sealed; what authorities asked must be answered for in later years too.",
)
ACCOUNT = "The person left: nobody signs in by it any more."

RULES: Mapping[str, Sequence[Retention]] = {
    "accounts.Person": [TRAIL],
    "accounts.Membership": [TRAIL],
    "office.Municipality": [TRAIL],
    "office.Draft": [
        Erased("expires_at", 0, "A file that was read is kept for an hour; its key, not at all.")
    ],
    "accounts.Recusal": [
        KeptWith(
            what="the matter that it is about",
            by="the app of the matter, when it erases it",
            why="As long as the matter is there, it must not open again for who stepped out of it.",
        )
    ],
    "cases.Referral": [CASE],
    "cases.Case": [CASE],
    "cases.Assignment": [CASE],
    "cases.Step": [CASE],
    "cases.VersionChoice": [CASE],
    "cases.Entry": [CASE],
    "cases.Hold": [CASE],
    "cases.Plan": [CASE],
    "cases.Review": [CASE],
    "cases.Item": [CASE],
    "cases.Decision": [CASE],
    "cases.Minutes": [CASE],
    "cases.Action": [CASE],
    "cases.Conference": [TRAIL],
    "cases.Seat": [TRAIL],
    "cases.Export": [CASE],
    "cases.Extract": [REQUEST],
    "cases.DataRequest": [REQUEST],
    "cases.Question": [REQUEST],
    "cases.AuthorityRequest": [REGISTER],
    "cases.MatchRun": [
        Erased("at", 30, "How often somebody asked counts for a day; the trail says that it was.")
    ],
    "accounts.Duty": [
        Erased("ends_at", 365, "Who answered at night may be asked about it for a year.")
    ],
    "accounts.Invitation": [
        Erased("expires_at", 90, "An address that was asked; the trail says that it was.")
    ],
    "accounts.Renewal": [
        Erased(
            "expires_at",
            90,
            "The link is over. Whoever still waits for the old keys goes on waiting.",
            only=~Q(used_at__isnull=False, restored_at=None),
        )
    ],
    "accounts.Notice": [
        Erased("seen_at", 90, "It was seen, and what it told of is on the trail."),
        Erased("person__left_at", 0, "The person left: nobody will look at it."),
    ],
    "accounts.NoticeSettings": [Erased("person__left_at", 0, ACCOUNT)],
    "accounts.NoticeMail": [
        Erased("claimed_at", 90, "That a mail went out; of what it told there is nothing in it.")
    ],
    "accounts.CalendarFeed": [
        Erased("ended_at", 0, "The link is over; the trail says that it was there."),
        Erased("person__left_at", 0, ACCOUNT),
    ],
    "account.EmailAddress": [Erased("user__left_at", 0, ACCOUNT)],
    "account.EmailConfirmation": [Erased("sent", 7, "The link is over.")],
    "mfa.Authenticator": [Erased("user__left_at", 0, ACCOUNT)],
    "accounts.Session": [Erased("expire_date", 0, "The session is over.")],
    "sessions.Session": [Erased("expire_date", 0, "The session is over.")],
    "keys.Pair": [HOLDER],
    "keys.PasswordLock": [HOLDER],
    "keys.Custody": [HOLDER],
    "keys.Grant": [HOLDER],
    "keys.Share": [HOLDER],
    "keys.BrokenGlass": [HOLDER],
}
