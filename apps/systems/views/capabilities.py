"""What stands behind the controls: security capabilities, and the requirements that they satisfy."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from apps.core.editing import EditPage
from apps.core.permissions import Permission
from apps.core.views import FormPage, Page
from apps.systems import actions, chain
from apps.systems.forms import CONTROL_LIST, CapabilityForm, RequirementForm
from apps.systems.models import SecurityCapability, SecurityRequirement
from apps.systems.permissions import edit_refusal
from apps.systems.views.systems import tabs


class Capabilities(Page):
    """The agency's requirements, capabilities and controls, as the chain that a review continues."""

    permission = Permission.SYSTEM_READ
    template_name = "systems/capabilities.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return both lists; five statements."""
        return super().get_context_data(
            tabs=tabs("capabilities"),
            capabilities=chain.capabilities_of(self.actor),
            requirements=chain.requirements_of(self.actor),
            refusal=edit_refusal(self.actor),
            **kwargs,
        )


class _Define(FormPage):
    """A form that adds something to the chain."""

    abstract = True
    template_name = "systems/form.html"
    heading = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the way back."""
        return super().get_form_kwargs() | {"cancel_url": reverse("systems:capabilities")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(heading=self.heading, control_list=CONTROL_LIST, **kwargs)


class _EditBehind(EditPage):
    """A form that changes a part of the chain; 404 when it is another agency's."""

    abstract = True
    template_name = "systems/form.html"
    model: ClassVar[Any]

    @cached_property
    def record(self) -> Any:
        """Return the record of the address."""
        return get_object_or_404(self.model.objects.visible_to(self.actor), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the way back."""
        return super().get_form_kwargs() | {"cancel_url": reverse("systems:capabilities")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(heading=f"Edit {self.record}", control_list=CONTROL_LIST, **kwargs)

    def done(self) -> HttpResponse:
        """Show the chain."""
        messages.success(self.request, "Saved. Open reviews show the chain as it is now; frozen records keep theirs.")
        return redirect("systems:capabilities")


class EditRequirement(_EditBehind):
    """Changes a security requirement."""

    permission = Permission.SYSTEM_EDIT
    form_class = RequirementForm
    model = SecurityRequirement

    def stored(self) -> dict[str, Any]:
        """Return the values as they are now."""
        now = SecurityRequirement.objects.get(pk=self.record.pk)
        values = {field: getattr(now, field) for field in actions.REQUIREMENT_FIELDS}
        return values | {"read": actions.requirement_read(now)}

    def act(self, form: RequirementForm) -> HttpResponse:
        """Save."""
        actions.edit_requirement(self.record, by=self.actor, **form.cleaned_data)
        return self.done()


class EditCapability(_EditBehind):
    """Changes a security capability, its controls and what it satisfies."""

    permission = Permission.SYSTEM_EDIT
    form_class = CapabilityForm
    model = SecurityCapability

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass who acts, whose requirements can be chosen."""
        return super().get_form_kwargs() | {"actor": self.actor}

    def stored(self) -> dict[str, Any]:
        """Return the values and links as they are now."""
        now = SecurityCapability.objects.get(pk=self.record.pk)
        identifiers = now.controls.order_by("position").values_list("identifier", flat=True)
        values = {"name": now.name, "purpose": now.purpose, "controls": ", ".join(identifiers)}
        return values | {"satisfies": list(now.satisfies.all()), "read": actions.capability_read(now)}

    def act(self, form: CapabilityForm) -> HttpResponse:
        """Save."""
        actions.edit_capability(self.record, by=self.actor, **form.cleaned_data)
        return self.done()


class DefineRequirement(_Define):
    """Records a security requirement."""

    permission = Permission.SYSTEM_EDIT
    form_class = RequirementForm
    heading = "Record a security requirement"

    def act(self, form: RequirementForm) -> HttpResponse:
        """Record it and show the chain."""
        actions.define_requirement(by=self.actor, **form.values())
        messages.success(self.request, "The requirement is on record. Say next which capability satisfies it.")
        return redirect("systems:capabilities")


class DefineCapability(_Define):
    """Records a security capability."""

    permission = Permission.SYSTEM_EDIT
    form_class = CapabilityForm
    heading = "Record a security capability"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass who acts, whose requirements can be chosen."""
        return super().get_form_kwargs() | {"actor": self.actor}

    def act(self, form: CapabilityForm) -> HttpResponse:
        """Record it and show the chain."""
        capability = actions.define_capability(by=self.actor, **form.values())
        messages.success(self.request, f"“{capability}” is on record.")
        return redirect("systems:capabilities")
