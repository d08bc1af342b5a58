"""`export_review` and `sweep_reports`."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from apps.audit.models import Event
from apps.reports import storage
from apps.reports.canonical import digest
from apps.reports.models import Report
from apps.reviews.workflow import ReviewState
from tests.factories.reports import ask_for_report, make_kept_report
from tests.factories.reviews import make_determined_review, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return make_kept_report()


def export(review, target, *, form="pdf"):
    out = io.StringIO()
    call_command("export_review", str(review), "--format", form, "-o", str(target), stdout=out)
    return out.getvalue()


def test_the_pdf_is_the_stored_file(report, tmp_path):
    said = export(report.review_id, tmp_path / "out.pdf")

    assert (tmp_path / "out.pdf").read_bytes() == storage.read(report.stored_name, report.sha256)
    assert report.identifier in said


def test_the_json_is_the_frozen_record_byte_for_byte(report, tmp_path):
    export(report.review_id, tmp_path / "out.json", form="json")

    record = json.loads((tmp_path / "out.json").read_bytes())
    assert digest(record) == report.record_sha256


def test_a_review_without_a_report_gets_one_made_by_the_operator(tmp_path, layout):
    review = make_determined_review()

    export(review.pk, tmp_path / "out.pdf")

    report = Report.objects.get()
    assert report.requested_by is None
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-1.7")
    event = Event.objects.get(verb="report.requested")
    assert (event.actor_label, event.organization_id) == ("system", str(review.organization_id))


@pytest.mark.parametrize("form", ["oscal", "xlsx", "csv"])
def test_formats_that_come_later_are_named_as_such(report, tmp_path, form):
    with pytest.raises(CommandError, match=f"{form} is not built yet; choose pdf or json"):
        export(report.review_id, tmp_path / "out", form=form)


def test_what_is_wrong_is_said_in_one_sentence(report, tmp_path):
    with pytest.raises(CommandError, match="not the identifier of a review"):
        export("camera", tmp_path / "out.pdf")
    with pytest.raises(CommandError, match="There is no review"):
        export("01890000-0000-7000-8000-000000000000", tmp_path / "out.pdf")
    with pytest.raises(CommandError, match="once the CIO has determined"):
        export(make_review(ReviewState.DECISION).pk, tmp_path / "out.pdf")
    with pytest.raises(CommandError, match="cannot be written"):
        export(report.review_id, tmp_path / "missing" / "out.pdf")


def test_a_damaged_file_is_not_exported(report, tmp_path):
    storage.path_of(report.stored_name).write_bytes(b"%PDF")

    with pytest.raises(CommandError, match="missing or damaged"):
        export(report.review_id, tmp_path / "out.pdf")


def test_the_sweep_says_what_it_did(report):
    waiting = ask_for_report()
    Report.objects.filter(pk=waiting.pk).update(lease_until=waiting.requested_at)
    storage.remove(report.stored_name)
    out = io.StringIO()

    call_command("sweep_reports", stdout=out)

    assert "Reports queued again: 1." in out.getvalue()
    assert f"The file of report {report.identifier} is missing." in out.getvalue()
