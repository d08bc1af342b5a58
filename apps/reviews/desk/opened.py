"""One requirement at the desk: what it supports, how it is checked, what the manufacturer claims and proves."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.catalog.guidance import guidance_text
from apps.catalog.kinds import SP_800_53, NodeKind
from apps.catalog.models import Node, Reference
from apps.core.templatetags.assay import day
from apps.devices.models import Answer, AnswerEvidence, Component
from apps.devices.workflow import AnswerValue
from apps.evidence.kinds import ScanState
from apps.evidence.models import EvidenceItem
from apps.reviews.desk.said import Said, said_to
from apps.reviews.models import (
    Clarification,
    RequirementChange,
    Review,
    ReviewRequirement,
    Verdict,
    VerdictEvidence,
)
from apps.reviews.workflow import Selection

LIBRARY_LIMIT = 200
"""How many items of the agency's own library the desk offers; the newest, and those in use here."""


@dataclass(frozen=True)
class Guide:
    """How a sub-capability is checked (SP 800-53A methods), in our words."""

    evidence: str
    examine: str
    interview: str
    test: str


@dataclass(frozen=True)
class EvidenceLine:
    """One piece of evidence under an answer or a verdict, in words."""

    item: EvidenceItem
    locator: str
    meta: str
    warning: str = ""
    other_version: bool = False
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Claim:
    """What the manufacturer says for one component; `answer` is None where it says nothing."""

    component: Component
    answer: Answer | None
    evidence: tuple[EvidenceLine, ...] = ()
    withheld: int = 0

    @property
    def heading(self) -> str:
        """Return who says what, about which component."""
        said = str(self.answer.shown.label).lower() if self.answer else "no answer"
        return f"Manufacturer: {said} · {self.component.name} ({self.component.get_kind_display().lower()})"

    @property
    def planned(self) -> str:
        """Return for which version and day the capability is planned; empty for other answers."""
        if self.answer is None or self.answer.value != AnswerValue.PLANNED:
            return ""
        version = f" for version {self.answer.planned_version}" if self.answer.planned_version else ""
        until = f" by {day(self.answer.planned_on)}" if self.answer.planned_on else ""
        return f"Planned{version}{until}. What is planned never counts as met."


def find_requirement(review: Review, identifier: str) -> ReviewRequirement | None:
    """Return a selected requirement with its verdict, the people behind it, and whether its key flag may change."""
    waiting = RequirementChange.objects.filter(requirement=OuterRef("pk"), decided_at__isnull=True)
    requirement = (
        ReviewRequirement.objects.filter(review=review, selection=Selection.SELECTED, identifier=identifier)
        .select_related("verdict__given_by", "verdict__confirmed_by")
        .select_related("verdict__taken_from__procurement", "verdict__taken_from__product")
        .annotate(change_waits=Exists(waiting))
        .first()
    )
    if requirement is not None:
        requirement.review = review
    return requirement


_NO_CONTROL = -1


def catalog_words(
    review: Review, requirement: ReviewRequirement
) -> tuple[dict[str, str], Guide | None, list[tuple[str, str]]]:
    """Return the titles of capabilities and sub-capabilities, how the requirement's own one is checked, and controls.

    One statement: the long texts come for the one sub-capability only, and the controls that the requirement supports
    come with their titles in the order of the control list.
    """
    own = Q(identifier=requirement.identifier.split(".", maxsplit=1)[0])
    nothing = Value(None, output_field=CharField())
    texts = {f"{name}_text": guidance_text(name) for name in ("evidence", "examine", "interview", "test")}
    named = ("identifier", "title", "place", *texts)
    guided = {
        name: Case(When(own, then=text), default=nothing, output_field=CharField()) for name, text in texts.items()
    }
    nodes = Node.objects.filter(edition=review.edition_id, kind__in=(NodeKind.CAPABILITY, NodeKind.SUBCAPABILITY))
    controls = Reference.objects.filter(framework__name=SP_800_53, identifier__in=requirement.controls)
    rows = nodes.annotate(place=Value(_NO_CONTROL), **guided).values_list(*named)
    titles, guide, supported = {}, None, []
    for identifier, title, place, *found in rows.union(
        controls.annotate(place=F("position"), **dict.fromkeys(texts, nothing)).values_list(*named), all=True
    ):
        if place != _NO_CONTROL:
            supported.append((place, identifier, title))
            continue
        titles[identifier] = title
        if found[0] is not None:
            guide = Guide(*found)
    return titles, guide, [(identifier, title) for _, identifier, title in sorted(supported)]


