"""Taking the controls of a system from a file."""

from datetime import datetime

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.core.errors import Invalid, NotNow, Stale
from apps.systems.exchange.content import Known
from apps.systems.exchange.incoming import Upload
from apps.systems.import_plan import Change, Plan, allocations_read, plan_of
from apps.systems.kinds import ControlOrigin
from apps.systems.models import ControlAllocation, ControlImport, System
from apps.systems.permissions import check_user_can_edit_system


@transaction.atomic
def import_controls(
    system: System, upload: Upload, *, by: Actor, at: datetime, remove_missing: bool = False, reason: str = ""
) -> ControlImport:
    """Apply what the preview of the file showed, all of it or nothing; the file stays on record as the source.

    With `remove_missing` the controls in force that the file does not name are removed by tailoring, with `reason`.
    Raises Stale when the system's controls have changed since the preview, NotNow when nothing would change.
    """
    check_user_can_edit_system(by, system)
    locked = System.objects.select_for_update().get(pk=system.pk)
    if remove_missing and not reason.strip():
        raise Invalid("Say why the controls that the file does not name are removed.")
    allocations = list(locked.allocations.select_related("control"))
    if upload.read != allocations_read(allocations):
        raise Stale("The controls of the system have changed since the preview. Upload the file again.")
    known = Known.now()
    plan = plan_of(locked, upload.content, known, allocations)
    gone = plan.missing if remove_missing else []
    if not plan.changes and not gone:
        raise NotNow("The system has exactly these controls already; nothing was changed.")
    record = _record(locked, upload, plan, by=by, at=at, also_removed=len(gone))
    _write(locked, plan.changes, record, known)
    _remove(gone, reason.strip(), record)
    chain.record(
        "system.controls_imported",
        by=by,
        target=locked,
        after={
            "file": upload.name,
            "sha256": upload.sha256,
            "added": [one.identifier for one in plan.changes if one.origin != ControlOrigin.REMOVED],
            "removed": [one.identifier for one in plan.changes if one.origin == ControlOrigin.REMOVED]
            + [one.control.identifier for one in gone],
        },
        reason=reason.strip() if gone else "",
    )
    return record


def _record(system: System, upload: Upload, plan: Plan, *, by: Actor, at: datetime, also_removed: int) -> ControlImport:
    return ControlImport.objects.create(
        system=system,
        kind=upload.content.kind,
        title=upload.content.title,
        file_name=upload.name,
        sha256=upload.sha256,
        imported_by=by.user,
        imported_at=at,
        added=plan.added,
        removed=plan.removed + also_removed,
        changed=plan.changed,
    )


def _write(system: System, changes: list[Change], record: ControlImport, known: Known) -> None:
    new: list[ControlAllocation] = []
    kept: list[ControlAllocation] = []
    for change in changes:
        row = change.before or ControlAllocation(system=system, control=known.controls[change.identifier])
        row.origin, row.reason, row.responsibility = change.origin, change.reason, change.responsibility
        row.imported = record
        (kept if change.before else new).append(row)
    ControlAllocation.objects.bulk_create(new)
    ControlAllocation.objects.bulk_update(kept, ["origin", "reason", "responsibility", "imported"])


def _remove(gone: list[ControlAllocation], reason: str, record: ControlImport) -> None:
    for row in gone:
        row.origin, row.reason, row.imported = ControlOrigin.REMOVED, reason, record
    ControlAllocation.objects.bulk_update(gone, ["origin", "reason", "imported"])
