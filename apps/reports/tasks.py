"""The background task that makes a report."""

from uuid import UUID

from django.tasks import task
from django.utils import timezone


@task()
def make_report(report_id: str) -> None:
    """Make the report; running twice does no harm."""
    from apps.reports.making import make

    make(UUID(report_id), clock=timezone.now)
