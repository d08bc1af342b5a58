"""`manage.py export_review UUID --format … -o FILE`: the frozen record of a determined review as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.core.errors import DomainError
from apps.reports import actions, making, storage
from apps.reports.canonical import canonical
from apps.reports.models import Report
from apps.reports.workflow import ReportState
from apps.reviews.models import Review

FORMATS = ("pdf", "json")
LATER = ("oscal", "xlsx", "csv")


class Command(BaseCommand):
    help = "Write the report of a review as PDF, or its frozen record as JSON; makes a report when there is none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("review", help="the review's identifier")
        parser.add_argument("--format", choices=(*FORMATS, *LATER), default="pdf")
        parser.add_argument("-o", "--output", type=Path, required=True, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["format"] in LATER:
            raise CommandError(f"The format {options['format']} is not built yet; choose {' or '.join(FORMATS)}.")
        report = self._report(self._review(options["review"]))
        try:
            content = self._content(report, options["format"])
            options["output"].write_bytes(content)
        except DomainError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{options['output']}: report {report.identifier}, {len(content):,} bytes")

    def _review(self, text: str) -> Review:
        try:
            return Review.objects.get(pk=UUID(text))
        except ValueError as error:
            raise CommandError(f"{text} is not the identifier of a review.") from error
        except Review.DoesNotExist as error:
            raise CommandError(f"There is no review {text}.") from error

    def _report(self, review: Review) -> Report:
        """Return the newest finished report, or one made now."""
        newest = review.reports.ready().order_by("-number")
        if found := newest.first():
            return found
        try:
            asked = actions.request_report_as_operator(review, at=timezone.now())
        except DomainError as error:
            raise CommandError(error.message) from error
        making.make(asked.pk, clock=timezone.now)
        asked.refresh_from_db()
        if asked.state != ReportState.READY:
            raise CommandError(asked.failure or "The report is being made by a worker; try again in a minute.")
        return asked

    def _content(self, report: Report, wanted: str) -> bytes:
        if wanted == "json":
            return canonical(report.record)
        return storage.read(report.stored_name, report.sha256)
