"""The manufacturer's home says in sentences what needs this person now."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.devices import actions
from tests.devices.addresses import address
from tests.factories import devices as make
from tests.factories.accounts import make_member, sign_in
from tests.factories.evidence import make_file

pytestmark = pytest.mark.django_db


def page(client: Client) -> str:
    response = client.get(address("home"))
    assert response.status_code == 200
    return response.content.decode()


def test_leads_a_new_manufacturer_to_its_first_product(client: Client) -> None:
    sign_in(client, make.make_drafter())

    text = page(client)

    assert "Nothing needs you now" in text
    assert "Add the first product" in text


def test_leads_somebody_who_only_reads_to_nothing_that_they_may_not_do(client: Client) -> None:
    sign_in(client, make_member("manufacturer", "viewer"))

    assert "Add the first product" not in page(client)


def test_counts_what_waits_and_puts_the_late_first(client: Client) -> None:
    drafter = make.make_drafter()
    today = timezone.localdate()
    product = make.make_product(by=drafter, support_until=today + timedelta(days=30))
    make.make_request(product, purpose="Lobby cameras", due_on=today - timedelta(days=2))
    make_file(by=drafter, title="Pen test of 2025", valid_until=today + timedelta(days=10))
    sign_in(client, drafter)

    text = page(client)

    assert "Three things need you" in text
    assert "One is late." in text
    assert text.index("2 days late") < text.index("Pen test of 2025") < text.index("Support of")


def test_asks_the_signer_to_sign_and_the_drafter_to_draft(client: Client) -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=drafter)
    sign_in(client, drafter)
    assert "Go on with declaration 1" in page(client)
    sign_in(client, signer)
    assert "Nothing needs you now" in page(client)

    actions.finish(declaration, by=drafter, at=timezone.now())

    assert "Sign declaration 1" in page(client)


def test_names_answers_to_confirm_after_a_new_firmware(client: Client) -> None:
    drafter = make.make_drafter()
    first = make.make_attested(by=drafter)
    newer = make.make_version(make.component_of(first), by=drafter)
    actions.start_successor(first, by=drafter, versions=[newer], at=timezone.now())
    sign_in(client, drafter)

    text = page(client)

    assert "Confirm 1 carried-over answer in declaration 2" in text
    assert "In force:" in text


def test_tells_the_signer_that_an_agency_disputes_the_declaration(client: Client) -> None:
    signer = make.make_signer(make.make_drafter().organization)
    declaration = make.make_attested(by=make.make_drafter(signer.organization), signer=signer)
    reviewer = make_member("agency", "reviewer")
    make.make_grant(declaration, agency=reviewer.organization, signer=signer)
    actions.dispute(declaration, by=reviewer, at=timezone.now(), reason="UPnP is on at delivery.")
    sign_in(client, signer)

    assert "is disputed" in page(client)


def test_says_nothing_about_other_manufacturers(client: Client) -> None:
    make.make_request(make.make_product(name="Rivalcam"))
    sign_in(client, make.make_drafter())

    assert "Rivalcam" not in page(client)


def test_costs_the_same_with_more_products(client: Client, django_assert_max_num_queries: Any) -> None:
    drafter = make.make_drafter()
    sign_in(client, drafter)
    for number in range(4):
        declaration = make.make_declaration(by=drafter)
        make.make_answer(declaration, by=drafter, item=make_file(by=drafter))
        make.make_request(declaration.product, purpose=f"Purpose {number}")
        with django_assert_max_num_queries(14):
            page(client)
