"""What stands behind the controls: security capabilities, and the requirements that they satisfy."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.core.permissions import Permission
from apps.core.views import FormPage, Page
from apps.systems import actions, chain
from apps.systems.forms import CONTROL_LIST, CapabilityForm, RequirementForm
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


class DefineRequirement(_Define):
    """Records a security requirement."""

    permission = Permission.SYSTEM_EDIT
    form_class = RequirementForm
    heading = "Record a security requirement"

    def act(self, form: RequirementForm) -> HttpResponse:
        """Record it and show the chain."""
        actions.define_requirement(by=self.actor, **form.cleaned_data)
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
        capability = actions.define_capability(by=self.actor, **form.cleaned_data)
        messages.success(self.request, f"“{capability}” is on record.")
        return redirect("systems:capabilities")
