"""The reports of a review in the browser: list, progress, make, download."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Event
from apps.reports import actions, storage
from apps.reports.models import Report
from apps.reviews.workflow import ReviewState
from tests.factories.accounts import sign_in
from tests.factories.reports import ask_for_report
from tests.factories.reviews import make_determined_review, make_review, make_team

pytestmark = pytest.mark.django_db


def page_of(client, review, **headers):
    return client.get(reverse("reports:review", args=[review.pk]), headers=headers)


def test_before_the_determination_the_page_says_when_a_report_can_be_made(reviewer, team):
    review = make_review(ReviewState.DECISION, team=team)

    page = page_of(reviewer, review).content.decode()

    assert "once the CIO has determined the case" in page
    assert "Make a report" not in page


def test_a_determined_review_without_a_report_says_what_to_do(reviewer, team):
    page = page_of(reviewer, make_determined_review(team=team)).content.decode()

    assert "Make the first one with the button above" in page


def test_making_a_report_freezes_the_record_and_shows_it_as_waiting(reviewer, team):
    review = make_determined_review(team=team)

    answer = reviewer.post(reverse("reports:make", args=[review.pk]), follow=True)

    report = Report.objects.get()
    assert f"Report {report.identifier} is being made" in answer.content.decode()
    assert "Waiting" in answer.content.decode()


def test_pressing_the_button_twice_makes_one(reviewer, team):
    review = make_determined_review(team=team)

    reviewer.post(reverse("reports:make", args=[review.pk]))
    answer = reviewer.post(reverse("reports:make", args=[review.pk]), follow=True)

    assert Report.objects.count() == 1
    assert "is being made already" in answer.content.decode()


def test_an_early_post_is_refused_with_the_sentence(reviewer, team):
    review = make_review(ReviewState.DECISION, team=team)

    answer = reviewer.post(reverse("reports:make", args=[review.pk]), follow=True)

    assert "once the CIO has determined the case" in answer.content.decode()
    assert not Report.objects.exists()


def test_progress_is_shown_and_asked_for_every_two_seconds(reviewer, team):
    review = make_determined_review(team=team)
    report = actions.take(ask_for_report(review, team=team).pk, at=timezone.now())
    actions.note_progress(report, percent=41, step="Laying out page 9")

    page = page_of(reviewer, review).content.decode()
    part = page_of(reviewer, review, hx_request="true").content.decode()

    for shown in (page, part):
        assert "41 %: Laying out page 9" in shown
        assert 'hx-trigger="every 2s"' in shown
        assert "Look again" in shown
    assert "<html" in page
    assert "<html" not in part


def test_a_report_that_waits_too_long_says_what_to_do(reviewer, team):
    review = make_determined_review(team=team)
    report = ask_for_report(review, team=team)
    Report.objects.filter(pk=report.pk).update(lease_until=timezone.now())

    assert "waits longer than usual" in page_of(reviewer, review).content.decode()


def test_a_failure_is_shown_in_its_own_words(reviewer, team):
    review = make_determined_review(team=team)
    report = actions.take(ask_for_report(review, team=team).pk, at=timezone.now())
    actions.fail(report, sentence="The machine ran out of memory.", at=timezone.now())

    page = page_of(reviewer, review).content.decode()

    assert "The machine ran out of memory." in page
    assert "every 2s" not in page


def test_a_finished_report_shows_its_digests_and_asks_no_more(reviewer, report):
    page = page_of(reviewer, report.review).content.decode()

    assert report.sha256 in page
    assert report.audit_head in page
    assert "every 2s" not in page


def test_asking_again_without_a_change_keeps_the_report(reviewer, report):
    answer = reviewer.post(reverse("reports:make", args=[report.review_id]), follow=True)

    assert f"Nothing has changed since report {report.identifier}" in answer.content.decode()
    assert Report.objects.count() == 1


def test_the_page_costs_the_same_with_many_reports(reviewer, team, django_assert_max_num_queries):
    review = make_determined_review(team=team)
    for number in range(1, 8):
        Report.objects.create(
            review=review,
            number=number,
            identifier=f"AR-0000-000{number}",
            requested_by=team.reviewer.user,
            record={},
            record_sha256="0" * 64,
            audit_head="0",
            state="failed",
        )

    with django_assert_max_num_queries(12):
        page_of(reviewer, review)


def test_a_download_gives_the_stored_bytes_and_is_recorded(reviewer, report):
    answer = reviewer.get(reverse("reports:download", args=[report.pk]))

    assert answer.content == storage.read(report.stored_name, report.sha256)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{report.identifier}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    event = Event.objects.get(verb="report.downloaded")
    assert (event.target_id, event.subject_id) == (str(report.pk), str(report.review_id))


def test_a_damaged_file_is_not_handed_out_and_the_page_says_so(reviewer, report):
    storage.path_of(report.stored_name).write_bytes(b"%PDF something else")

    answer = reviewer.get(reverse("reports:download", args=[report.pk]), follow=True)

    assert "missing or damaged" in answer.content.decode()
    assert not Event.objects.filter(verb="report.downloaded").exists()


def test_an_unfinished_report_cannot_be_downloaded(reviewer, team):
    report = ask_for_report(make_determined_review(team=team), team=team)

    assert reviewer.get(reverse("reports:download", args=[report.pk])).status_code == 404


def test_a_foreign_report_looks_like_a_missing_one(client, report):
    sign_in(client, make_team().auditor)
    missing = "01890000-0000-7000-8000-000000000000"

    for key in (report.pk, missing):
        assert client.get(reverse("reports:download", args=[key])).status_code == 404
    for key in (report.review_id, missing):
        assert client.get(reverse("reports:review", args=[key])).status_code == 404
        assert client.post(reverse("reports:make", args=[key])).status_code == 404
