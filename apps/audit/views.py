"""The record of acts of one's own organization."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.audit import actions
from apps.audit.chain import head
from apps.audit.export import csv_lines
from apps.audit.forms import FilterForm
from apps.audit.models import Event
from apps.audit.sentences import line
from apps.core.permissions import Permission
from apps.core.views import Act, Page

PAGE_SIZE = 50


class EventList(Page):
    """Who did what, newest first."""

    permission = Permission.AUDIT_READ
    template_name = "audit/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of events in words; three statements, however many there are."""
        form = FilterForm(self.request.GET or None, clear_url=reverse("audit:list"))
        events = form.choose(Event.objects.visible_to(self.actor)).order_by("-sequence")
        page = Paginator(events, PAGE_SIZE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=form,
            page=page,
            lines=[line(event) for event in page],
            filtered=bool(self.request.GET),
            head=head(),
            **kwargs,
        )


class Export(Act):
    """The events that fit the filter, as CSV; a POST, since taking the record out is itself an act."""

    permission = Permission.AUDIT_READ

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Record the export and stream the lines."""
        form = FilterForm(request.POST)
        if not form.is_valid():
            return redirect("audit:list")
        events = form.choose(Event.objects.visible_to(self.actor))
        events = actions.export(events=events, asked=form.cleaned_data, by=self.actor)
        response = StreamingHttpResponse(csv_lines(events.iterator(chunk_size=2000)), content_type="text/csv")
        response["Content-Disposition"] = 'attachment; filename="record-of-acts.csv"'
        return response

    def back_url(self, **kwargs: Any) -> str:
        """Return the list."""
        return reverse("audit:list")
