"""People, institutions, posts, who holds which post from when to when, and how they come in."""

from bashke.accounts.models.entrance import Attempts, Session
from bashke.accounts.models.links import Invitation, Renewal
from bashke.accounts.models.mails import CalendarFeed, NoticeMail, NoticeSettings
from bashke.accounts.models.notices import Notice, Recusal
from bashke.accounts.models.people import (
    Duty,
    Institution,
    Membership,
    Person,
    Post,
    new_mark,
    people_holding,
)

__all__ = [
    "Attempts",
    "CalendarFeed",
    "Duty",
    "Institution",
    "Invitation",
    "Membership",
    "Notice",
    "NoticeMail",
    "NoticeSettings",
    "Person",
    "Post",
    "Recusal",
    "Renewal",
    "Session",
    "new_mark",
    "people_holding",
]
