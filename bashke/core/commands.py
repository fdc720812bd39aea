"""Commands that end with 0, 1 or 2, one sentence on standard error, and never a traceback."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

DOES_NOT_HOLD = 1
WRONG_USE = 2


class Parser(CommandParser):
    """Says what was wrong in one sentence instead of printing the whole usage."""

    def error(self, message: str) -> NoReturn:
        raise CommandError(f"{message.capitalize()}. See: {self.prog} --help", returncode=WRONG_USE)


class Command(BaseCommand):
    """The base of our commands: Django's general options stay out of sight."""

    requires_system_checks: list[str] = []
    stealth_options = ("parser",)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = Parser
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Leave an error to `bashke.__main__`, which prints its one sentence and nothing else."""
        super().run_from_argv([*argv[:2], "--traceback", *argv[2:]])


def wrong_use(message: object) -> CommandError:
    """The error of a call that cannot be understood."""
    return CommandError(str(message), returncode=WRONG_USE)


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a batch that say something; a file that cannot be read is wrong use."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise wrong_use(f"{path} cannot be read: {reason}.") from None
    return (line for line in text.splitlines() if line.strip())
