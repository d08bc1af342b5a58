"""One control of a system: where it comes from, what it supports, and tailoring."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from apps.catalog.models import Edition, Node
from apps.catalog.selection import candidates_for_controls
from apps.core.permissions import Permission
from apps.core.views import FormPage, Page
from apps.systems import actions, chain
from apps.systems.forms import AddControlForm, RemoveControlForm, ResponsibilityForm, controls_in_force
from apps.systems.kinds import ControlOrigin
from apps.systems.models import ControlAllocation
from apps.systems.permissions import edit_refusal
from apps.systems.views.systems import OfSystem


class AddControl(OfSystem, FormPage):
    """Adds a control by tailoring."""

    permission = Permission.SYSTEM_EDIT
    template_name = "systems/control_add.html"
    form_class = AddControlForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the way back."""
        return super().get_form_kwargs() | {"cancel_url": self.system.get_absolute_url()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the controls that the system does not have."""
        present = self.system.allocations.in_force().values("control_id")
        offered = controls_in_force().exclude(pk__in=present).values_list("identifier", "title")
        return super().get_context_data(system=self.system, offered=offered, **kwargs)

    def act(self, form: AddControlForm) -> HttpResponse:
        """Add it and show the system."""
        control = form.cleaned_data["control"]
        actions.add_control(self.system, by=self.actor, control=control, reason=form.cleaned_data["reason"])
        messages.success(self.request, f"{control.identifier} is added by tailoring.")
        return redirect(self.system)


class OfControl(OfSystem):
    """Loads one allocation of the system by the control's identifier, those removed by tailoring too."""

    @cached_property
    def allocation(self) -> ControlAllocation:
        """Return the allocation; 404 when the system never had the control."""
        found: ControlAllocation = get_object_or_404(
            self.system.allocations.select_related("control", "imported__imported_by"),
            control__identifier=self.kwargs["identifier"],
        )
        return found

    def context(self) -> dict[str, Any]:
        """Return what the page of the control shows; six statements."""
        actor: Any = self.actor  # type: ignore[attr-defined]
        control = self.allocation.control
        grouping = [row for row in chain.capabilities_of(actor) if control in row.controls.all()]
        allocated = self.system.allocations.in_force().values_list("control_id", flat=True)
        capabilities = chain.capability_rows(grouping, [control.pk, *allocated])
        edition = Edition.objects.in_use()
        supporting = candidates_for_controls(edition, [control.identifier]) if edition else {}
        entries = Node.objects.filter(pk__in=list(supporting)).in_order()
        return {
            "system": self.system,
            "allocation": self.allocation,
            "control": control,
            "is_removed": self.allocation.origin == ControlOrigin.REMOVED,
            "capabilities": capabilities,
            "entries": list(entries.values_list("identifier", "title")),
            "edition": edition,
            "refusal": edit_refusal(actor),
        }

    def address(self, name: str) -> str:
        """Return an address of this control."""
        return reverse(f"systems:{name}", args=[self.kwargs["pk"], self.kwargs["identifier"]])

    def responsibility_form(self, data: Any = None) -> ResponsibilityForm:
        """Return the form that says who implements the control."""
        refusal = edit_refusal(self.actor)  # type: ignore[attr-defined]
        initial = {"responsibility": self.allocation.responsibility}
        return ResponsibilityForm(
            data, action=self.address("control_responsibility"), initial=initial, disabled_because=refusal
        )

    def remove_form(self, data: Any = None) -> RemoveControlForm:
        """Return the form that removes the control by tailoring."""
        refusal = edit_refusal(self.actor)  # type: ignore[attr-defined]
        return RemoveControlForm(data, action=self.address("control_remove"), disabled_because=refusal)


class ControlPage(OfControl, Page):
    """One control of the system in its chain."""

    permission = Permission.SYSTEM_READ
    template_name = "systems/control.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add both forms."""
        return super().get_context_data(
            **self.context(), responsibility_form=self.responsibility_form(), remove_form=self.remove_form(), **kwargs
        )


class RemoveControl(OfControl, FormPage):
    """Removes a control by tailoring; it stays on record with the reason."""

    permission = Permission.SYSTEM_EDIT
    template_name = "systems/control.html"

    def get_form(self, form_class: Any = None) -> RemoveControlForm:
        """Return the form with what was sent."""
        return self.remove_form(self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the page of the control with the form that was sent."""
        form = kwargs.setdefault("form", self.get_form())
        return super().get_context_data(
            **self.context(), remove_form=form, responsibility_form=self.responsibility_form(), **kwargs
        )

    def act(self, form: Any) -> HttpResponse:
        """Remove it and show the system."""
        control = self.allocation.control
        actions.remove_control(self.system, by=self.actor, control=control, reason=form.cleaned_data["reason"])
        messages.success(self.request, f"{control.identifier} is removed by tailoring and stays on record.")
        return redirect(self.system)


class SetResponsibility(OfControl, FormPage):
    """Says who implements a control."""

    permission = Permission.SYSTEM_EDIT
    template_name = "systems/control.html"

    def get_form(self, form_class: Any = None) -> ResponsibilityForm:
        """Return the form with what was sent."""
        return self.responsibility_form(self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the page of the control with the form that was sent."""
        form = kwargs.setdefault("form", self.get_form())
        return super().get_context_data(
            **self.context(), responsibility_form=form, remove_form=self.remove_form(), **kwargs
        )

    def act(self, form: Any) -> HttpResponse:
        """Save and stay."""
        actions.set_responsibility(
            self.system,
            by=self.actor,
            control=self.allocation.control,
            responsibility=form.cleaned_data["responsibility"],
        )
        messages.success(self.request, "Saved.")
        return redirect(self.address("control"))
