"""Asking for a report and making it: frozen once, under a lease, twice without harm."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.audit import chain
from apps.audit.models import Event
from apps.core.errors import NotNow, NotPermitted
from apps.reports import actions, pdf, storage
from apps.reports.canonical import digest
from apps.reports.making import make, sweep
from apps.reports.models import Report
from apps.reports.workflow import ATTEMPTS, LEASE, PATIENCE, ReportState
from apps.reviews import actions as review_actions
from apps.reviews.workflow import ReviewState
from tests.factories.reports import ask_for_report, make_report
from tests.factories.reviews import make_determined_review, make_review, make_team

pytestmark = pytest.mark.django_db


def reports_of(review):
    return Report.objects.filter(review=review).order_by("number")


def verbs():
    return list(Event.objects.filter(verb__startswith="report.").order_by("sequence").values_list("verb", flat=True))


def enqueued(monkeypatch):
    """Return the ids that would go to the queue from now on; nothing is made."""
    found = []
    monkeypatch.setattr("apps.reports.actions.make_report", type("Task", (), {"enqueue": staticmethod(found.append)}))
    return found


def test_asking_freezes_the_record_and_the_head_of_the_audit_chain():
    team = make_team()
    review = make_determined_review(team=team)
    head = chain.head()

    report = actions.request_report(review, by=team.reviewer, at=timezone.now())

    assert report.audit_head == head == report.record["report"]["audit_head"]
    assert report.record_sha256 == digest(Report.objects.get().record)
    assert report.record["report"]["number"] == report.identifier
    event = Event.objects.get(verb="report.requested")
    assert event.after == {"record_sha256": report.record_sha256, "audit_head": head}
    assert event.subject_id == str(review.pk)


def test_no_report_before_the_determination():
    team = make_team()
    review = make_review(ReviewState.DECISION, team=team)

    with pytest.raises(NotNow, match="once the CIO has determined"):
        actions.request_report(review, by=team.reviewer, at=timezone.now())

    assert not Report.objects.exists()


def test_no_report_by_another_agency_and_none_by_an_administrator():
    team = make_team()
    review = make_determined_review(team=team)

    with pytest.raises(NotPermitted, match="another agency"):
        actions.request_report(review, by=make_team().reviewer, at=timezone.now())
    with pytest.raises(NotPermitted, match="does not include"):
        actions.request_report(review, by=team.administrator, at=timezone.now())

    assert not Report.objects.exists()


def test_asking_twice_while_one_is_made_gives_the_same_report():
    team = make_team()
    review = make_determined_review(team=team)

    first = ask_for_report(review, team=team)
    second = ask_for_report(review, team=team)

    assert first == second
    assert verbs() == ["report.requested"]


def test_an_unchanged_review_keeps_its_report_and_a_changed_one_gets_the_next(layout):
    team = make_team()
    review = make_determined_review(team=team)
    first = make_report(review, team=team)

    assert ask_for_report(review, team=team) == first
    review_actions.add_addendum(review, by=team.isso, at=timezone.now(), text="A serial number was corrected.")
    second = ask_for_report(review, team=team)

    assert [row.number for row in reports_of(review)] == [1, 2]
    assert second.identifier != first.identifier
    assert second.record["addenda"]
    assert not Report.objects.get(pk=first.pk).record["addenda"]


def test_a_report_whose_file_is_gone_does_not_stand_for_a_new_one(layout):
    team = make_team()
    review = make_determined_review(team=team)
    first = make_report(review, team=team)
    storage.remove(first.stored_name)

    assert ask_for_report(review, team=team) != first


def test_a_finished_report_has_its_file_and_its_digests_in_the_audit_record(layout):
    report = make_report()

    assert (report.state, report.progress, report.pages, report.lease_until) == (ReportState.READY, 100, 7, None)
    assert storage.read(report.stored_name, report.sha256).startswith(b"%PDF")
    event = Event.objects.get(verb="report.made")
    assert event.after == {"sha256": report.sha256, "size": report.size, "pages": 7, "unsealed_sha256": ""}
    assert event.actor_label == "system"
    assert verbs() == ["report.requested", "report.made"]


def test_making_it_again_changes_nothing(layout):
    report = make_report()
    before = (report.stored_name, report.finished_at, verbs())

    make(report.pk, clock=timezone.now)

    report.refresh_from_db()
    assert (report.stored_name, report.finished_at, verbs()) == before


def test_progress_is_shown_while_it_is_made(layout, monkeypatch):
    report = ask_for_report()
    seen = []
    monkeypatch.setattr(
        actions, "finish", lambda *args, **kwargs: bool(seen.append(Report.objects.get(pk=report.pk))) or False
    )

    make(report.pk, clock=timezone.now)

    assert (seen[0].state, seen[0].progress, seen[0].step) == (ReportState.RUNNING, 40, "Laying out page 7")


def test_a_failed_layout_leaves_a_sentence_an_event_and_no_file(monkeypatch):
    report = ask_for_report()

    def fail(*args, **kwargs):
        raise pdf.RenderFailed("The layout failed.")

    monkeypatch.setattr(pdf, "render", fail)
    make(report.pk, clock=timezone.now)

    report.refresh_from_db()
    assert (report.state, report.failure) == (ReportState.FAILED, "The layout failed.")
    assert Event.objects.get(verb="report.failed").reason == "The layout failed."
    assert list(storage.stored()) == []


def test_after_a_failure_a_new_report_can_be_asked_for(layout, monkeypatch):
    team = make_team()
    review = make_determined_review(team=team)
    first = ask_for_report(review, team=team)
    actions.fail(actions.take(first.pk, at=timezone.now()), sentence="No memory.", at=timezone.now())

    second = make_report(review, team=team)

    assert second.number == 2
    assert second.state == ReportState.READY


def test_a_leased_report_is_left_to_its_worker():
    report = ask_for_report()
    now = timezone.now()

    assert actions.take(report.pk, at=now) is not None
    assert actions.take(report.pk, at=now + LEASE - timedelta(seconds=1)) is None


def test_a_report_of_a_killed_worker_is_made_once_after_its_lease(layout, monkeypatch):
    report = ask_for_report()
    now = timezone.now()
    dead = actions.take(report.pk, at=now)

    assert sweep(at=now + LEASE / 2)[0] == 0
    assert sweep(at=now + LEASE)[0] == 1
    make(report.pk, clock=lambda: now + LEASE)
    late = actions.finish(
        dead, rendered=pdf.Rendered(pages=1, size=1, sha256="0" * 64), stored_name="late.pdf", at=now + LEASE
    )

    report.refresh_from_db()
    assert late is False
    assert (report.state, report.attempts, report.pages) == (ReportState.READY, 2, 7)
    assert verbs().count("report.made") == 1


def test_a_report_goes_to_the_queue_when_it_is_committed_and_again_after_the_sweep(
    monkeypatch, django_capture_on_commit_callbacks
):
    queue = enqueued(monkeypatch)
    with django_capture_on_commit_callbacks(execute=True):
        report = ask_for_report()
    assert queue == [str(report.pk)]

    with django_capture_on_commit_callbacks(execute=True):
        sweep(at=timezone.now() + PATIENCE)

    assert queue == [str(report.pk)] * 2


def test_the_task_makes_the_report(layout, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        report = ask_for_report()

    assert Report.objects.get(pk=report.pk).state == ReportState.READY


def test_a_late_worker_leaves_no_file(layout, monkeypatch):
    report = ask_for_report()
    monkeypatch.setattr(actions, "finish", lambda *args, **kwargs: False)

    make(report.pk, clock=timezone.now)

    assert list(storage.stored()) == []


def test_a_report_that_kills_every_worker_is_given_up():
    report = ask_for_report()
    at = timezone.now()
    for _ in range(ATTEMPTS):
        assert actions.take(report.pk, at=at) is not None
        at += LEASE

    assert actions.take(report.pk, at=at) is None

    report.refresh_from_db()
    assert (report.state, report.failure) == (ReportState.FAILED, actions.GAVE_UP)


def test_asking_again_takes_up_a_report_that_the_queue_has_lost(monkeypatch):
    team = make_team()
    review = make_determined_review(team=team)
    report = ask_for_report(review, team=team)
    Report.objects.filter(pk=report.pk).update(lease_until=timezone.now() - timedelta(seconds=1))

    again = actions.request_report(review, by=team.reviewer, at=timezone.now())

    assert again == report
    assert Report.objects.get(pk=report.pk).lease_until > timezone.now()


def test_the_sweep_removes_old_files_without_a_row_and_names_rows_without_a_file(layout):
    report = make_report()
    storage.remove(report.stored_name)
    (storage.path_of("left-behind.part")).write_bytes(b"half")

    assert sweep(at=timezone.now()) == (0, 0, [report.identifier])
    assert sweep(at=timezone.now() + timedelta(days=2)) == (0, 1, [report.identifier])
    assert list(storage.stored()) == []


def test_a_damaged_file_is_never_handed_out(layout):
    report = make_report()
    storage.path_of(report.stored_name).write_bytes(b"%PDF something else")

    with pytest.raises(NotNow, match="missing or damaged"):
        storage.read(report.stored_name, report.sha256)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"state": "ready", "sha256": "", "stored_name": "a.pdf"},
        {"state": "ready", "sha256": "0" * 64, "stored_name": ""},
    ],
    ids=["an unknown state", "ready without a digest", "ready without a file"],
)
def test_the_database_refuses(values):
    report = ask_for_report()

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(finished_at=timezone.now(), **values)


@pytest.mark.parametrize("field", ["identifier", "number"])
def test_the_database_refuses_the_same_number_twice(field):
    report = ask_for_report()
    values = {"identifier": "AR-0000-0000", "number": 2} | {field: getattr(report, field)}

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            review=report.review, record={}, record_sha256="", audit_head="", requested_by=report.requested_by, **values
        )
