"""A newer declaration beside the pinned one: what changed for the requirements of a review (domain.md section 6)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from apps.core.permissions import Actor
from apps.devices.models import Answer, AnswerEvidence, ComponentVersion, Declaration
from apps.devices.workflow import DeclarationState
from apps.reviews.models import Review, ReviewRequirement
from apps.reviews.workflow import Selection


@dataclass(frozen=True)
class Changed:
    """One requirement whose answer is another one in the newer declaration, or is proven by evidence of an old version.

    Its verdict, if there is one, does not survive the switch.
    """

    requirement: ReviewRequirement
    why: str

    @property
    def verdict(self) -> Any:
        """Return the verdict that would be lost, or None."""
        return getattr(self.requirement, "verdict", None)


def newer_than_pinned(review: Review, actor: Actor) -> QuerySet[Declaration]:
    """Return the attested declarations of the product that the agency may read and that follow the pinned one."""
    found = Declaration.objects.visible_to(actor).filter(product=review.product_id, state=DeclarationState.ATTESTED)
    if review.declaration is not None:
        found = found.filter(number__gt=review.declaration.number)
    newer: QuerySet[Declaration] = found.select_related("attestation").order_by("-number")
    return newer


def changes(review: Review, newer: Declaration) -> list[Changed]:
    """Return the selected requirements that the newer declaration answers otherwise, in their order; five statements.

    Answers are compared by the lasting entry, so that two editions of the catalog may meet.
    """
    before = _answers(review.declaration_id) if review.declaration_id else {}
    after = _answers(newer.pk)
    outdated = _proven_by_another_version(newer)
    rows = (
        review.requirements.filter(selection=Selection.SELECTED)
        .select_related("verdict__given_by", "node")
        .order_by("position", "pk")
    )
    found = []
    for requirement in rows:
        entry = requirement.node.entry_id if requirement.node else 0  # an own requirement has no answer
        if before.get(entry) != after.get(entry):
            found.append(Changed(requirement, "The answer changed."))
        elif entry in outdated and not _accepts_other_version(requirement):
            found.append(Changed(requirement, "The evidence is of another version than the newer declaration."))
    return found


def _accepts_other_version(requirement: ReviewRequirement) -> bool:
    verdict = getattr(requirement, "verdict", None)
    return verdict is not None and bool(verdict.version_reason.strip())


def _answers(declaration_id: Any) -> dict[int, frozenset[Any]]:
    """Return what the declaration says on each entry: every component's answer with its proofs."""
    proofs: dict[Any, set[tuple[Any, str]]] = defaultdict(set)
    uses = AnswerEvidence.objects.filter(answer__declaration=declaration_id).values_list("answer", "item", "locator")
    for answer, item, locator in uses:
        proofs[answer].add((item, locator))
    said: dict[int, set[Any]] = defaultdict(set)
    rows: Iterable[Any] = Answer.objects.filter(declaration=declaration_id).values_list(
        "pk",
        "node__entry",
        "component",
        "value",
        "explanation",
        "configuration",
        "planned_version",
        "planned_on",
    )
    for pk, entry, *content in rows:
        said[entry].add((*content, frozenset(proofs[pk])))
    return {entry: frozenset(content) for entry, content in said.items()}


def _proven_by_another_version(declaration: Declaration) -> set[int]:
    """Return the entries of which some evidence names a version that the declaration does not cover."""
    covered = ComponentVersion.objects.filter(declarations=declaration).values("software")
    uses = AnswerEvidence.objects.filter(answer__declaration=declaration).exclude(item__subject_version="")
    outdated = uses.exclude(item__subject_version__in=covered).annotate(entry=F("answer__node__entry"))
    return set(outdated.values_list("entry", flat=True))
