"""A report of a determined review: made in the background, kept, handed out, verified."""

import io
import json
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Event
from apps.core.errors import NotNow, NotPermitted
from apps.reports import actions, pdf, storage
from apps.reports.models import Report
from apps.reports.workflow import ReportState
from apps.reviews.workflow import ReviewState
from tests.factories.accounts import sign_in
from tests.factories.reviews import make_determined_review, make_review, make_team

pytestmark = pytest.mark.django_db


def made(client: Client) -> tuple[Report, Client]:
    """Return a finished report of a new review, with its reviewer signed in."""
    team = make_team()
    review = make_determined_review(team=team)
    report = actions.request_report(review, by=team.reviewer, at=timezone.now())
    sign_in(client, team.reviewer)
    return actions.produce(report.pk, at=timezone.now()), client


def test_a_report_is_tagged_archivable_carries_its_record_and_can_be_checked(client: Client, tmp_path: Path) -> None:
    report, client = made(client)
    assert report.state == ReportState.READY
    page = client.get(reverse("reports:review", args=[report.review_id])).content.decode()
    assert report.sha256 in page

    response = client.get(reverse("reports:download", args=[report.pk]))
    content = b"".join(response.streaming_content)
    assert response["Content-Disposition"].startswith("attachment")
    assert Event.objects.latest("sequence").verb == "report.downloaded"
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) == report.pages
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang).startswith("en")
        assert b"pdfuaid:part" in document.Root.Metadata.read_bytes()
        record = json.loads(document.attachments["review.json"].get_file().read_bytes())
    assert record == report.record

    verify = reverse("reports:verify")
    altered = content.replace(b"%PDF-1.7", b"%PDF-1.6", 1) if b"%PDF-1.7" in content else content + b"\n"
    for data, words in ((content, "Genuine"), (altered, "Altered"), (b"%PDF-1.7 something else", "Unknown")):
        shown = Client().post(verify, {"file": SimpleUploadedFile("report.pdf", data)})
        assert words in shown.content.decode()
    kept = tmp_path / "report.pdf"
    kept.write_bytes(content)
    call_command("verify_report", kept, stdout=io.StringIO())
    kept.write_bytes(altered)
    with pytest.raises(SystemExit) as stop:
        call_command("verify_report", kept, stdout=io.StringIO())
    assert stop.value.code == 1
    call_command("export_review", str(report.review_id), "--format", "json", "-o", kept, stdout=io.StringIO())
    assert json.loads(kept.read_text())["determination"]


def test_the_same_record_gives_the_same_bytes(client: Client, tmp_path: Path) -> None:
    report, _ = made(client)
    again = pdf.render(report.record, tmp_path / "again.pdf")
    assert again.sha256 == report.sha256


def test_a_second_worker_leaves_a_finished_report_alone(client: Client) -> None:
    report, _ = made(client)
    before = storage.path_of(report.stored_name).stat().st_mtime_ns
    assert actions.produce(report.pk, at=timezone.now()).stored_name == report.stored_name
    assert storage.path_of(report.stored_name).stat().st_mtime_ns == before


def test_no_report_before_the_determination_and_none_by_strangers() -> None:
    team = make_team()
    review = make_review(ReviewState.DECISION, team=team)
    with pytest.raises(NotNow, match="once the CIO has determined"):
        actions.request_report(review, by=team.reviewer, at=timezone.now())
    with pytest.raises(NotPermitted, match="another agency"):
        actions.request_report(review, by=make_team().reviewer, at=timezone.now())
    assert not Report.objects.exists()


def test_a_failed_layout_leaves_a_sentence_and_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    team = make_team()
    report = actions.request_report(make_determined_review(team=team), by=team.reviewer, at=timezone.now())

    def fail(*args: object, **kwargs: object) -> None:
        raise pdf.RenderFailed("The layout failed.")

    monkeypatch.setattr(pdf, "render", fail)
    report = actions.produce(report.pk, at=timezone.now())
    assert (report.state, report.failure) == (ReportState.FAILED, "The layout failed.")


def test_a_foreign_report_looks_like_a_missing_one(client: Client) -> None:
    team = make_team()
    report = actions.request_report(make_determined_review(team=team), by=team.reviewer, at=timezone.now())
    sign_in(client, make_team().auditor)
    missing = "01890000-0000-7000-8000-000000000000"
    for pk in (report.pk, missing):
        assert client.get(reverse("reports:download", args=[pk])).status_code == 404
    assert client.get(reverse("reports:review", args=[report.review_id])).status_code == 404


def test_making_a_report_from_the_page_freezes_the_record_now(client: Client) -> None:
    team = make_team()
    review = make_determined_review(team=team)
    sign_in(client, team.isso)
    assert client.post(reverse("reports:make", args=[review.pk])).status_code == 302
    report = Report.objects.get()
    assert report.record["report"]["audit_head"] == report.audit_head
    assert "Report 1" in client.get(reverse("reports:review", args=[review.pk])).content.decode()
