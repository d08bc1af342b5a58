"""Who reads a declaration, until when, and what they opened of it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from apps.core.errors import DomainError
from apps.core.permissions import Permission
from apps.core.views import Act, FormPage
from apps.devices import actions, permissions, policies
from apps.devices.forms.declarations import ShareForm
from apps.devices.models import DeclarationGrant, Opening
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
            .annotate(**_opened())
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


def _opened() -> dict[str, Any]:
    """Return, for each grant, when somebody of its agency last opened something, and how many people did."""
    of = Opening.objects.filter(declaration=OuterRef("declaration"), agency=OuterRef("agency")).order_by()
    counted = of.values("agency")
    return {
        "last_opened": Subquery(counted.annotate(last=Max("last_at")).values("last")),
        "readers": Subquery(counted.annotate(people=Count("user", distinct=True)).values("people")),
    }
