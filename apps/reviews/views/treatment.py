"""The treatment page and the acts on it, up to the recommendation."""

from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from apps.core.permissions import Permission
from apps.reviews import actions, policies
from apps.reviews.forms.treatment import (
    AcceptRiskForm,
    ConditionForm,
    DropForm,
    RecommendForm,
    StateGapForm,
    TreatForm,
    VerifyTreatmentForm,
)
from apps.reviews.models import Condition, Gap, Treatment
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.views.base import ReviewPage
from apps.reviews.views.screens import ScreenAct, SignsWhenSent
from apps.reviews.views.treatment_screen import (
    TreatmentScreen,
    accept_form,
    condition_form,
    drop_condition_form,
    drop_treatment_form,
    recommend_form,
    state_form,
    treat_form,
    verify_form,
)
from apps.reviews.workflow import Verb


class TreatmentPage(TreatmentScreen, ReviewPage):
    """The gaps, open key gaps first."""

    permission = Permission.REVIEW_READ


class GapAct(TreatmentScreen, ScreenAct):
    """An act on one gap of the review."""

    abstract = True

    @cached_property
    def gap(self) -> Gap:
        """Return the gap of the address; 404 when it is not one of the review."""
        gaps = Gap.objects.filter(review=self.review).select_related("review", "requirement")
        return get_object_or_404(gaps, pk=self.kwargs["gap"])

    @property
    def opened(self) -> str:
        """Return the requirement of the gap that is acted on."""
        return self.gap.requirement.identifier


class Treat(GapAct):
    """Records a treatment."""

    permission = PERMISSION_OF[Verb.TREAT]
    done = "The treatment is recorded. Another person verifies it."

    def build_form(self, data: Any) -> TreatForm:
        """Return the form of the gap."""
        return treat_form(self.gap, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Record the treatment."""
        actions.treat(self.gap, by=self.actor, at=at, **data)


class StateGap(GapAct):
    """Writes the position on a gap."""

    permission = PERMISSION_OF[Verb.STATE_GAP]
    done = "The position on the gap is saved."

    def build_form(self, data: Any) -> StateGapForm:
        """Return the form of the gap."""
        return state_form(self.gap, data)

    def show_again(self, form: Any, *, status: int) -> HttpResponse:
        """Show both positions after a conflict; who has read them can save."""
        if status == HTTPStatus.CONFLICT:
            self.gap.refresh_from_db()
            form.data = form.data.copy()
            form.data["read"] = policies.position_read(self.gap)
        return super().show_again(form, status=status)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Write the position."""
        actions.state_gap(self.gap, by=self.actor, at=at, **data)


class AcceptRisk(SignsWhenSent, GapAct):
    """Accepts the residual risk of a gap, as the authorizing official."""

    permission = PERMISSION_OF[Verb.ACCEPT_RISK]
    done = "The residual risk is accepted. The gap stays a gap in the record."

    def build_form(self, data: Any) -> AcceptRiskForm:
        """Return the form of the gap."""
        return accept_form(self.gap, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Sign the acceptance."""
        actions.accept_risk(self.gap, by=self.actor, at=at, **data)


class TreatmentAct(TreatmentScreen, ScreenAct):
    """An act on one treatment of the review."""

    abstract = True

    @cached_property
    def treatment(self) -> Treatment:
        """Return the treatment of the address; 404 when it is not one of the review."""
        treatments = Treatment.objects.filter(review=self.review).select_related("review", "gap__requirement")
        return get_object_or_404(treatments, pk=self.kwargs["treatment"])

    @property
    def opened(self) -> str:
        """Return the requirement whose gap is treated."""
        return self.treatment.gap.requirement.identifier


class VerifyTreatment(TreatmentAct):
    """Records that a treatment works."""

    permission = PERMISSION_OF[Verb.VERIFY_TREATMENT]
    done = "The treatment is verified."

    def build_form(self, data: Any) -> VerifyTreatmentForm:
        """Return the form of the treatment."""
        return verify_form(self.treatment, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Record the verification."""
        actions.verify_treatment(self.treatment, by=self.actor, at=at, **data)


class DropTreatment(TreatmentAct):
    """Takes back a treatment."""

    permission = PERMISSION_OF[Verb.DROP_TREATMENT]
    done = "The treatment is dropped; its gap has to be treated in another way."

    def build_form(self, data: Any) -> DropForm:
        """Return the form of the treatment."""
        return drop_treatment_form(self.treatment, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Drop the treatment."""
        actions.drop_treatment(self.treatment, by=self.actor, at=at, **data)


class DropCondition(TreatmentScreen, ScreenAct):
    """Takes back a condition."""

    permission = PERMISSION_OF[Verb.DROP_CONDITION]
    done = "The condition is dropped."

    @cached_property
    def condition(self) -> Condition:
        """Return the condition of the address; 404 when it is not one of the review."""
        conditions = Condition.objects.filter(review=self.review).select_related("review", "gap__requirement")
        return get_object_or_404(conditions, pk=self.kwargs["condition"])

    def build_form(self, data: Any) -> DropForm:
        """Return the form of the condition."""
        return drop_condition_form(self.condition, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Drop the condition."""
        actions.drop_condition(self.condition, by=self.actor, at=at, **data)


class SetCondition(TreatmentScreen, ScreenAct):
    """Sets a condition with a date."""

    permission = PERMISSION_OF[Verb.SET_CONDITION]
    done = "The condition is set."

    def build_form(self, data: Any) -> ConditionForm:
        """Return the form with the gaps of the review to choose from."""
        gaps = Gap.objects.filter(review=self.review, resolved_at__isnull=True).select_related("requirement")
        return condition_form(self.review, gaps.order_by("requirement__position", "pk"), data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Set the condition."""
        chosen = data.pop("gap")
        gap = Gap.objects.select_related("requirement").get(review=self.review, pk=chosen) if chosen else None
        actions.set_condition(self.review, by=self.actor, at=at, gap=gap, **data)


class Recommend(SignsWhenSent, TreatmentScreen, ScreenAct):
    """Recommends an outcome to the CISO and the CIO."""

    permission = PERMISSION_OF[Verb.RECOMMEND]
    done = "The recommendation is before the CISO and the CIO."

    def build_form(self, data: Any) -> RecommendForm:
        """Return the form of the review."""
        return recommend_form(self.review, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Sign the recommendation."""
        actions.recommend(self.review, by=self.actor, at=at, **data)
