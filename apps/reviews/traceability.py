"""How far each control of the system is supported in one review: computed from the record, never stored.

The chain in SP 800-213's figure read backwards: verdict and treatment -> requirement -> control -> security
capability -> security requirement. "Supports" is weaker than "implements"; nothing here is counted into a score.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from apps.catalog.kinds import NodeKind
from apps.catalog.models import Mapping, Reference
from apps.core.choices import ShownChoices
from apps.reviews.models import Gap, Review, ReviewRequirement
from apps.reviews.workflow import GAP_VERDICTS, ConditionState, Selection, TreatmentKind
from apps.systems.models import ControlAllocation, SecurityCapability, SecurityRequirement


class Support(ShownChoices):
    """What the device's requirements do for a control; the first line that fits decides (see `support_of`)."""

    NOT_DEVICE_RELEVANT = "not_device_relevant", "remove", "neutral", "No device side"
    DECLINED = "declined", "do_not_disturb", "neutral", "Declined"
    UNSUPPORTED = "unsupported", "cancel", "error", "Not supported"
    UNKNOWN = "unknown", "help", "warning", "Not known yet"
    PENDING = "pending", "schedule", "warning", "Pending"
    COMPENSATED = "compensated", "verified_user", "info", "Compensated"
    SUPPORTED = "supported", "check_circle", "success", "Supported"


WORST_FIRST = (
    Support.UNSUPPORTED,
    Support.UNKNOWN,
    Support.PENDING,
    Support.DECLINED,
    Support.COMPENSATED,
    Support.SUPPORTED,
)
"""The order in which a roll-up looks; `not_device_relevant` never takes part."""


MEANINGS = {
    Support.UNSUPPORTED: "A selected requirement has a gap that nobody has treated or accepted.",
    Support.UNKNOWN: "A selected requirement has no verdict yet.",
    Support.PENDING: "Every gap is treated, but a treatment waits for its verification or a condition is open.",
    Support.DECLINED: "Entries of the catalog would support it; none of them is in the requirement set.",
    Support.COMPENSATED: "The gaps are treated and verified, or the authorizing official accepted what is left.",
    Support.SUPPORTED: "All selected requirements are met, also by another component, or agreed not to apply.",
    Support.NOT_DEVICE_RELEVANT: "No entry of the catalog maps to it: it is work of the organization or the system.",
}
"""What each status says, for people."""


@dataclass(frozen=True)
class Reason:
    """What one requirement contributes to the status of a control, in words."""

    requirement: ReviewRequirement
    support: Support
    text: str


@dataclass(frozen=True)
class ControlSupport:
    """One control of the system, its status, and the requirements that explain it."""

    control: Reference
    support: Support
    reasons: tuple[Reason, ...]
    unselected: tuple[ReviewRequirement, ...] = ()
    """Candidates that would support it and were declined, or are not decided."""

    @property
    def identifier(self) -> str:
        """Return the control's identifier."""
        return self.control.identifier


@dataclass(frozen=True)
class CapabilitySupport:
    """A security capability and the worst status of its controls in this system."""

    capability: SecurityCapability
    support: Support | None
    controls: tuple[ControlSupport, ...]


@dataclass(frozen=True)
class RequirementSupport:
    """A security requirement of the agency and the worst status of the capabilities that satisfy it."""

    requirement: SecurityRequirement
    support: Support | None
    capabilities: tuple[CapabilitySupport, ...]


def control_support(review: Review) -> list[ControlSupport]:
    """Return the status of every control allocated to the review's system, in the order of the control list.

    Six statements whatever the size; empty while the review has no system.
    """
    allocated = ControlAllocation.objects.in_force().filter(system=review.system_id)
    controls = [row.control for row in allocated.select_related("control").order_by("control__position", "pk")]
    mapped = Mapping.objects.filter(
        node__edition=review.edition_id, node__kind=NodeKind.ELEMENT, reference__in=allocated.values("control")
    )
    requirements = (
        ReviewRequirement.objects.filter(review=review)
        .select_related("verdict", "gap", "gap__acceptance")
        .prefetch_related("gap__treatments", "gap__conditions")
        .order_by("position", "pk")
    )
    return support_of_controls(
        controls, set(mapped.values_list("reference__identifier", flat=True).distinct()), requirements
    )


