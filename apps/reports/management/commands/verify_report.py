"""`manage.py verify_report FILE`: genuine, altered or unknown?"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.reports.verifying import Finding, check_file

EXIT = {Finding.GENUINE: 0, Finding.ALTERED: 1, Finding.UNKNOWN: 2}


class Command(BaseCommand):
    help = "Say whether a file is a genuine report of this installation; exit 0 genuine, 1 altered, 2 unknown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        finding = check_file(options["file"])
        self.stdout.write(finding.label)
        if EXIT[finding]:
            sys.exit(EXIT[finding])
