"""Keeping the rows of a file for a preview, and applying what the person saw; all of it or nothing."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.accounts.actors import Actor
from apps.core.errors import Invalid, NotNow, Stale
from apps.core.sheets.archives import shown
from apps.devices import permissions, policies
from apps.devices.actions.filling import Filling, fill_in
from apps.devices.models import Declaration
from apps.exchange.models import Intake
from apps.exchange.roundtrip.outcome import Outcome, Outcomes, outcomes
from apps.exchange.roundtrip.rows import Filled
from apps.exchange.workflow import Fate, FileKind

TAKE, KEEP = "take", "keep"
CHANGED_MEANWHILE = (
    "Somebody changed answers of this declaration after you opened the preview. It shows the present state now: "
    "look at it again, then take it over."
)


class Undecided(Invalid):
    """A conflict is left without a choice."""


def take_in(
    declaration: Declaration,
    *,
    by: Actor,
    at: datetime,
    kind: FileKind,
    name: str,
    content: bytes,
    rows: Sequence[Filled],
) -> Intake:
    """Keep the rows of a file until the person has looked at them; nothing of the declaration changes."""
    with transaction.atomic():
        permissions.check_user_can_edit_declaration(by, declaration.product)
        policies.check_answers_can_change(declaration)
        Intake.objects.old(at).delete()
        intake = Intake(
            declaration=declaration,
            kind=kind,
            name=shown(name) or "file",
            sha256=hashlib.sha256(content).hexdigest(),
            rows=[row.kept() for row in rows],
            uploaded_by=by.user,
            uploaded_at=at,
        )
        intake.save(force_insert=True)
    return intake


def discard(intake: Intake, *, by: Actor) -> None:
    """Remove a preview; the declaration stays as it is."""
    _check_own(intake, by)
    Intake.objects.filter(pk=intake.pk).delete()


def apply(intake: Intake, *, by: Actor, at: datetime, state: str, choices: Mapping[int, str]) -> Intake:
    """Write what the preview showed; `state` is the digest that it carried, `choices` say take or keep by row number.

    Raises Stale when a row comes to something else by now, Undecided when a conflict has no choice, NotNow when the
    file was applied already. Refused rows stay out; they are shown again afterwards.
    """
    _check_own(intake, by)
    with transaction.atomic():
        intake = Intake.objects.select_for_update(of=("self",)).select_related("declaration__product").get(pk=intake.pk)
        if intake.applied_at is not None:
            raise NotNow("This file has been taken over already.")
        # Locked first, so that nothing changes between the comparison and the writing.
        Declaration.objects.select_for_update(of=("self",)).get(pk=intake.declaration_id)
        present = outcomes(intake.declaration, map(Filled.from_kept, intake.rows))
        if present.state != state:
            raise Stale(CHANGED_MEANWHILE)
        chosen = _chosen(present, choices)
        if not chosen:
            raise Invalid("Nothing is left to take over. Fill in the file, or keep the answers as they are.")
        source: dict[str, Any] = {"file": intake.name, "sha256": intake.sha256, "kind": intake.kind}
        written = fill_in(intake.declaration, by=by, at=at, fillings=[_filling(one) for one in chosen], source=source)
        Intake.objects.filter(pk=intake.pk).update(applied_at=at, written=written, rows=_left_out(present))
        intake.refresh_from_db()
    return intake


def _chosen(present: Outcomes, choices: Mapping[int, str]) -> list[Outcome]:
    """Return the rows to write; every conflict needs a choice."""
    conflicts = present.of(Fate.CONFLICT)
    open_ = [one for one in conflicts if choices.get(one.number) not in (TAKE, KEEP)]
    if open_:
        what = "1 conflict has" if len(open_) == 1 else f"{len(open_)} conflicts have"
        raise Undecided(f"{what} no choice yet, the first in {open_[0].row.place}. Choose which answer stays.")
    return present.written + [one for one in conflicts if choices[one.number] == TAKE]


def _filling(one: Outcome) -> Filling:
    if one.node is None or one.component is None:
        raise TypeError("A row without entry and component cannot be written.")
    return Filling(one.node, one.component, one.stored.version if one.stored else 0, one.row.values.as_answer())


def _left_out(present: Outcomes) -> list[dict[str, Any]]:
    """Return the refused rows with their rule, so that they can be shown after the others were written."""
    return [{**one.row.kept(), "faults": [[one.rule, one.cure]]} for one in present.of(Fate.REFUSED)]


def _check_own(intake: Intake, by: Actor) -> None:
    if not Intake.objects.visible_to(by).filter(pk=intake.pk).exists():
        raise Invalid("This preview belongs to somebody else. Upload the file yourself.")
