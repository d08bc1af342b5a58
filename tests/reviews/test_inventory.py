"""The lists that the law asks for: the inventory of covered devices, and waivers by ground and kind for a period."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.devices.models import Product
from apps.reviews import actions, waiver_record
from apps.reviews.models import Review
from apps.reviews.workflow import Outcome, ReviewState
from tests.factories.accounts import sign_in
from tests.factories.reviews import Team, make_determined_review, make_review, make_team, make_waiver

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    """Return the one review with an award; beside it a granted waiver, and what is no waiver at all."""
    awarded = make_review(ReviewState.MONITORING, team=kept_team, outcome=Outcome.WITH_CONDITIONS)
    waived = make_determined_review(Outcome.PREVENTS, team=kept_team)
    waiver = make_waiver(waived, kept_team)
    now = timezone.now()
    actions.decide_waiver_support(waiver, by=kept_team.cio, at=now, supported=True, reason="The ground is given.")
    waiver.refresh_from_db()
    actions.decide_waiver(waiver, by=kept_team.agency_head, at=now, granted=True, reason="Granted.")
    return awarded


def rows(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode())))


def test_the_inventory_holds_what_was_awarded_with_its_fields(team: Team, review: Review) -> None:
    Product.objects.filter(pk=review.product_id).update(
        interfaces="=cmd|'/c calc'!A1", support_until=timezone.localdate()
    )
    client = sign_in(Client(), team.auditor)

    page = client.get(reverse("reviews:inventory")).content.decode()
    (line,) = rows(client, reverse("reviews:inventory_csv"))

    assert "IoT inventory" in page
    assert str(review.product) in page
    assert "1 condition open" in page
    assert line["Number of devices"] == "14"
    assert line["Manufacturer"] == str(review.product.organization)
    assert line["Linked system"] == str(review.system)
    assert line["Criticality (impact level)"] == "Low"
    assert line["NIST alignment or waiver"] == str(Outcome(review.determination.outcome).label)
    assert line["Support ends on"] == timezone.localdate().isoformat()
    assert line["Network connection and integration"].startswith("'=")


def test_another_agency_sees_nothing_of_it(review: Review) -> None:
    client = sign_in(Client(), make_team().auditor)

    assert rows(client, reverse("reviews:inventory_csv")) == []
    assert "No covered device is in use yet" in client.get(reverse("reviews:inventory")).content.decode()


def test_a_period_narrows_page_and_table_and_stays_in_the_address(team: Team, review: Review) -> None:
    client, today = sign_in(Client(), team.auditor), timezone.localdate()
    tomorrow = (today + timedelta(days=1)).isoformat()

    later = client.get(reverse("reviews:inventory"), {"start": tomorrow}).content.decode()
    wrong = client.get(reverse("reviews:inventory"), {"start": tomorrow, "end": today.isoformat()}).content.decode()

    assert "Nothing was awarded in this period" in later
    assert f"inventory.csv?start={tomorrow}" in later
    assert rows(client, reverse("reviews:inventory_csv") + f"?start={tomorrow}") == []
    assert len(rows(client, reverse("reviews:inventory_csv") + f"?end={today.isoformat()}")) == 1
    assert "The last day lies before the first" in wrong


def test_waivers_are_counted_by_ground_and_kind_and_nothing_else_is(team: Team, review: Review) -> None:
    client, tomorrow = sign_in(Client(), team.auditor), (timezone.localdate() + timedelta(days=1)).isoformat()

    (line,) = waiver_record.by_ground(team.auditor)
    page = client.get(reverse("reviews:waivers")).content.decode()
    later = client.get(reverse("reviews:waivers"), {"start": tomorrow}).content.decode()

    assert (line.waivers, line.devices, line.ground[:3]) == (1, 2, "(C)")
    assert "Granted waivers by ground and kind of device" in page
    assert "Granted waivers by ground" not in later
    assert len(rows(client, reverse("reviews:waivers_csv"))) == 1
    assert rows(client, reverse("reviews:waivers_csv") + f"?start={tomorrow}") == []
