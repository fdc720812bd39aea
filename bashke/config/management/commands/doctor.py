"""`bashke doctor`: what is unsafe or missing in this installation, and how to mend it."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import translation

from bashke.config.doctor import Finding, State, examine
from bashke.core.commands import Command as Base

SIGNS = {State.UNSAFE: "!!", State.MISSING: "! ", State.UNKNOWN: "? ", State.GOOD: "ok"}


class Command(Base):
    help = "Say what is unsafe or missing in this installation, and how to mend it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, as_json: bool, **_options: Any) -> None:
        with translation.override("en"):
            found = examine()
        if as_json:
            self.stdout.write(json.dumps([as_object(each) for each in found], indent=1))
        else:
            for each in sorted(found, key=lambda finding: [*SIGNS].index(finding.state)):
                self.stdout.write(
                    f"{SIGNS[each.state]} {each.id}: {each.says} {each.mend}".rstrip()
                )
        unsafe = [each.id for each in found if each.state is State.UNSAFE]
        if unsafe:
            raise CommandError(f"Unsafe: {', '.join(unsafe)}. See to these first.")


def as_object(finding: Finding) -> dict[str, str]:
    return {
        "id": finding.id,
        "state": finding.state.value,
        "says": finding.says,
        "mend": finding.mend,
    }
