"""Common answers become answers of drafts, and are followed there until somebody overrides them.

A set of common answers and a set of drafts are brought together in a fixed number of statements, however many.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from apps.catalog.continuing import Continuation, continuation
from apps.catalog.kinds import Branch
from apps.catalog.models import Edition, Node
from apps.devices.actions.claims import TEXTS, content_of
from apps.devices.models import Answer, AnswerEvidence, CommonAnswer, CommonEvidence, ComponentVersion, Declaration
from apps.devices.workflow import DeclarationState

type Proofs = frozenset[tuple[UUID, str]]


@dataclass(frozen=True)
class _Place:
    """Where a common answer belongs in one draft."""

    declaration: UUID
    node: int
    component: UUID
    to_confirm: bool


def inherit(declaration: Declaration, *, at: datetime) -> int:
    """Bring one draft to what stands now, at its start or after a signer sent it back; return how many changed."""
    roots = declaration.versions.values_list("component", "component__same_part_as")
    parts = {root or component for component, root in roots}
    common = CommonAnswer.objects.filter(organization=declaration.product.organization_id)
    common = common.select_related("node__edition", "about")
    return spread(common.filter(Q(component__isnull=True) | Q(component__in=parts)), [declaration], at=at)


def spread_to_drafts(answer: CommonAnswer, *, at: datetime) -> int:
    """Bring one common answer into every draft of the manufacturer; attested declarations stay as they are."""
    drafts = Declaration.objects.filter(
        state=DeclarationState.DRAFT, product__organization=answer.organization_id
    ).select_for_update(of=("self",))
    drafts = drafts.select_related("product", "edition").order_by("pk")
    return spread([answer], list(drafts), at=at)


def spread(common: Iterable[CommonAnswer], drafts: list[Declaration], *, at: datetime) -> int:
    """Add what the drafts lack, refresh what they follow, leave what they override; return how many answers changed."""
    given = list(common)
    if not given or not drafts:
        return 0
    proofs = _proofs(given)
    places = _places(given, drafts)
    stored = _stored(places, drafts)
    new, changed, uses, writers = [], [], [], set()
    for one, place in places:
        answer = stored.get((place.declaration, place.node, place.component))
        if answer is None:
            answer = Answer(declaration_id=place.declaration, node_id=place.node, component_id=place.component)
            new.append(answer)
        elif answer.inherited_from_id != one.pk or _follows(answer, one, proofs[one.pk]):
            continue
        else:
            answer.version += 1
            changed.append(answer)
        take(answer, one, at=at, to_confirm=place.to_confirm)
        uses += [AnswerEvidence(answer=answer, item_id=item, locator=where) for item, where in sorted(proofs[one.pk])]
        writers.add((place.declaration, one.updated_by_id))
    Answer.objects.bulk_create(new, batch_size=200)
    written = [*TEXTS, "version", "updated_at", "updated_by", "carried_over", "inherited_from"]
    Answer.objects.bulk_update(changed, written, batch_size=200)
    AnswerEvidence.objects.filter(answer__in=changed).delete()
    AnswerEvidence.objects.bulk_create(uses, batch_size=200)
    through = Declaration.drafted_by.through
    through.objects.bulk_create([through(declaration_id=a, user_id=b) for a, b in writers], ignore_conflicts=True)
    return len(new) + len(changed)


def take(answer: Answer, common: CommonAnswer, *, at: datetime, to_confirm: bool = False) -> None:
    """Put the common answer into an answer that is written afterwards."""
    for name, value in content_of(common).items():
        setattr(answer, name, value)
    answer.inherited_from = common
    answer.updated_at, answer.updated_by_id = at, common.updated_by_id
    answer.carried_over = to_confirm


def _places(given: list[CommonAnswer], drafts: list[Declaration]) -> list[tuple[CommonAnswer, _Place]]:
    """Return which answer of which draft each common answer is: three statements."""
    editions = {draft.edition_id for draft in drafts}
    entries = [one.entry_id for one in given]
    nodes = Node.objects.filter(edition__in=editions, entry__in=entries, answerable=True)
    found = {(node.edition_id, node.entry_id): node for node in nodes}
    versions = _versions(drafts)
    going_on = _going_on(given, {draft.edition for draft in drafts if draft.edition_id in editions})
    places = []
    for draft in drafts:
        for one in given:
            node = found.get((draft.edition_id, one.entry_id))
            if node is None or (node.branch == Branch.TECHNICAL) == (one.component_id is None):
                continue
            said_of_other_words = going_on[one.node.edition_id, draft.edition_id].reworded(one.node_id)
            for version in _of(one, versions.get(draft.pk, [])):
                to_confirm = said_of_other_words or _another(one, version)
                places.append((one, _Place(draft.pk, node.pk, version.component_id, to_confirm)))
    return places


def _versions(drafts: list[Declaration]) -> dict[UUID, list[ComponentVersion]]:
    rows = Declaration.versions.through.objects.filter(declaration__in=drafts).select_related(
        "componentversion__component"
    )
    found: dict[UUID, list[ComponentVersion]] = {}
    ordered = rows.order_by("componentversion__component__position", "componentversion__component_id")
    for row in ordered:
        found.setdefault(row.declaration_id, []).append(row.componentversion)
    return found


def _of(one: CommonAnswer, versions: list[ComponentVersion]) -> list[ComponentVersion]:
    """Return for whom the draft gives this answer: the main component for the company, the part for a part."""
    if one.component_id is None:
        return versions[:1]
    return [each for each in versions if one.component_id in (each.component_id, each.component.same_part_as_id)]


def _another(one: CommonAnswer, version: ComponentVersion) -> bool:
    """Tell whether the common answer was given about another version of the part than the draft is about."""
    about = one.about
    return about is not None and (about.hardware, about.software) != (version.hardware, version.software)


def _going_on(given: list[CommonAnswer], editions: set[Edition]) -> dict[tuple[int, int], Continuation]:
    said_on = {one.node.edition for one in given}
    return {(before.pk, after.pk): continuation(before, after) for before in said_on for after in editions}


def _stored(places: list[Any], drafts: list[Declaration]) -> dict[tuple[UUID, int, UUID], Answer]:
    nodes = {place.node for _, place in places}
    rows = Answer.objects.filter(declaration__in=drafts, node__in=nodes).prefetch_related("evidence")
    return {(row.declaration_id, row.node_id, row.component_id): row for row in rows}


def _proofs(given: list[CommonAnswer]) -> dict[UUID, Proofs]:
    found: dict[UUID, set[tuple[UUID, str]]] = {one.pk: set() for one in given}
    for answer, item, locator in CommonEvidence.objects.filter(answer__in=given).values_list(
        "answer", "item", "locator"
    ):
        found[answer].add((item, locator))
    return {answer: frozenset(proofs) for answer, proofs in found.items()}


def _follows(answer: Answer, one: CommonAnswer, proofs: Proofs) -> bool:
    same = all(getattr(answer, name) == value for name, value in content_of(one).items())
    return same and {(use.item_id, use.locator) for use in answer.evidence.all()} == proofs
