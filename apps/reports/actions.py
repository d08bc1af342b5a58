"""Making reports: asking for one, and the steps of the worker that makes it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.core.ids import uuid7
from apps.reports import pdf, permissions, policies, storage
from apps.reports.canonical import digest
from apps.reports.models import Report
from apps.reports.record import build_record
from apps.reports.tasks import make_report
from apps.reports.workflow import ReportState
from apps.reviews.models import Review


def request_report(review: Review, *, by: Actor, at: datetime) -> Report:
    """Freeze the record and the head of the audit chain now, and have the report made in the background."""
    permissions.check_user_can_make_report(by, review)
    with transaction.atomic():
        locked = Review.objects.select_for_update().get(pk=review.pk)
        policies.check_make(locked)
        number = locked.reports.count() + 1
        key, head = uuid7(), chain.head()
        record = build_record(locked)
        record["report"] = {
            "id": str(key),
            "number": f"{str(locked.pk)[-12:].upper()}-{number}",
            "made_at": at.isoformat(),
            "made_by": {"name": str(by.user)},
            "audit_head": head,
        }
        report = Report.objects.create(
            id=key,
            review=locked,
            number=number,
            requested_by=by.user,
            requested_at=at,
            record=record,
            record_sha256=digest(record),
            audit_head=head,
        )
        chain.record(
            "report.requested", by=by, target=report, subject=locked, after={"record_sha256": report.record_sha256}
        )
        transaction.on_commit(lambda: make_report.enqueue(str(report.pk)))
    return report


def note_download(report: Report, *, by: Actor) -> None:
    """Record that somebody took the file out."""
    with transaction.atomic():
        chain.record("report.downloaded", by=by, target=report, subject=report.review, after={"sha256": report.sha256})


def produce(report_id: UUID, *, at: datetime) -> Report:
    """Make one report under a lease; a report that is ready, or leased by another worker, is left alone."""
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=report_id)
        leased = report.state == ReportState.RUNNING and report.lease_until and report.lease_until > at
        if report.state == ReportState.READY or leased:
            return report
        Report.objects.filter(pk=report.pk).update(
            state=ReportState.RUNNING, lease_until=at + timedelta(minutes=5), attempts=F("attempts") + 1
        )
    path = storage.scratch()
    try:
        rendered = pdf.render(report.record, path, lambda percent, step: _progress(report, percent, step))
    except pdf.RenderFailed as error:
        Report.objects.filter(pk=report.pk).update(state=ReportState.FAILED, failure=error.message[:300])
        return Report.objects.get(pk=report.pk)
    name = storage.keep(path)
    with transaction.atomic():
        Report.objects.filter(pk=report.pk).update(
            state=ReportState.READY,
            progress=100,
            step="",
            stored_name=name,
            size=rendered.size,
            sha256=rendered.sha256,
            pages=rendered.pages,
            finished_at=at,
        )
        chain.record("report.made", by=None, target=report, subject=report.review, after={"sha256": rendered.sha256})
    return Report.objects.get(pk=report.pk)


def _progress(report: Report, percent: int, step: str) -> None:
    Report.objects.filter(pk=report.pk).update(progress=min(percent, 99), step=step[:80])
