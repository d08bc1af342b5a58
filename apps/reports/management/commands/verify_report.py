"""`manage.py verify_report FILE [--key CERT.pem]`: genuine, altered or unknown?"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from apps.core.errors import DomainError
from apps.reports import offline
from apps.reports.verifying import Check, Finding, check_file

EXIT = {Finding.GENUINE: 0, Finding.ALTERED: 1, Finding.UNKNOWN: 2}


class Command(BaseCommand):
    help = (
        "Say whether a file is a genuine report: of this installation, or by --key of any other, without a database. "
        "Exit 0 genuine, 1 altered, 2 unknown, 3 when the check could not be made."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, metavar="CERT", help="certificate of the sealing key (PEM or DER)")

    def handle(self, *args: Any, **options: Any) -> None:
        content = self._read(options["file"])
        if options["key"] is not None:
            self._read(options["key"])
            finding, sentences = self._offline(content, options["key"])
        else:
            finding, sentences = self._here(content)
        self.stdout.write(" ".join((f"{finding.label}.", *sentences)))
        if EXIT[finding]:
            sys.exit(EXIT[finding])

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=3) from error

    def _here(self, content: bytes) -> tuple[Finding, tuple[str, ...]]:
        try:
            check = check_file(content)
        except DatabaseError as error:
            raise CommandError(
                "There is no database of an installation here. Give the certificate of the sealing key with --key.",
                returncode=3,
            ) from error
        return check.finding, _sentences(check)

    def _offline(self, content: bytes, key: Path) -> tuple[Finding, tuple[str, ...]]:
        try:
            verdict = offline.check(content, key)
        except DomainError as error:
            raise CommandError(f"The check could not be made. {error.message}", returncode=3) from error
        return verdict.finding, verdict.sentences


def _sentences(check: Check) -> tuple[str, ...]:
    """Return the finding in words, and of a genuine report which review it shows and who sealed it when."""
    if check.layer is not None:
        return check.sentence, str(check.layer.label)
    if check.report is None or check.finding is not Finding.GENUINE:
        return (check.sentence,)
    report = check.report
    key = f" (SHA-256 of the certificate {report.seal_sha256})" if report.seal_kind else ""
    sealed = (
        f"Sealed {report.sealed_at:%-d %b %Y, %H:%M UTC} by {report.sealed_by}{key}."
        if report.sealed_at
        else "Not sealed."
    )
    return check.sentence, f"It shows review {report.review_id}.", sealed
