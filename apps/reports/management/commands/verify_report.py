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
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.", returncode=3) from error
        check = check_file(content)
        self.stdout.write(f"{check.finding.label}. {check.sentence}")
        if EXIT[check.finding]:
            sys.exit(EXIT[check.finding])
