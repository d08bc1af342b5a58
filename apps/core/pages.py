"""Core's own pages: the gallery of components, the two probes, and the answer to requests that cannot be read."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apps.core import gallery, gallery_forms
from apps.core.components import Choice
from apps.core.health import readiness_trouble
from apps.core.permissions import Permission
from apps.core.views import DeclaresPermission, Page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read; one that is too large says so with 413."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


class Gallery(Page):
    """Shows every component and every kind of field, on one page each."""

    permission = Permission.PUBLIC
    PAGES = ("components", "forms", "lists", "desk", "home")

    def get_template_names(self) -> list[str]:
        """Return the template of the page asked for."""
        if self.kwargs["page"] not in self.PAGES:
            raise Http404
        return [f"core/gallery_{self.kwargs['page']}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the invented data."""
        page = self.kwargs["page"]
        pages = [Choice(name.capitalize(), reverse("core:gallery", args=[name]), name == page) for name in self.PAGES]
        forms = gallery_forms.samples() if page == "forms" else {}
        return super().get_context_data(**kwargs, **gallery.components(self.request.path), **forms, pages=pages)


class Health(DeclaresPermission):
    """Says that the process answers."""

    permission = Permission.PUBLIC
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer without touching anything."""
        return HttpResponse("ok\n", content_type="text/plain")


class Ready(DeclaresPermission):
    """Says whether requests can be served: the database answers and every migration is applied."""

    permission = Permission.PUBLIC
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer 200 or 503; neither names a version or a host."""
        trouble = readiness_trouble()
        return HttpResponse(f"{trouble or 'ready'}\n", content_type="text/plain", status=503 if trouble else 200)
