"""All settings of one installation, read from the environment. docs/reference/settings.md."""

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF

from bashke.config.database import database
from bashke.config.environment import one_of, path, whole_number, words, yes_or_no

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = path("BASHKE_DATA_DIR", BASE_DIR / "var")
# What was erased, outside the database and its backups (`core.erasures`).
ERASURES_FILE = path("BASHKE_ERASURES_FILE", DATA_DIR / "erasures" / "ledger")
CONTENT_DIR = path("BASHKE_CONTENT_DIR", BASE_DIR / "content" / "al")
DEBUG = yes_or_no("BASHKE_DEBUG", default=False)
# Plain http is for a laptop; whoever serves others says that https stands before it.
HTTPS = yes_or_no("BASHKE_HTTPS", default=False)
LOG_LEVEL = one_of("BASHKE_LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], default="WARNING")
# The head of the trail leaves the house daily, to these addresses.
HEAD_RECIPIENTS = words("BASHKE_HEAD_RECIPIENTS", [])
ALLOWED_HOSTS = words("BASHKE_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])


def secret_key() -> str:
    """The key given, or one made at the first start and kept beside the data."""
    if given := os.environ.get("BASHKE_SECRET_KEY"):
        return given
    kept = DATA_DIR / "secret-key"
    if not kept.exists():
        DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()


SECRET_KEY = secret_key()
# Seals made with former keys still hold.
SECRET_KEY_FALLBACKS = words("BASHKE_FORMER_SECRET_KEYS", [])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "bashke.core",
    "bashke.audit",
    "bashke.tally",
    "bashke.keys",
    "bashke.directory",
    "bashke.law",
    "bashke.accounts",
    "bashke.guide",
    "bashke.office",
    "bashke.ask",
    "bashke.cases",
    "bashke.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bashke.accounts.sessions.PublicGZip",
    "bashke.core.middleware.without_indentation",
    "bashke.core.middleware.language_of_address",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bashke.core.origin.OwnForms",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bashke.accounts.sessions.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bashke.accounts.sessions.KeysOfSession",
]

ROOT_URLCONF = "bashke.config.urls"
WSGI_APPLICATION = "bashke.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": database(os.environ.get("BASHKE_DATABASE_URL", ""), DATA_DIR)}
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["bashke.accounts.backend.KeysBackend"]
# allauth keeps the steps of signing in and reckons second factors; every page is ours.
ACCOUNT_ADAPTER = "bashke.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "bashke.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TRUST_ENABLED = False
MFA_TOTP_ISSUER = "Bashkë"
# `accounts.factors` says itself which half minutes count; nothing of allauth's own asks.
MFA_TOTP_TOLERANCE = 0
# A sheet alone has to last for a month of working days.
MFA_RECOVERY_CODE_COUNT = 24

SESSION_ENGINE = "bashke.accounts.models.entrance"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_MINUTES = whole_number("BASHKE_SESSION_IDLE_MINUTES", 30, least=5, most=120)
SESSION_HOURS = whole_number("BASHKE_SESSION_HOURS", 12, least=1, most=12)
# From the password to the second factor.
SIGN_IN_MINUTES = 10
ACCOUNT_LOGIN_TIMEOUT = SIGN_IN_MINUTES * 60
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "bashke.accounts.views.entrance.form_failed"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "sq"
LANGUAGES = [("sq", "Shqip"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "bashke" / "locale"]
FORMAT_MODULE_PATH = ["bashke.core.formats"]
TIME_ZONE = "Europe/Tirane"
USE_TZ = True
# Addresses carry the language and the place, never an answer.
APPEND_SLASH = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# Mails lead here: the address under which people reach the site.
SITE_URL = os.environ.get("BASHKE_SITE_URL", "http://localhost:8000")
# A function that sends a text message; empty: none are sent (`accounts.texting`).
TEXT_SENDER = os.environ.get("BASHKE_TEXT_SENDER", "")
EMAIL_HOST = os.environ.get("BASHKE_MAIL_HOST", "localhost")
DEFAULT_FROM_EMAIL = os.environ.get("BASHKE_MAIL_FROM", "bashke@localhost")
# Well under the ten minutes for which a mail that is being sent is claimed.
EMAIL_TIMEOUT = 60

SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
# Public forms are stateless: they check the origin instead of a cookie (docs/adr/0013).
SILENCED_SYSTEM_CHECKS = ["security.W003"]
if not HTTPS:
    # A laptop on localhost has no https; `bashke doctor` says so where it matters.
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]

# The largest form is a referral, every text as long as it may be, in letters that take six signs
# each on their way: some 12,500 of them.
DATA_UPLOAD_MAX_MEMORY_SIZE = 128 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
# A page that asks for a file says so itself (`core.uploads.takes_file`); no other one gets any.
FILE_UPLOAD_HANDLERS = ["bashke.core.uploads.NoFile"]

# An answer to Ask must not end up in a log: requests are not logged at all. What Django says of a
# request that went wrong is, without its address: that may be a link that still opens something.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_address": {"()": "bashke.core.logs.WithoutAddress"}},
    "formatters": {
        "plain": {
            "()": "bashke.core.logs.OwnLines",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "loggers": {
        "django.request": {"filters": ["without_address"]},
        "django.security.csrf": {"filters": ["without_address"]},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
