"""The requirement set: candidates, decisions on them, proposal, approval, release, and changes of key flags."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog.models import Entry, Node
from apps.catalog.selection import candidates_for_controls, federal_low_profile, profile_nodes
from apps.core.errors import Invalid, NotNow
from apps.devices import actions as devices
from apps.reviews import permissions, policies
from apps.reviews.actions.acting import acting
from apps.reviews.models import RequirementChange, Review, ReviewRequirement, Verdict
from apps.reviews.workflow import Selection, SourceKind, Verb
from apps.systems.kinds import Impact

# At high impact, updates and authentication ask for evidence that the agency verified itself (domain.md section 3).
HIGH_IMPACT_SUBCAPABILITIES = ("SU-UPD", "SU-APP", "LA-AUN", "LA-ACF", "DI-DAS")


def add_candidates(review: Review) -> int:
    """Gather the candidates of the system's controls and of the federal low profile; return how many there are.

    Called by `categorise` inside its transaction. A linked review starts from the decisions of the one before.
    """
    allocated = policies.check_categorise(review).allocations.values_list("control__identifier", flat=True)
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
    fields = ["selection", "decline_reason", "key", "key_reason", "parameter", "minimum_strength"]
    earlier = {requirement.identifier: requirement for requirement in predecessor.requirements.all()}
    changed = []
    for requirement in review.requirements.all():
        if before := earlier.get(requirement.identifier):
            for field in fields:
                setattr(requirement, field, getattr(before, field))
            changed.append(requirement)
    ReviewRequirement.objects.bulk_update(changed, fields)


@transaction.atomic
def decide_candidates(
    review: Review,
    *,
    by: Actor,
    identifiers: Iterable[str],
    selection: str,
    decline_reason: str = "",
) -> int:
    """Select or decline several candidates at once; declining needs a reason. Returns how many were changed."""
    permissions.check_user_can_edit_set(by, review)
    policies.check_set_open(review)
    if selection == Selection.DECLINED and not decline_reason.strip():
        raise Invalid("Say why these candidates are declined; the reason stays in the record.")
    chosen = review.requirements.select_for_update().filter(identifier__in=list(identifiers))
    values: dict[str, Any] = {
        "selection": selection,
        "decline_reason": decline_reason if selection == Selection.DECLINED else "",
    }
    if selection != Selection.SELECTED:
        values |= {"key": False, "key_reason": ""}
    decided = sorted(requirement.identifier for requirement in chosen)
    review.requirements.filter(identifier__in=decided).update(**values)
    chain.record(
        "review.candidates_decided",
        by=by,
        target=review,
        subject=review,
        after={"selection": selection, "identifiers": decided},
        reason=decline_reason,
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
) -> ReviewRequirement:
    """Select a requirement with its key flag, parameter and least strength of evidence.

    Without `minimum_strength` the default applies: key 3, at high impact 4 for updates and authentication, others 2.
    """
    review = requirement.review
    permissions.check_user_can_edit_set(by, review)
    policies.check_set_open(review)
    if key and not key_reason.strip():
        raise Invalid(f"Say why {requirement.identifier} is key: without it the product is not securable for this use.")
    locked = ReviewRequirement.objects.select_for_update().get(pk=requirement.pk)
    locked.selection = Selection.SELECTED
    locked.decline_reason = ""
    locked.key, locked.key_reason, locked.parameter = key, key_reason if key else "", parameter
    locked.minimum_strength = default_strength(locked, review) if minimum_strength is None else minimum_strength
    fields = ["selection", "decline_reason", "key", "key_reason", "parameter", "minimum_strength"]
    locked.save(update_fields=fields)
    chain.record(
        "review.requirement_tailored",
        by=by,
        target=locked,
        subject=review,
        after={field: getattr(locked, field) for field in fields},
    )
    return locked


def default_strength(requirement: ReviewRequirement, review: Review) -> int:
    """Return the least strength of evidence by default (domain.md section 3)."""
    if not requirement.key:
        return 2
    strict = requirement.identifier.split(".")[0] in HIGH_IMPACT_SUBCAPABILITIES
    return 4 if strict and review.impact == Impact.HIGH else 3


@transaction.atomic
def add_catalog_requirement(review: Review, *, by: Actor, node: Node, reason: str) -> ReviewRequirement:
    """Add an entry of the catalog that no control proposes; a reason is required."""
    permissions.check_user_can_edit_set(by, review)
    policies.check_set_open(review)
    if not reason.strip():
        raise Invalid("Say why this entry is added.")
    if node.edition_id != review.edition_id or not node.answerable:
        raise Invalid("This entry cannot be answered, or it is not in the edition of this review.")
    if review.requirements.filter(identifier=node.identifier).exists():
        raise Invalid(f"{node.identifier} is in the set already.")
    requirement = _requirement_of(review, node, [{"kind": SourceKind.AGENCY.value, "detail": reason}], [])
    requirement.selection = Selection.SELECTED
    requirement.save()
    chain.record("review.requirement_added", by=by, target=requirement, subject=review, reason=reason)
    return requirement


@transaction.atomic
def add_own_requirement(
    review: Review, *, by: Actor, title: str, statement: str, capability_code: str, reason: str
) -> ReviewRequirement:
    """Add a requirement in the agency's own words, numbered OWN-1 and so on; a reason is required."""
    permissions.check_user_can_edit_set(by, review)
    policies.check_set_open(review)
    if not reason.strip():
        raise Invalid("Say where this requirement comes from.")
    Review.objects.select_for_update().get(pk=review.pk)
    number = review.requirements.filter(node__isnull=True).count() + 1
    requirement = ReviewRequirement.objects.create(
        review=review,
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
        subject=review,
        after={"statement": statement},
        reason=reason,
    )
    return requirement


