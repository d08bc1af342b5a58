"""A declaration: starting it, continuing it with a successor, and its overview."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Event as AuditEvent
from apps.core.components import Event
from apps.core.errors import NotNow
from apps.core.permissions import Permission
from apps.core.views import Act, FormPage, Page
from apps.devices import actions, permissions, policies
from apps.devices.edition_impact import of_successor
from apps.devices.forms.declarations import VersionsForm
from apps.devices.models import Answer, DeclarationGrant
from apps.devices.readiness.findings import findings
from apps.devices.readiness.tallies import Place, Tally
from apps.devices.views.answering import Answering
from apps.devices.views.base import OfDeclaration, OfProduct
from apps.devices.workflow import OpenedPage

_TOLD = {
    "devices.declaration_started": ("Drafting began", "edit", "neutral"),
    "devices.successor_started": ("Drafting began from the last declaration", "edit", "neutral"),
    "devices.declaration_finished": ("Drafting finished", "check_circle", "info"),
    "devices.declaration_reopened": ("Reopened for editing", "undo", "neutral"),
    "devices.declaration_attested": ("Attested and sealed", "verified", "success"),
    "devices.declaration_shared": ("Shared with", "send", "info"),
    "devices.share_withdrawn": ("Access withdrawn from", "cancel", "neutral"),
    "devices.declaration_withdrawn": ("Withdrawn", "do_not_disturb", "warning"),
    "devices.declaration_expired": ("Expired", "schedule", "warning"),
    "devices.declaration_disputed": ("Disputed by an agency", "flag", "error"),
}


@dataclass(frozen=True)
class CapabilityRow:
    """One capability with how far its answers are."""

    place: Place
    tally: Tally
    url: str


class StartDeclaration(OfProduct, FormPage):
    """Starts a declaration on chosen versions."""

    permission = Permission.DECLARATION_EDIT
    template_name = "devices/declaration_start.html"
    form_class = VersionsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the product whose versions can be chosen."""
        given = {
            "product": self.product,
            "button": "Start the declaration",
            "cancel_url": self.product.get_absolute_url(),
        }
        return super().get_form_kwargs() | given

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the attested declaration as the one to continue from."""
        attested = self.product.declarations.in_force().order_by("-number").first()
        return super().get_context_data(product=self.product, attested=attested, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Start it, and go to its answers."""
        declaration = actions.start_declaration(
            self.product, by=self.actor, versions=form.versions(), at=timezone.now()
        )
        messages.success(self.request, "The draft is open. Each answer is saved by itself.")
        return redirect("devices:entries_start", declaration.pk)


class ContinueDeclaration(OfDeclaration, FormPage):
    """Starts the successor of a sealed declaration for new versions; answers and evidence are carried over."""

    permission = Permission.DECLARATION_EDIT
    template_name = "devices/declaration_continue.html"
    form_class = VersionsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the product whose versions can be chosen."""
        product = self.declaration.product
        given = {"product": product, "button": "Start the successor", "cancel_url": self.declaration.get_absolute_url()}
        return super().get_form_kwargs() | given

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what it continues, and what another edition of the catalog changes."""
        return super().get_context_data(change=of_successor(self.declaration), **self.header(""), **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Start it, and go to the answers that wait for confirmation."""
        successor = actions.start_successor(
            self.declaration, by=self.actor, versions=form.versions(), at=timezone.now()
        )
        messages.success(self.request, "The answers are carried over. Confirm or change those that are marked.")
        return redirect(f"{reverse('devices:entries_start', args=[successor.pk])}?show=to-confirm")


class DeclarationPage(OfDeclaration, Page):
    """What the declaration is about, where it stands, what it lacks, and what comes next."""

    permission = Permission.DECLARATION_READ
    template_name = "devices/declaration_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return counts by capability, the findings, the attestation and what happened."""
        self.note_opening(OpenedPage.OVERVIEW)
        lacking = findings(self.declaration, self.standing, self.declared, today=timezone.localdate())
        return super().get_context_data(
            rows=self._rows(),
            whole=self.standing.of(),
            asked=self.standing.requested_entries(),
            findings=lacking if self.is_own and not self.declaration.is_sealed else [],
            grant=None if self.is_own else self._grant(),
            attestation=getattr(self.declaration, "attestation", None),
            predecessor=self.declaration.based_on if self.is_own else None,
            successor=self.declaration.successors.order_by("-number").first() if self.is_own else None,
            events=self._events() if self.is_own else [],
            acts=self._acts(),
            **self.header("overview"),
            **kwargs,
        )

    def _grant(self) -> DeclarationGrant | None:
        """Return the terms on which the reader's agency reads it."""
        held = DeclarationGrant.objects.in_force().filter(declaration=self.declaration, agency=self.actor.organization)
        return held.first()

    def _rows(self) -> list[CapabilityRow]:
        start = reverse("devices:entries_start", args=[self.declaration.pk])
        return [
            CapabilityRow(place, self.standing.of(place.path), f"{start}?part={place.identifier}")
            for place in self.standing.capabilities()
        ]

    def _acts(self) -> dict[str, bool]:
        """Return what the actor may do now; the same rules as in the actions, asked for the buttons."""
        product = self.declaration.product
        drafts = permissions.user_can_edit_declaration(self.actor, product)
        try:
            policies.check_can_be_continued(self.declaration)
            can_continue = drafts
        except NotNow:
            can_continue = False
        attested = self.declaration.state == "attested"
        return {
            "write": drafts and self.declaration.state == "draft",
            "sign": permissions.user_can_sign_for(self.actor, product) and self.declaration.state == "ready",
            "share": attested and permissions.user_can_share_declaration(self.actor, self.declaration),
            "withdraw": attested and permissions.user_can_sign_for(self.actor, product),
            "continue": can_continue,
            "dispute": attested and permissions.user_can_dispute(self.actor),
        }

    def _events(self) -> list[Event]:
        found = AuditEvent.objects.filter(target_id=str(self.declaration.pk), verb__in=_TOLD).order_by("-sequence")
        return [_told(one) for one in found[:30]]


class ConfirmPart(Answering, Act):
    """Confirms the carried-over answers of one sub-capability, or of one capability, as they stand."""

    permission = Permission.DECLARATION_EDIT

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Confirm them."""
        part = next((one for one in self.standing.places if one.identifier == request.POST.get("part")), None)
        if part is None:
            raise NotNow("Choose the part whose answers you confirm.")
        answers = Answer.objects.filter(
            declaration=self.declaration, node__path__startswith=part.path, node__edition=self.declaration.edition
        )
        count = actions.confirm_carried_over(self.declaration, by=self.actor, at=timezone.now(), answers=answers)
        messages.success(request, f"{count} {'answer is' if count == 1 else 'answers are'} confirmed.")
        return redirect(f"{self.back_url()}?part={part.identifier}")

    def back_url(self, **kwargs: Any) -> str:
        """Return the page of the answers."""
        return reverse("devices:entries_start", args=[self.declaration.pk])


def _told(event: AuditEvent) -> Event:
    """Return an act as the timeline shows it; another organization's people stay unnamed."""
    text, icon, tone = _TOLD[event.verb]
    agency = event.after.get("agency") or event.before.get("agency") or ""
    by = event.organization_label if event.verb == "devices.declaration_disputed" else event.actor_label
    return Event(event.at, f"{text} {agency}".strip(), by, event.reason, icon=icon, tone=tone)
