"""Where the rows are: one SQLite file, or PostgreSQL by BASHKE_DATABASE_URL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# FULL keeps what was committed over a power cut; IMMEDIATE takes the write lock at once, so that
# two writers wait for one another instead of failing half-way.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        " PRAGMA temp_store=MEMORY;"
    ),
}


def database(url: str, data_dir: Path) -> dict[str, Any]:
    """Django's description of the database that the address names."""
    if not url:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_dir / "bashke.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(
            "BASHKE_DATABASE_URL names no database that we know."
            " Give postgresql://user@host/name, or leave it empty for SQLite."
        )
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": parts.port or "",
        "OPTIONS": query,
        "CONN_MAX_AGE": 60,
    }
