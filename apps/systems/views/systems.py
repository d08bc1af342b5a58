"""The systems of an agency: list, page, creating and editing."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from apps.core.components import Choice
from apps.core.editing import EditPage
from apps.core.permissions import Permission
from apps.core.views import Act, FormPage, Page
from apps.systems import actions, chain
from apps.systems.forms import SystemForm
from apps.systems.kinds import ControlOrigin
from apps.systems.models import System
from apps.systems.permissions import edit_refusal

PER_PAGE = 50
MOST_IMPORTS = 10


def tabs(current: str) -> list[Choice]:
    """Return the two sides of the area: systems, and what stands behind their controls."""
    return [
        Choice("Systems", reverse("systems:list"), current == "systems"),
        Choice("Capabilities and requirements", reverse("systems:capabilities"), current == "capabilities"),
    ]


class SystemList(Page):
    """All systems of the agency with their three values."""

    permission = Permission.SYSTEM_READ
    template_name = "systems/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Cut one page; two statements."""
        in_force = Count("allocations", filter=~Q(allocations__origin=ControlOrigin.REMOVED))
        found = System.objects.visible_to(self.actor).annotate(controls=in_force).order_by("name", "pk")
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page=page,
            rows=[(system, values_of(system)) for system in page.object_list],
            tabs=tabs("systems"),
            refusal=edit_refusal(self.actor),
            **kwargs,
        )


def values_of(system: System) -> list[tuple[str, str]]:
    """Return the three FIPS 199 values in words by name; empty for one that nobody has decided."""
    names = ("confidentiality", "integrity", "availability")
    return [(name.capitalize(), getattr(system, f"get_{name}_display")() or "") for name in names]


class OfSystem(View):
    """Loads the system `pk` of the address; 404 when the actor may not see it."""

    @cached_property
    def system(self) -> System:
        """Return the system."""
        found: System = get_object_or_404(
            System.objects.visible_to(self.actor).select_related("organization"),  # type: ignore[attr-defined]
            pk=self.kwargs["pk"],
        )
        return found


class SystemPage(OfSystem, Page):
    """One system: its values and mark, its controls by family, and the capabilities that rest on them."""

    permission = Permission.SYSTEM_READ
    template_name = "systems/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return values, families and chain; seven statements whatever the number of controls."""
        system, origin = self.system, self.request.GET.get("origin", "")
        counts = dict(system.allocations.order_by().values_list("origin").annotate(n=Count("pk")))
        families = chain.families(system, origin)
        everything = system.allocations.in_force().values_list("control_id", flat=True)
        return super().get_context_data(
            system=system,
            values=values_of(system),
            families=families,
            shown=sum(len(family.rows) for family in families),
            origins=_origins(system, counts, origin),
            origin=origin,
            total=sum(count for each, count in counts.items() if each != ControlOrigin.REMOVED),
            capabilities=chain.capability_rows(chain.capabilities_of(self.actor), everything),
            imports=system.imports.select_related("imported_by").order_by("-imported_at", "-pk")[:MOST_IMPORTS],
            refusal=edit_refusal(self.actor),
            **kwargs,
        )


def _origins(system: System, counts: dict[str, int], origin: str) -> Iterable[Choice]:
    in_force = sum(count for each, count in counts.items() if each != ControlOrigin.REMOVED)
    address = system.get_absolute_url()
    yield Choice("In force", address, origin not in ControlOrigin.values, in_force)
    for each in ControlOrigin:
        if each in counts:
            yield Choice(each.label, f"{address}?origin={each.value}#controls", origin == each, counts[each])


class CreateSystem(FormPage):
    """Describes a new system."""

    permission = Permission.SYSTEM_EDIT
    template_name = "systems/form.html"
    form_class = SystemForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the button and the way back."""
        return super().get_form_kwargs() | {"cancel_url": reverse("systems:list"), "button": "Save the system"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(heading="Describe a system", **kwargs)

    def act(self, form: SystemForm) -> HttpResponse:
        """Create it and show it."""
        system = actions.create_system(by=self.actor, key=form.cleaned_data["key"], **form.values())
        messages.success(self.request, f"{system} is on record. Allocate its controls next.")
        return redirect(system)


class EditSystem(OfSystem, EditPage):
    """Changes a system; reviews that were categorized keep the values they copied."""

    permission = Permission.SYSTEM_EDIT
    template_name = "systems/form.html"
    form_class = SystemForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the button and the way back."""
        return super().get_form_kwargs() | {"cancel_url": self.system.get_absolute_url(), "button": "Save"}

    def stored(self) -> dict[str, Any]:
        """Return the values as they are now."""
        system = System.objects.get(pk=self.system.pk)
        return {field: getattr(system, field) for field in actions.FIELDS} | {"read": actions.system_read(system)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(heading=f"Edit {self.system}", system=self.system, **kwargs)

    def act(self, form: SystemForm) -> HttpResponse:
        """Save and go back."""
        actions.edit_system(self.system, by=self.actor, read=form.cleaned_data["read"], **form.values())
        messages.success(self.request, "Saved. Reviews that are categorized already keep the values they copied.")
        return redirect(self.system)


class AllocateBaseline(OfSystem, Act):
    """Allocates the controls of the system's baseline."""

    permission = Permission.SYSTEM_EDIT

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Allocate, and say how many are new."""
        new = actions.allocate_baseline(self.system, by=self.actor)
        if new:
            messages.success(request, f"{new} controls were allocated on {timezone.localdate():%d %b %Y}.")
        else:
            messages.info(request, "Every control of the baseline is allocated already; nothing was changed.")
        return redirect(self.system)

    def back_url(self, **kwargs: Any) -> str:
        """Return the system's page."""
        return self.system.get_absolute_url()
