"""Importing the controls of a system: choose a file, see what it changes, apply it; and handing them out as CSV."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from apps.catalog.exchange.refusal import Refused
from apps.core.errors import Stale
from apps.core.permissions import Permission
from apps.core.views import DeclaresPermission, FormPage
from apps.core.words import capitalized, counted, in_words
from apps.systems import actions
from apps.systems.exchange import incoming, table
from apps.systems.exchange.content import Known
from apps.systems.exchange.incoming import Upload
from apps.systems.forms_importing import ControlFileForm, ControlImportForm
from apps.systems.import_plan import Plan, allocations_read, plan_of
from apps.systems.models import System
from apps.systems.views.systems import OfSystem

MOST_FAULTS = 50
_OBJECTIVES = ("confidentiality", "integrity", "availability")


class ImportControls(OfSystem, FormPage):
    """Takes a file and shows what it would change; nothing is written yet."""

    permission = Permission.SYSTEM_EDIT
    template_name = "systems/import.html"
    form_class = ControlFileForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form the way back, and whether the file was cut off at the limit of uploads."""
        self.request.POST  # noqa: B018 reading the body fills `oversized_files`
        oversized = "file" in getattr(self.request, "oversized_files", ())
        return super().get_form_kwargs() | {"cancel_url": self.system.get_absolute_url(), "oversized": oversized}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the system."""
        return super().get_context_data(system=self.system, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Show the preview; a file that cannot be read at all is said beside the field."""
        name, data = form.cleaned_data["file"]
        known = Known.now()
        allocations = list(self.system.allocations.select_related("control"))
        try:
            upload = incoming.read(name, data, known)
            faulty = bool(upload.content.findings.faults)
            kept = "" if faulty else incoming.keep(upload, self.system.pk, allocations_read(allocations), self.actor)
        except Refused as refused:
            form.add_error("file", str(refused.finding))
            return self.show_again(form, status=422)
        plan = plan_of(self.system, upload.content, known, allocations)
        return show_preview(
            self.request, self.system, upload, plan, import_form(self.system, plan, initial={"kept": kept})
        )


class ApplyControls(OfSystem, FormPage):
    """Applies what the preview showed."""

    permission = Permission.SYSTEM_EDIT
    form_class = ControlImportForm
    http_method_names = ["post", "options"]

    def get_form(self, form_class: Any = None) -> ControlImportForm:
        """Return the form with what came in."""
        return import_form(self.system, None, data=self.request.POST)

    def act(self, form: Any) -> HttpResponse:
        """Import, and say what it did."""
        given = dict(form.cleaned_data)
        upload = incoming.kept(given.pop("kept"), self.system.pk, self.actor)
        done = actions.import_controls(self.system, upload, by=self.actor, at=timezone.now(), **given)
        said = f"{counted(done.added, 'control')} came into force, {in_words(done.removed)} removed by tailoring"
        messages.success(self.request, capitalized(f"{said}, {in_words(done.changed)} changed."))
        return redirect(self.system)

    def show_again(self, form: Any, *, status: int) -> HttpResponse:
        """Show the preview once more, or the way back when it is out of date."""
        try:
            upload = incoming.kept(form.data.get("kept", ""), self.system.pk, self.actor)
            allocations = list(self.system.allocations.select_related("control"))
            if upload.read != allocations_read(allocations):
                raise Stale("The controls of the system have changed since the preview. Upload the file again.")
        except Stale as stale:
            messages.error(self.request, stale.message)
            return redirect("systems:import", pk=self.system.pk)
        plan = plan_of(self.system, upload.content, Known.now(), allocations)
        again = import_form(self.system, plan, data=form.data)
        for sentence in form.non_field_errors():
            again.add_error(None, sentence)
        return show_preview(self.request, self.system, upload, plan, again, status=status)


class ControlsTable(OfSystem, DeclaresPermission):
    """The controls of a system as CSV, which can be imported again."""

    permission = Permission.SYSTEM_READ
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        rows = self.system.allocations.select_related("control").order_by("control__position")
        response = HttpResponse(table.write(rows), content_type="text/csv; charset=utf-8")
        name = slugify(self.system.name)[:60] or "system"
        response["Content-Disposition"] = f'attachment; filename="{name}-controls.csv"'
        response["Cache-Control"] = "no-store"
        return response


def import_form(system: System, plan: Plan | None, **given: Any) -> ControlImportForm:
    """Return the form of the preview."""
    apply, back = (reverse(f"systems:{name}", args=[system.pk]) for name in ("import_apply", "import"))
    return ControlImportForm(action=apply, cancel_url=back, missing=len(plan.missing) if plan else 0, **given)


def show_preview(
    request: HttpRequest, system: System, upload: Upload, plan: Plan, form: ControlImportForm, *, status: int = 200
) -> HttpResponse:
    """Show what the file changes; with faults there is nothing to import, and the answer says so by its code."""
    faults = upload.content.findings.faults
    context = {
        "system": system,
        "form": form,
        "upload": upload,
        "plan": plan,
        "faults": faults[:MOST_FAULTS],
        "fault_count": len(faults),
        "notices": upload.content.findings.notices,
        "differing": [*_differing(system, upload.content.values)],
        "nothing": not plan.changes and not plan.missing,
    }
    return render(request, "systems/import_preview.html", context, status=422 if faults else status)


def _differing(system: System, values: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return the FIPS 199 values in which a plan and the system differ."""
    found = []
    for name in _OBJECTIVES:
        here = getattr(system, f"get_{name}_display")() or "not decided"
        if name in values and values[name].casefold() != here.casefold():
            found.append((name, values[name], here.lower()))
    return found
