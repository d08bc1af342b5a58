"""The conditions of an awarded case: proposed as met, verified by another person, and the end of the case."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.core.permissions import Permission
from apps.reviews import actions, dossier, permissions, policies
from apps.reviews.forms.folded import FoldedForm
from apps.reviews.forms.monitoring import CloseForm, ProposeConditionForm, VerifyConditionForm
from apps.reviews.gaps import conditions_of
from apps.reviews.models import Condition, Review
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.views.base import ReviewPage
from apps.reviews.views.decision_screen import DecidedReviewMixin
from apps.reviews.views.screens import ScreenAct, SignsWhenSent, Slots, refusal_of
from apps.reviews.workflow import ConditionState, ReviewState, Verb


@dataclass(frozen=True)
class ConditionRow:
    """One condition with what the actor may do about it."""

    condition: Condition
    late: bool
    propose: FoldedForm | None = None
    verify: FoldedForm | None = None
    refused: str = ""


class ConditionsScreen(DecidedReviewMixin):
    """What the page shows, whether it is read or an act on it was refused."""

    part = "conditions"
    template_name: str | None = "reviews/conditions.html"

    def screen_url(self) -> str:
        """Return the address of the page."""
        return reverse("reviews:conditions", args=[self.kwargs["pk"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the conditions, the award, and the forms that the actor may send."""
        context = super().get_context_data(**kwargs)
        review, slots = self.review, Slots(kwargs.get("form"))
        acts = permissions.refusals(self.actor, review)
        award = getattr(review, "award", None)
        builder = RowBuilder(self.actor, acts, slots, timezone.localdate())
        rows = [builder.row(condition) for condition in conditions_of(review)]
        closing = review.state == ReviewState.MONITORING and acts.get("close") == ""
        return context | {
            "acts": acts,
            "rows": rows,
            "open": sum(row.condition.state != ConditionState.VERIFIED for row in rows),
            "late": sum(row.late for row in rows),
            "award": award,
            "checks": list(award.checks.order_by("checked_on", "pk")) if award else [],
            "monitoring": review.state == ReviewState.MONITORING,
            "next": dossier.next_act(review, None),
            "close_form": slots.place(close_form(review)) if closing else None,
            "displaced": slots.displaced,
        }


@dataclass(frozen=True)
class RowBuilder:
    """Makes the rows of the page for one actor."""

    actor: Actor
    acts: dict[str, str]
    slots: Slots
    today: date

    def row(self, condition: Condition) -> ConditionRow:
        """Return one condition with its form, or the sentence why not."""
        late = condition.due_on < self.today and condition.state != ConditionState.VERIFIED
        if condition.state == ConditionState.OPEN and "propose_condition_met" in self.acts:
            refused = self.acts["propose_condition_met"]
            form = None if refused else self.slots.place(propose_form(condition))
            return ConditionRow(condition, late, propose=form, refused=refused)
        if condition.state == ConditionState.PROPOSED and "verify_condition" in self.acts:
            refused = self.acts["verify_condition"] or refusal_of(
                permissions.check_condition_verifier, self.actor, condition
            )
            form = None if refused else self.slots.place(verify_form(condition))
            return ConditionRow(condition, late, verify=form, refused=refused)
        return ConditionRow(condition, late)


def propose_form(condition: Condition, data: Any = None) -> ProposeConditionForm:
    """Return the form to propose a condition as met."""
    action = reverse("reviews:propose_condition", args=[condition.review_id, condition.pk])
    return ProposeConditionForm(data, slug=f"propose-{condition.pk.hex}", action=action)


def verify_form(condition: Condition, data: Any = None) -> VerifyConditionForm:
    """Return the form to verify a condition."""
    action = reverse("reviews:verify_condition", args=[condition.review_id, condition.pk])
    return VerifyConditionForm(data, slug=f"verify-{condition.pk.hex}", action=action)


def close_form(review: Review, data: Any = None) -> CloseForm:
    """Return the form to close the case, disabled with the sentence while a condition is open."""
    refused = "" if data is not None else refusal_of(policies.check_close, review)
    action = reverse("reviews:close", args=[review.pk])
    return CloseForm(data, slug="close", action=action, disabled_because=refused)


class ConditionsPage(ConditionsScreen, ReviewPage):
    """The conditions by their dates."""

    permission = Permission.REVIEW_READ


class ConditionAct(ConditionsScreen, ScreenAct):
    """An act on one condition of the review."""

    abstract = True

    @cached_property
    def condition(self) -> Condition:
        """Return the condition of the address; 404 when it is not one of the review."""
        conditions = Condition.objects.filter(review=self.review).select_related("review")
        condition: Condition = get_object_or_404(conditions, pk=self.kwargs["condition"])
        return condition


class ProposeCondition(ConditionAct):
    """Proposes a condition as met."""

    permission = PERMISSION_OF[Verb.PROPOSE_CONDITION_MET]
    done = "The condition is proposed as met. A reviewer verifies it."

    def build_form(self, data: Any) -> ProposeConditionForm:
        """Return the form of the condition."""
        return propose_form(self.condition, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Propose it."""
        actions.propose_condition_met(self.condition, by=self.actor, at=at, **data)


class VerifyCondition(ConditionAct):
    """Verifies a condition that another person proposed as met."""

    permission = PERMISSION_OF[Verb.VERIFY_CONDITION]
    done = "The condition is verified."

    def build_form(self, data: Any) -> VerifyConditionForm:
        """Return the form of the condition."""
        return verify_form(self.condition, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Verify it."""
        actions.verify_condition(self.condition, by=self.actor, at=at)


class Close(SignsWhenSent, ConditionsScreen, ScreenAct):
    """Closes a monitored case."""

    permission = PERMISSION_OF[Verb.CLOSE]
    done = "The case is closed. The record is kept."

    def build_form(self, data: Any) -> CloseForm:
        """Return the form of the review."""
        return close_form(self.review, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Close it."""
        actions.close(self.review, by=self.actor, at=at)
