"""`manage.py backup DIR`: rows and files of one moment, with a manifest."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.core.errors import DomainError
from apps.operations.backing_up import back_up


class Command(BaseCommand):
    help = "Write a backup of everything into a new folder; exit 1 when a file is missing or damaged already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and say what is in it."""
        try:
            made = back_up(options["folder"].resolve(), at=timezone.now())
        except DomainError as error:
            raise CommandError(error.message) from None
        self.stdout.write(
            f"{made.rows} rows of {len(made.tables)} tables and {len(made.files)} files ({made.size} bytes); "
            f"audit head {made.audit_head}."
        )
        for one in made.lost:
            self.stderr.write(f"{one.name} is missing or damaged, so it is not in the backup.")
        if made.lost:
            sys.exit(1)
