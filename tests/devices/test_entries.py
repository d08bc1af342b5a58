"""The entries of a declaration: what is shown, to whom, and what it costs."""

from typing import Any

import pytest
from django.test import Client

from apps.catalog.models import Node
from apps.evidence.kinds import Marking
from tests.devices.addresses import address
from tests.factories import devices as make
from tests.factories.accounts import make_member, sign_in
from tests.factories.evidence import make_file, make_link

pytestmark = pytest.mark.django_db


def page(client: Client, declaration: Any, **query: str) -> str:
    response = client.get(address("entries_start", declaration.pk), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"part": "LA-IFC"},
        {"part": "DO-SMP"},
        {"part": "LA", "show": "unanswered"},
        {"part": "DO", "show": "unanswered"},
        {"part": "LA-IFC", "show": "all", "open": "LA-IFC.3"},
    ],
)
def test_the_largest_pages_cost_few_statements(
    client: Client, django_assert_max_num_queries: Any, query: dict[str, str]
) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter, components=2)
    make.make_request(declaration.product, entries=[make.element_of(declaration).entry])
    for node in declaration.edition.nodes.answerable().filter(capability_code="LA").in_order()[:6]:
        make.make_answer(declaration, by=drafter, node=node, item=make_file(by=drafter))
    sign_in(client, drafter)

    with django_assert_max_num_queries(18):
        page(client, declaration, **query)


def test_a_whole_capability_is_on_one_page_when_a_filter_leaves_it(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter, components=2)
    sign_in(client, drafter)

    text = page(client, declaration, part="LA", show="unanswered")

    entries = Node.objects.filter(edition=declaration.edition, capability_code="LA").answerable()
    assert text.count('class="a-entry ') == entries.count()


def test_what_the_manufacturer_does_is_answered_once_for_the_product(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter, components=2)
    sign_in(client, drafter)

    technical = page(client, declaration, part="SU-APP", open="SU-APP.1")
    other = page(client, declaration, part="IQ-QRY")

    assert 'id="SU-APP-1--0"' in technical
    assert 'id="SU-APP-1--1"' in technical
    assert 'id="IQ-QRY-a-1--0"' in other
    assert 'id="IQ-QRY-a-1--1"' not in other
    assert "answered once for the product" in other


def test_the_filter_leaves_what_agencies_ask_for(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    asked, other = make.element_of(declaration), make.element_of(declaration, 1)
    make.make_request(declaration.product, entries=[asked.entry])
    sign_in(client, drafter)

    text = page(client, declaration, show="requested")

    assert asked.statement in text
    assert other.statement not in text
    assert "asked for" in text


@pytest.mark.parametrize(
    "query", [{"show": "nonsense"}, {"part": "NO"}, {"open": "NO.1"}, {"open": "LA-IFC.3", "mode": "x"}]
)
def test_nonsense_in_the_address_shows_the_page(client: Client, query: dict[str, str]) -> None:
    drafter = make.make_drafter()
    sign_in(client, drafter)

    page(client, make.make_declaration(by=drafter), **query)


def test_an_agency_reads_the_answers_and_only_the_evidence_that_was_shared(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    drafter = make.make_drafter()
    reviewer = make_member("agency", "reviewer")
    secret = make_file(by=drafter, title="Key ceremony protocol")
    declaration = make.make_declaration(by=drafter)
    answer = make.make_answer(declaration, by=drafter, item=secret)
    make.make_answer(
        declaration, by=drafter, node=make.element_of(declaration, 1), item=make_link(by=drafter, title="Policy page")
    )
    declaration = make.attested(declaration, by=drafter)
    make.make_grant(declaration, agency=reviewer.organization, include_proprietary=False)
    sign_in(client, reviewer)

    with django_assert_max_num_queries(17):
        text = page(client, declaration, part=answer.node.capability_code)

    assert answer.explanation in text
    assert "Key ceremony protocol" not in text
    assert "Proprietary evidence that was not shared with you." in text
    assert "Policy page" in text
    assert "mode=answer" not in text
    assert client.get(secret.get_absolute_url()).status_code == 404


def test_a_draft_is_never_shown_to_an_agency(client: Client) -> None:
    drafter = make.make_drafter()
    first = make.make_attested(by=drafter)
    reviewer = make_member("agency", "reviewer")
    make.make_grant(first, agency=reviewer.organization)
    draft = make.make_declaration(by=drafter, product=first.product)
    sign_in(client, reviewer)

    assert client.get(address("entries_start", first.pk)).status_code == 200
    for name in ("declaration", "entries_start"):
        assert client.get(address(name, draft.pk)).status_code == 404


def test_a_rival_finds_nothing(client: Client) -> None:
    declaration = make.make_attested()
    sign_in(client, make.make_drafter())

    for name in ("declaration", "entries_start", "finish", "continue"):
        assert client.get(address(name, declaration.pk)).status_code == 404


def test_source_selection_evidence_counts_as_proprietary(client: Client) -> None:
    drafter = make.make_drafter()
    reviewer = make_member("agency", "reviewer")
    item = make_file(by=drafter, title="Bid annex", marking=Marking.SOURCE_SELECTION)
    declaration = make.make_attested(by=drafter, item=item)
    make.make_grant(declaration, agency=reviewer.organization, include_proprietary=False)
    sign_in(client, reviewer)

    assert "Bid annex" not in page(client, declaration)
