"""The first command: what it tells, that telling it again changes nothing, and what it says when it cannot."""

import json
import socket
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import reverse

from apps.accounts.models import User
from apps.audit import chain
from apps.audit.models import Event
from apps.devices.models import Declaration
from apps.devices.workflow import DeclarationState
from apps.evidence.models import EvidenceReading
from apps.reports.models import Report
from apps.reviews import comparison
from apps.reviews.models import Condition, Review, RiskAcceptance
from apps.reviews.workflow import Outcome, ReviewState
from config.demo.people import PASSWORD
from config.demo.tell import tell
from config.management.commands import demo

# The demo is told once, in one process.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def told(kept_world: None) -> None:
    """Tell the demo once."""
    assert tell(lambda text: None)


def review_of(title: str, **narrowed: Any) -> Review:
    found: Review = Review.objects.get(procurement__title__startswith=title, **narrowed)
    return found


def test_lobby_cameras_are_bought_with_three_conditions_and_one_accepted_risk() -> None:
    review = review_of("Lobby cameras")
    assert (review.state, review.quantity) == (ReviewState.MONITORING, 14)
    assert review.determination.outcome == Outcome.WITH_CONDITIONS
    assert Condition.objects.filter(review=review).count() == 3
    assert RiskAcceptance.objects.filter(gap__requirement__review=review).count() == 1
    assert not review.requirements.get(identifier="DP-CRY.1").key


def test_infusion_pumps_are_refused_with_one_firmware_and_accepted_with_the_next() -> None:
    first = review_of("Infusion pumps", predecessor=None)
    second = review_of("Infusion pumps", predecessor=first)
    assert first.determination.outcome == Outcome.PREVENTS
    assert second.determination.outcome == Outcome.WITH_CONDITIONS
    states = {one.pk: one.state for one in Declaration.objects.filter(product=first.product)}
    assert states[first.declaration_id] == DeclarationState.SUPERSEDED
    assert states[second.declaration_id] == DeclarationState.ATTESTED


def test_environment_sensors_are_waived_on_ground_c_and_are_alone_in_the_waiver_report(client: Client) -> None:
    review = review_of("Environment sensors")
    assert review.determination.outcome == Outcome.PREVENTS
    assert (review.waiver.ground, review.waiver.granted) == ("C", True)
    assert review.waiver.head_delegation is not None
    assert len(review.waiver.devices.splitlines()) == 40
    assert not Review.objects.exclude(pk=review.pk).filter(waiver__granted=True).exists()


def test_badge_readers_are_half_assessed_and_their_next_firmware_waits_for_confirmation() -> None:
    review = review_of("Badge readers", product__name="Quayline")
    assert review.state == ReviewState.ASSESSMENT
    draft = Declaration.objects.get(based_on=review.declaration)
    given_since = draft.answers.exclude(carried_over=True).get()
    assert given_since.explanation.startswith("No cloud stands behind the reader")
    assert draft.answers.filter(carried_over=True).count() > 10


def test_two_badge_readers_stand_side_by_side_on_one_set() -> None:
    candidates = list(
        Review.objects.filter(procurement__title__startswith="Badge readers").order_by("created_at", "pk")
    )
    side_by_side = comparison.of(candidates)
    assert side_by_side is not None
    assert (len(candidates), side_by_side.reason) == (2, "")
    assert [line.identifier for line in side_by_side.lines] == ["DP-CRY.1", "LA-AUN.1", "LA-IFC.3", "LA-ACF.1.b"]


def test_reports_of_finished_cases_are_asked_for_and_the_chain_is_whole() -> None:
    assert {report.review for report in Report.objects.select_related("review")} == {
        review_of("Lobby cameras"),
        review_of("Environment sensors"),
    }
    assert list(chain.faults()) == []


def test_every_office_signs_in_with_the_printed_password(client: Client) -> None:
    for email in ("reviewer@civic-records.example", "signer@corvale.example", "operator@assay.example"):
        client.logout()
        answer = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
        assert answer.status_code == 302, email


def test_telling_it_again_changes_nothing() -> None:
    before = Event.objects.count()
    assert not tell(lambda text: None)
    assert Event.objects.count() == before


def test_bench_measures_what_product_md_names_within_the_budget_of_statements() -> None:
    out = StringIO()
    before = Event.objects.count()
    call_command("bench", json=True, rounds=1, stdout=out)
    figures = {one["name"]: one for one in json.loads(out.getvalue())["figures"]}
    budget = {
        "catalog page": 12,
        "declaration page": 20,
        "save an answer": 15,
        "desk, one requirement": 15,
        "save a verdict": 15,
        "review overview": 20,
        "agency home": 20,
        "manufacturer home": 20,
    }
    for name, most in budget.items():
        assert 0 < figures[name]["sql"] <= most, figures[name]
        assert figures[name]["milliseconds"] > 0
    assert figures["review overview"]["bytes"] < 400_000
    assert Event.objects.count() == before


def test_an_occupied_port_is_said_before_anything_is_prepared() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} is in use\. Choose another: .*--port {port + 1}"):
            call_command("demo", port=port)


def test_without_pango_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "check_pango", lambda: "Install Pango: apt-get install libpango-1.0-0")
    with pytest.raises(CommandError, match="apt-get install libpango"):
        call_command("demo", no_serve=True)


def test_public_passwords_never_reach_a_production_installation() -> None:
    with override_settings(PRODUCTION=True), pytest.raises(CommandError, match="trial mode only"):
        call_command("demo", no_serve=True)


def test_set_up_prints_the_accounts_and_stops_before_serving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "ensure_assets", lambda say: None)
    out = StringIO()
    call_command("demo", no_serve=True, stdout=out)
    assert "nothing was changed" in out.getvalue()
    assert PASSWORD in out.getvalue()
    assert "reviewer@" in out.getvalue()


def test_documents_of_the_next_firmware_speak_and_one_contradicts_an_answer(client: Client) -> None:
    readings = EvidenceReading.objects.order_by("format").values_list("format", "state")
    assert list(readings) == [(kind, "read") for kind in ("csaf", "cyclonedx", "mud", "security_txt")]
    draft = Declaration.objects.get(product__model="BR-8", state=DeclarationState.DRAFT)
    client.force_login(User.objects.get(email="drafter@quayline.example"))

    page = client.get(reverse("devices:documents", args=[draft.pk])).content.decode()

    assert "It names 1 service: Quayline Assist." in page
    assert "Contradicts" in page
    assert "Supports" in page


def test_the_desk_says_beside_shared_evidence_what_it_supports(client: Client) -> None:
    client.force_login(User.objects.get(email="reviewer@civic-records.example"))
    review = Review.objects.get(procurement__title__startswith="Badge readers", product__model="BR-8")

    page = client.get(reverse("reviews:desk", args=[review.pk, "IQ-BUG.a.1"])).content.decode()

    assert "security.txt of quayline.example, line 2" in page
    assert "It names where to report: mailto:psirt@quayline.example" in page
    assert "Supports" in page
