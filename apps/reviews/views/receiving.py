"""From the manufacturer to the desk and from the desk to treatment: receiving, no answer, conclusion."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.core.permissions import Permission
from apps.devices.models import ComponentVersion, Declaration
from apps.devices.workflow import DeclarationState
from apps.reviews import actions, permissions, readiness
from apps.reviews.desk.rows import desk_url
from apps.reviews.forms.receiving import NoAnswerForm, ReceiveForm
from apps.reviews.models import ReviewRequirement
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.views.base import ReviewAct, ReviewFormPage, ReviewPage
from apps.reviews.views.screens import SignsWhenSent
from apps.reviews.workflow import ReviewState, Selection, Verb


class Receive(ReviewFormPage):
    """Pins one of the declarations that are shared with the agency, and opens the desk."""

    permission = PERMISSION_OF[Verb.RECEIVE]
    template_name = "reviews/receive.html"

    @cached_property
    def declarations(self) -> list[Declaration]:
        """Return the attested declarations of the product that the agency may read, newest first."""
        return list(shared_declarations(self))

    def get_form(self, form_class: Any = None) -> ReceiveForm:
        """Return the form over these declarations."""
        return ReceiveForm(
            self.request.POST or None,
            declarations=self.declarations,
            total=selected_entries(self).count(),
            cancel_url=self.review.get_absolute_url(),
        )

    def act(self, form: ReceiveForm) -> HttpResponse:
        """Receive the declaration chosen."""
        chosen = next(one for one in self.declarations if str(one.pk) == form.cleaned_data["declaration"])
        actions.receive(self.review, by=self.actor, at=timezone.now(), declaration=chosen)
        messages.success(self.request, f"Declaration {chosen.number} is pinned. The desk is open.")
        return redirect(desk_url(self.review.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the declarations, and why this person cannot receive one now."""
        waiting = self.review.state == ReviewState.WITH_MANUFACTURER
        refused = permissions.refusal(self.actor, Verb.RECEIVE, self.review) if waiting else ""
        return super().get_context_data(
            declarations=self.declarations, waiting=waiting, refused=refused, today=timezone.localdate(), **kwargs
        )


class NoAnswer(ReviewFormPage):
    """Records that the manufacturer did not answer; the assessment goes on without a declaration."""

    permission = PERMISSION_OF[Verb.RECORD_NO_ANSWER]
    template_name = "reviews/no_answer.html"

    def get_form(self, form_class: Any = None) -> NoAnswerForm:
        """Return the form for the reason."""
        action = reverse("reviews:no_answer", args=[self.kwargs["pk"]])
        return NoAnswerForm(self.request.POST or None, slug="no-answer", action=action)

    def act(self, form: NoAnswerForm) -> HttpResponse:
        """Record it and open the assessment."""
        actions.record_no_answer(self.review, by=self.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
        messages.success(self.request, "It is recorded that no answer came. The assessment is open.")
        return redirect(self.review.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether the review still waits for the manufacturer."""
        waiting = self.review.state == ReviewState.WITH_MANUFACTURER
        return super().get_context_data(waiting=waiting, **kwargs)


class Conclusion(ReviewPage):
    """What is missing before the assessment can be concluded, with the places to mend it, and the act itself."""

    permission = Permission.REVIEW_READ
    part = "desk"
    template_name = "reviews/conclusion.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the findings as links, the counts and the act with its refusal."""
        open_now = self.review.state == ReviewState.ASSESSMENT
        findings = readiness.for_conclusion(self.review) if open_now else []
        acts = permissions.refusals(self.actor, self.review)
        missing = f"{len(findings)} {'thing is' if len(findings) == 1 else 'things are'} missing." if findings else ""
        return super().get_context_data(
            open_now=open_now,
            findings=[(finding, place_of(finding, self.kwargs["pk"])) for finding in findings],
            counts=readiness.desk_counts(self.review),
            may_conclude=Verb.CONCLUDE.value in acts,
            refused=acts.get(Verb.CONCLUDE.value) or missing,
            **kwargs,
        )


class Conclude(SignsWhenSent, ReviewAct):
    """Ends the assessment; every gap becomes a record of its own."""

    permission = PERMISSION_OF[Verb.CONCLUDE]

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Conclude and go on to the treatment of the gaps."""
        actions.conclude(self.review, by=self.actor, at=timezone.now())
        messages.success(request, "The assessment is concluded. An ISSO treats the gaps next.")
        return redirect("reviews:treatment", pk=self.review.pk)

    def back_url(self, **kwargs: Any) -> str:
        """Return the page that lists what is missing."""
        return reverse("reviews:conclusion", args=[kwargs["pk"]])


def selected_entries(view: Any) -> QuerySet[ReviewRequirement, Any]:
    """Return the catalog entries that the requirement set asks about."""
    selected = ReviewRequirement.objects.filter(review=view.review, selection=Selection.SELECTED, node__isnull=False)
    return selected.values("node__entry")


def shared_declarations(view: Any) -> QuerySet[Declaration]:
    """Return the declarations to choose from, each with how many of the requirements it answers (`answered`)."""
    versions = ComponentVersion.objects.select_related("component").order_by("component__position", "pk")
    asked = Q(answers__node__entry__in=selected_entries(view))
    found: QuerySet[Declaration] = (
        Declaration.objects.visible_to(view.actor)
        .filter(product=view.review.product, state=DeclarationState.ATTESTED)
        .select_related("attestation")
        .prefetch_related(Prefetch("versions", queryset=versions))
        .annotate(answered=Count("answers__node__entry", filter=asked, distinct=True))
        .order_by("-number")
    )
    return found


def place_of(finding: readiness.Finding, pk: Any) -> str:
    """Return the address where a finding is mended."""
    if finding.place == "desk":
        return desk_url(pk, finding.identifier)
    if finding.place == "questions":
        return reverse("reviews:review_questions", args=[pk])
    if finding.identifier:
        return reverse("reviews:requirement_tailor", args=[pk, finding.identifier])
    return reverse("reviews:requirements", args=[pk])
