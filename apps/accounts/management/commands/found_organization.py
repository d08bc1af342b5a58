"""`manage.py found_organization`: the operator founds an organization and invites its first administrator."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from apps.accounts import actions
from apps.accounts.mail import invitation_link
from apps.accounts.roles import OrganizationKind, Role
from apps.core.errors import DomainError


class Command(BaseCommand):
    help = "Found a manufacturer or an agency and print the link that invites its first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take kind, name and address."""
        parser.add_argument("--kind", required=True, choices=OrganizationKind.values)
        parser.add_argument("--name", required=True)
        parser.add_argument("--administrator", required=True, metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        """Found, invite, print."""
        try:
            validate_email(options["administrator"])
            with transaction.atomic():
                organization = actions.found_organization(kind=options["kind"], name=options["name"])
                invitation, token = actions.invite(
                    organization=organization,
                    email=options["administrator"],
                    roles=[Role.ADMINISTRATOR],
                    at=timezone.now(),
                    by=None,
                )
        except ValidationError as error:
            raise CommandError(f"{options['administrator']} is not an e-mail address.") from error
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Founded {organization}. Until {invitation.expires_at:%d %b %Y} this link makes")
        self.stdout.write(f"{invitation.email} its administrator:")
        self.stdout.write(invitation_link(token))
