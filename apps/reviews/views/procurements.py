"""Procurements with their candidate products."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from apps.core.editing import EditPage
from apps.core.permissions import Permission
from apps.core.views import FormPage, Page
from apps.core.words import counted
from apps.reviews import actions, comparison, reading
from apps.reviews.board import rows
from apps.reviews.forms.board import SearchForm
from apps.reviews.forms.procurement import PRODUCTS_SHOWN, CandidateForm, ProcurementForm
from apps.reviews.models import Procurement
from apps.reviews.views.base import actor_of
from apps.reviews.workflow import OPEN_STATES

PER_PAGE = 50


class Procurements(Page):
    """All procurements of the agency, the newest first."""

    permission = Permission.REVIEW_READ
    template_name = "reviews/procurements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Search, and cut one page; two statements."""
        actor, text = actor_of(self.request), self.request.GET.get("q", "").strip()[:100]
        found = Procurement.objects.visible_to(actor)
        for word in text.split():
            found = found.filter(Q(title__icontains=word) | Q(reference__icontains=word) | Q(offeror__icontains=word))
        found = found.annotate(
            candidates=Count("reviews"), open=Count("reviews", filter=Q(reviews__state__in=OPEN_STATES))
        )
        page = Paginator(found.order_by("-created_at", "-pk"), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page=page,
            search=SearchForm(label="Title, reference or offeror", initial={"q": text}),
            q=text,
            can_open=actor.has_permission(Permission.REVIEW_REQUEST),
            **kwargs,
        )


class OfProcurement(View):
    """Loads the procurement `pk` of the address; 404 when the actor may not see it."""

    @cached_property
    def procurement(self) -> Procurement:
        """Return the procurement."""
        visible = Procurement.objects.visible_to(actor_of(self.request)).select_related("created_by")
        found: Procurement = get_object_or_404(visible, pk=self.kwargs["pk"])
        return found


class ProcurementPage(OfProcurement, Page):
    """One procurement and the reviews of its candidates, side by side where they can be compared."""

    permission = Permission.REVIEW_READ
    template_name = "reviews/procurement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the reviews as rows, and the comparison."""
        actor, today = actor_of(self.request), timezone.localdate()
        reviews = list(rows.for_rows(self.procurement.reviews.all()).order_by("created_at", "pk"))
        return super().get_context_data(
            procurement=self.procurement,
            in_short=f"{self.procurement.get_occasion_display()} with {counted(len(reviews), 'candidate')}",
            rows=rows.rows_of(reviews, today),
            comparison=comparison.of(reviews),
            can_edit=actor.has_permission(Permission.REVIEW_REQUEST),
            **kwargs,
        )


class CreateProcurement(FormPage):
    """Opens a procurement."""

    permission = Permission.REVIEW_REQUEST
    template_name = "reviews/procurement_form.html"
    form_class = ProcurementForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the button and the way back."""
        return super().get_form_kwargs() | {"cancel_url": reverse("reviews:procurements"), "button": "Open it"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(heading="Open a procurement", **kwargs)

    def act(self, form: ProcurementForm) -> HttpResponse:
        """Open it and go there; the same form sent twice opens one."""
        procurement = actions.open_procurement(by=actor_of(self.request), key=form.cleaned_data["key"], **form.values())
        messages.success(self.request, "The procurement is open. Add the candidate products next.")
        return redirect(procurement)


class EditProcurement(OfProcurement, EditPage):
    """Changes a procurement."""

    permission = Permission.REVIEW_REQUEST
    template_name = "reviews/procurement_form.html"
    form_class = ProcurementForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the button and the way back."""
        return super().get_form_kwargs() | {"cancel_url": self.procurement.get_absolute_url(), "button": "Save"}

    def stored(self) -> dict[str, Any]:
        """Return the values as they are now."""
        now = Procurement.objects.get(pk=self.procurement.pk)
        values = {field: getattr(now, field) for field in reading.PROCUREMENT_FIELDS}
        return values | {"read": reading.procurement_read(now)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(heading=f"Edit {self.procurement}", procurement=self.procurement, **kwargs)

    def act(self, form: ProcurementForm) -> HttpResponse:
        """Save and go back."""
        actions.edit_procurement(
            self.procurement, by=actor_of(self.request), read=form.cleaned_data["read"], **form.values()
        )
        messages.success(self.request, "Saved.")
        return redirect(self.procurement)


class CreateReview(OfProcurement, FormPage):
    """Adds a candidate product, which opens its review."""

    permission = Permission.REVIEW_REQUEST
    template_name = "reviews/candidate_form.html"
    form_class = CandidateForm

    @property
    def text(self) -> str:
        """Return what the person looks for."""
        return self.request.GET.get("q", "").strip()[:100]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Narrow the choices to what the actor may see and looks for."""
        more = {"actor": actor_of(self.request), "text": self.text, "cancel_url": self.procurement.get_absolute_url()}
        return super().get_form_kwargs() | more

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the search."""
        return super().get_context_data(
            procurement=self.procurement,
            search=SearchForm(label="Name, model, kind of device or manufacturer", initial={"q": self.text}),
            text=self.text,
            limit=PRODUCTS_SHOWN,
            **kwargs,
        )

    def act(self, form: CandidateForm) -> HttpResponse:
        """Open the review and go to its use-case questions."""
        review = actions.open_review(
            self.procurement, by=actor_of(self.request), at=timezone.now(), **form.cleaned_data
        )
        messages.success(self.request, "The review is open as a draft. Describe the use, then submit it.")
        return redirect("reviews:edit", pk=review.pk)
