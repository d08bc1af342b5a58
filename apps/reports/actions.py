"""Asking for a report, and what the worker records while it makes one.

The record and the head of the audit chain are frozen when the report is asked for, so that it shows one moment. A
worker holds a report by a lease: `take` gives it, and `finish` and `fail` write nothing once another one took over.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from apps.accounts.actors import Actor, Operator
from apps.audit import chain
from apps.core.ids import uuid7
from apps.reports import permissions, policies, storage
from apps.reports.canonical import content_digest, digest
from apps.reports.identifiers import new_identifier
from apps.reports.models import Report
from apps.reports.pdf import Rendered
from apps.reports.record import build_record
from apps.reports.record.values import moment, person
from apps.reports.sealing import Seal
from apps.reports.tasks import make_report
from apps.reports.workflow import ATTEMPTS, LEASE, PATIENCE, ReportState
from apps.reviews.models import Review

GAVE_UP = f"The process that makes the report ended {ATTEMPTS} times. Tell the operator, then make a new report."


def request_report(review: Review, *, by: Actor, at: datetime) -> Report:
    """Freeze the record as it stands and have the report made in the background.

    Asked again while one is being made, or when nothing has changed since the last one, it returns that one.
    Raises NotPermitted, and NotNow before the determination.
    """
    permissions.check_user_can_make_report(by, review)
    return _request(review, by=by, at=at)


def request_report_as_operator(review: Review, *, at: datetime) -> Report:
    """Do the same for who runs the service, at the command line. Raises NotNow before the determination."""
    return _request(review, by=Operator(organization=review.organization), at=at)


@transaction.atomic
def _request(review: Review, *, by: Actor | Operator, at: datetime) -> Report:
    locked = Review.objects.select_for_update().get(pk=review.pk)
    policies.check_make(locked)
    if waiting := locked.reports.unfinished().order_by("-number").first():
        if waiting.is_late(at):
            _queue_again([waiting.pk], at=at)
        return waiting
    record = build_record(locked)
    latest = locked.reports.ready().order_by("-number").first()
    if latest is not None and _still_shows(latest, record):
        return latest
    return _freeze(locked, record, by=by, at=at)


def _still_shows(report: Report, record: dict[str, Any]) -> bool:
    """Tell whether an earlier report shows the same review in the same state, and its file is there."""
    same = content_digest(report.record) == content_digest(record)
    return same and storage.path_of(report.stored_name).exists()


def _freeze(review: Review, record: dict[str, Any], *, by: Actor | Operator, at: datetime) -> Report:
    key, identifier, head = uuid7(), new_identifier(), chain.head()
    number = 1 + review.reports.count()
    record["report"] = {
        "id": str(key),
        "number": identifier,
        "ordinal": number,
        "made_at": moment(at),
        "made_by": person(by.user),
        "audit_head": head,
    }
    report = Report.objects.create(
        id=key,
        review=review,
        number=number,
        identifier=identifier,
        requested_by=by.user,
        requested_at=at,
        lease_until=at + PATIENCE,
        record=record,
        record_sha256=digest(record),
        audit_head=head,
    )
    after = {"record_sha256": report.record_sha256, "audit_head": head}
    chain.record("report.requested", by=by, target=report, subject=review, after=after)
    transaction.on_commit(lambda: make_report.enqueue(str(report.pk)))
    return report


@transaction.atomic
def note_download(report: Report, *, by: Actor) -> None:
    """Record that somebody took the file out."""
    chain.record("report.downloaded", by=by, target=report, subject=report.review, after={"sha256": report.sha256})


@transaction.atomic
def take(report_id: UUID, *, at: datetime) -> Report | None:
    """Give the caller the lease of a report; None when it is finished, held by another worker, or given up."""
    report = Report.objects.select_for_update().get(pk=report_id)
    held = report.state == ReportState.RUNNING and report.lease_until is not None and report.lease_until > at
    if held or not report.is_unfinished:
        return None
    if report.attempts >= ATTEMPTS:
        _fail(report, GAVE_UP, at=at)
        return None
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.RUNNING,
        lease_until=at + LEASE,
        attempts=F("attempts") + 1,
        progress=0,
        step="Starting",
    )
    report.refresh_from_db()
    return report


def note_progress(report: Report, *, percent: int, step: str) -> None:
    """Show how far the holder of the lease is; a tick of the clock, so no event of the record."""
    _held(report).update(progress=min(percent, 99), step=step[:80])


@transaction.atomic
def finish(report: Report, *, rendered: Rendered, stored_name: str, at: datetime) -> bool:
    """Write the file's name and digest; False when the lease was lost meanwhile."""
    current = _held(report).select_for_update(of=("self",)).select_related("review").first()
    if current is None:
        return False
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.READY,
        progress=100,
        step="",
        lease_until=None,
        stored_name=stored_name,
        size=rendered.size,
        sha256=rendered.sha256,
        pages=rendered.pages,
        finished_at=at,
        unsealed_size=rendered.unsealed_size,
        unsealed_sha256=rendered.unsealed_sha256,
        **_sealed(rendered.seal),
    )
    after = {"sha256": rendered.sha256, "size": rendered.size, "pages": rendered.pages}
    after |= {"unsealed_sha256": rendered.unsealed_sha256}
    after |= {"sealed_by": rendered.seal.sha256, "sealed_at": moment(rendered.seal.at)} if rendered.seal else {}
    chain.record("report.made", by=None, target=current, subject=current.review, after=after)
    return True


def _sealed(seal: Seal | None) -> dict[str, Any]:
    if seal is None:
        return {}
    return {
        "seal_kind": seal.kind,
        "seal_name": seal.name[:300],
        "seal_sha256": seal.sha256,
        "seal_certificate": seal.certificate,
        "sealed_at": seal.at,
    }


@transaction.atomic
def fail(report: Report, *, sentence: str, at: datetime) -> bool:
    """Say why the report could not be made; False when the lease was lost meanwhile."""
    current = _held(report).select_for_update(of=("self",)).select_related("review").first()
    if current is None:
        return False
    _fail(current, sentence, at=at)
    return True


def _held(report: Report) -> Any:
    """Return the report if the caller's attempt still holds it: every attempt has its own number."""
    return Report.objects.filter(pk=report.pk, state=ReportState.RUNNING, attempts=report.attempts)


def _fail(report: Report, sentence: str, *, at: datetime) -> None:
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.FAILED, failure=sentence[:300], step="", lease_until=None, finished_at=at
    )
    chain.record("report.failed", by=None, target=report, subject=report.review, reason=sentence)


@transaction.atomic
def take_up_again(*, at: datetime) -> list[UUID]:
    """Put reports back into the queue whose worker has died, or which the queue has lost; return their ids."""
    late = Report.objects.unfinished().filter(lease_until__lte=at).select_for_update()
    keys = list(late.order_by("pk").values_list("pk", flat=True))
    _queue_again(keys, at=at)
    return keys


def _queue_again(keys: list[UUID], *, at: datetime) -> None:
    Report.objects.filter(pk__in=keys).update(state=ReportState.QUEUED, lease_until=at + PATIENCE)
    for key in keys:
        transaction.on_commit(lambda key=key: make_report.enqueue(str(key)))  # type: ignore[misc]
