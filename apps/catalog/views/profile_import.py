"""Importing a profile: choose a file, see what it says, make a draft of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.catalog import actions
from apps.catalog.exchange import incoming, preview
from apps.catalog.exchange.content import ReadProfile
from apps.catalog.exchange.formats import edition_picture
from apps.catalog.exchange.refusal import Refused
from apps.catalog.forms_exchange import ProfileFileForm, ProfileImportForm
from apps.catalog.models import Edition
from apps.core.errors import Stale
from apps.core.permissions import Permission
from apps.core.views import FormPage


class ProfileImport(FormPage):
    """Takes a file and shows what it says; nothing is written yet."""

    permission = Permission.PROFILE_EDIT
    side = "agency"
    template_name = "catalog/profile_import.html"
    form_class = ProfileFileForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form the way back, and whether the file was cut off at the limit of uploads."""
        self.request.POST  # noqa: B018 reading the body fills `oversized_files`
        oversized = "file" in getattr(self.request, "oversized_files", ())
        return super().get_form_kwargs() | {"cancel_url": reverse("catalog:own_profiles"), "oversized": oversized}

    def act(self, form: Any) -> HttpResponse:
        """Show the preview; a file that cannot be read at all is said beside the field."""
        edition: Edition = form.cleaned_data["edition"]
        try:
            read = incoming.read(form.cleaned_data["file"], edition_picture(edition))
            kept = "" if read.findings.faults else incoming.keep(read.content, self.actor)
        except Refused as refused:
            form.add_error("file", str(refused.finding))
            return self.show_again(form, status=422)
        initial = {"kept": kept, "title": read.content.title.strip(), "description": read.content.description.strip()}
        return show_preview(self.request, edition, read, _import_form(initial=initial))


class ProfileImportApply(FormPage):
    """Makes a draft of what the preview showed."""

    permission = Permission.PROFILE_EDIT
    side = "agency"
    form_class = ProfileImportForm
    http_method_names = ["post", "options"]

    def get_form(self, form_class: Any = None) -> ProfileImportForm:
        """Return the form with what came in."""
        return _import_form(data=self.request.POST)

    def act(self, form: Any) -> HttpResponse:
        """Write the draft."""
        content = incoming.kept(form.cleaned_data["kept"], self.actor)
        named = {name: form.cleaned_data[name] for name in ("title", "description")}
        given = incoming.as_created(content) | named
        profile = actions.create_profile(by=self.actor, edition=incoming.edition_of(content), **given)
        messages.success(self.request, f"“{profile.title}” is a draft of your agency now.")
        return redirect("catalog:own_profile", profile.slug, profile.number)

    def show_again(self, form: Any, *, status: int) -> HttpResponse:
        """Show the preview once more, or the way back when it is too old."""
        try:
            content = incoming.kept(form.data.get("kept", ""), self.actor)
            edition = incoming.edition_of(content)
        except Stale as stale:
            messages.error(self.request, stale.message)
            return redirect("catalog:profile_import")
        return show_preview(self.request, edition, ReadProfile(content), form, status=status)


def _import_form(**given: Any) -> ProfileImportForm:
    apply, back = reverse("catalog:profile_import_apply"), reverse("catalog:profile_import")
    return ProfileImportForm(action=apply, cancel_url=back, **given)


def show_preview(
    request: HttpRequest, edition: Edition, read: ReadProfile, form: ProfileImportForm, *, status: int = 200
) -> HttpResponse:
    """Show what the file says; with faults there is nothing to import, and the answer says so by its code."""
    picture, faults = edition_picture(edition), read.findings.faults
    context = {
        "form": form,
        "faults": faults[: preview.MOST_FAULTS],
        "fault_count": len(faults),
        "notices": read.findings.notices,
        "facts": preview.facts(picture, read),
        "lines": preview.lines(picture, read),
        "title": read.content.title.strip() or "Profile without a title",
    }
    return render(request, "catalog/profile_preview.html", context, status=422 if faults else status)
