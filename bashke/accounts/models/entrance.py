"""Sessions, and what was tried in vain."""

from datetime import UTC, datetime, timedelta
from typing import Any, Self, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models.people import Person

BEGAN, BROWSER = "began", "browser"


class SessionQuerySet(models.QuerySet["Session"]):
    def running(self) -> Self:
        return self.filter(expire_date__gt=timezone.now())

    def visible_to(self, person: Person) -> Self:
        """One's own, and nobody else's."""
        return self.running().filter(person=person)

    def lapsed(self) -> Self:
        return self.filter(expire_date__lte=timezone.now())


class SessionManager(BaseSessionManager.from_queryset(SessionQuerySet)):  # type: ignore[misc]
    """Reads like the queryset, saves like Django's."""


class Session(AbstractBaseSession):
    """A browser in which somebody signed in, or is about to. No address of the network is kept."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="sessions", null=True, blank=True
    )
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    began_at = models.DateTimeField(_("began at"), null=True, blank=True)

    objects = SessionManager()  # type: ignore[misc]  # a class variable in the stubs

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"session/{self.mark}"

    @property
    def mark(self) -> str:
        """How pages call this session."""
        return keyed("bashke.accounts.session-mark", self.session_key)[:16]

    @classmethod
    def get_session_store_class(cls) -> Any:
        return SessionStore


def ends_at(began_at: datetime | None, *, now: datetime | None = None) -> datetime:
    """When a session that is used now ends, unless it is used again; at the latest by hours."""
    moment = now or timezone.now()
    if began_at is None:
        return moment + timedelta(minutes=settings.SIGN_IN_MINUTES)
    idle = moment + timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    return min(idle, began_at + timedelta(hours=settings.SESSION_HOURS))


class SessionStore(DatabaseStore):
    """A session whose row says whose it is, in which browser, since when: settings name it.

    The row is called by a keyed hash of what the cookie has.
    """

    # As it was read.
    ends_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    @property
    def kept_as(self) -> str:
        """How the row is called: who reads it cannot come in by it, as the cookie has the key."""
        return row_of(self.session_key or "")

    def exists(self, session_key: str) -> bool:
        found: bool = Session.objects.filter(pk=row_of(session_key)).exists()
        return found

    def delete(self, session_key: str | None = None) -> None:
        Session.objects.filter(pk=row_of(session_key or self.session_key or "")).delete()

    def _get_session_from_db(self) -> Session | None:
        row = cast(Session | None, Session.objects.running().filter(pk=self.kept_as).first())
        if row is None:
            self._session_key = None
        self.ends_at = row.expire_date if row else None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.session_key = self.kept_as
        row.person_id = data.get(SESSION_KEY)
        row.browser = data.get(BROWSER, "")
        row.began_at = began_at(data)
        row.expire_date = ends_at(row.began_at)
        return row


def row_of(session_key: str) -> str:
    """As much of the hash as Django's column takes: 160 bits."""
    return keyed("bashke.accounts.session-row", session_key)[:40]


def keyed(salt: str, value: str) -> str:
    return salted_hmac(salt, value, algorithm="sha256").hexdigest()


def began_at(data: Any) -> datetime | None:
    """When somebody came in, in this session; None before the second factor."""
    moment = data.get(BEGAN)
    return datetime.fromtimestamp(moment, tz=UTC) if moment else None


class Attempts(models.Model):
    """How often something was tried in vain for one account by one browser, under a keyed hash.

    Neither the address of the account nor that of the network can be read from it.
    """

    mark = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(_("in vain"), default=0)
    last_at = models.DateTimeField(_("last at"), default=timezone.now, db_index=True)
    waits_until = models.DateTimeField(_("waits until"), default=timezone.now)

    class Meta:
        verbose_name_plural = "attempts"

    def __str__(self) -> str:
        return f"attempts/{self.mark[:8]}"