def support_of_controls(
    controls: Iterable[Reference], mapped: Collection[str], requirements: Iterable[ReviewRequirement]
) -> list[ControlSupport]:
    """Return the status of each control, given the controls that catalog elements map to, and the requirement set."""
    in_set, selected, unselected = set(mapped), defaultdict(list), defaultdict(list)
    for requirement in requirements:
        in_set.update(requirement.controls)
        if requirement.selection == Selection.SELECTED:
            support, text = standing(requirement)
            for identifier in requirement.controls:
                selected[identifier].append(Reason(requirement, support, text))
        else:
            for identifier in requirement.controls:
                unselected[identifier].append(requirement)
    return [
        ControlSupport(
            control,
            support_of(control.identifier in in_set, reasons),
            tuple(reasons),
            tuple(unselected[control.identifier]),
        )
        for control in controls
        for reasons in [selected[control.identifier]]
    ]


def support_of(has_elements: bool, reasons: Collection[Reason]) -> Support:
    """Return the status of one control: the first line of domain.md section 8 that fits."""
    if not has_elements:
        return Support.NOT_DEVICE_RELEVANT
    if not reasons:
        return Support.DECLINED
    return worst(reason.support for reason in reasons) or Support.DECLINED


def standing(requirement: ReviewRequirement) -> tuple[Support, str]:
    """Return what one selected requirement contributes, and the words for it. `partly` is a gap."""
    verdict = getattr(requirement, "verdict", None)
    if verdict is None:
        return Support.UNKNOWN, "no verdict yet"
    if verdict.value not in GAP_VERDICTS:
        return Support.SUPPORTED, verdict.shown.label.lower()
    support, treated = _standing_of_gap(getattr(requirement, "gap", None))
    return support, f"{verdict.shown.label.lower()}; {treated}"


def _standing_of_gap(gap: Gap | None) -> tuple[Support, str]:
    """Return how far a gap is treated.

    "The risk is accepted" holds once the acceptance is signed; "not acquired" treats nothing, since a product that
    is not bought supports no control.
    """
    treatments = [row for row in gap.treatments.all() if row.kind != TreatmentKind.NOT_ACQUIRE] if gap else []
    accepted = getattr(gap, "acceptance", None) is not None
    if gap is None or not (treatments or accepted):
        return Support.UNSUPPORTED, "not treated"
    waiting = [
        row for row in treatments if row.verified_at is None and not (row.kind == TreatmentKind.ACCEPT and accepted)
    ]
    if waiting:
        return Support.PENDING, "treated, verification outstanding"
    if any(row.state != ConditionState.VERIFIED for row in gap.conditions.all()):
        return Support.PENDING, "treated, condition open"
    if accepted:
        return Support.COMPENSATED, "residual risk accepted by the authorizing official"
    return Support.COMPENSATED, "treated and verified"


def worst(statuses: Iterable[Support]) -> Support | None:
    """Return the worst status; None when nothing but `not_device_relevant` is among them."""
    present = set(statuses)
    return next((support for support in WORST_FIRST if support in present), None)


def capability_support(review: Review, controls: Iterable[ControlSupport]) -> list[CapabilitySupport]:
    """Return the agency's security capabilities that rest on controls of this system, each with its worst control.

    Three statements whatever the size.
    """
    by_key = {row.control.pk: row for row in controls}
    capabilities = (
        SecurityCapability.objects.filter(organization=review.organization_id)
        .prefetch_related("controls", "satisfies")
        .order_by("name", "pk")
    )
    result = []
    for capability in capabilities:
        rows = [by_key[control.pk] for control in capability.controls.all() if control.pk in by_key]
        if rows:
            rows.sort(key=lambda row: row.control.position)
            result.append(CapabilitySupport(capability, worst(row.support for row in rows), tuple(rows)))
    return result


def requirement_support(capabilities: Iterable[CapabilitySupport]) -> list[RequirementSupport]:
    """Return the security requirements that these capabilities satisfy, each with its worst capability."""
    found: dict[UUID, tuple[SecurityRequirement, list[CapabilitySupport]]] = {}
    for row in capabilities:
        for requirement in row.capability.satisfies.all():
            found.setdefault(requirement.pk, (requirement, []))[1].append(row)
    rolled = [
        RequirementSupport(requirement, worst(row.support for row in rows if row.support), tuple(rows))
        for requirement, rows in found.values()
    ]
    return sorted(rolled, key=lambda row: (str(row.requirement), str(row.requirement.pk)))
