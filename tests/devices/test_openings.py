"""The manufacturer reads who at which agency opened what; the agency does not, and nothing else is noted."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.devices import actions
from apps.devices.models import Declaration, Opening
from apps.devices.workflow import OpenedPage
from apps.evidence.models import EvidenceItem
from tests.devices.addresses import address
from tests.factories import devices as make
from tests.factories.accounts import make_member, sign_in
from tests.factories.evidence import make_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def signer() -> Actor:
    return make.make_signer(make.make_drafter().organization)


@pytest.fixture
def item(signer: Actor) -> EvidenceItem:
    return make_file(by=make.make_drafter(signer.organization), title="Port scan of LF-420")


@pytest.fixture
def declaration(signer: Actor, item: EvidenceItem) -> Declaration:
    return make.make_attested(by=make.make_drafter(signer.organization), signer=signer, item=item)


@pytest.fixture
def reviewer(declaration: Declaration, signer: Actor) -> Actor:
    reviewer = make_member("agency", "reviewer", name="Ines Marlow")
    make.make_grant(declaration, agency=reviewer.organization, signer=signer)
    return reviewer


def read_everything(client: Client, declaration: Declaration, item: EvidenceItem) -> None:
    for url in (
        declaration.get_absolute_url(),
        address("entries_start", declaration.pk),
        item.get_absolute_url(),
        reverse("evidence:download", args=[item.pk]),
    ):
        response = client.get(url)
        assert response.status_code == 200
        if response.streaming:
            b"".join(response)


def test_each_page_and_evidence_is_listed_with_who_opened_it(
    client: Client, declaration: Declaration, item: EvidenceItem, reviewer: Actor, signer: Actor
) -> None:
    sign_in(client, reviewer)
    assert "sees who of your agency opens which page" in client.get(declaration.get_absolute_url()).content.decode()

    read_everything(client, declaration, item)
    read_everything(client, declaration, item)

    assert Opening.objects.count() == 4
    assert all(row.last_at > row.first_at for row in Opening.objects.filter(page=OpenedPage.OVERVIEW))
    sign_in(client, make_member(signer.organization, "viewer"))
    page = client.get(address("openings", declaration.pk)).content.decode()
    for words in ("Ines Marlow", str(reviewer.organization), "Port scan of LF-420", "File of evidence", "Overview"):
        assert words in page
    part = Opening.objects.get(page=OpenedPage.ANSWERS).part
    assert f"{part} " in page
    sign_in(client, signer)
    assert "by 1 person" in client.get(address("sharing", declaration.pk)).content.decode()


def test_what_was_not_opened_by_a_grant_is_not_noted(
    client: Client, declaration: Declaration, item: EvidenceItem, reviewer: Actor, signer: Actor
) -> None:
    make.make_attested(by=make.make_drafter(signer.organization), signer=signer, item=item)  # not shared
    actions.list_for_agencies(declaration.product, by=make.make_drafter(signer.organization))
    sign_in(client, signer)
    read_everything(client, declaration, item)
    stranger = make_member("agency", "reviewer")
    sign_in(client, stranger)
    assert client.get(declaration.product.get_absolute_url()).status_code == 200
    assert client.get(declaration.get_absolute_url()).status_code == 404
    assert client.get(item.get_absolute_url()).status_code == 404
    assert not Opening.objects.exists()

    sign_in(client, reviewer)
    client.get(item.get_absolute_url())

    assert [row.declaration for row in Opening.objects.all()] == [declaration]


def test_agencies_and_rivals_do_not_read_the_log(client: Client, declaration: Declaration, reviewer: Actor) -> None:
    sign_in(client, reviewer)
    page = client.get(declaration.get_absolute_url()).content.decode()
    assert address("openings", declaration.pk) not in page
    assert client.get(address("openings", declaration.pk)).status_code == 403
    assert not Opening.objects.visible_to(reviewer).exists()
    sign_in(client, make.make_drafter())
    assert client.get(address("openings", declaration.pk)).status_code == 404


def test_the_log_and_its_filter_cost_the_same_with_more_rows(
    client: Client, declaration: Declaration, signer: Actor, django_assert_max_num_queries: Any
) -> None:
    agencies = []
    sign_in(client, signer)
    for number in range(3):
        reader = make_member("agency", "reviewer")
        agencies.append(reader.organization)
        make.make_grant(declaration, agency=reader.organization, signer=signer)
        at = timezone.now() - timedelta(days=number)
        for part in ("LA", "LA-IFC"):
            actions.note_opening(declaration, by=reader, at=at, page=OpenedPage.ANSWERS, part=part)
        with django_assert_max_num_queries(12):
            page = client.get(address("openings", declaration.pk)).content.decode()
    assert page.count(str(agencies[0])) == 3  # its two rows and the filter

    url = f"{address('openings', declaration.pk)}?agency={agencies[1].pk}"
    assert client.get(url).content.decode().count(f"· {agencies[0]}") == 0


def test_noting_a_page_is_one_statement(
    declaration: Declaration, reviewer: Actor, django_assert_num_queries: Any
) -> None:
    for _ in range(2):
        with django_assert_num_queries(1):
            actions.note_opening(declaration, by=reviewer, at=timezone.now(), page=OpenedPage.OVERVIEW)
    assert Opening.objects.count() == 1
