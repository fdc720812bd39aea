"""Which browser it is: in words, and whether it came in with an account before."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import get_random_string, salted_hmac

COOKIE = "__Host-known" if settings.HTTPS else "known"
SALT = "bashke.accounts.known"
# Letters and digits: 131 bits.
LENGTH = 22
A_YEAR = 365 * 24 * 60 * 60
# A computer in an office that several people share.
MOST = 12
# The more particular name first: every one calls itself Mozilla, and most call themselves Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def in_words(request: HttpRequest) -> str:
    """`Firefox, Windows`: enough to know one's own browser by, and no more."""
    said = request.headers.get("User-Agent", "")
    found = [
        next((name for part, name in known.items() if part in said), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found))


def known_as(request: HttpRequest, email: str) -> str:
    """What this browser was given when this account came in with it; empty if it never did."""
    return dict(cookie_of(request)).get(mark_of(email), "")


def remember(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """This account came in with this browser. The cookie says so without naming the account."""
    mark = mark_of(email)
    others = [each for each in cookie_of(request) if each[0] != mark]
    mine = (mark, known_as(request, email) or get_random_string(LENGTH))
    response.set_cookie(
        COOKIE,
        signing.dumps([*others, mine][-MOST:], salt=SALT),
        max_age=A_YEAR,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )


def cookie_of(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=A_YEAR)
    except signing.BadSignature:
        return []
    return [(mark, given) for mark, given in found]


def mark_of(email: str) -> str:
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:24]
