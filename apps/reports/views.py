"""Reports of a review: making, progress, download; and the public check of a file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from apps.core.errors import NotNow
from apps.core.permissions import Permission
from apps.core.views import DeclaresPermission, FormPage
from apps.reports import actions, storage, verifying
from apps.reports.forms import VerifyForm
from apps.reports.models import Report
from apps.reports.permissions import user_can_make_report
from apps.reports.policies import NOT_DETERMINED
from apps.reports.workflow import ReportState
from apps.reviews.policies import is_determined
from apps.reviews.views.base import ReviewAct, ReviewPage, actor_of

LOCKED = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class ReviewReports(ReviewPage):
    """The reports of one review, the newest first; htmx gets the list alone while one of them is being made."""

    permission = Permission.REPORT_READ
    part = "report"

    def get_template_names(self) -> list[str]:
        """Choose the whole page or its list."""
        return ["reports/_reports.html" if self.request.htmx else "reports/list.html"]  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them; the frozen records stay in the database."""
        reports = list(self.review.reports.defer("record").select_related("requested_by").order_by("-number"))
        return super().get_context_data(
            reports=reports,
            pending=any(report.is_unfinished for report in reports),
            stalled=any(report.is_late(timezone.now()) for report in reports),
            can_make=user_can_make_report(self.actor, self.review),
            not_yet="" if is_determined(self.review) else NOT_DETERMINED,
            **kwargs,
        )


class MakeReport(ReviewAct):
    """Asks for a report."""

    permission = Permission.REPORT_MAKE

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Freeze the record and queue the work."""
        now = timezone.now()
        report = actions.request_report(self.review, by=self.actor, at=now)
        if report.requested_at == now:
            messages.success(request, f"The record is frozen as it stands. Report {report.identifier} is being made.")
        elif report.state == ReportState.READY:
            messages.info(request, f"Nothing has changed since report {report.identifier} was made: it stands.")
        else:
            messages.info(request, f"Report {report.identifier} is being made already.")
        return redirect(self.back_url(**kwargs))

    def back_url(self, **kwargs: Any) -> str:
        """Return the list."""
        return reverse("reports:review", args=[self.review.pk])


class Download(DeclaresPermission):
    """Hands out the stored bytes of a finished report, which are never made anew."""

    permission = Permission.REPORT_READ
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Record the download and send the file."""
        actor = actor_of(request)
        ready = Report.objects.visible_to(actor).ready().defer("record").select_related("review")
        report = get_object_or_404(ready, pk=kwargs["pk"])
        try:
            content = storage.read(report.stored_name, report.sha256)
        except NotNow as error:
            messages.error(request, error.message)
            return redirect("reports:review", report.review_id)
        actions.note_download(report, by=actor)
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{report.identifier}.pdf"'
        response["Content-Security-Policy"] = LOCKED
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store"
        return response


class Verify(FormPage):
    """Says whether a file is a genuine report; anybody may ask, and learns nothing of its content."""

    permission = Permission.PUBLIC
    template_name = "reports/verify.html"
    form_class = VerifyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form that the upload was cut off at the limit."""
        self.request.POST  # noqa: B018 reading the body fills `oversized_files`
        return super().get_form_kwargs() | {"oversized": bool(getattr(self.request, "oversized_files", ()))}

    def act(self, form: Any) -> HttpResponse:
        """Show the finding above an empty form."""
        file = form.cleaned_data["file"]
        check = verifying.check_file(file.read()) if file else verifying.check_typed(form.cleaned_data["typed"])
        return self.render_to_response(self.get_context_data(form=VerifyForm(), check=check))


class Certificate(DeclaresPermission):
    """Hands out the certificate of a key that sealed reports here, so that anybody can check a seal elsewhere."""

    permission = Permission.PUBLIC
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send the certificate as PEM; it holds nothing about any review."""
        sealed = Report.objects.ready().filter(seal_sha256=kwargs["sha256"])
        pem = sealed.values_list("seal_certificate", flat=True).first()
        if pem is None:
            raise Http404
        response = HttpResponse(pem, content_type="application/x-pem-file")
        response["Content-Disposition"] = f'attachment; filename="seal-{kwargs["sha256"][:12]}.pem"'
        return response
