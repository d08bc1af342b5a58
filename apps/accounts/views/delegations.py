"""The holder of an office delegates it in writing, and sees what was delegated to whom."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.accounts import actions
from apps.accounts.forms.members import ConfirmForm, OwnOfficeForm
from apps.accounts.identity import ConfirmsIdentity
from apps.accounts.models import Membership, RoleAssignment
from apps.accounts.roles import DELEGABLE_ROLES
from apps.accounts.views.members import EndDelegation
from apps.core.permissions import Permission
from apps.core.views import FormPage, Page


class Delegations(Page):
    """What one's office is delegated to whom for, and what one holds by delegation; also what has ended."""

    permission = Permission.OFFICE_DELEGATE
    template_name = "accounts/delegations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the delegations by and to the person, the latest first; one statement."""
        actor = self.actor
        mine = Q(delegated_by=actor.user) | Q(membership__user=actor.user, delegated_by__isnull=False)
        found = RoleAssignment.objects.visible_to(actor).filter(mine).select_related("membership__user", "delegated_by")
        return super().get_context_data(
            delegations=list(found.order_by("-starts_on", "-pk")),
            may_delegate=any(role in DELEGABLE_ROLES for role in actor.roles - actor.delegations.keys()),
            today=timezone.localdate(),
            **kwargs,
        )


class DelegateOffice(ConfirmsIdentity, FormPage):
    """Delegate one's own office: to whom, for which cases, on which document, from when until when."""

    permission = Permission.OFFICE_DELEGATE
    template_name = "accounts/delegate_office.html"
    form_class = OwnOfficeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass one's own membership and the way back."""
        actor = self.actor
        own = Membership.objects.active().select_related("organization")
        membership = own.get(user=actor.user, organization=actor.organization)
        return super().get_form_kwargs() | {"membership": membership, "cancel_url": reverse("accounts:delegations")}

    def act(self, form: OwnOfficeForm) -> HttpResponse:
        """Sign the delegation."""
        data = form.cleaned_data
        membership = data.pop("to")
        actions.delegate(membership=membership, delegated_by=self.actor.user, by=self.actor, **data)
        messages.success(self.request, f"You have delegated your office to {membership.user}.")
        return redirect("accounts:delegations")


class Revoke(EndDelegation):
    """End a delegation of one's own office before its last day."""

    permission = Permission.OFFICE_DELEGATE

    def get_form_kwargs(self) -> dict[str, Any]:
        """Lead back to the delegations."""
        return super().get_form_kwargs() | {"cancel_url": reverse("accounts:delegations")}

    def act(self, form: ConfirmForm) -> HttpResponse:
        """End it."""
        super().act(form)
        return redirect("accounts:delegations")
