"""What the worker does with one report: take the lease, lay it out, store the file, say how it went."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from apps.reports import actions, pdf, sealing, storage
from apps.reports.models import Report

logger = logging.getLogger("assay.reports")

TICK_SECONDS = 0.7
GRACE = timedelta(hours=24)
"""A younger file may belong to a report that is being made."""


def make(report_id: UUID, *, clock: Callable[[], datetime]) -> None:
    """Make one report. A second worker on the same report does nothing, and one that comes late leaves nothing."""
    report = actions.take(report_id, at=clock())
    if report is None:
        return
    path = storage.scratch()
    try:
        rendered = pdf.render(report.record, path, _ticks(report), key=sealing.installed_key())
    except (pdf.RenderFailed, sealing.SealFailed) as error:
        logger.error("report failed", extra={"action": "report.make", "outcome": "failed"})
        actions.fail(report, sentence=error.message, at=clock())
        return
    name = storage.keep(path)
    if not actions.finish(report, rendered=rendered, stored_name=name, at=clock()):
        storage.remove(name)


def _ticks(report: Report) -> Callable[[int, str], None]:
    """Return what notes progress, at most once in a while, since each note is a write."""
    last = 0.0

    def note(percent: int, step: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= TICK_SECONDS:
            last = now
            actions.note_progress(report, percent=percent, step=step)

    return note


def sweep(*, at: datetime) -> tuple[int, int, list[str]]:
    """Take up reports whose worker died, remove files without a row, and name reports whose file is missing.

    Returns how many were taken up, how many files were removed, and the numbers of the reports without a file.
    """
    taken_up = actions.take_up_again(at=at)
    rows = dict(Report.objects.ready().values_list("stored_name", "identifier"))
    files = dict(storage.stored())
    orphans = [name for name, changed in files.items() if name not in rows and changed < (at - GRACE).timestamp()]
    for name in orphans:
        storage.remove(name)
    return len(taken_up), len(orphans), sorted(number for name, number in rows.items() if name not in files)
