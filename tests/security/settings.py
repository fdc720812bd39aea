"""The settings of an installation, with mail that goes into a folder and keys that cost little."""

from bashke.config.settings import *  # noqa: F403 (all of them, and three more)
from bashke.config.settings import DATA_DIR, INSTALLED_APPS

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR.parent / "mail"
INSTALLED_APPS = [*INSTALLED_APPS, "tests.security.cheap.apps.CheapKeys"]
