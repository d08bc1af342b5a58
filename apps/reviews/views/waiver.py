"""The waiver of one review with its two acts of two offices, and the agency's record of waivers."""

import csv
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from apps.core.components import Choice
from apps.core.permissions import Permission
from apps.core.views import Page
from apps.reviews import actions, waiver_record
from apps.reviews.forms.period import PeriodForm
from apps.reviews.forms.waiver import DecideWaiverForm, SupportWaiverForm, VerifyMethodForm, WaiverRequestForm
from apps.reviews.models import Waiver, WaiverMethod
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.views.base import ReviewPage, actor_of
from apps.reviews.views.screens import ScreenAct, SignsWhenSent
from apps.reviews.views.waiver_screen import (
    WaiverScreen,
    decide_form,
    method_form,
    request_form,
    support_form,
)
from apps.reviews.workflow import Verb

PAGE_SIZE = 50


class WaiverPage(WaiverScreen, ReviewPage):
    """The request, its methods, and both acts."""

    permission = Permission.REVIEW_READ


class RequestWaiver(SignsWhenSent, WaiverScreen, ScreenAct):
    """The program office asks for a waiver."""

    permission = PERMISSION_OF[Verb.REQUEST_WAIVER]
    done = "The waiver is requested. The CIO determines the ground."

    def signs(self, request: HttpRequest) -> bool:
        """Tell whether the request is sent, and not only another field asked for."""
        return request.method == "POST" and "more" not in request.POST

    def build_form(self, data: Any) -> WaiverRequestForm:
        """Return the form, with one field for a method more when that was asked for."""
        form = request_form(self.review, data)
        if self.signs(self.request):
            return form
        rows = form.rows + 1
        return request_form(self.review, rows=rows, initial=data.dict() | {"rows": rows})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one field more, or request the waiver."""
        if not self.signs(request):
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Sign the request."""
        actions.request_waiver(self.review, by=self.actor, at=at, **data)


class WaiverAct(SignsWhenSent, WaiverScreen, ScreenAct):
    """An act on the waiver of the review."""

    abstract = True

    @cached_property
    def waiver(self) -> Waiver:
        """Return the waiver of the review; 404 when none was requested."""
        waiver: Waiver = get_object_or_404(Waiver.objects.select_related("review"), review=self.review)
        return waiver


class VerifyMethod(WaiverAct):
    """An ISSO records that an alternative method works."""

    permission = PERMISSION_OF[Verb.VERIFY_METHOD]
    done = "The method is verified."

    @cached_property
    def method(self) -> WaiverMethod:
        """Return the method of the address; 404 when it is not one of the waiver."""
        methods = WaiverMethod.objects.filter(waiver=self.waiver).select_related("review")
        method: WaiverMethod = get_object_or_404(methods, pk=self.kwargs["method"])
        return method

    def build_form(self, data: Any) -> VerifyMethodForm:
        """Return the form of the method."""
        return method_form(self.method, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Record the verification."""
        actions.verify_method(self.method, by=self.actor, at=at, **data)


class SupportWaiver(WaiverAct):
    """The CIO determines whether the ground holds."""

    permission = PERMISSION_OF[Verb.SUPPORT_WAIVER]
    done = "The CIO's determination of the ground is signed."

    def build_form(self, data: Any) -> SupportWaiverForm:
        """Return the form of the waiver."""
        return support_form(self.waiver, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Sign the first act."""
        supported = data["supported"] == "yes"
        actions.decide_waiver_support(self.waiver, by=self.actor, at=at, supported=supported, reason=data["reason"])


class DecideWaiver(WaiverAct):
    """The agency head or delegate grants or refuses."""

    permission = PERMISSION_OF[Verb.GRANT_WAIVER]
    done = "The decision on the waiver is signed."

    def build_form(self, data: Any) -> DecideWaiverForm:
        """Return the form of the waiver."""
        return decide_form(self.waiver, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Sign the second act."""
        granted = data["granted"] == "yes"
        actions.decide_waiver(self.waiver, by=self.actor, at=at, granted=granted, reason=data["reason"])


class WaiverRecord(Page):
    """What page and table of the agency's waivers share: the choice in the address."""

    abstract = True
    permission = Permission.REVIEW_READ

    @cached_property
    def form(self) -> PeriodForm:
        """Return the period as it was asked for."""
        return PeriodForm(self.request.GET or None, clear_url=reverse("reviews:waivers"))

    @property
    def chosen(self) -> str:
        """Return which waivers are asked for; 404 for a choice that does not exist."""
        chosen = self.request.GET.get("show") or waiver_record.GRANTED
        if chosen not in waiver_record.CHOICES:
            raise Http404
        return chosen


class WaiversPage(WaiverRecord):
    """The record of waivers, the granted ones first asked for."""

    permission = Permission.REVIEW_READ
    template_name: str | None = "reviews/waivers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add one page of the record, and how many there are of each kind."""
        actor, chosen, address = actor_of(self.request), self.chosen, reverse("reviews:waivers")
        period = self.form.period()
        counts = waiver_record.counts_of(actor, period)
        pages = Paginator(waiver_record.waivers_of(actor, chosen, period), PAGE_SIZE)
        pages.count = counts[chosen]
        page = pages.get_page(self.request.GET.get("page"))
        choices = [
            Choice(label, address + self.form.query(show=name), name == chosen, counts[name])
            for name, (label, _) in waiver_record.CHOICES.items()
        ]
        rows = waiver_record.rows(page, timezone.localdate())
        table = reverse("reviews:waivers_csv") + self.form.query(show=chosen)
        grounds = waiver_record.by_ground(actor, period) if chosen == waiver_record.GRANTED else []
        return super().get_context_data(
            form=self.form, page=page, rows=rows, grounds=grounds, choices=choices, chosen=chosen, table=table, **kwargs
        )


class WaiversTable(WaiverRecord):
    """The same record as CSV."""

    permission = Permission.REVIEW_READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the whole choice as a file."""
        name = f"waivers-{self.chosen.replace('_', '-')}.csv"
        response = HttpResponse(
            content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
        waivers = waiver_record.waivers_of(actor_of(request), self.chosen, self.form.period()).iterator(chunk_size=500)
        csv.writer(response).writerows(waiver_record.table(waivers, timezone.localdate()))
        return response
