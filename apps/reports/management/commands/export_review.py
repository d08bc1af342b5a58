"""`manage.py export_review UUID --format … -o FILE`: the record of a determined review as a file."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from apps.reports import storage
from apps.reports.canonical import canonical
from apps.reports.models import Report
from apps.reports.workflow import ReportState


class Command(BaseCommand):
    help = "Write the newest finished report of a review as PDF, or its frozen record as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("review")
        parser.add_argument("--format", choices=("pdf", "json"), default="pdf")
        parser.add_argument("-o", "--output", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reports = Report.objects.filter(review_id=options["review"], state=ReportState.READY)
            report = reports.order_by("-number").first()
        except ValidationError as error:
            raise CommandError("That is not the identifier of a review.") from error
        if report is None:
            raise CommandError("This review has no finished report; make one on its page first.")
        if options["format"] == "json":
            options["output"].write_bytes(canonical(report.record))
        else:
            shutil.copyfile(storage.path_of(report.stored_name), options["output"])
        self.stdout.write(f"{options['output']}: report {report.record['report']['number']}")
