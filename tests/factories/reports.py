"""Reports of determined reviews, and records of any size for the layout."""

import copy
from typing import Any

from django.utils import timezone

from apps.reports import actions, storage
from apps.reports.making import make
from apps.reports.models import Report
from apps.reports.record import build_record
from apps.reviews.models import Review
from tests.factories.reviews import Team, make_determined_review, make_team

_kept: list[tuple[dict[str, Any], bytes]] = []


def ask_for_report(review: Review | None = None, *, team: Team | None = None) -> Report:
    """Return a report that waits for its worker."""
    team = team or make_team()
    review = review or make_determined_review(team=team)
    return actions.request_report(review, by=team.reviewer, at=timezone.now())


def make_report(review: Review | None = None, *, team: Team | None = None) -> Report:
    """Return a finished report."""
    report = ask_for_report(review, team=team)
    make(report.pk, clock=timezone.now)
    return Report.objects.get(pk=report.pk)


def make_kept_report(*, team: Team | None = None) -> Report:
    """Return a finished report whose file was laid out once for all tests of this process: layout takes seconds.

    Its record is that of the first one, so use it where the file and its names matter and not the review.
    """
    team = team or make_team()
    review = make_determined_review(team=team)
    if not _kept:
        report = make_report(review, team=team)
        same = ("review_id", "requested_by_id")
        columns = [field.attname for field in Report._meta.concrete_fields if field.attname not in same]
        _kept.append(
            ({name: getattr(report, name) for name in columns}, storage.path_of(report.stored_name).read_bytes())
        )
        return report
    values, content = _kept[0]
    report = Report.objects.create(review=review, requested_by=team.reviewer.user, **values)
    storage.path_of(report.stored_name).write_bytes(content)
    return report


def make_record(review: Review | None = None) -> dict[str, Any]:
    """Return the record of a determined review as a report would freeze it, with a fixed head."""
    record = build_record(review or make_determined_review())
    return record | {
        "report": {
            "id": "0193a5c0-0000-7000-8000-000000000001",
            "number": "AR-7K3M-9QXD",
            "ordinal": 1,
            "made_at": "2026-11-24T14:02:11Z",
            "made_by": {"id": "1", "name": "Reviewer", "title": ""},
            "audit_head": f"12:{'ab' * 32}",
        }
    }


def grown(record: dict[str, Any], size: int) -> dict[str, Any]:
    """Return the record with its requirements and findings repeated, under new identifiers, until there are `size`."""
    record = copy.deepcopy(record)
    selected, findings = record["requirement_set"]["selected"], record["findings"]
    rows = []
    for number in range(size):
        requirement, finding = selected[number % len(selected)], findings[number % len(selected)]
        identifier = f"{requirement['identifier']}-{number}"
        rows.append((requirement | {"identifier": identifier}, copy.deepcopy(finding) | {"identifier": identifier}))
    rows.sort(key=lambda pair: (pair[0]["capability"], pair[0]["identifier"]))
    record["requirement_set"]["selected"] = [requirement for requirement, _ in rows]
    record["findings"] = [finding for _, finding in rows]
    record["events"] = (record["events"] * (1 + 3 * size // max(1, len(record["events"]))))[: 3 * size]
    return record
