"""What agencies ask for: the list, one request, and what the manufacturer says to it."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from apps.catalog.models import Edition, Node
from apps.core.components import Choice
from apps.core.permissions import Permission
from apps.core.views import Act, DeclaresPermission, FormPage, Page
from apps.devices import actions, permissions
from apps.devices.forms.declarations import ReasonForm
from apps.devices.models import AnswerRequest, Declaration

PAGE_SIZE = 50
SHOWN = {"": ("Open", "due_on"), "answered": ("Answered", "-closed_at"), "declined": ("Declined", "-closed_at")}
"""Which requests are listed: by the address, each with its label and order."""


class Requests(Page):
    """What agencies asked this manufacturer for, or what this agency asked for."""

    permission = Permission.DECLARATION_READ
    template_name = "devices/request_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the open requests by due date, or those that are closed, the last one first."""
        show = self.request.GET.get("show", "")
        show = show if show in SHOWN else ""
        requests = AnswerRequest.objects.visible_to(self.actor)
        shown = requests.closed(declined=show == "declined") if show else requests.open()
        shown = shown.select_related("agency", "product__organization").annotate(count=Count("entries"))
        address = reverse("devices:requests")
        return super().get_context_data(
            page=Paginator(shown.order_by(SHOWN[show][1], "pk"), PAGE_SIZE).get_page(self.request.GET.get("page")),
            choices=[
                Choice(label, f"{address}?show={key}" if key else address, current=key == show)
                for key, (label, _) in SHOWN.items()
            ],
            show=show,
            today=timezone.localdate(),
            **kwargs,
        )


class _OfRequest(DeclaresPermission):
    """A page of one request, found through `pk`."""

    abstract = True

    @cached_property
    def asked(self) -> AnswerRequest:
        """Return the request, or answer 404."""
        found = AnswerRequest.objects.visible_to(self.actor).select_related(
            "agency", "product__organization", "answered_with__declaration"
        )
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @property
    def url(self) -> str:
        """Return the request's own page."""
        return reverse("devices:request", args=[self.asked.pk])


class RequestPage(_OfRequest, Page):
    """One request: who asks for what by when, and what has been answered of it."""

    permission = Permission.DECLARATION_READ
    template_name = "devices/request_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the entries asked for, and the declarations that could answer."""
        product = self.asked.product
        declarations = Declaration.objects.visible_to(self.actor).filter(product=product).order_by("-number")
        is_own = product.organization_id == self.actor.organization.pk
        editions = Edition.objects.readable()
        nodes = Node.objects.filter(entry__in=self.asked.entries.all(), edition__in=editions).select_related("edition")
        newest = nodes.order_by("-edition__published_at", "path")
        entries = {node.identifier: node for node in reversed(list(newest))}
        return super().get_context_data(
            asked=self.asked,
            product=product,
            entries=sorted(entries.values(), key=lambda node: node.path),
            draft=declarations.open().first() if is_own else None,
            attested=declarations.in_force().first() if is_own else None,
            is_own=is_own,
            can_share=is_own and self.actor.has_permission(Permission.DECLARATION_SHARE),
            can_draft=permissions.user_can_edit_declaration(self.actor, product),
            today=timezone.localdate(),
            **kwargs,
        )


class AcceptRequest(_OfRequest, Act):
    """Tells the agency that a declaration will come."""

    permission = Permission.DECLARATION_SHARE

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take the request on."""
        actions.accept_request(self.asked, by=self.actor, at=timezone.now())
        messages.success(request, f"{self.asked.agency} knows now that you answer.")
        return redirect(self.url)

    def back_url(self, **kwargs: Any) -> str:
        """Return the request's page."""
        return self.url


class DeclineRequest(_OfRequest, FormPage):
    """Closes the request without an answer, with the reason that the agency reads."""

    permission = Permission.DECLARATION_SHARE
    template_name = "devices/request_decline.html"
    form_class = ReasonForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Word the form for the act."""
        worded = {
            "button": "Decline the request",
            "label": "Why you decline",
            "hint": "The agency reads this text; it becomes a part of its record.",
        }
        return super().get_form_kwargs() | worded | {"cancel_url": self.url}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is declined."""
        return super().get_context_data(asked=self.asked, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Decline it."""
        actions.decline_request(self.asked, by=self.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
        messages.success(self.request, f"{self.asked.agency} is told that you decline, and why.")
        return redirect(self.url)
