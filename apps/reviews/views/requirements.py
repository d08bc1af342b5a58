"""The requirement set and the acts on it: deciding, adding, proposing, approving, sending back, releasing."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.core.permissions import Permission
from apps.reviews import actions, candidates, permissions, policies
from apps.reviews.forms.requirements import (
    SHOWN,
    AddEntryForm,
    AddOwnForm,
    BulkForm,
    ReleaseForm,
    SendBackForm,
    capability_choices,
)
from apps.reviews.models import ReviewRequirement
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.views.base import ReviewAct, ReviewFormPage, ReviewPage
from apps.reviews.views.screens import ScreenAct, SignsWhenSent, refusal_of
from apps.reviews.views.set_screen import SetScreen
from apps.reviews.workflow import Selection, Verb

EDIT = PERMISSION_OF[Verb.PROPOSE]


class Requirements(SetScreen, ReviewPage):
    """The requirement set."""

    permission = Permission.REVIEW_READ


class Decide(SetScreen, ScreenAct):
    """Selects or declines several candidates: the ticked ones, or all that the filter shows."""

    permission = EDIT

    def build_form(self, data: Any) -> BulkForm:
        """Return the bulk form with what was sent."""
        action = reverse("reviews:requirements_decide", args=[self.kwargs["pk"]]) + self.narrowed.query
        return BulkForm(data, shown=self.requirements().count(), action=action)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Decide about them."""
        ticked = self.request.POST.getlist("chosen")
        everything = data["scope"] == SHOWN
        identifiers = self.requirements().values_list("identifier", flat=True) if everything else ticked
        selection = self.request.POST.get("selection", "")
        number = actions.decide_candidates(
            self.review, by=self.actor, identifiers=identifiers, selection=selection, decline_reason=data["reason"]
        )
        verb = {Selection.SELECTED: "selected", Selection.DECLINED: "declined"}.get(Selection(selection), "set back")
        self.done = f"{number} requirement{'' if number == 1 else 's'} {verb}."  # type: ignore[misc]


class AddEntry(ReviewFormPage):
    """Adds an entry of the catalog that no control of the system proposes."""

    permission = EDIT
    part = "requirements"
    template_name = "reviews/requirement_add.html"

    def get_form(self, form_class: Any = None) -> AddEntryForm:
        """Return the form over the entries that fit the words searched for."""
        self.search = self.request.GET.get("q", "").strip()[:80]
        entries = candidates.catalog_choices(self.review, self.search) if self.search else []
        return AddEntryForm(
            self.request.POST or None,
            entries=entries,
            action=self.request.get_full_path(),
            cancel_url=reverse("reviews:requirements", args=[self.review.pk]),
        )

    def act(self, form: AddEntryForm) -> HttpResponse:
        """Add it."""
        node = self.review.edition.nodes.get(identifier=form.cleaned_data["identifier"])
        actions.add_catalog_requirement(self.review, by=self.actor, node=node, reason=form.cleaned_data["reason"])
        messages.success(self.request, f"{node.identifier} is in the set.")
        return redirect("reviews:requirement_tailor", pk=self.review.pk, identifier=node.identifier)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the search, and why the set cannot be changed, if so."""
        form = kwargs.get("form") or self.get_form()
        context = super().get_context_data(**{**kwargs, "form": form})
        return context | {"search": self.search, "refused": set_refusal(self)}


class AddOwn(ReviewFormPage):
    """Adds a requirement in the agency's own words."""

    permission = EDIT
    part = "requirements"
    template_name = "reviews/requirement_own.html"

    def get_form(self, form_class: Any = None) -> AddOwnForm:
        """Return the form with the capabilities to choose from."""
        titles = candidates.titles_of(self.review.edition_id)
        cancel = reverse("reviews:requirements", args=[self.review.pk])
        return AddOwnForm(self.request.POST or None, capabilities=capability_choices(titles), cancel_url=cancel)

    def act(self, form: AddOwnForm) -> HttpResponse:
        """Add it."""
        requirement = actions.add_own_requirement(self.review, by=self.actor, **form.cleaned_data)
        messages.success(self.request, f"{requirement.identifier} is in the set.")
        return redirect("reviews:requirement_tailor", pk=self.review.pk, identifier=requirement.identifier)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add why the set cannot be changed, if so."""
        return super().get_context_data(refused=set_refusal(self), **kwargs)


class SetAct(ReviewAct):
    """An act on the whole set; a refusal leads back to it."""

    abstract = True

    def back_url(self, **kwargs: Any) -> str:
        """Return the page of the set."""
        return reverse("reviews:requirements", args=[kwargs["pk"]])


class Propose(SetAct):
    """Proposes the set for approval."""

    permission = EDIT

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Propose it."""
        actions.propose(self.review, by=self.actor, at=timezone.now())
        messages.success(request, "The set is proposed. An ISSO who did not propose it approves it or sends it back.")
        return redirect(self.back_url(**kwargs))


class Approve(SignsWhenSent, SetAct):
    """Approves the proposed set, as a person who did not propose it."""

    permission = PERMISSION_OF[Verb.APPROVE]

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Sign the approval."""
        actions.approve(self.review, by=self.actor, at=timezone.now())
        messages.success(request, "The set is approved. The contracting officer releases it to the manufacturer.")
        return redirect(self.back_url(**kwargs))


class SendBack(SetScreen, ScreenAct):
    """Sends the proposed set back with a reason."""

    permission = PERMISSION_OF[Verb.SEND_BACK]
    done = "The set is sent back; the reviewer reads your reason above it."

    def build_form(self, data: Any) -> SendBackForm:
        """Return the form with what was sent."""
        return SendBackForm(data, slug="send-back", action=self.request.path)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Send it back."""
        actions.send_back(self.review, by=self.actor, at=at, reason=data["reason"])


class Release(SignsWhenSent, ReviewFormPage):
    """Sends the approved set to the manufacturer."""

    permission = PERMISSION_OF[Verb.RELEASE]
    part = "requirements"
    template_name = "reviews/release.html"

    def refused(self) -> str:
        """Return why this person cannot release the set now."""
        return permissions.refusal(self.actor, Verb.RELEASE, self.review) or refusal_of(check_release_now, self.review)

    def get_form(self, form_class: Any = None) -> ReleaseForm:
        """Return the form."""
        cancel = reverse("reviews:requirements", args=[self.review.pk])
        return ReleaseForm(self.request.POST or None, cancel_url=cancel, refused=self.refused())

    def act(self, form: ReleaseForm) -> HttpResponse:
        """Sign and release."""
        actions.release(self.review, by=self.actor, at=timezone.now(), **form.cleaned_data)
        messages.success(self.request, f"The set is released to {self.review.product.organization}.")
        return redirect(self.review.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what goes out: the entries, parameters and own requirements."""
        selected = ReviewRequirement.objects.filter(review=self.review, selection=Selection.SELECTED)
        rows = list(selected.order_by("position", "pk"))
        return super().get_context_data(
            selected=rows,
            entries=sum(row.node_id is not None for row in rows),
            parameters=[row for row in rows if row.parameter],
            own=[row for row in rows if row.node_id is None],
            **kwargs,
        )


def check_release_now(review: Any) -> None:
    """Refuse unless the set is approved and the review still has it."""
    policies.check_verb(review, Verb.RELEASE)
    policies.check_release(review)


def set_refusal(view: Any) -> str:
    """Return why this person cannot change the set now."""
    return permissions.refusal(view.actor, Verb.PROPOSE, view.review) or refusal_of(
        policies.check_set_open, view.review
    )
