"""What is in the requirement set: candidates, decisions on them, tailoring, and additions."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog.continuing import continuation
from apps.catalog.models import Node
from apps.catalog.selection import candidates_for_controls, federal_low_profile, profile_nodes
from apps.core.errors import Invalid, NotNow, Stale
from apps.core.fingerprint import fingerprint
from apps.reviews import permissions, policies
from apps.reviews.models import Review, ReviewRequirement
from apps.reviews.workflow import Selection, SourceKind
from apps.systems.kinds import Impact

# At high impact, updates and authentication ask for evidence that the agency verified itself (domain.md section 3).
HIGH_IMPACT_SUBCAPABILITIES = ("SU-UPD", "SU-APP", "LA-AUN", "LA-ACF", "DI-DAS")
DECISION_FIELDS = ("selection", "decline_reason", "key", "key_reason", "parameter", "minimum_strength")
"""What a person decides about a candidate."""


def add_candidates(review: Review) -> int:
    """Gather the candidates of the system's controls and of the federal low profile; return how many there are.

    Called by `categorise` inside its transaction. A linked review starts from the decisions of the one before,
    also on another edition of the catalog.
    """
    allocated = policies.check_categorise(review).allocations.in_force().values_list("control__identifier", flat=True)
    by_control = candidates_for_controls(review.edition, allocated)
    profile = federal_low_profile(review.edition)
    in_profile = profile_nodes(profile)
    nodes = Node.objects.filter(pk__in={*by_control, *in_profile}).in_order()
    candidates = []
    for node in nodes:
        controls = list(by_control.get(node.pk, []))
        sources = [{"kind": SourceKind.CONTROL.value, "detail": ", ".join(controls)}] if controls else []
        if node.pk in in_profile:
            sources.append({"kind": SourceKind.PROFILE.value, "detail": f"{profile.title}: {in_profile[node.pk]}"})
        candidates.append(_requirement_of(review, node, sources, controls))
    ReviewRequirement.objects.bulk_create(candidates)
    if review.predecessor is not None:
        _carry_decisions(review, review.predecessor)
    return len(candidates)


def _requirement_of(
    review: Review, node: Node, sources: list[dict[str, str]], controls: list[str]
) -> ReviewRequirement:
    return ReviewRequirement(
        review=review,
        node=node,
        identifier=node.identifier,
        capability_code=node.capability_code,
        title=node.title,
        statement=node.statement,
        position=node.path,
        sources=sources,
        controls=controls,
    )


def _carry_decisions(review: Review, predecessor: Review) -> None:
    """Take over the decisions about entries that say the same; what was reworded since is asked again."""
    going_on = continuation(predecessor.edition, review.edition)
    earlier = {
        node: requirement
        for requirement in predecessor.requirements.all()
        if requirement.node_id is not None and (node := going_on.node_of(requirement.node_id)) is not None
    }
    changed = []
    for requirement in review.requirements.all():
        before = earlier.get(requirement.node_id or 0)
        if before is None:
            continue
        if going_on.reworded(before.node_id or 0):
            said = f"{Selection(before.selection).label.lower()}{', key' if before.key else ''}; reworded since"
            requirement.sources = [*requirement.sources, {"kind": SourceKind.EARLIER.value, "detail": said}]
            requirement.parameter, requirement.minimum_strength = before.parameter, before.minimum_strength
        else:
            for field in DECISION_FIELDS:
                setattr(requirement, field, getattr(before, field))
        changed.append(requirement)
    ReviewRequirement.objects.bulk_update(changed, [*DECISION_FIELDS, "sources"])


def _open_set(review: Review, by: Actor) -> Review:
    """Return the review, locked, so that nobody proposes the set while it changes; refuse when it is closed."""
    locked = Review.objects.select_for_update().get(pk=review.pk)
    permissions.check_user_can_edit_set(by, locked)
    policies.check_set_open(locked)
    return locked


@transaction.atomic
def decide_candidates(
    review: Review,
    *,
    by: Actor,
    identifiers: Iterable[str],
    selection: str,
    decline_reason: str = "",
    read: str | None = None,
) -> int:
    """Select or decline several candidates at once; declining needs a reason. Returns how many were changed.

    Raises Stale when `read`, the `decision_read` that a form on one requirement carried, is not that of the row now.
    """
    locked = _open_set(review, by)
    if selection not in Selection.values:
        raise Invalid("Select the requirements, or decline them.")
    if selection == Selection.DECLINED and not decline_reason.strip():
        raise Invalid("Say why these candidates are declined; the reason stays in the record.")
    chosen = locked.requirements.select_for_update().filter(identifier__in=list(identifiers)).order_by("position")
    decided = [requirement.identifier for requirement in chosen]
    if not decided:
        raise Invalid("Tick at least one requirement first.")
    for requirement in chosen:
        check_decision_read(requirement, read)
    values: dict[str, Any] = {
        "selection": selection,
        "decline_reason": decline_reason.strip() if selection == Selection.DECLINED else "",
    }
    if selection != Selection.SELECTED:
        values |= {"key": False, "key_reason": ""}
    locked.requirements.filter(identifier__in=decided).update(**values)
    chain.record(
        "review.candidates_decided",
        by=by,
        target=locked,
        subject=locked,
        after={"selection": selection, "identifiers": decided},
        reason=values["decline_reason"],
    )
    return len(decided)


@transaction.atomic
def tailor_requirement(
    requirement: ReviewRequirement,
    *,
    by: Actor,
    key: bool,
    key_reason: str = "",
    parameter: str = "",
    minimum_strength: int | None = None,
    read: str | None = None,
) -> ReviewRequirement:
    """Select a requirement with its key flag, parameter and least strength of evidence.

    Without `minimum_strength` the default applies: key 3, at high impact 4 for updates and authentication, others 2.
    Raises Stale when `read`, the `decision_read` that the form carried, is not that of the row stored now.
    """
    review = _open_set(requirement.review, by)
    locked = ReviewRequirement.objects.select_for_update().get(pk=requirement.pk)
    check_decision_read(locked, read)
    if key and not key_reason.strip():
        raise Invalid(f"Say why {locked.identifier} is key: without it the product is not securable for this use.")
    before = {field: getattr(locked, field) for field in DECISION_FIELDS}
    locked.selection = Selection.SELECTED
    locked.decline_reason = ""
    locked.key, locked.key_reason, locked.parameter = key, key_reason.strip() if key else "", parameter.strip()
    locked.minimum_strength = default_strength(locked, review) if minimum_strength is None else minimum_strength
    locked.save(update_fields=DECISION_FIELDS)
    chain.record(
        "review.requirement_tailored",
        by=by,
        target=locked,
        subject=review,
        before=before,
        after={field: getattr(locked, field) for field in DECISION_FIELDS},
    )
    return locked


def decision_read(requirement: ReviewRequirement) -> str:
    """Return what a form carries to tell whether the decision on the requirement has changed since it was read."""
    return fingerprint(requirement, DECISION_FIELDS)


def check_decision_read(requirement: ReviewRequirement, read: str | None) -> None:
    """Raise Stale when the decision is not the one that was read; None asks for no comparison."""
    if read is not None and read != decision_read(requirement):
        raise Stale("A colleague has decided this requirement since you opened it. Both are shown; nothing is lost.")


def default_strength(requirement: ReviewRequirement, review: Review) -> int:
    """Return the least strength of evidence by default (domain.md section 3)."""
    if not requirement.key:
        return 2
    strict = requirement.identifier.split(".")[0] in HIGH_IMPACT_SUBCAPABILITIES
    return 4 if strict and review.impact == Impact.HIGH else 3


@transaction.atomic
def add_catalog_requirement(review: Review, *, by: Actor, node: Node, reason: str) -> ReviewRequirement:
    """Add an entry of the catalog that no control proposes; a reason is required."""
    locked = _open_set(review, by)
    if not reason.strip():
        raise Invalid("Say why this entry is added.")
    if node.edition_id != locked.edition_id or not node.answerable:
        raise Invalid("This entry cannot be answered, or it is not in the edition of this review.")
    if locked.requirements.filter(identifier=node.identifier).exists():
        raise Invalid(f"{node.identifier} is in the set already.")
    requirement = _requirement_of(locked, node, [{"kind": SourceKind.AGENCY.value, "detail": reason}], [])
    requirement.selection = Selection.SELECTED
    requirement.save()
    chain.record("review.requirement_added", by=by, target=requirement, subject=locked, reason=reason)
    return requirement


@transaction.atomic
def add_own_requirement(
    review: Review, *, by: Actor, title: str, statement: str, capability_code: str, reason: str
) -> ReviewRequirement:
    """Add a requirement in the agency's own words, numbered OWN-1 and so on; a reason is required."""
    locked = _open_set(review, by)
    if not reason.strip():
        raise Invalid("Say where this requirement comes from.")
    own = locked.requirements.filter(node__isnull=True)
    if own.filter(title=title, statement=statement).exists():
        raise NotNow("This requirement is in the set already; nothing was added.")
    number = own.count() + 1
    requirement = ReviewRequirement.objects.create(
        review=locked,
        identifier=f"OWN-{number}",
        capability_code=capability_code,
        title=title,
        statement=statement,
        position=f"~{number:04d}",
        selection=Selection.SELECTED,
        sources=[{"kind": SourceKind.AGENCY.value, "detail": reason}],
    )
    chain.record(
        "review.requirement_added",
        by=by,
        target=requirement,
        subject=locked,
        after={"statement": statement},
        reason=reason,
    )
    return requirement
