"""`manage.py appoint_operator`: who keeps the service is decided at its command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.accounts import actions
from apps.accounts.models import User
from apps.core.errors import DomainError


class Command(BaseCommand):
    help = "Let a person keep the service (editions of the catalog, organizations, jobs), or end that with --end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address, a name for a new account, and the end."""
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="make an account in this name when there is none")
        parser.add_argument("--end", action="store_true", help="end it; the account stays")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find or make the account, and appoint or end."""
        email = User.objects.normalize_email(options["email"]).lower()
        try:
            with transaction.atomic():
                user = User.objects.filter(email=email).first()
                made = user is None
                if user is None:
                    user = self._new(email, options)
                actions.set_operator(user, is_operator=not options["end"])
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{email} {'no longer keeps' if options['end'] else 'keeps'} the service.")
        if made:
            self.stdout.write("They choose a password through “Forgot your password?” on the sign-in page.")

    def _new(self, email: str, options: dict[str, Any]) -> User:
        if options["end"] or not options["name"]:
            raise CommandError(f"There is no account {email}. Give --name to make one.")
        return actions.create_account(email=email, name=options["name"])
