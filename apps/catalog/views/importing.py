"""The operator's import of official files: upload, preview, apply; the files stay on the server in between."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.catalog.actions.importing import apply_import
from apps.catalog.forms_importing import ImportForm
from apps.catalog.importing_view import Preview
from apps.catalog.official import uploads
from apps.catalog.official.importing import ReadFiles, prepare, read_files
from apps.catalog.staging import BadSource
from apps.core.errors import Invalid
from apps.core.permissions import Permission
from apps.core.views import Act, DeclaresPermission, FormPage, Page


class ImportEdition(FormPage):
    """Takes the files and checks them; nothing is written to the catalog."""

    permission = Permission.OPERATE
    form_class = ImportForm
    template_name = "catalog/import_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which files were cut off at the limit."""
        self.request.POST  # noqa: B018 reading the body fills `oversized_files`
        oversized = tuple(dict.fromkeys(getattr(self.request, "oversized_files", ())))
        return super().get_form_kwargs() | {"oversized": oversized, "cancel_url": reverse("catalog:operate_editions")}

    def act(self, form: ImportForm) -> HttpResponse:
        """Keep the files, and show what they would become."""
        label, person = form.cleaned_data["label"], str(self.actor.user)
        key = uploads.keep(form.sources, label=label, by=person, at=timezone.now())
        return redirect("catalog:import_preview", key=key)


class OfUpload(DeclaresPermission):
    """A page or act about files that were uploaded; any operator may go on with them."""

    abstract = True

    @cached_property
    def upload(self) -> uploads.Upload:
        """Return the files of the address, or answer 404 when they are gone."""
        try:
            return uploads.find(self.kwargs["key"], at=timezone.now())
        except uploads.NoUpload:
            raise Http404("These files are no longer kept; upload them again.") from None

    def read(self) -> ReadFiles:
        """Return what the files say; they were accepted before."""
        try:
            return read_files(list(self.upload.files), label=self.upload.label)
        except BadSource as error:
            raise Invalid(f"The files cannot be imported any more: {error}") from error

    def back_url(self, **kwargs: Any) -> str:
        """Return the page with the upload."""
        return reverse("catalog:import")


class ImportPreview(OfUpload, Page):
    """Shows what the files hold, what was odd, and what would change."""

    permission = Permission.OPERATE
    template_name = "catalog/import_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the files again, and lay them beside the earlier edition."""
        prepared = prepare(self.read())
        return super().get_context_data(
            preview=Preview(prepared),
            staged=prepared.staged,
            present=prepared.present,
            against=prepared.against,
            upload=self.upload,
            list_url=reverse("catalog:operate_editions"),
        )


class ApplyImport(OfUpload, Act):
    """Writes the draft edition."""

    permission = Permission.OPERATE

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import the files, and show the draft."""
        applied = apply_import(self.read(), by=self.actor, at=timezone.now())
        uploads.discard(self.upload.key)
        said = "is imported as a draft. Look at it, then publish it" if applied.changed else "was there already"
        messages.success(request, f"{applied.edition} {said}.")
        return redirect("catalog:operate_edition", slug=applied.edition.slug)


class DiscardUpload(OfUpload, Act):
    """Removes the files without importing them."""

    permission = Permission.OPERATE

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Remove them."""
        uploads.discard(self.upload.key)
        messages.success(request, "The files are removed; nothing was imported.")
        return redirect("catalog:import")
