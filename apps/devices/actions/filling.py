"""Writing many answers in one act, as they come from a sheet that was filled elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog.models import Node
from apps.core.errors import Invalid
from apps.devices import permissions, policies
from apps.devices.actions.claims import TEXTS, StaleAnswer, check_answer_is_complete
from apps.devices.actions.transitions import locked
from apps.devices.models import Answer, Component, Declaration
from apps.devices.workflow import AnswerValue

_BATCH = 200


@dataclass(frozen=True)
class Filling:
    """One answer to write; `version` is the edit count that the person was shown (0: none yet)."""

    node: Node
    component: Component
    version: int
    values: dict[str, Any]


def fill_in(
    declaration: Declaration, *, by: Actor, at: datetime, fillings: Sequence[Filling], source: dict[str, Any]
) -> int:
    """Write all of these answers or none; return how many. `source` says for the record where they come from.

    Raises StaleAnswer when one of them was saved in between, Invalid when one is incomplete, NotNow when sealed.
    """
    with transaction.atomic():
        declaration = locked(declaration)
        permissions.check_user_can_edit_declaration(by, declaration.product)
        policies.check_answers_can_change(declaration)
        covered = set(declaration.versions.values_list("component_id", flat=True))
        stored = {(one.node_id, one.component_id): one for one in declaration.answers.all()}
        before: dict[str, Any] = {}
        new, changed = [], []
        for filling in fillings:
            answer = stored.get((filling.node.pk, filling.component.pk))
            _check(filling, declaration, answer, covered)
            if answer is None:
                new.append(_made(declaration, filling, by=by, at=at))
                continue
            before[f"{filling.node.identifier}, {filling.component}"] = {name: getattr(answer, name) for name in TEXTS}
            changed.append(_changed(answer, filling, by=by, at=at))
        if not new and not changed:
            return 0
        Answer.objects.bulk_create(new, batch_size=_BATCH)
        Answer.objects.bulk_update(
            changed,
            [*TEXTS, "carried_over", "inherited_from", "version", "updated_at", "updated_by"],
            batch_size=_BATCH,
        )
        declaration.drafted_by.add(by.user)
        saved = [f"{one.node.identifier}, {one.component}" for one in fillings]
        chain.record(
            "devices.answers_filled_in",
            by=by,
            target=declaration,
            subject=declaration.product,
            before=before,
            after={"new": len(new), "changed": len(changed), **source, "answers": saved},
        )
    return len(fillings)


def _check(filling: Filling, declaration: Declaration, answer: Answer | None, covered: set[UUID]) -> None:
    check_answer_is_complete(filling.values)
    if filling.node.edition_id != declaration.edition_id:
        raise Invalid("An entry belongs to another edition of the catalog than the declaration.")
    if filling.component.pk not in covered:
        raise Invalid("The declaration is not about a version of one of these components.")
    if (answer.version if answer else 0) != filling.version:
        raise StaleAnswer("Somebody else saved one of these answers meanwhile. Nothing was written.", answer)


def _fields(filling: Filling) -> dict[str, Any]:
    """Return the values as they are stored: a plan only beside “planned”."""
    values = dict(filling.values)
    if values["value"] != AnswerValue.PLANNED:
        values |= {"planned_version": "", "planned_on": None}
    return values


def _made(declaration: Declaration, filling: Filling, *, by: Actor, at: datetime) -> Answer:
    return Answer(
        declaration=declaration,
        node=filling.node,
        component=filling.component,
        updated_at=at,
        updated_by=by.user,
        **_fields(filling),
    )


def _changed(answer: Answer, filling: Filling, *, by: Actor, at: datetime) -> Answer:
    for name, value in _fields(filling).items():
        setattr(answer, name, value)
    answer.carried_over, answer.inherited_from = False, None
    answer.version, answer.updated_at, answer.updated_by = answer.version + 1, at, by.user
    return answer
