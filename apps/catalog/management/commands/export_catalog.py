"""`manage.py export_catalog EDITION --format oscal|cyclonedx|xlsx|csv -o FILE`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.catalog.exchange import formats
from apps.catalog.models import Edition


class Command(BaseCommand):
    help = "Write an edition of the catalog, or one of its profiles, as a file that other tools read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("edition", help="name of the edition in addresses, such as assay-2026-11")
        parser.add_argument("--format", choices=list(formats.EDITION_FORMATS), required=True)
        parser.add_argument("--profile", help="name of a profile of the catalog in addresses; writes that instead")
        parser.add_argument("-o", "--output", type=Path, required=True, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the edition, write the file, and say how large it is."""
        edition = Edition.objects.select_related("catalog").filter(slug=options["edition"]).first()
        if edition is None:
            known = ", ".join(Edition.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no edition “{options['edition']}”. There are: {known}.")
        file = self._profile(edition, options) if options["profile"] else None
        file = file or formats.edition_file(edition, options["format"])
        try:
            options["output"].write_bytes(file.content)
        except OSError as error:
            raise CommandError(f"The file cannot be written: {error.strerror}.") from None
        self.stdout.write(f"Wrote {options['output']}: {file.media_type}, {len(file.content)} bytes.")

    def _profile(self, edition: Edition, options: dict[str, Any]) -> formats.File:
        if options["format"] not in formats.PROFILE_FORMATS:
            raise CommandError(f"A profile can be written as {', '.join(formats.PROFILE_FORMATS)}.")
        profile = edition.profiles.filter(owner=None, slug=options["profile"]).order_by("-number").first()
        if profile is None:
            raise CommandError(f"{edition} has no profile “{options['profile']}” of the catalog.")
        return formats.profile_file(profile, options["format"])
