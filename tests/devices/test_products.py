"""Describing a product, its parts and certificates, and who finds it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.audit.models import Event
from apps.core.errors import Invalid, NotPermitted
from apps.devices import actions
from apps.devices.models import Component, FipsCertificate, Product
from tests.devices.addresses import address
from tests.factories import devices as make
from tests.factories.accounts import make_member, sign_in

pytestmark = pytest.mark.django_db

DESCRIBED = {
    "name": "Lanternfish",
    "model": "LF-420",
    "kind": "Network camera",
    "description": "A fixed camera.",
    "intended_use": "Watching lobbies.",
}


def test_a_product_is_described_with_its_parts(client: Client) -> None:
    drafter = make.make_drafter()
    sign_in(client, drafter)

    client.post(address("product_create"), DESCRIBED)
    product = Product.objects.get()
    client.post(address("component_create", product.pk), {"kind": "device", "name": "Camera"})
    component = Component.objects.get()
    client.post(address("version_create", component.pk), {"software": "3.8.2", "hardware": "C"})

    assert product.organization == drafter.organization
    assert component.versions.get().software == "3.8.2"
    page = client.get(product.get_absolute_url()).content.decode()
    assert "Hardware C, 3.8.2" in page
    assert Event.objects.filter(verb__startswith="devices.").count() == 3


def test_a_form_sent_twice_adds_one_product(client: Client) -> None:
    sign_in(client, make.make_drafter())
    client.post(address("product_create"), DESCRIBED)

    again = client.post(address("product_create"), DESCRIBED)

    assert again.status_code == 422
    assert "already have a product with the model number LF-420" in again.content.decode()
    assert Product.objects.count() == 1


def test_a_component_and_a_version_sent_twice_are_added_once(client: Client) -> None:
    drafter = make.make_drafter()
    product = make.make_product(by=drafter)
    sign_in(client, drafter)
    for _ in range(2):
        client.post(address("component_create", product.pk), {"kind": "app", "name": "Site Manager"})
    component = Component.objects.get()

    answers = [client.post(address("version_create", component.pk), {"software": "5.1"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert component.versions.count() == 1


def test_editing_over_a_colleague_is_refused_and_keeps_the_text(client: Client) -> None:
    drafter = make.make_drafter()
    product = make.make_product(by=drafter)
    sign_in(client, drafter)
    read = client.get(address("product_edit", product.pk)).context["form"].initial["read"]
    actions.edit_product(product, by=drafter, description="A colleague's text.")

    response = client.post(
        address("product_edit", product.pk), DESCRIBED | {"model": product.model, "description": "Mine.", "read": read}
    )

    assert response.status_code == 409
    assert "Mine." in response.content.decode()
    product.refresh_from_db()
    assert product.description == "A colleague's text."


def test_a_fips_140_2_certificate_is_shown_as_historical(client: Client) -> None:
    drafter = make.make_drafter()
    product = make.make_product(by=drafter, listed=True)
    component = make.make_component(product, by=drafter)
    sign_in(client, drafter)
    certificate = {"standard": "140-2", "number": "4071", "module": "HRO Core Crypto", "level": "1"}

    refused = client.post(address("certificate_create", component.pk), certificate | {"status": "active"})
    client.post(address("certificate_create", component.pk), certificate | {"status": "historical"})

    assert refused.status_code == 422
    assert "existing use only" in refused.content.decode()
    assert not FipsCertificate.objects.get().serves_new_purchase
    sign_in(client, make_member("agency", "reviewer"))
    assert "does not serve a new purchase" in client.get(product.get_absolute_url()).content.decode()


def test_a_certificate_without_a_number_is_only_in_process() -> None:
    drafter = make.make_drafter()
    component = make.make_component(make.make_product(by=drafter), by=drafter)
    given = {"by": drafter, "module": "HRO Core Crypto 3", "standard": "140-3"}

    with pytest.raises(Invalid, match="certificate number"):
        actions.add_fips_certificate(component, status="active", **given)
    assert not actions.add_fips_certificate(component, status="in_process", **given).serves_new_purchase


def test_agencies_find_a_product_only_while_it_is_listed(client: Client) -> None:
    drafter = make.make_drafter()
    product = make.make_product(by=drafter)
    reviewer = make_member("agency", "reviewer")
    sign_in(client, drafter)
    client.post(address("product_list", product.pk))
    sign_in(client, reviewer)
    assert client.get(product.get_absolute_url()).status_code == 200
    assert str(product) in client.get(address("products")).content.decode()

    sign_in(client, drafter)
    client.post(address("product_unlist", product.pk))

    sign_in(client, reviewer)
    assert client.get(product.get_absolute_url()).status_code == 404


def test_an_agency_with_a_shared_declaration_reads_the_product_though_it_is_not_listed(client: Client) -> None:
    reviewer = make_member("agency", "reviewer")
    declaration = make.make_attested()
    make.make_grant(declaration, agency=reviewer.organization)
    sign_in(client, reviewer)

    page = client.get(declaration.product.get_absolute_url()).content.decode()

    assert "Declaration 1" in page
    assert "Add a component" not in page


def test_an_agency_changes_nothing(client: Client) -> None:
    product = make.make_product(listed=True)
    component = make.make_component(product, by=make.make_drafter(product.organization))
    sign_in(client, make_member("agency", "reviewer"))

    for name in ("product_edit", "product_list", "component_create", "declaration_create"):
        assert client.post(address(name, product.pk), DESCRIBED).status_code == 403
    assert client.post(address("version_create", component.pk), {"software": "1"}).status_code == 403


def test_a_rival_finds_nothing(client: Client) -> None:
    product = make.make_product()
    component = make.make_component(product, by=make.make_drafter(product.organization))
    sign_in(client, make.make_drafter())

    for name in ("product", "product_edit", "component_create", "declaration_create"):
        assert client.get(address(name, product.pk)).status_code == 404
    for name in ("version_create", "certificate_create"):
        assert client.post(address(name, component.pk), {"software": "1"}).status_code == 404
    with pytest.raises(NotPermitted, match="another organization"):
        actions.edit_product(product, by=make.make_drafter(), name="Mine now")


def test_only_a_drafter_describes_products(client: Client) -> None:
    sign_in(client, make_member("manufacturer", "signer"))

    assert client.get(address("product_create")).status_code == 403
    with pytest.raises(NotPermitted, match="Only a drafter"):
        actions.create_product(by=make_member("manufacturer", "viewer"), **DESCRIBED)


@pytest.mark.parametrize("who", ["drafter", "reviewer"])
def test_the_list_costs_the_same_with_more_products(
    client: Client, django_assert_max_num_queries: Any, who: str
) -> None:
    drafter = make.make_drafter()
    sign_in(client, drafter if who == "drafter" else make_member("agency", "reviewer"))
    for _ in range(3):
        make.make_component(make.make_product(by=drafter, listed=True), by=drafter)
        with django_assert_max_num_queries(11):
            assert client.get(address("products")).status_code == 200


def test_the_page_of_a_product_costs_few_statements(client: Client, django_assert_max_num_queries: Any) -> None:
    drafter = make.make_drafter()
    declaration = make.make_attested(by=drafter, components=3)
    make.make_request(declaration.product)
    sign_in(client, drafter)

    with django_assert_max_num_queries(14):
        assert client.get(declaration.product.get_absolute_url()).status_code == 200


def test_a_product_that_loses_its_support_says_so(client: Client) -> None:
    drafter = make.make_drafter()
    product = make.make_product(by=drafter, support_until=timezone.localdate().replace(year=2025))
    sign_in(client, drafter)

    assert "Support ended" in client.get(product.get_absolute_url()).content.decode()
