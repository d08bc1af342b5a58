"""The manufacturer's screens: what they show, what they refuse, what they cost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.devices.models import Answer, Component, Declaration, DeclarationGrant, Product
from apps.devices.workflow import DeclarationState
from apps.evidence.models import EvidenceItem
from tests.factories.accounts import make_member, make_organization, sign_in
from tests.factories.devices import (
    attested,
    component_of,
    element_of,
    make_answer,
    make_attested,
    make_declaration,
    make_drafter,
    make_grant,
    make_product,
    make_signer,
)
from tests.factories.evidence import make_file

pytestmark = pytest.mark.django_db


def address(name: str, *arguments: Any) -> str:
    return reverse(f"devices:{name}", args=arguments)


def answer_address(declaration: Declaration, node: Any, component: Component) -> str:
    return address("answer", declaration.pk, node.identifier, component.pk)


def typed(**changes: Any) -> dict[str, Any]:
    return {"value": "yes", "explanation": "Each unit has its own.", "version": "0", **changes}


def test_home_leads_a_new_manufacturer_to_its_first_product(client: Client) -> None:
    sign_in(client, make_drafter())
    assert "Add the first product" in client.get(address("home")).content.decode()


def test_home_costs_the_same_with_more_products(client: Client, django_assert_max_num_queries: Any) -> None:
    drafter = make_drafter()
    sign_in(client, drafter)
    for _ in range(3):
        make_answer(make_declaration(by=drafter), by=drafter)
        with django_assert_max_num_queries(20):
            assert client.get(address("home")).status_code == 200


def test_a_product_is_described_and_declared(client: Client) -> None:
    drafter = make_drafter()
    sign_in(client, drafter)
    data = {
        "name": "Lanternfish",
        "model": "LF-420",
        "kind": "Camera",
        "description": "A camera.",
        "intended_use": "Watching lobbies.",
    }
    client.post(address("product_create"), data)
    product = Product.objects.get(model="LF-420")
    assert product.organization == drafter.organization
    again = client.post(address("product_create"), data)
    assert again.status_code == 422
    assert Product.objects.filter(model="LF-420").count() == 1
    client.post(address("component_create", product.pk), {"kind": "device", "name": "Camera"})
    component = Component.objects.get(product=product)
    client.post(address("version_create", component.pk), {"software": "3.8.2", "hardware": "C"})
    version = component.versions.get()
    client.post(address("declaration_create", product.pk), {"versions": [str(version.pk)]})
    declaration = Declaration.objects.get(product=product)
    assert client.get(declaration.get_absolute_url()).status_code == 200
    assert client.get(product.get_absolute_url()).status_code == 200
    assert client.get(address("products")).status_code == 200


def test_an_answer_is_saved_with_its_evidence_in_few_statements(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    drafter = make_drafter()
    declaration = make_declaration(by=drafter)
    item = make_file(by=drafter)
    sign_in(client, drafter)
    post = answer_address(declaration, element_of(declaration), component_of(declaration))
    response = client.post(post, typed(item=str(item.pk), locator="p. 12"))
    assert response.status_code == 302
    answer = Answer.objects.get()
    assert answer.evidence.get().locator == "p. 12"
    with django_assert_max_num_queries(25):
        fragment = client.post(post, typed(value="partly", version="1"), headers={"HX-Request": "true"})
    assert "Saved" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


@pytest.mark.parametrize("part", ["LA-IFC", "DO-SMP"])
def test_the_entries_page_takes_few_statements(client: Client, django_assert_max_num_queries: Any, part: str) -> None:
    drafter = make_drafter()
    declaration = make_declaration(by=drafter, components=2)
    make_answer(declaration, by=drafter)
    sign_in(client, drafter)
    with django_assert_max_num_queries(20):
        response = client.get(address("entries_start", declaration.pk), {"part": part})
    assert response.status_code == 200


@pytest.mark.parametrize("query", ["show=nonsense", "part=nonsense", "show=unanswered", "show=to-confirm"])
def test_nonsense_in_the_filter_shows_the_page(client: Client, query: str) -> None:
    drafter = make_drafter()
    sign_in(client, drafter)
    assert client.get(f"{address('entries_start', make_declaration(by=drafter).pk)}?{query}").status_code == 200


def test_two_drafters_on_one_answer_lose_nothing(client: Client) -> None:
    drafter = make_drafter()
    declaration = make_declaration(by=drafter)
    make_answer(declaration, by=drafter, explanation="The colleague's text.")
    sign_in(client, drafter)
    post = answer_address(declaration, element_of(declaration), component_of(declaration))
    response = client.post(post, typed(value="partly", explanation="My own text."))
    text = response.content.decode()
    assert response.status_code == 409
    assert "The colleague&#x27;s text." in text
    assert "My own text." in text
    assert Answer.objects.get().explanation == "The colleague's text."


def test_an_incomplete_answer_keeps_what_was_typed(client: Client) -> None:
    drafter = make_drafter()
    declaration = make_declaration(by=drafter)
    sign_in(client, drafter)
    post = answer_address(declaration, element_of(declaration), component_of(declaration))
    response = client.post(post, typed(value="planned", explanation="With the next one."))
    assert response.status_code == 422
    assert "With the next one." in response.content.decode()
    assert not Answer.objects.exists()


def test_an_attested_answer_is_not_edited(client: Client) -> None:
    drafter = make_drafter()
    declaration = make_attested(by=drafter)
    sign_in(client, drafter)
    post = answer_address(declaration, element_of(declaration), component_of(declaration))
    response = client.post(post, typed(value="no", explanation="Changed.", version="1"))
    assert response.status_code == 422
    assert "successor" in response.content.decode()
    assert Answer.objects.get().value == "yes"


def test_foreign_evidence_and_components_are_refused(client: Client) -> None:
    drafter = make_drafter()
    declaration = make_declaration(by=drafter)
    foreign = make_file(by=make_drafter())
    sign_in(client, drafter)
    node = element_of(declaration)
    refused = client.post(answer_address(declaration, node, component_of(declaration)), typed(item=str(foreign.pk)))
    assert refused.status_code == 422
    other = component_of(make_declaration(by=drafter))
    assert client.post(answer_address(declaration, node, other), typed()).status_code == 404
    assert not Answer.objects.exists()


def test_a_rival_sees_neither_product_nor_declaration(client: Client) -> None:
    declaration = make_attested()
    sign_in(client, make_drafter())
    for name in ("declaration", "entries_start", "finish"):
        assert client.get(address(name, declaration.pk)).status_code == 404
    assert client.get(declaration.product.get_absolute_url()).status_code == 404


def test_the_signer_attests_and_the_drafter_cannot(client: Client) -> None:
    drafter = make_drafter()
    signer = make_signer(drafter.organization)
    declaration = make_declaration(by=drafter)
    make_answer(declaration, by=drafter, item=make_file(by=drafter))
    sign_in(client, drafter)
    assert client.get(address("finish", declaration.pk)).status_code == 200
    client.post(address("mark_ready", declaration.pk))
    statement = {"title": "Director", "statement": "True and complete."}
    assert client.post(address("attest", declaration.pk), statement).status_code == 403
    sign_in(client, signer)
    assert client.get(address("attest", declaration.pk)).status_code == 200
    client.post(address("attest", declaration.pk), statement)
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.ATTESTED
    assert EvidenceItem.objects.get().frozen_at is not None
    assert declaration.sha256 in client.get(declaration.get_absolute_url()).content.decode()


def test_a_stale_confirmation_of_identity_stops_the_signature(client: Client) -> None:
    drafter = make_drafter()
    signer = make_signer(drafter.organization)
    declaration = make_declaration(by=drafter)
    make_answer(declaration, by=drafter)
    sign_in(client, drafter)
    client.post(address("mark_ready", declaration.pk))
    sign_in(client, signer, fresh=False)
    response = client.post(address("attest", declaration.pk), {"title": "Director", "statement": "True."})
    assert response.status_code == 302
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.READY


def test_sharing_opens_the_declaration_to_one_agency_until_it_is_withdrawn(client: Client) -> None:
    drafter = make_drafter()
    signer = make_signer(drafter.organization)
    declaration = make_declaration(by=drafter)
    make_answer(declaration, by=drafter)
    declaration = attested(declaration, by=drafter, signer=signer)
    reviewer = make_member("agency", "reviewer")
    other = make_organization("agency")
    sign_in(client, signer)
    client.post(
        address("sharing", declaration.pk), {"agency": str(reviewer.organization.pk), "include_proprietary": "on"}
    )
    grant = DeclarationGrant.objects.get()
    assert client.get(address("sharing", declaration.pk)).status_code == 200
    sign_in(client, reviewer)
    assert client.get(declaration.get_absolute_url()).status_code == 200
    assert client.get(address("entries_start", declaration.pk)).status_code == 200
    sign_in(client, make_member(other, "reviewer"))
    assert client.get(declaration.get_absolute_url()).status_code == 404
    sign_in(client, signer)
    client.post(address("withdraw_share", declaration.pk, grant.pk))
    sign_in(client, reviewer)
    assert client.get(declaration.get_absolute_url()).status_code == 404


def test_an_agency_reads_a_listed_product_and_changes_nothing(client: Client) -> None:
    product = make_product(listed=True)
    sign_in(client, make_member("agency", "reviewer"))
    page = client.get(product.get_absolute_url())
    assert page.status_code == 200
    assert "Add a component" not in page.content.decode()
    assert client.post(address("product_edit", product.pk), {"name": "x"}).status_code == 403


def test_a_grant_of_another_declaration_is_not_withdrawn(client: Client) -> None:
    drafter = make_drafter()
    signer = make_signer(drafter.organization)
    mine = make_attested(by=drafter, signer=signer)
    foreign = make_grant(make_attested(), agency=make_organization("agency"))
    sign_in(client, signer)
    assert client.post(address("withdraw_share", mine.pk, foreign.pk)).status_code == 404
