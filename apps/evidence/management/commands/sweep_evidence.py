"""manage.py sweep_evidence [--dry-run]: remove stored files without an item, report items without their file."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from apps.evidence.sweep import sweep


class Command(BaseCommand):
    help = "Removes stored files that no evidence item knows, and reports items whose file is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be removed")

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep(now=timezone.now(), remove=not options["dry_run"])
        done = "would be removed" if options["dry_run"] else "removed"
        self.stdout.write(f"{swept.removed} files without an item {done}.")
        for item in swept.missing:
            self.stderr.write(f"The file of evidence item {item} is missing. Restore it from a backup.")
        if swept.missing:
            sys.exit(1)
