"""The decision page and the acts on it: concurrence, return, determination, addendum, award or none."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.core.permissions import Permission
from apps.reviews import actions, permissions, policies
from apps.reviews.forms.decision import (
    CHECK_LIST,
    SUGGESTED_CHECKS,
    AddendumForm,
    AwardForm,
    CloseWithoutAwardForm,
    ConcurForm,
    DetermineForm,
    ReturnForm,
)
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.views.base import ReviewFormPage, ReviewPage
from apps.reviews.views.decision_screen import (
    DecidedReviewMixin,
    DecisionScreen,
    addendum_form,
    close_form,
    concur_form,
    determine_form,
    return_form,
)
from apps.reviews.views.screens import ScreenAct, SignsWhenSent, refusal_of
from apps.reviews.workflow import ReviewState, Verb


class DecisionPage(DecisionScreen, ReviewPage):
    """One screen for CISO and CIO: open key gaps first, then sign."""

    permission = Permission.REVIEW_READ


class Concur(SignsWhenSent, DecisionScreen, ScreenAct):
    """The CISO concurs."""

    permission = PERMISSION_OF[Verb.CONCUR]
    done = "You have concurred. The CIO determines."

    def build_form(self, data: Any) -> ConcurForm:
        """Return the form of the review."""
        return concur_form(self.review, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Sign the concurrence."""
        actions.concur(self.review, by=self.actor, at=at, **data)


class Return(DecisionScreen, ScreenAct):
    """The CISO returns the case."""

    permission = PERMISSION_OF[Verb.RETURN]
    done = "The case is returned with your reason."

    def build_form(self, data: Any) -> ReturnForm:
        """Return the form of the review."""
        return return_form(self.review, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Return the case."""
        target = ReviewState(data["to"])
        actions.return_case(self.review, by=self.actor, at=at, to=target, reason=data["reason"])


class Determine(SignsWhenSent, DecisionScreen, ScreenAct):
    """The CIO or delegate determines."""

    permission = PERMISSION_OF[Verb.DETERMINE]
    done = "The determination is signed and the record is frozen."

    def build_form(self, data: Any) -> DetermineForm:
        """Return the form of the review."""
        return determine_form(self.review, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Sign the determination."""
        actions.determine(self.review, by=self.actor, at=at, **data)


class AddAddendum(DecisionScreen, ScreenAct):
    """Adds a correction beside the frozen record."""

    permission = PERMISSION_OF[Verb.ADD_ADDENDUM]
    done = "The addendum is in the record."

    def build_form(self, data: Any) -> AddendumForm:
        """Return the form of the review."""
        return addendum_form(self.review, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Add it."""
        actions.add_addendum(self.review, by=self.actor, at=at, **data)


class CloseWithoutAward(SignsWhenSent, DecisionScreen, ScreenAct):
    """The contracting officer ends the case without a purchase."""

    permission = PERMISSION_OF[Verb.CLOSE_WITHOUT_AWARD]
    done = "The case is closed without award. The record is kept."

    def build_form(self, data: Any) -> CloseWithoutAwardForm:
        """Return the form of the review."""
        return close_form(self.review, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """End the case."""
        actions.close_without_award(self.review, by=self.actor, at=at, **data)


class RecordAward(SignsWhenSent, DecidedReviewMixin, ReviewFormPage):
    """The contracting officer's page for the award."""

    permission = PERMISSION_OF[Verb.RECORD_AWARD]
    part = "decision"
    template_name: str | None = "reviews/award.html"

    def signs(self, request: HttpRequest) -> bool:
        """Tell whether the award is sent, and not only another row asked for."""
        return request.method == "POST" and "more" not in request.POST

    def get_form(self, form_class: Any = None) -> AwardForm:
        """Return the form, with one row more when that was asked for."""
        sent = self.request.POST if self.request.method == "POST" else None
        places: dict[str, Any] = {
            "slug": "award",
            "action": reverse("reviews:award", args=[self.kwargs["pk"]]),
            "cancel": reverse("reviews:decision", args=[self.kwargs["pk"]]),
            "disabled_because": "" if sent else self.refusal(),
        }
        if sent is None or "more" not in sent:
            return AwardForm(sent, **places)
        rows = AwardForm(sent, **places).rows + 1
        return AwardForm(rows=rows, initial=sent.dict() | {"rows": rows}, **places)

    def refusal(self) -> str:
        """Return the sentence that stands against an award now, or an empty one."""
        return (
            permissions.refusal(self.actor, Verb.RECORD_AWARD, self.review)
            or refusal_of(policies.check_verb, self.review, Verb.RECORD_AWARD)
            or refusal_of(policies.check_award, self.review)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the names suggested for checks and the versions that were assessed."""
        context = super().get_context_data(**kwargs)
        declaration = self.review.declaration
        versions = declaration.versions.all() if declaration else []
        award = getattr(self.review, "award", None)
        return context | {
            "award": award,
            "check_list": CHECK_LIST,
            "suggested": SUGGESTED_CHECKS,
            "assessed": versions,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one row more, or record the award."""
        if not self.signs(request):
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def act(self, form: AwardForm) -> HttpResponse:
        """Record the award."""
        data = form.cleaned_data
        checks = [actions.Check(*check) for check in data.pop("checks")]
        actions.record_award(self.review, by=self.actor, at=timezone.now(), checks=checks, **data)
        messages.success(self.request, "The award is recorded. The conditions are followed from here on.")
        return redirect("reviews:conditions", pk=self.review.pk)
