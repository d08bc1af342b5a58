"""Filling a declaration elsewhere: the files that go out, the upload, the preview, and taking it over."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from apps.core.errors import DomainError, Stale
from apps.core.permissions import Permission
from apps.core.views import Act, DeclaresPermission, FormPage, Page, note_refusal
from apps.devices.views.base import OfDeclaration
from apps.devices.workflow import DeclarationState
from apps.exchange import actions
from apps.exchange.forms.files import FilledFileForm
from apps.exchange.models import Intake
from apps.exchange.preview import Preview
from apps.exchange.roundtrip import comma, workbook
from apps.exchange.roundtrip.incoming import read_rows
from apps.exchange.roundtrip.lines import parts
from apps.exchange.workflow import FileKind

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WRITERS = {"xlsx": (workbook.write, _WORKBOOK), "csv": (comma.write, "text/csv; charset=utf-8")}


class OfOwnDeclaration(OfDeclaration):
    """A page of a declaration of one's own; agencies never get here."""

    abstract = True
    side = "manufacturer"

    @property
    def is_open(self) -> bool:
        """Tell whether answers can change."""
        return bool(self.declaration.state == DeclarationState.DRAFT)


class _Files(OfOwnDeclaration):
    """What the page of the files shows, before and after a refused upload."""

    abstract = True

    def get_template_names(self) -> list[str]:
        """Return the page of the files."""
        return ["exchange/fill.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the previews that wait for this person."""
        waiting = Intake.objects.visible_to(self.actor).kept(timezone.now()).filter(declaration=self.declaration)
        return super().get_context_data(  # type: ignore[misc]
            **self.header("fill"),
            is_open=self.is_open,
            may_fill=self.actor.has_permission(Permission.DECLARATION_EDIT),
            waiting=list(waiting.defer("rows").order_by("-uploaded_at", "-pk")[:20]),
            **kwargs,
        )


class FillElsewhere(_Files, Page):
    """Where the files go out, and where a filled one comes in."""

    permission = Permission.DECLARATION_READ

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form of the upload."""
        form = FilledFileForm(action=reverse("exchange:bring_in", args=[self.declaration.pk]))
        return super().get_context_data(form=form, **kwargs)


class BringIn(_Files, FormPage):
    """Takes a filled file, and leads to what it would change."""

    permission = Permission.DECLARATION_EDIT
    form_class = FilledFileForm
    http_method_names = ["post", "options"]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whether the upload was cut off."""
        self.request.POST  # noqa: B018 reading the body fills `oversized_files`
        oversized = "file" in getattr(self.request, "oversized_files", ())
        return super().get_form_kwargs() | {"action": self.request.path, "oversized": oversized}

    def act(self, form: Any) -> HttpResponse:
        """Read the file, and lead to what it would change."""
        file = form.cleaned_data["file"]
        content = file.read()
        rows = read_rows(self.declaration, file.name, content)
        kind = FileKind.WORKBOOK if content[:2] == b"PK" else FileKind.CSV
        intake = actions.take_in(
            self.declaration, by=self.actor, at=timezone.now(), kind=kind, name=file.name, content=content, rows=rows
        )
        return redirect(intake)


class ExportAnswers(OfOwnDeclaration, DeclaresPermission):
    """Hands the answers out as workbook or CSV."""

    permission = Permission.DECLARATION_READ
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send the file; it holds names of evidence, so nobody keeps it on the way."""
        if kwargs["format"] not in _WRITERS:
            raise Http404("There is no such format.")
        write, media_type = _WRITERS[kwargs["format"]]
        content = write(self.declaration, parts(self.declaration))
        product, number = self.declaration.product, self.declaration.number
        name = f"{slugify(str(product))}-declaration-{number}.{kwargs['format']}"
        response = HttpResponse(content, content_type=media_type)
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
        response["Cache-Control"] = "no-store"
        return response


class OfIntake(OfOwnDeclaration):
    """A page or act about a file that this person uploaded."""

    abstract = True

    @cached_property
    def intake(self) -> Intake:
        """Return the file of the address, or answer 404 when it is gone or somebody else's."""
        kept = Intake.objects.visible_to(self.actor).kept(timezone.now()).filter(declaration=self.declaration)
        return get_object_or_404(kept, pk=self.kwargs["intake"])


class PreviewPage(OfIntake, Page):
    """Shows row by row what the file would change."""

    permission = Permission.DECLARATION_EDIT
    template_name = "exchange/preview.html"
    http_method_names = ["get", "head", "post", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Compare the file with what stands now."""
        choices = kwargs.pop("choices", {})
        kwargs.pop("intake", None)
        preview = Preview.of(self.intake, self.declaration, choices)
        return super().get_context_data(
            **self.header("fill"), intake=self.intake, preview=preview, is_open=self.is_open, **kwargs
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take it over; what stands in the way is said above the preview, with the choices kept."""
        choices = chosen(request)
        try:
            applied = actions.apply(
                self.intake, by=self.actor, at=timezone.now(), state=request.POST.get("state", ""), choices=choices
            )
        except DomainError as error:
            note_refusal(request, error)
            status = 409 if isinstance(error, Stale) else 422
            context = self.get_context_data(refusal=error.message, choices=choices)
            return self.render_to_response(context, status=status)
        what = "1 answer is" if applied.written == 1 else f"{applied.written} answers are"
        messages.success(request, f"{what} taken over from {applied.name}.")
        return redirect(applied if applied.rows else reverse("devices:entries_start", args=[self.declaration.pk]))


class DiscardIntake(OfIntake, Act):
    """Removes a preview."""

    permission = Permission.DECLARATION_EDIT

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Remove it, and lead back to the files."""
        actions.discard(self.intake, by=self.actor)
        messages.success(request, "The preview is removed. No answer changed.")
        return redirect(self.back_url())

    def back_url(self, **kwargs: Any) -> str:
        """Return the page of the files."""
        return reverse("exchange:fill", args=[self.declaration.pk])


def chosen(request: HttpRequest) -> dict[int, str]:
    """Return the choices of the form by row number."""
    found = {}
    for name, value in request.POST.items():
        start, _, number = name.partition("-")
        if start == "choice" and number.isdecimal() and len(number) < 7:
            found[int(number)] = str(value)
    return found
