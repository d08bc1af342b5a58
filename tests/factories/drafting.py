"""Answers given once, comments and assignments for tests, made by the real actions."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.actors import Actor
from apps.accounts.models import User
from apps.catalog.models import Edition, Node
from apps.devices import actions
from apps.devices.models import Assignment, CommonAnswer, Component, Declaration, EntryComment
from apps.evidence.models import EvidenceItem
from tests.factories.devices import element_of


def make_common_answer(
    *,
    by: Actor,
    identifier: str = "IQ-BUG.a.1",
    component: Component | None = None,
    value: str = "yes",
    item: EvidenceItem | None = None,
    **fields: Any,
) -> CommonAnswer:
    """Return an answer for the whole company, or for a part at its newest version."""
    fields = {"explanation": "There is a public address for reports.", "version": 0, **fields}
    if component is not None:
        fields.setdefault("about", component.versions.order_by("released_on", "pk").last())
    node = Node.objects.get(edition=Edition.objects.current(), identifier=identifier)
    answer = actions.save_common_answer(by=by, at=timezone.now(), node=node, component=component, value=value, **fields)
    if item is not None:
        actions.attach_common_evidence(answer, by=by, at=timezone.now(), item=item, locator="p. 2")
    return answer


def make_comment(
    declaration: Declaration, *, by: Actor, node: Node | None = None, text: str = "Is this still so?"
) -> EntryComment:
    """Return a comment on an entry."""
    node = node or element_of(declaration)
    return actions.write_comment(declaration, by=by, at=timezone.now(), node=node, text=text)


def make_assignment(
    declaration: Declaration, *, by: Actor, to: User, node: Node | None = None, days: int = 7
) -> Assignment:
    """Return an assignment of an entry (or another place) that is due in some days."""
    now = timezone.now()
    due_on = timezone.localdate(now) + timedelta(days=days)
    return actions.assign(declaration, by=by, at=now, node=node or element_of(declaration), assignee=to, due_on=due_on)
