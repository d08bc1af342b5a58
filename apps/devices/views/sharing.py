"""Who reads a declaration, and what agencies ask for."""

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
from apps.core.errors import DomainError
from apps.core.permissions import Permission
from apps.core.views import Act, FormPage, Page
from apps.devices import actions, permissions, policies
from apps.devices.forms.declarations import ShareForm
from apps.devices.models import AnswerRequest, Declaration, DeclarationGrant
from apps.devices.views.base import OfDeclaration

PAGE_SIZE = 50


class Sharing(OfDeclaration, FormPage):
    """Which agencies read the declaration; sharing it with one more."""

    permission = Permission.DECLARATION_SHARE
    template_name = "devices/declaration_sharing.html"
    form_class = ShareForm

    def get_initial(self) -> dict[str, Any]:
        """Start from the request that the address names; the form refuses one that is not its own."""
        return {"request": self.request.GET.get("request", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Narrow the choices, and say beforehand why it cannot be shared."""
        refused = ""
        try:
            permissions.check_user_can_share_declaration(self.actor, self.declaration)
            policies.check_can_be_shared(self.declaration)
        except DomainError as error:
            refused = error.message
        given = {"declaration": self.declaration, "actor": self.actor, "refused": refused}
        return super().get_form_kwargs() | given

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the grants, those in force first."""
        grants = (
            DeclarationGrant.objects.visible_to(self.actor)
            .filter(declaration=self.declaration)
            .select_related("agency", "granted_by")
            .order_by("-granted_at", "pk")
        )
        today = timezone.localdate()
        held = [one for one in grants if one.withdrawn_at is None and (one.until is None or one.until >= today)]
        return super().get_context_data(
            held=held, ended=[one for one in grants if one not in held], **self.header("sharing"), **kwargs
        )

    def act(self, form: Any) -> HttpResponse:
        """Share it."""
        grant = actions.share(self.declaration, by=self.actor, at=timezone.now(), **form.terms())
        messages.success(self.request, f"{grant.agency} can read this declaration now.")
        return redirect("devices:sharing", pk=self.declaration.pk)


class WithdrawShare(OfDeclaration, Act):
    """Takes a grant back; reviews that pinned the declaration keep their record."""

    permission = Permission.DECLARATION_SHARE

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Withdraw the grant."""
        grants = DeclarationGrant.objects.visible_to(self.actor).filter(declaration=self.declaration)
        grant = get_object_or_404(grants, pk=kwargs["grant"])
        grant = actions.withdraw_share(grant, by=self.actor, at=timezone.now())
        messages.success(request, f"{grant.agency} can no longer read this declaration.")
        return redirect(self.back_url())

    def back_url(self, **kwargs: Any) -> str:
        """Return the sharing page."""
        return reverse("devices:sharing", args=[self.declaration.pk])


class Requests(Page):
    """What agencies asked this manufacturer for, or what this agency asked for."""

    permission = Permission.DECLARATION_READ
    template_name = "devices/request_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the open requests by due date, or the answered ones."""
        answered = self.request.GET.get("show") == "answered"
        requests = AnswerRequest.objects.visible_to(self.actor)
        shown = requests.filter(closed_at__isnull=False).order_by("-closed_at") if answered else requests.open()
        shown = shown.select_related("agency", "product__organization").annotate(count=Count("entries"))
        address = reverse("devices:requests")
        return super().get_context_data(
            page=Paginator(shown if answered else shown.order_by("due_on", "pk"), PAGE_SIZE).get_page(
                self.request.GET.get("page")
            ),
            choices=[
                Choice("Open", address, current=not answered),
                Choice("Answered", f"{address}?show=answered", current=answered),
            ],
            answered=answered,
            today=timezone.localdate(),
            **kwargs,
        )


class RequestPage(Page):
    """One request: who asks for what by when, and what has been answered of it."""

    permission = Permission.DECLARATION_READ
    template_name = "devices/request_detail.html"

    @cached_property
    def asked(self) -> AnswerRequest:
        """Return the request, or answer 404."""
        found = AnswerRequest.objects.visible_to(self.actor).select_related(
            "agency", "product__organization", "answered_with__declaration"
        )
        return get_object_or_404(found, pk=self.kwargs["pk"])

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