def propose(review: Review, *, by: Actor, at: datetime) -> None:
    """Propose the set: every candidate is selected, or declined with a reason."""
    with acting(review, Verb.PROPOSE, by=by, at=at) as work:
        policies.check_propose(work.review)
        work.after = _set_summary(work.review)


def approve(review: Review, *, by: Actor, at: datetime) -> None:
    """Approve the proposed set, as a person who did not propose it."""
    with acting(review, Verb.APPROVE, by=by, at=at) as work:
        policies.check_approve(work.review)
        work.after = _set_summary(work.review)


def send_back(review: Review, *, by: Actor, at: datetime, reason: str) -> None:
    """Send the proposed set back with a reason, so that the reviewer can change it."""
    if not reason.strip():
        raise Invalid("Say what has to be changed in the set.")
    with acting(review, Verb.SEND_BACK, by=by, at=at, reason=reason) as work:
        policies.check_send_back(work.review)


def release(review: Review, *, by: Actor, at: datetime, due_on: date, message: str) -> None:
    """Send the approved set to the manufacturer, with the day by which the answer is due."""
    if due_on <= at.date():
        raise Invalid("The answer must be due on a day after today.")
    with acting(review, Verb.RELEASE, by=by, at=at, reason=message) as work:
        policies.check_release(work.review)
        selected = work.review.requirements.filter(selection=Selection.SELECTED, node__isnull=False)
        request = devices.request_answers(
            work.review.product,
            by=by,
            at=at,
            purpose=work.review.procurement.title,
            due_on=due_on,
            message=message,
            entries=Entry.objects.filter(nodes__in=selected.values("node_id")),
        )
        Review.objects.filter(pk=work.review.pk).update(request=request)
        work.after = {"recipient": str(work.review.product.organization), "due_on": due_on}


def request_change(
    requirement: ReviewRequirement, *, by: Actor, at: datetime, key: bool, reason: str
) -> RequirementChange:
    """Ask for a change of a key flag after approval; it shows in the record whatever is decided."""
    if not reason.strip():
        raise Invalid("Say why the key flag should change.")
    review = requirement.review
    with acting(review, Verb.REQUEST_CHANGE, by=by, at=at, reason=reason, requirement=requirement) as work:
        policies.check_judge(requirement)
        if requirement.key == key:
            raise Invalid(f"{requirement.identifier} is {'already' if key else 'not'} a key requirement.")
        if requirement.changes.filter(decided_at__isnull=True).exists():
            raise NotNow("A change of this key flag is waiting for a decision already.")
        change = RequirementChange.objects.create(
            review=work.review, requirement=requirement, key=key, reason=reason, requested_by=by.user, requested_at=at
        )
        work.target, work.after = requirement, {"key": key}
    return change


def decide_change(change: RequirementChange, *, by: Actor, at: datetime, approved: bool, reason: str = "") -> None:
    """Approve or refuse a change of a key flag, as a person who did not ask for it.

    A requirement that becomes key needs a second reviewer again, so its confirmation is cleared.
    """
    requirement = change.requirement
    with acting(change.review, Verb.DECIDE_CHANGE, by=by, at=at, reason=reason, requirement=requirement) as work:
        locked = RequirementChange.objects.select_for_update().get(pk=change.pk)
        permissions.check_change_decider(by, locked)
        if locked.decided_at is not None:
            raise NotNow("This change has been decided already.")
        RequirementChange.objects.filter(pk=locked.pk).update(approved=approved, decided_by=by.user, decided_at=at)
        if approved:
            values = {"key": locked.key, "key_reason": locked.reason if locked.key else ""}
            ReviewRequirement.objects.filter(pk=requirement.pk).update(**values)
            if locked.key:
                Verdict.objects.filter(requirement=requirement).update(confirmed_by=None, confirmed_at=None)
        work.target = requirement
        work.before, work.after = {"key": requirement.key}, {"key": locked.key, "approved": approved}
    change.refresh_from_db()


def _set_summary(review: Review) -> dict[str, object]:
    rows = review.requirements.order_by("position").values_list("identifier", "selection", "key")
    return {
        "selected": [identifier for identifier, selection, _ in rows if selection == Selection.SELECTED],
        "declined": sum(1 for _, selection, _ in rows if selection == Selection.DECLINED),
        "key": [identifier for identifier, _, key in rows if key],
    }
