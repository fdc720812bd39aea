"""The command `bashke`: Django's management commands under our name."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, execute_from_command_line
from django.db import OperationalError, ProgrammingError

from bashke.pack.reading import ContentError

NOT_PREPARED = "The database is not prepared. Run: bashke migrate"


def main() -> None:
    """Run one management command, with this project's settings; a known failure is one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bashke.config.settings")
    try:
        execute_from_command_line(["bashke", *sys.argv[1:]])
    except (ContentError, ImproperlyConfigured) as refusal:
        sys.exit(f"{refusal}")
    except (OperationalError, ProgrammingError):
        sys.exit(NOT_PREPARED)
    except CommandError as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 (the one sentence that the contract asks for)
        sys.exit(refusal.returncode)
    except BrokenPipeError:
        sys.exit(1)


if __name__ == "__main__":
    main()
