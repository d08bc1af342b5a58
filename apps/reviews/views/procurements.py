"""Procurements with their candidate products."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import View

from apps.core.permissions import Permission
from apps.core.views import FormPage, Page
from apps.reviews import actions
from apps.reviews.board import rows
from apps.reviews.forms.intake import CandidateForm, ProcurementForm
from apps.reviews.models import Procurement
from apps.reviews.views.base import actor_of

PER_PAGE = 50


class Procurements(Page):
    """All procurements of the agency, the newest first."""

    permission = Permission.REVIEW_READ
    template_name = "reviews/procurements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Cut one page."""
        actor = actor_of(self.request)
        found = (
            Procurement.objects.visible_to(actor).annotate(candidates=Count("reviews")).order_by("-created_at", "-pk")
        )
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, can_open=actor.has_permission(Permission.REVIEW_REQUEST), **kwargs)


class OfProcurement(View):
    """Loads the procurement `pk` of the address; 404 when the actor may not see it."""

    @cached_property
    def procurement(self) -> Procurement:
        """Return the procurement."""
        found: Procurement = get_object_or_404(
            Procurement.objects.visible_to(actor_of(self.request)), pk=self.kwargs["pk"]
        )
        return found


class ProcurementPage(OfProcurement, Page):
    """One procurement and the reviews of its candidates."""

    permission = Permission.REVIEW_READ
    template_name = "reviews/procurement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the reviews as rows."""
        actor, today = actor_of(self.request), timezone.localdate()
        reviews = rows.for_rows(self.procurement.reviews.all()).order_by("created_at", "pk")
        return super().get_context_data(
            procurement=self.procurement,
            rows=rows.rows_of(reviews, today),
            can_edit=actor.has_permission(Permission.REVIEW_REQUEST),
            **kwargs,
        )


class CreateProcurement(FormPage):
    """Opens a procurement."""

    permission = Permission.REVIEW_REQUEST
    template_name = "reviews/procurement_form.html"
    form_class = ProcurementForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(heading="Open a procurement", **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Open it and go there."""
        procurement = actions.open_procurement(by=actor_of(self.request), **form.cleaned_data)
        messages.success(self.request, "The procurement is open. Add the candidate products.")
        return redirect(procurement)


class EditProcurement(OfProcurement, FormPage):
    """Changes a procurement."""

    permission = Permission.REVIEW_REQUEST
    template_name = "reviews/procurement_form.html"
    form_class = ProcurementForm

    def get_initial(self) -> dict[str, Any]:
        """Fill the form with what is stored."""
        return {name: getattr(self.procurement, name) for name in ProcurementForm.base_fields}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(heading=f"Edit {self.procurement}", **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Save and go back."""
        actions.edit_procurement(self.procurement, by=actor_of(self.request), **form.cleaned_data)
        messages.success(self.request, "Saved.")
        return redirect(self.procurement)


class CreateReview(OfProcurement, FormPage):
    """Adds a candidate product, which opens its review."""

    permission = Permission.REVIEW_REQUEST
    template_name = "reviews/procurement_form.html"
    form_class = CandidateForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Narrow the choices to what the actor may see."""
        return super().get_form_kwargs() | {"actor": actor_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(heading=f"Add a candidate to {self.procurement}", **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Open the review and go to its use-case questions."""
        review = actions.open_review(
            self.procurement, by=actor_of(self.request), at=timezone.now(), **form.cleaned_data
        )
        messages.success(self.request, "The review is open as a draft. Describe the use, then submit it.")
        return redirect("reviews:edit", pk=review.pk)
