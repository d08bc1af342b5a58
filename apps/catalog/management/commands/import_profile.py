"""`manage.py import_profile FILE --organization NAME --by EMAIL --edition SLUG`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.accounts.actors import Actor, load_actor
from apps.accounts.models import Membership
from apps.catalog import actions
from apps.catalog.exchange import incoming
from apps.catalog.exchange.content import ReadProfile
from apps.catalog.exchange.formats import edition_picture
from apps.catalog.exchange.refusal import Refused
from apps.catalog.models import Edition
from apps.core.errors import DomainError


class Command(BaseCommand):
    help = "Make a draft profile of an agency from an OSCAL profile or a CSV table, in the name of one of its people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--organization", required=True, help="name of the agency")
        parser.add_argument("--by", required=True, help="mail address of a reviewer or ISSO of the agency")
        parser.add_argument("--edition", required=True, help="name of the edition in addresses")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file, say everything that is wrong with it, or make the draft."""
        by = self._actor(options["by"], options["organization"])
        edition = Edition.objects.published().select_related("catalog").filter(slug=options["edition"]).first()
        if edition is None:
            raise CommandError(f"There is no published edition “{options['edition']}”.")
        read = self._read(options["file"], edition)
        for notice in read.findings.notices:
            self.stderr.write(f"Note: {notice}")
        if faults := read.findings.faults:
            raise CommandError("Nothing was imported.\n" + "\n".join(str(fault) for fault in faults))
        try:
            profile = actions.create_profile(by=by, edition=edition, **incoming.as_created(read.content))
        except DomainError as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"“{profile.title}” is a draft of {profile.owner}: {len(read.content.items)} entries stated.")

    def _actor(self, address: str, organization: str) -> Actor:
        members = Membership.objects.active().select_related("user", "organization")
        found = members.filter(user__email__iexact=address, organization__name=organization).first()
        if found is None:
            raise CommandError(f"Nobody with the address “{address}” works for “{organization}”.")
        return load_actor(found.user, today=timezone.localdate(), organization_id=str(found.organization_id))

    def _read(self, path: Path, edition: Edition) -> ReadProfile:
        try:
            return incoming.read(path.read_bytes(), edition_picture(edition))
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror}.") from None
        except Refused as refused:
            raise CommandError(f"Nothing was imported. {refused.finding}") from None
