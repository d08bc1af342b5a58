"""What the treatment page shows: every gap with what is done about it, and the forms of the acts on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from apps.accounts.actors import Actor
from apps.core.words import capitalized, counted
from apps.reviews import permissions, policies, readiness
from apps.reviews.forms.folded import FoldedForm
from apps.reviews.forms.treatment import (
    CONTROL_LIST,
    AcceptRiskForm,
    ConditionForm,
    DropForm,
    RecommendForm,
    StateGapForm,
    TreatForm,
    VerifyTreatmentForm,
)
from apps.reviews.gaps import ORDER, GapGroups, GapView, anchor_of, conditions_of, controls_behind, gap_groups
from apps.reviews.models import Condition, Gap, Review, Treatment
from apps.reviews.views.base import ReviewMixin
from apps.reviews.views.screens import Slots, refusal_of, who_acts
from apps.reviews.workflow import ReviewState, Verb

ON_A_GAP = ("treat", "state_gap", "accept_risk", "verify_treatment")
GUIDANCE = {"control_list": CONTROL_LIST, "order": ORDER}
"""What the page shows whatever the review is."""
INCOMPLETE = "Something is still missing; see “Before the recommendation”."


@dataclass(frozen=True)
class TreatmentRow:
    """One treatment, with the form to verify it or the sentence why this person may not."""

    treatment: Treatment
    verify: FoldedForm | None = None
    refused: str = ""
    drop: FoldedForm | None = None


@dataclass(frozen=True)
class GapPanel:
    """One gap on the page; only the opened one carries forms, so that a page of a hundred gaps stays light."""

    view: GapView
    rows: tuple[TreatmentRow, ...]
    opened: bool = False
    treat: FoldedForm | None = None
    state: FoldedForm | None = None
    accept: FoldedForm | None = None


class TreatmentScreen(ReviewMixin):
    """What the page shows, whether it is read or an act on it was refused."""

    part = "treatment"
    template_name: str | None = "reviews/treatment.html"

    @property
    def opened(self) -> str:
        """Return the identifier of the requirement whose gap is opened."""
        return self.request.GET.get("gap", "")

    def screen_url(self) -> str:
        """Return the address of the page, at the opened gap."""
        address = reverse("reviews:treatment", args=[self.kwargs["pk"]])
        return f"{address}?gap={self.opened}#{anchor_of(self.opened)}" if self.opened else address

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the gaps in their groups, conditions, what is missing, and the forms that the actor may send."""
        context = super().get_context_data(**kwargs)
        review, slots = self.review, Slots(kwargs.get("form"))
        acts = permissions.refusals(self.actor, review)
        conditions, behind = conditions_of(review), controls_behind(review)
        groups = gap_groups(review, conditions, behind)
        gaps = len(groups.unresolved)
        treating = review.state == ReviewState.TREATMENT
        missing, works = readiness.for_recommendation(review) if treating else [], any(act in acts for act in ON_A_GAP)
        panels = PanelBuilder(self.actor, acts, groups.named(self.opened) if works else None, slots)
        return context | {
            "acts": acts,
            "works": works,
            "groups": panels.groups(groups),
            "total": gaps,
            "lead": lead(gaps, treating),
            "conditions": conditions,
            "controls": behind.values() if "treat" in acts else (),
            **GUIDANCE,
            "missing": [(finding, anchor_of(finding.identifier)) for finding in missing],
            "treating": treating,
            **panels.on_the_case(review, groups, conditions, incomplete=bool(missing)),
            "displaced": slots.displaced,
            "next": next_step(treating, missing),
        }


def lead(gaps: int, treating: bool) -> str:
    """Return the headline of the page."""
    if gaps:
        return capitalized(counted(gaps, "gap")) + (" to decide about" if treating else " on record")
    return "No gap: every selected requirement is met" if treating else "No gap is on record"


def next_step(treating: bool, missing: Iterable[Any]) -> str:
    """Return who acts next, as a sentence; empty when the page is only read."""
    if not treating:
        return ""
    if missing:
        return f"Next: {who_acts(Verb.TREAT)} treats the gaps, {who_acts(Verb.ACCEPT_RISK)} accepts what is left."
    return f"Next: {who_acts(Verb.RECOMMEND)} recommends an outcome to the CISO and the CIO."


