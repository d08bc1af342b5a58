"""Templates of requirement sets: kept from an approved set, and taken as the start of another one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog.continuing import continuation
from apps.catalog.models import Node
from apps.core.errors import Invalid, NotNow, NotPermitted
from apps.reviews import permissions, policies, readiness
from apps.reviews.actions.requirements import DECISION_FIELDS
from apps.reviews.models import Review, ReviewRequirement, SetTemplate
from apps.reviews.workflow import Selection, SourceKind, Verb

_WORDS = ("identifier", "node_id", "capability_code", "title", "statement")


@dataclass(frozen=True)
class Started:
    """How many candidates were decided as in the template, added, and left to a person because they were reworded."""

    decided: int
    added: int
    reworded: int


@transaction.atomic
def save_template(review: Review, *, by: Actor, at: datetime, title: str) -> SetTemplate:
    """Keep the decisions of an approved set under a title; raise NotNow before approval, Invalid for a taken title."""
    permissions.check_user_can_keep_template(by, review)
    locked = Review.objects.select_for_update().get(pk=review.pk)
    last = readiness.last_set_act(locked)
    if last is None or last.verb != Verb.APPROVE:
        raise NotNow("Only an approved set can be kept as a template.")
    if not title.strip():
        raise Invalid("Give the template a title.")
    if SetTemplate.objects.filter(organization=locked.organization_id, title=title.strip()).exists():
        raise Invalid(f"A template named {title.strip()} exists already. Choose another title.")
    rows = locked.requirements.exclude(selection=Selection.CANDIDATE).order_by("position", "pk")
    template = SetTemplate.objects.create(
        organization_id=locked.organization_id,
        title=title.strip(),
        edition_id=locked.edition_id,
        review=locked,
        decisions=[{name: getattr(row, name) for name in (*_WORDS, *DECISION_FIELDS)} for row in rows],
        saved_by=by.user,
        saved_at=at,
    )
    chain.record("review.template_saved", by=by, target=template, subject=locked, after={"title": template.title})
    return template


@transaction.atomic
def start_from_template(review: Review, *, by: Actor, template: SetTemplate) -> Started:
    """Decide the undecided candidates as the template does, and add what it selects and no control proposes.

    What is decided stays; what was reworded since is left to a person. Each names the template as a source.
    """
    locked = Review.objects.select_for_update().get(pk=review.pk)
    permissions.check_user_can_edit_set(by, locked)
    if not by.acts_for(template.organization_id):
        raise NotPermitted("This template belongs to another agency.")
    policies.check_set_open(locked)
    changed, added, reworded = _compare(locked, template)
    if not changed and not added:
        raise NotNow("Everything that the template says is decided in the set already; nothing was changed.")
    ReviewRequirement.objects.bulk_update(changed, [*DECISION_FIELDS, "sources"])
    ReviewRequirement.objects.bulk_create(added)
    chain.record(
        "review.template_taken",
        by=by,
        target=locked,
        subject=locked,
        after={
            "template": template.title,
            "decided": [row.identifier for row in changed],
            "added": [row.identifier for row in added],
        },
    )
    return Started(len(changed), len(added), reworded)


def _compare(review: Review, template: SetTemplate) -> tuple[list[ReviewRequirement], list[ReviewRequirement], int]:
    """Return the candidates that take over a decision, the requirements to add, and how many were reworded."""
    going_on = continuation(template.edition, review.edition)
    present = {row.node_id: row for row in review.requirements.all() if row.node_id is not None}
    nodes = {node.pk: node for node in Node.objects.filter(edition=review.edition_id).answerable()}
    own = set(review.requirements.filter(node__isnull=True).values_list("title", "statement"))
    changed: list[ReviewRequirement] = []
    added: list[ReviewRequirement] = []
    reworded = 0
    for said in template.decisions:
        if said["node_id"] is None:
            if said["selection"] == Selection.SELECTED and (said["title"], said["statement"]) not in own:
                added.append(_own(review, said, template, len(own) + sum(row.node_id is None for row in added) + 1))
            continue
        node = going_on.node_of(said["node_id"])
        row = None if node is None else present.get(node)
        if node is None or (row is not None and row.selection != Selection.CANDIDATE):
            continue
        if going_on.reworded(said["node_id"]):
            reworded += 1
        elif row is not None:
            changed.append(_decided(row, said, template))
        elif said["selection"] == Selection.SELECTED and node in nodes:
            added.append(_decided(_of_node(review, nodes[node]), said, template))
    return changed, added, reworded


def _decided(row: ReviewRequirement, said: dict[str, Any], template: SetTemplate) -> ReviewRequirement:
    for name in DECISION_FIELDS:
        setattr(row, name, said[name])
    words = f"template {template.title}: {Selection(row.selection).label.lower()}"
    row.sources = [*row.sources, {"kind": SourceKind.EARLIER.value, "detail": words}]
    return row


def _of_node(review: Review, node: Node) -> ReviewRequirement:
    return ReviewRequirement(
        review=review,
        node=node,
        identifier=node.identifier,
        capability_code=node.capability_code,
        title=node.title,
        statement=node.statement,
        position=node.path,
    )


def _own(review: Review, said: dict[str, Any], template: SetTemplate, number: int) -> ReviewRequirement:
    words = {name: said[name] for name in ("capability_code", "title", "statement")}
    row = ReviewRequirement(review=review, identifier=f"OWN-{number}", position=f"~{number:04d}", **words)
    return _decided(row, said, template)
