"""`manage.py restore DIR`: an empty installation becomes the one that was backed up."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.core.errors import DomainError
from apps.operations.restoring import restore


class Command(BaseCommand):
    help = "Bring a backup back into an empty installation, and check that everything came back."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder that `backup` made."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and say what came back."""
        try:
            found = restore(options["folder"].resolve(), at=timezone.now())
        except DomainError as error:
            raise CommandError(error.message) from None
        self.stdout.write(
            f"{found.rows} rows and {len(found.files)} files of {found.made_at} are back; the audit chain is intact, "
            f"head {found.audit_head}. People sign in anew."
        )
        for one in found.lost:
            self.stderr.write(f"{one.name} was missing or damaged when the backup was made.")
        if found.lost:
            sys.exit(1)
