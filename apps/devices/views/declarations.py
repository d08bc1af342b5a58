"""A declaration: starting it, its overview, finishing, attesting, sharing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from apps.accounts.identity import ConfirmsIdentity
from apps.core.permissions import Permission
from apps.core.views import Act, FormPage, Page
from apps.devices import actions
from apps.devices.forms.declarations import AttestForm, ShareForm, StartForm
from apps.devices.models import DeclarationGrant
from apps.devices.readiness.findings import findings
from apps.devices.views.base import OfDeclaration, OfProduct
from apps.devices.workflow import DeclarationState


class StartDeclaration(OfProduct, FormPage):
    """Starts a declaration on chosen versions; the successor of the attested one, when there is one."""

    permission = Permission.DECLARATION_EDIT
    template_name = "devices/form.html"
    form_class = StartForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the product."""
        return super().get_form_kwargs() | {"product": self.product}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(product=self.product, heading=f"Declare {self.product}", **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Start it, and go to its answers."""
        attested = self.product.declarations.filter(state=DeclarationState.ATTESTED).order_by("-number").first()
        given = {"by": self.actor, "versions": form.cleaned_data["versions"], "at": timezone.now()}
        if attested is None:
            declaration = actions.start_declaration(self.product, **given)
        else:
            declaration = actions.start_successor(attested, **given)
        messages.success(self.request, "The declaration is started. Answer the entries; each answer saves by itself.")
        return redirect(declaration)


class DeclarationPage(OfDeclaration, Page):
    """What the declaration is about, where it stands, and what it lacks."""

    permission = Permission.DECLARATION_READ
    template_name = "devices/declaration_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return counts by capability, the findings and the attestation."""
        rows = [(place, self.standing.of(place.path)) for place in self.standing.capabilities()]
        lacking = findings(self.declaration, self.standing, self.declared, today=timezone.localdate())
        return super().get_context_data(
            rows=rows,
            whole=self.standing.of(),
            findings=lacking if self.is_own else [],
            attestation=getattr(self.declaration, "attestation", None),
            **self.header("overview"),
            **kwargs,
        )


class FinishPage(OfDeclaration, Page):
    """What is missing, and the two steps to the signature."""

    permission = Permission.DECLARATION_READ
    template_name = "devices/declaration_finish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the findings and what the actor may do."""
        return super().get_context_data(
            findings=findings(self.declaration, self.standing, self.declared, today=timezone.localdate()),
            whole=self.standing.of(),
            can_edit=self.is_own and self.actor.has_permission(Permission.DECLARATION_EDIT),
            can_sign=self.is_own and self.actor.has_permission(Permission.DECLARATION_ATTEST),
            **self.header("finish"),
            **kwargs,
        )


class _Step(OfDeclaration, Act):
    """One step of a declaration."""

    abstract = True

    def back_url(self, **kwargs: Any) -> str:
        """Return the finish page."""
        return reverse("devices:finish", args=[self.declaration.pk])


class MarkReady(_Step):
    """Ends the drafting."""

    permission = Permission.DECLARATION_EDIT

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Finish drafting."""
        actions.finish(self.declaration, by=self.actor, at=timezone.now())
        messages.success(request, "Ready. An authorized signer, who did not draft it, attests it.")
        return redirect(self.back_url())


class Reopen(_Step):
    """Goes back to drafting before the signature."""

    permission = Permission.DECLARATION_EDIT

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Reopen."""
        actions.reopen(self.declaration, by=self.actor, at=timezone.now())
        messages.success(request, "The declaration is a draft again.")
        return redirect(self.back_url())


class Attest(ConfirmsIdentity, OfDeclaration, FormPage):
    """The signer attests the whole; declaration and evidence freeze under one SHA-256."""

    permission = Permission.DECLARATION_ATTEST
    template_name = "devices/declaration_attest.html"
    form_class = AttestForm

    def get_initial(self) -> dict[str, Any]:
        """Start from the person's title."""
        return {"title": self.actor.user.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the whole picture above the statement."""
        lacking = findings(self.declaration, self.standing, self.declared, today=timezone.localdate())
        return super().get_context_data(findings=lacking, whole=self.standing.of(), **self.header("finish"), **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Attest."""
        actions.attest(self.declaration, by=self.actor, at=timezone.now(), **form.cleaned_data)
        messages.success(self.request, "Attested. The declaration and its evidence do not change any more.")
        return redirect(self.declaration)


class Sharing(OfDeclaration, FormPage):
    """Which agencies read the declaration; sharing it with one more."""

    permission = Permission.DECLARATION_SHARE
    template_name = "devices/declaration_sharing.html"
    form_class = ShareForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Narrow the choices."""
        return super().get_form_kwargs() | {"declaration": self.declaration, "actor": self.actor}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the grants."""
        grants = self.declaration.grants.visible_to(self.actor).select_related("agency", "granted_by")
        return super().get_context_data(
            grants=list(grants.order_by("-granted_at", "pk")), **self.header("sharing"), **kwargs
        )

    def act(self, form: Any) -> HttpResponse:
        """Share."""
        grant = actions.share(self.declaration, by=self.actor, at=timezone.now(), **form.cleaned_data)
        messages.success(self.request, f"{grant.agency} can read this declaration now.")
        return redirect("devices:sharing", pk=self.declaration.pk)


class WithdrawShare(OfDeclaration, Act):
    """Takes a grant back; reviews that pinned the declaration keep their record."""

    permission = Permission.DECLARATION_SHARE

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Withdraw the grant."""
        grants = DeclarationGrant.objects.visible_to(self.actor).filter(declaration=self.declaration)
        grant = get_object_or_404(grants, pk=kwargs["grant"])
        actions.withdraw_share(grant, by=self.actor, at=timezone.now())
        messages.success(request, f"{grant.agency} can no longer read this declaration.")
        return redirect(self.back_url())

    def back_url(self, **kwargs: Any) -> str:
        """Return the sharing page."""
        return reverse("devices:sharing", args=[self.declaration.pk])