@dataclass(frozen=True)
class PanelBuilder:
    """Makes the panels of the page for one actor."""

    actor: Actor
    acts: dict[str, str]
    opened: GapView | None
    slots: Slots

    def groups(self, groups: GapGroups) -> list[tuple[str, str, list[GapPanel]]]:
        """Return heading, explanation and panels of each group that has gaps."""
        parts = (
            ("Open key gaps", "Without these the product is not securable for this use.", groups.open_key),
            ("Other open gaps", "", groups.open_other),
            ("Treated or accepted", "", groups.handled),
            ("Closed by a later verdict", "", groups.resolved),
        )
        return [(title, text, [self.panel(view) for view in views]) for title, text, views in parts if views]

    def on_the_case(
        self, review: Review, groups: GapGroups, conditions: Iterable[Condition], *, incomplete: bool
    ) -> dict[str, Any]:
        """Return the forms of the acts that are not on one gap."""
        return {
            "condition_form": self.form("set_condition", condition_form(review, groups.gaps)),
            "droppable": self.droppable(conditions),
            "recommend_form": self.form("recommend", recommend_form(review, incomplete=incomplete)),
        }

    def panel(self, view: GapView) -> GapPanel:
        """Return the panel of one gap, with forms when it is the opened one."""
        if self.opened is None or view.gap.pk != self.opened.gap.pk:
            return GapPanel(view, tuple(TreatmentRow(row) for row in view.treatments))
        return GapPanel(
            view,
            tuple(self._row(treatment) for treatment in view.treatments),
            opened=True,
            treat=self.form("treat", treat_form(view.gap)),
            state=self.form("state_gap", state_form(view.gap)),
            accept=None if view.acceptance else self.form("accept_risk", accept_form(view.gap)),
        )

    def form(self, act: str, form: FoldedForm) -> FoldedForm | None:
        """Return the form when nothing speaks against the act, with its mistakes when it came back."""
        return self.slots.place(form) if self.acts.get(act) == "" else None

    def _row(self, treatment: Treatment) -> TreatmentRow:
        drop = self.form("drop_treatment", drop_treatment_form(treatment))
        refused = self.acts.get("verify_treatment")
        if refused is None or treatment.verified_at is not None:
            return TreatmentRow(treatment, drop=drop)
        refused = refused or refusal_of(permissions.check_treatment_verifier, self.actor, treatment)
        form = None if refused else self.slots.place(verify_form(treatment))
        return TreatmentRow(treatment, form, refused, drop)

    def droppable(self, conditions: Iterable[Condition]) -> list[tuple[str, FoldedForm]]:
        """Return for each condition that this person may drop the label and the form."""
        forms = ((f"Drop “{one}”", self.form("drop_condition", drop_condition_form(one))) for one in conditions)
        return [(label, form) for label, form in forms if form]


def treat_form(gap: Gap, data: Any = None) -> TreatForm:
    """Return the form to treat a gap."""
    return TreatForm(data, slug=f"treat-{gap.pk.hex}", action=reverse("reviews:treat", args=[gap.review_id, gap.pk]))


def state_form(gap: Gap, data: Any = None) -> StateGapForm:
    """Return the form for the position on a gap, which remembers what it read."""
    initial = {"statement": gap.statement, "read": policies.position_read(gap)}
    action = reverse("reviews:state_gap", args=[gap.review_id, gap.pk])
    return StateGapForm(data, slug=f"state-{gap.pk.hex}", action=action, initial=initial)


def accept_form(gap: Gap, data: Any = None) -> AcceptRiskForm:
    """Return the form to accept the residual risk of a gap."""
    action = reverse("reviews:accept_risk", args=[gap.review_id, gap.pk])
    return AcceptRiskForm(data, slug=f"accept-{gap.pk.hex}", action=action)


def verify_form(treatment: Treatment, data: Any = None) -> VerifyTreatmentForm:
    """Return the form to verify a treatment."""
    action = reverse("reviews:verify_treatment", args=[treatment.review_id, treatment.pk])
    return VerifyTreatmentForm(data, slug=f"verify-{treatment.pk.hex}", action=action)


def drop_treatment_form(treatment: Treatment, data: Any = None) -> DropForm:
    """Return the form to drop a treatment."""
    action = reverse("reviews:drop_treatment", args=[treatment.review_id, treatment.pk])
    return DropForm(data, slug=f"drop-{treatment.pk.hex}", action=action)


def drop_condition_form(condition: Condition, data: Any = None) -> DropForm:
    """Return the form to drop a condition."""
    action = reverse("reviews:drop_condition", args=[condition.review_id, condition.pk])
    return DropForm(data, slug=f"drop-{condition.pk.hex}", action=action)


def condition_form(review: Review, gaps: Iterable[Gap], data: Any = None) -> ConditionForm:
    """Return the form to set a condition, for the whole product or for one of the gaps."""
    choices = [(str(gap.pk), str(gap.requirement)) for gap in gaps]
    action = reverse("reviews:set_condition", args=[review.pk])
    return ConditionForm(data, gaps=choices, slug="condition", action=action)


def recommend_form(review: Review, data: Any = None, *, incomplete: bool = False) -> RecommendForm:
    """Return the form to recommend, disabled while something is missing."""
    action = reverse("reviews:recommend", args=[review.pk])
    return RecommendForm(data, slug="recommend", action=action, disabled_because=INCOMPLETE if incomplete else "")
