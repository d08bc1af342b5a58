"""The gaps of a review as the treatment and decision pages read them: computed from the record, never stored.

A gap stands with its verdict, what is needed, the controls that lose the device's support through it (and the
capabilities and requirements behind them), its treatments, its acceptance and its conditions; these stay apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Min, Prefetch, Q
from django.utils.text import slugify

from apps.core.permissions import Actor
from apps.core.templatetags.assay import day
from apps.evidence.models import EvidenceItem
from apps.reviews.loss import Loss
from apps.reviews.models import Condition, Gap, Review, ReviewRequirement, RiskAcceptance, Treatment, Verdict
from apps.reviews.traceability import Support, standing
from apps.reviews.workflow import TreatmentKind
from apps.systems.models import ControlAllocation, SecurityCapability


@dataclass(frozen=True)
class Guidance:
    """What may be done about a gap, in the order in which SP 800-213 weighs it."""

    kind: TreatmentKind
    text: str


ORDER = (
    Guidance(
        TreatmentKind.OTHER_ELEMENT,
        "Another component of the product, or another element of the system, does what is missing.",
    ),
    Guidance(TreatmentKind.COMPENSATING, "A further control keeps the risk as low as the requirement would have."),
    Guidance(TreatmentKind.REIMPLEMENT, "A control that the system has is carried out in another way."),
    Guidance(
        TreatmentKind.ACCEPT,
        "What is left stays within tolerance. This is the authorizing official's own act and a record of its own.",
    ),
    Guidance(TreatmentKind.NOT_ACQUIRE, "Nothing of this is enough: the product is not bought, or not used here."),
)


@dataclass(frozen=True)
class CapabilityBehind:
    """A security capability that rests on a control, and the requirements that it satisfies."""

    name: str
    requirements: tuple[str, ...]


@dataclass(frozen=True)
class ControlBehind:
    """A control that the device's requirement supports, with what rests on it."""

    identifier: str
    title: str = ""
    capabilities: tuple[CapabilityBehind, ...] = ()


@dataclass(frozen=True)
class GapView:
    """One gap with everything that belongs to it."""

    gap: Gap
    conditions: tuple[Condition, ...]
    support: Support
    standing: str
    controls: tuple[ControlBehind, ...]

    @property
    def requirement(self) -> ReviewRequirement:
        """Return the requirement that is not met."""
        return self.gap.requirement

    @property
    def verdict(self) -> Verdict:
        """Return the verdict that makes it a gap."""
        return self.gap.requirement.verdict

    @property
    def treatments(self) -> list[Treatment]:
        """Return the treatments in the order in which they were recorded."""
        return list(self.gap.treatments.all())

    @property
    def acceptance(self) -> RiskAcceptance | None:
        """Return the authorizing official's acceptance, or None."""
        found: RiskAcceptance | None = getattr(self.gap, "acceptance", None)
        return found

    @property
    def is_resolved(self) -> bool:
        """Tell whether a later verdict closed the gap."""
        return self.gap.resolved_at is not None

    @property
    def is_open(self) -> bool:
        """Tell whether it is residual: no verified treatment and no acceptance (as `readiness.residual_gaps`)."""
        verified = any(treatment.verified_at is not None for treatment in self.treatments)
        return not (self.is_resolved or verified or self.acceptance)

    @property
    def loss(self) -> Loss:
        """Return what would be lost if the gap stays."""
        capabilities = [each for control in self.controls for each in control.capabilities]
        return Loss(
            tuple(control.identifier for control in self.controls),
            tuple(dict.fromkeys(each.name for each in capabilities)),
            tuple(dict.fromkeys(name for each in capabilities for name in each.requirements)),
        )

    @property
    def how(self) -> list[str]:
        """Return each treatment, the acceptance and each condition as a line: what it is, and how far it has come."""
        accepted = self.acceptance
        return [
            *(_treated_in_words(treatment) for treatment in self.treatments),
            *([_accepted_in_words(accepted)] if accepted else []),
            *(f"Condition, {condition.shown_state.label.lower()}: {condition}" for condition in self.conditions),
        ]

    @property
    def anchor(self) -> str:
        """Return the id of the gap on a page."""
        return anchor_of(self.requirement.identifier)


def _treated_in_words(treatment: Treatment) -> str:
    kind = treatment.get_kind_display()
    if treatment.verified_at is None:
        return f"{kind}: {treatment.owner}, due {day(treatment.due_on)}, not verified yet"
    return f"{kind}: verified by {treatment.verified_by}, {day(treatment.verified_at)}"


def _accepted_in_words(acceptance: RiskAcceptance) -> str:
    until = f", until {day(acceptance.until)}" if acceptance.until else ""
    return f"Residual risk accepted by {acceptance.accepted_by}, {day(acceptance.accepted_at)}{until}"


def anchor_of(identifier: str) -> str:
    """Return the id under which the gap of a requirement stands on a page."""
    return f"gap-{slugify(identifier.replace('.', '-'))}"