def claims(review: Review, requirement: ReviewRequirement, actor: Actor, *, today: date) -> list[Claim]:
    """Return the answers of the pinned declaration, one for each of its components; two statements.

    The declaration may be on another edition of the catalog: answers are found by the lasting entry. Evidence that
    the manufacturer did not share is counted, never named.
    """
    if review.declaration is None or requirement.node_id is None:
        return []
    versions = list(review.declaration.versions.all())
    answers = {
        answer.component_id: answer
        for answer in Answer.objects.filter(
            declaration=review.declaration_id, node__entry__nodes=requirement.node_id
        ).order_by("pk")
    }
    evidence = _evidence_of(list(answers.values()), actor)
    covered = {version.software for version in versions}
    found = []
    for component in dict.fromkeys(version.component for version in versions):
        answer = answers.get(component.pk)
        uses = evidence.get(answer.pk, []) if answer else []
        shown = tuple(
            replace(
                evidence_line(use.item, use.locator, covered, today=today),
                said=said_to(use.item, requirement.identifier, answer.value, today=today) if answer else (),
            )
            for use in uses
            if use.readable
        )
        found.append(Claim(component, answer, shown, len(uses) - len(shown)))
    return found


def _evidence_of(answers: Iterable[Answer], actor: Actor) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    readable = EvidenceItem.objects.visible_to(actor).filter(pk=OuterRef("item_id"))
    uses = (
        AnswerEvidence.objects.filter(answer__in=answers)
        .select_related("item__reading")
        .annotate(readable=Exists(readable))
        .order_by("item__title", "pk")
    )
    for use in uses:
        found.setdefault(use.answer_id, []).append(use)
    return found


def evidence_line(item: EvidenceItem, locator: str, covered: set[str], *, today: date) -> EvidenceLine:
    """Return an item as a line: what it is, whether its version matches, and what speaks against relying on it."""
    other = bool(item.subject_version) and item.subject_version not in covered
    said = []
    if other:
        said.append(f"For version {item.subject_version}; the declaration covers {', '.join(sorted(covered))}.")
    if item.valid_until and item.valid_until < today:
        said.append(f"Ended on {day(item.valid_until)}.")
    said += [f"{finding.rstrip('.')}." for finding in item.shown_findings]
    meta = [in_words(item)]
    if not other:
        meta.append("version matches" if item.subject_version else "names no version")
    if item.is_file and item.scan_state != ScanState.CLEAN:
        meta.append(str(item.shown_scan_state.label).lower())
    return EvidenceLine(item, locator, ", ".join(meta), " ".join(said), other)


def in_words(item: EvidenceItem) -> str:
    """Return kind, type and size, and issue date of an item, as one line."""
    parts = [item.get_kind_display().lower()]
    if item.is_file:
        extension = item.original_name.rpartition(".")[2].upper()
        parts.append(f"{extension}, {filesizeformat(item.size or 0)}".replace("\xa0", " "))
    else:
        parts.append("link")
    if item.issued_on:
        parts.append(f"issued {day(item.issued_on)}")
    return ", ".join(parts)


def own_library(requirement: ReviewRequirement, actor: Actor) -> list[EvidenceItem]:
    """Return the agency's own evidence, that of the verdict first; `locator` is None for what is not used here."""
    used = VerdictEvidence.objects.filter(verdict__requirement=requirement, item=OuterRef("pk")).values("locator")[:1]
    items = EvidenceItem.objects.filter(organization=actor.own_organization).annotate(locator=Subquery(used))
    return list(items.order_by(F("locator").asc(nulls_last=True), "-created_at", "-pk")[:LIBRARY_LIMIT])


def verdict_evidence(library: Iterable[Any]) -> list[EvidenceLine]:
    """Return the agency's evidence behind the verdict, out of its library."""
    return [EvidenceLine(item, item.locator, in_words(item)) for item in library if item.locator is not None]


def questions(requirement: ReviewRequirement) -> list[Clarification]:
    """Return the questions on the requirement in their order."""
    found = Clarification.objects.filter(requirement=requirement).order_by("number")
    return list(found.select_related("drafted_by", "released_by", "answered_by"))


def no_claim(review: Review, requirement: ReviewRequirement) -> str:
    """Say why there is nothing from the manufacturer; empty where its declaration speaks."""
    if requirement.node_id is None:
        return (
            "This requirement is in the agency's own words, so no declaration answers it. Ask the manufacturer, or "
            "judge it by your own evidence."
        )
    if review.declaration is None:
        return "The manufacturer gave no declaration. Judge by your own evidence, or record that there is none."
    return ""


def saved_in_words(requirement: ReviewRequirement, verdict: Verdict) -> str:
    """Say when the verdict was saved and where the second reviewer is; today only the time is said."""
    at = timezone.localtime(verdict.given_at)
    when = f"{at:%H:%M}" if at.date() == timezone.localdate() else f"{day(at)}, {at:%H:%M}"
    return f"Saved {when}. {second_in_words(requirement, verdict)}".strip()


def second_in_words(requirement: ReviewRequirement, verdict: Verdict) -> str:
    """Say where the second reviewer of a key requirement is; empty for other requirements."""
    if not requirement.key:
        return ""
    if verdict.confirmed_at is None:
        return "Second reviewer: waiting."
    return f"Second reviewer: {verdict.confirmed_by}, {day(verdict.confirmed_at)}."
