"""The frozen record: complete, bounded in statements, deterministic, and silent about what was never shared."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.audit.models import Event
from apps.devices.models import Answer
from apps.evidence.models import EvidenceGrant
from apps.reports.canonical import canonical, content_digest, digest
from apps.reports.record import SCHEMA, build_record
from apps.reviews import actions
from apps.reviews.workflow import Outcome, ReviewState
from tests.factories.devices import make_drafter
from tests.factories.evidence import make_file
from tests.factories.reports import grown, make_record
from tests.factories.reviews import KEY, PLAIN, make_determined_review, make_review, make_team, make_waiver

pytestmark = pytest.mark.django_db


def test_the_record_holds_every_part_that_section_9_asks_for():
    team = make_team()
    review = make_determined_review(Outcome.WITH_CONDITIONS, team=team, verdicts={KEY: "met", PLAIN: "partly"})

    record = build_record(review)

    assert record["schema"] == SCHEMA
    assert record["product"]["manufacturer"]["name"] == review.product.organization.name
    assert record["product"]["components"][0]["versions_assessed"]
    assert record["procurement"]["reference"] == "47QX-1180"
    assert record["categorization"]["impact"]["label"] == "Low"
    assert record["categorization"]["signed"]["by"]["name"] == team.isso.user.name
    assert record["use_case"][0]["answer"] == "As described in the plan."
    assert record["declaration"]["pinned_sha256"] == review.declaration_sha256
    assert record["declaration"]["attestation"]["name"]
    steps = [step["verb"]["value"] for step in record["requirement_set"]["steps"]]
    assert steps == ["propose", "approve"]
    key = next(row for row in record["requirement_set"]["selected"] if row["identifier"] == KEY)
    assert (key["key"], key["key_reason"], key["minimum_strength"]) == (
        True,
        "Without it no unit can be told from another.",
        3,
    )
    assert {row["reason"] for row in record["requirement_set"]["declined"]} == {"The gateway does this."}
    finding = next(row for row in record["findings"] if row["identifier"] == KEY)
    assert finding["answers"][0]["value"] == {"value": "yes", "label": "Yes"}
    assert finding["verdict"]["methods"] == ["Examine", "Test"]
    assert finding["verdict"]["confirmed"]["by"]["name"] == team.second_reviewer.user.name
    assert [row["requirement"] for row in record["gaps"]] == [PLAIN]
    assert record["gaps"][0]["residual"] is False
    assert record["treatments"][0]["verified"]["by"]["name"] == team.second_isso.user.name
    assert record["conditions"][0]["state"]["value"] == "open"
    assert record["recommendations"][0]["concurrence"]["signed"]["by"]["name"] == team.ciso.user.name
    assert "does not prevent compliance" in record["determination"]["words"]
    assert record["determination"]["signed"]["role"]["value"] == "cio"
    assert [act["verb"]["value"] for act in record["acts"]][-2:] == ["concur", "determine"]
    assert record["reference_data"]["edition"] == review.edition.label
    statuses = {row["identifier"]: row["support"]["value"] for row in record["traceability"]["controls"]}
    assert statuses == {"IA-3": "supported", "IA-4": "compensated"}


def test_the_events_can_be_hashed_anew_from_the_record_alone():
    record = build_record(make_determined_review())

    for row in record["events"]:
        event = Event(**row | {"at": timezone.datetime.fromisoformat(row["at"])})
        assert event.computed_hash() == row["hash"]
    assert len(record["events"]) > 10


def test_the_record_is_json_and_the_same_each_time():
    review = make_determined_review()

    first, second = canonical(build_record(review)), canonical(build_record(review))

    assert first == second
    assert canonical(json.loads(first)) == first


def test_the_number_of_statements_does_not_grow_with_the_record():
    small = make_determined_review()
    large = make_determined_review(Outcome.WITH_CONDITIONS, verdicts={KEY: "not_met", PLAIN: "partly"})
    with CaptureQueriesContext(connection) as few:
        build_record(small)
    with CaptureQueriesContext(connection) as many:
        build_record(large)

    assert len(few) <= 40
    assert len(many) <= 40
    assert len(many) - len(few) <= 4


def test_a_waiver_stands_by_itself_with_both_acts_and_every_method():
    team = make_team()
    review = make_determined_review(Outcome.PREVENTS, team=team)
    waiver = make_waiver(review, team)
    actions.decide_waiver_support(waiver, by=team.cio, at=timezone.now(), supported=True, reason="Effective.")
    actions.decide_waiver(waiver, by=team.agency_head, at=timezone.now(), granted=True, reason="For the pilot.")

    record = build_record(review)

    part = record["waiver"]
    assert part["ground"]["value"] == "C"
    assert part["devices"] == ["SN-001", "SN-002"]
    assert part["cio_act"]["signed"]["by"]["name"] == team.cio.user.name
    assert part["head_act"]["signed"]["by"]["name"] == team.agency_head.user.name
    assert part["methods"][0]["verified"]
    assert "may not procure or obtain" in record["determination"]["words"]
    assert record["conditions"] == record["acceptances"] == []


def test_award_and_addenda_made_after_the_determination_are_in_the_record():
    team = make_team()
    review = make_review(ReviewState.MONITORING, team=team)
    actions.add_addendum(review, by=team.isso, at=timezone.now(), text="The serial numbers were corrected.")

    record = build_record(review)

    assert record["award"]["contract_number"] == "47QX-1180-0001"
    assert record["award"]["supply_chain_checks"][0]["name"] == "Section 889 representation"
    assert record["addenda"][0]["text"] == "The serial numbers were corrected."


def test_evidence_that_was_never_shared_is_not_named():
    review = make_determined_review()
    answer = Answer.objects.filter(declaration=review.declaration).first()
    drafter = make_drafter(review.product.organization)
    shown, hidden = make_file(by=drafter, title="Shown guide"), make_file(by=drafter, title="Hidden guide")
    for item in (shown, hidden):
        answer.evidence.create(item=item, locator="p. 4")
    EvidenceGrant.objects.create(item=shown, grantee=review.organization, granted_by=drafter.user)

    record = build_record(review)

    text = json.dumps(record["findings"])
    assert "Shown guide" in text
    assert "Hidden guide" not in text
    assert hidden.sha256 not in text
    assert '"withheld": true' in text


def test_the_content_digest_ignores_which_report_it_is_and_nothing_else():
    record = make_record()
    other = record | {"report": record["report"] | {"number": "AR-0000-0000"}}

    assert content_digest(record) == content_digest(other)
    assert digest(record) != digest(other)
    assert content_digest(grown(record, 3)) != content_digest(record)