@dataclass(frozen=True)
class GapGroups:
    """The gaps of a review in the order in which they are decided: open key gaps first."""

    open_key: tuple[GapView, ...] = ()
    open_other: tuple[GapView, ...] = ()
    handled: tuple[GapView, ...] = ()
    resolved: tuple[GapView, ...] = ()

    @property
    def unresolved(self) -> tuple[GapView, ...]:
        """Return every gap that the present verdicts leave."""
        return self.open_key + self.open_other + self.handled

    @property
    def handled_key(self) -> tuple[GapView, ...]:
        """Return the gaps on key requirements that are treated and verified, or accepted."""
        return tuple(view for view in self.handled if view.requirement.key)

    @property
    def others(self) -> tuple[GapView, ...]:
        """Return the gaps on requirements that are not key: the open ones first, then the treated and accepted ones."""
        return self.open_other + tuple(view for view in self.handled if not view.requirement.key)

    @property
    def no_open_key(self) -> str:
        """Say why no key gap is open: there is none, or where to read what was done about each."""
        if not self.handled_key:
            return "No key requirement has a gap."
        return "No key gap is open: each one is treated and verified, or its risk is accepted, as follows."

    @property
    def gaps(self) -> list[Gap]:
        """Return the records behind `unresolved`."""
        return [view.gap for view in self.unresolved]

    @property
    def accepted(self) -> tuple[GapView, ...]:
        """Return the gaps whose residual risk the authorizing official accepted."""
        return tuple(view for view in self.unresolved if view.acceptance)

    def named(self, identifier: str) -> GapView | None:
        """Return the gap on the requirement named, else the one to begin with."""
        found = (view for view in self.unresolved if view.requirement.identifier == identifier)
        return next(found, next(iter(self.unresolved), None))


def conditions_of(review: Review) -> list[Condition]:
    """Return the conditions of the review by date, each with its gap; one statement."""
    return list(
        Condition.objects.filter(review=review)
        .select_related("gap__requirement", "set_by", "proposed_by", "verified_by")
        .order_by("due_on", "pk")
    )


def gap_groups(
    review: Review, conditions: Iterable[Condition], behind: Mapping[str, ControlBehind] | None = None
) -> GapGroups:
    """Return the gaps in their groups; two statements whatever the number of gaps.

    `behind` names what rests on each control (`controls_behind`); without it controls are identifiers only.
    """
    treatments = Treatment.objects.select_related("author", "verified_by", "control").order_by("created_at", "pk")
    gaps = (
        Gap.objects.filter(review=review)
        .select_related("requirement__verdict", "acceptance__accepted_by", "stated_by")
        .prefetch_related(Prefetch("treatments", queryset=treatments))
        .order_by("requirement__position", "pk")
    )
    of_gap = defaultdict(list)
    for condition in conditions:
        of_gap[condition.gap_id].append(condition)
    views = [_view(gap, of_gap[gap.pk], behind or {}) for gap in gaps]
    current = [view for view in views if not view.is_resolved]
    return GapGroups(
        open_key=tuple(view for view in current if view.is_open and view.requirement.key),
        open_other=tuple(view for view in current if view.is_open and not view.requirement.key),
        handled=tuple(view for view in current if not view.is_open),
        resolved=tuple(view for view in views if view.is_resolved),
    )


def _view(gap: Gap, conditions: list[Condition], behind: Mapping[str, ControlBehind]) -> GapView:
    # `standing` asks the gap for its conditions; here they are known already.
    vars(gap).setdefault("_prefetched_objects_cache", {})["conditions"] = conditions
    support, words = standing(gap.requirement)
    controls = tuple(behind.get(identifier, ControlBehind(identifier)) for identifier in gap.requirement.controls)
    return GapView(gap, tuple(conditions), support, words, controls)


def controls_behind(review: Review) -> dict[str, ControlBehind]:
    """Return the controls of the review's system by identifier, each with the capabilities that rest on it.

    Four statements whatever the size; empty while the review has no system.
    """
    allocated = ControlAllocation.objects.in_force().filter(system=review.system_id)
    controls = [row.control for row in allocated.select_related("control").order_by("control__position", "pk")]
    capabilities = (
        SecurityCapability.objects.filter(organization=review.organization_id, controls__in=allocated.values("control"))
        .distinct()
        .prefetch_related("controls", "satisfies")
        .order_by("name", "pk")
    )
    resting = defaultdict(list)
    for capability in capabilities:
        requirements = tuple(sorted(map(str, capability.satisfies.all())))
        for control in capability.controls.all():
            resting[control.identifier].append(CapabilityBehind(capability.name, requirements))
    return {
        control.identifier: ControlBehind(control.identifier, control.title, tuple(resting[control.identifier]))
        for control in controls
    }


@dataclass(frozen=True)
class EvidenceAge:
    """How old the evidence behind the review is; a number of files says nothing about strength."""

    oldest: date | None = None
    newest: date | None = None
    undated: int = 0
    ended: int = 0
    total: int = field(default=0)


def evidence_age(review: Review, actor: Actor, today: date) -> EvidenceAge:
    """Return the dates of the evidence that the actor may see, of answers and of verdicts; one statement."""
    used = Q(verdict_uses__verdict__review=review)
    if review.declaration_id:
        entries = ReviewRequirement.objects.filter(review=review, selection="selected").values("node__entry")
        used |= Q(answer_uses__answer__declaration=review.declaration_id, answer_uses__answer__node__entry__in=entries)
    items = EvidenceItem.objects.visible_to(actor).filter(pk__in=EvidenceItem.objects.filter(used).values("pk"))
    return EvidenceAge(
        **items.aggregate(
            oldest=Min("issued_on"),
            newest=Max("issued_on"),
            undated=Count("pk", filter=Q(issued_on__isnull=True)),
            ended=Count("pk", filter=Q(valid_until__lt=today)),
            total=Count("pk"),
        )
    )
