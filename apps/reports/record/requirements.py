"""The requirement set, and for each selected requirement claim, evidence and verdict side by side."""

from typing import Any
from uuid import UUID

from apps.catalog.kinds import NodeKind
from apps.catalog.models import Node
from apps.devices.models import Answer
from apps.devices.workflow import AnswerValue
from apps.reports.record.evidence import evidence_part, shared_items
from apps.reports.record.values import choice, day, moment, signed
from apps.reviews.models import Act, Clarification, RequirementChange, Review, ReviewRequirement, Verdict
from apps.reviews.workflow import Selection, SourceKind, Verb, VerdictValue


def load_requirements(review: Review) -> list[ReviewRequirement]:
    """Return the whole set in its order with verdicts, gaps and what belongs to them; four statements."""
    return list(
        ReviewRequirement.objects.filter(review=review)
        .select_related(
            "node",
            "verdict",
            "verdict__given_by",
            "verdict__confirmed_by",
            "gap",
            "gap__stated_by",
            "gap__acceptance",
            "gap__acceptance__accepted_by",
        )
        .prefetch_related("verdict__evidence__item", "gap__treatments", "gap__conditions")
        .order_by("position", "identifier")
    )


def set_part(requirements: list[ReviewRequirement], acts: list[Act], review: Review) -> dict[str, Any]:
    """Return who proposed and approved the set, what was selected or declined and why, and later changes."""
    steps = [act for act in acts if act.verb in (Verb.PROPOSE, Verb.APPROVE, Verb.SEND_BACK)]
    changes = (
        RequirementChange.objects.filter(review=review)
        .select_related("requirement", "requested_by", "decided_by")
        .order_by("requested_at", "pk")
    )
    capabilities = Node.objects.filter(edition=review.edition_id, kind=NodeKind.CAPABILITY).order_by("path")
    return {
        "edition": review.edition.label,
        "capabilities": [{"code": node.capability_code, "title": node.title} for node in capabilities],
        "steps": [
            {"verb": choice(Verb, act.verb), "reason": act.reason} | (signed(act.by, act.at, act.role) or {})
            for act in steps
        ],
        "selected": [_selected(row) for row in requirements if row.selection == Selection.SELECTED],
        "declined": [
            _named(row) | {"reason": row.decline_reason} for row in requirements if row.selection == Selection.DECLINED
        ],
        "undecided": [_named(row) for row in requirements if row.selection == Selection.CANDIDATE],
        "key_changes": [_change(row) for row in changes],
    }


def _named(row: ReviewRequirement) -> dict[str, Any]:
    return {
        "identifier": row.identifier,
        "capability": row.capability_code,
        "title": row.title,
        "statement": row.statement,
        "sources": [{"kind": choice(SourceKind, source["kind"]), "detail": source["detail"]} for source in row.sources],
        "controls": row.controls,
    }


def _selected(row: ReviewRequirement) -> dict[str, Any]:
    return _named(row) | {
        "key": row.key,
        "key_reason": row.key_reason,
        "parameter": row.parameter,
        "minimum_strength": row.minimum_strength,
        "own_text": row.node_id is None,
    }


def _change(change: RequirementChange) -> dict[str, Any]:
    return {
        "requirement": change.requirement.identifier,
        "key": change.key,
        "reason": change.reason,
        "requested": signed(change.requested_by, change.requested_at),
        "approved": change.approved,
        "decided": signed(change.decided_by, change.decided_at),
    }


def findings_part(requirements: list[ReviewRequirement], review: Review) -> list[dict[str, Any]]:
    """Return answers by component, evidence and verdict of each selected requirement."""
    shared = shared_items(review)
    answers = _answers(review, shared)
    return [
        {
            "identifier": row.identifier,
            "answers": answers.get(row.node.entry_id, []) if row.node is not None else [],
            "verdict": _verdict(row, review, shared),
        }
        for row in requirements
        if row.selection == Selection.SELECTED
    ]


def _answers(review: Review, shared: set[UUID]) -> dict[int, list[dict[str, Any]]]:
    """Return the pinned declaration's answers by lasting entry, so that another edition's answer finds its place."""
    if review.declaration_id is None:
        return {}
    wanted = ReviewRequirement.objects.filter(review=review, selection=Selection.SELECTED)
    answers = (
        Answer.objects.filter(declaration=review.declaration_id, node__entry__in=wanted.values("node__entry"))
        .select_related("node", "component", "updated_by")
        .prefetch_related("evidence__item")
        .order_by("node__path", "component__position", "component__name", "pk")
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for answer in answers:
        uses = sorted(answer.evidence.all(), key=lambda use: (use.item.title, use.locator, str(use.pk)))
        found.setdefault(answer.node.entry_id, []).append(
            {
                "component": answer.component.name,
                "component_id": str(answer.component_id),
                "value": choice(AnswerValue, answer.value),
                "explanation": answer.explanation,
                "configuration": answer.configuration,
                "planned_version": answer.planned_version,
                "planned_on": day(answer.planned_on),
                "at": moment(answer.updated_at),
                "evidence": [evidence_part(use.item, use.locator, review, shared) for use in uses],
            }
        )
    return found


def _verdict(row: ReviewRequirement, review: Review, shared: set[UUID]) -> dict[str, Any] | None:
    verdict: Verdict | None = getattr(row, "verdict", None)
    if verdict is None:
        return None
    uses = sorted(verdict.evidence.all(), key=lambda use: (use.item.title, use.locator, str(use.pk)))
    return {
        "value": choice(VerdictValue, verdict.value),
        "methods": verdict.methods,
        "strength": verdict.strength,
        "reason": verdict.reason,
        "version_reason": verdict.version_reason,
        "given": signed(verdict.given_by, verdict.given_at),
        "confirmed": signed(verdict.confirmed_by, verdict.confirmed_at),
        "version": verdict.version,
        "evidence": [evidence_part(use.item, use.locator, review, shared) for use in uses],
        **({"taken_from": str(verdict.taken_from_id)} if verdict.taken_from_id else {}),
    }


def clarifications_part(review: Review) -> list[dict[str, Any]]:
    """Return the questions to the manufacturer with their answers or lapses."""
    questions = (
        Clarification.objects.filter(review=review)
        .select_related("requirement", "drafted_by", "released_by", "answered_by", "lapsed_by")
        .order_by("number")
    )
    return [
        {
            "number": row.number,
            "requirement": row.requirement.identifier,
            "question": row.question,
            "drafted": signed(row.drafted_by, row.drafted_at),
            "released": signed(row.released_by, row.released_at),
            "due_on": day(row.due_on),
            "answer": row.answer,
            "answered": signed(row.answered_by, row.answered_at),
            "lapsed": signed(row.lapsed_by, row.lapsed_at),
            "lapse_reason": row.lapse_reason,
        }
        for row in questions
    ]
