"""The settings of an installation, with mail that goes into a folder instead of to a server."""

from bashke.config.settings import *  # noqa: F403 (all of them, and two more)
from bashke.config.settings import DATA_DIR

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR.parent / "mail"
