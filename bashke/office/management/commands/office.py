"""`bashke office begin`: the way into a new installation, without a mail server."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.core.validators import validate_email

from bashke.accounts.mails import link_of_invitation
from bashke.accounts.models import Person
from bashke.accounts.services import invite_operator
from bashke.core.commands import Command as Base
from bashke.core.commands import Parser, wrong_use


class Command(Base):
    help = "Begin a new installation: invite who runs it."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(
            dest="verb", required=True, metavar="VERB", parser_class=Parser
        )
        begin = verbs.add_parser("begin", help="make the link by which the operator joins")
        begin.add_argument("--email", required=True, metavar="ADDRESS")
        begin.add_argument("--lang", default="sq", metavar="sq|en")

    def handle(self, *, verb: str, email: str, lang: str, **_options: Any) -> None:
        codes = [code for code, _name in settings.LANGUAGES]
        if lang not in codes:
            raise wrong_use(f"There is no language “{lang}”. Give one of {', '.join(codes)}.")
        try:
            validate_email(email)
        except ValidationError:
            raise wrong_use(f"“{email}” is no e-mail. Give one such as emri@example.org.") from None
        if Person.objects.filter(email__iexact=email, left_at=None).exists():
            raise wrong_use("There is an account with this address. Give another address.")
        invited = invite_operator(email=email, language=lang)
        self.stdout.write("Open this link within seven days, on a device of your own:")
        self.stdout.write(link_of_invitation(invited))
