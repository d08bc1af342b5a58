"""Reports of a review: making, progress, download; and the public check of a file."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from apps.core.permissions import Permission
from apps.core.views import DeclaresPermission, FormPage
from apps.reports import actions, storage
from apps.reports.forms import VerifyForm
from apps.reports.models import Report
from apps.reports.verifying import check
from apps.reports.workflow import ReportState
from apps.reviews.policies import is_determined
from apps.reviews.views.base import ReviewAct, ReviewPage


class ReviewReports(ReviewPage):
    """The reports of one review, the newest first, with the progress of those that are being made."""

    permission = Permission.REPORT_READ
    part = "report"
    template_name = "reports/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them; the frozen records stay in the database."""
        reports = list(self.review.reports.defer("record").select_related("requested_by").order_by("-number"))
        return super().get_context_data(
            reports=reports,
            pending=any(one.state in (ReportState.QUEUED, ReportState.RUNNING) for one in reports),
            can_make=is_determined(self.review) and self.actor.has_permission(Permission.REPORT_MAKE),
            **kwargs,
        )


class MakeReport(ReviewAct):
    """Asks for a report."""

    permission = Permission.REPORT_MAKE

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Freeze the record and queue the work."""
        actions.request_report(self.review, by=self.actor, at=timezone.now())
        messages.success(request, "The record is frozen and the report is being made.")
        return redirect(self.back_url(**kwargs))

    def back_url(self, **kwargs: Any) -> str:
        """Return the list."""
        return reverse("reports:review", args=[self.review.pk])


class Download(DeclaresPermission):
    """Hands out the stored bytes of a finished report."""

    permission = Permission.REPORT_READ
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Record the download and send the file."""
        ready = Report.objects.visible_to(self.actor).filter(state=ReportState.READY)
        report = get_object_or_404(ready.select_related("review"), pk=kwargs["pk"])
        actions.note_download(report, by=self.actor)
        response = FileResponse(
            storage.path_of(report.stored_name).open("rb"),
            as_attachment=True,
            filename=f"assay-report-{report.record['report']['number']}.pdf",
            content_type="application/pdf",
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store"
        return response


class Verify(FormPage):
    """Says whether a file is a genuine report; anybody may ask."""

    permission = Permission.PUBLIC
    template_name = "reports/verify.html"
    form_class = VerifyForm

    def act(self, form: Any) -> HttpResponse:
        """Show the finding."""
        finding = check(form.cleaned_data["file"].read())
        return self.render_to_response(self.get_context_data(form=form, finding=finding))
