"""`manage.py sweep_reports`: take up reports whose worker died; run it every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.reports.making import sweep


class Command(BaseCommand):
    help = "Queue reports again whose worker died, remove files without a row, name reports whose file is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        taken_up, removed, missing = sweep(at=timezone.now())
        self.stdout.write(f"Reports queued again: {taken_up}. Files without a report removed: {removed}.")
        for number in missing:
            self.stdout.write(self.style.ERROR(f"The file of report {number} is missing."))
