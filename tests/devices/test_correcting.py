"""Versions and certificates are corrected; what is sealed stays, and a colleague's change is not overwritten."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.audit.models import Event
from apps.devices.models import FipsCertificate
from tests.devices.addresses import address
from tests.factories import devices as make
from tests.factories.accounts import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafter(client: Client) -> Actor:
    drafter = make.make_drafter()
    sign_in(client, drafter)
    return drafter


def filled(client: Client, url: str) -> dict[str, Any]:
    """Return what the form sends when nothing is touched."""
    form = client.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_a_certificate_follows_the_list_of_the_cmvp(client: Client, drafter: Actor) -> None:
    product = make.make_product(by=drafter)
    certificate = make.make_certificate(make.make_component(product, by=drafter), by=drafter)
    url = address("certificate_edit", certificate.pk)
    typed = filled(client, url) | {"status": "historical", "sunset_on": "2026-09-21"}

    page = client.post(url, typed, follow=True).content.decode()

    assert "Historical (existing use only)" in page
    assert "sunset passed 21 Sep 2026" in page
    assert "It does not serve a new purchase." in page
    event = Event.objects.get(verb="devices.fips_certificate_edited")
    assert (event.before["status"], event.after["status"]) == ("active", "historical")
    refused = client.post(url, filled(client, url) | {"standard": "140-2", "status": "active"})
    assert refused.status_code == 422
    assert "Historical since September 2026" in refused.content.decode()


def test_a_colleagues_change_is_shown_and_not_overwritten(client: Client, drafter: Actor) -> None:
    certificate = make.make_certificate(make.make_component(make.make_product(by=drafter), by=drafter), by=drafter)
    url = address("certificate_edit", certificate.pk)
    typed = filled(client, url) | {"caveats": "Mine"}
    FipsCertificate.objects.filter(pk=certificate.pk).update(caveats="Theirs")

    response = client.post(url, typed)

    assert response.status_code == 409
    assert "Theirs" in response.content.decode()
    assert client.post(url, typed | {"read": response.context["form"]["read"].value()}).status_code == 302
    certificate.refresh_from_db()
    assert certificate.caveats == "Mine"


def test_the_numbers_of_a_sealed_version_stay_and_the_rest_can_be_said(client: Client, drafter: Actor) -> None:
    declaration = make.make_attested(by=drafter)
    version = declaration.versions.get()
    url = address("version_edit", version.pk)

    refused = client.post(url, filled(client, url) | {"software": "9.9"})
    page = client.post(url, filled(client, url) | {"support_until": "2030-06-30"}, follow=True).content.decode()

    assert refused.status_code == 422
    assert "numbers cannot change" in refused.content.decode()
    assert "security updates until 30 Jun 2030" in page
    other = make.make_version(make.component_of(declaration), by=drafter)
    url = address("version_edit", other.pk)
    taken = client.post(url, filled(client, url) | {"hardware": version.hardware, "software": version.software})
    assert "already has this version" in taken.content.decode()
    assert client.post(url, filled(client, url) | {"software": "4.0"}).status_code == 302


def test_home_leads_to_certificates_and_access_that_end(client: Client, drafter: Actor) -> None:
    signer = make.make_signer(drafter.organization)
    today = timezone.localdate()
    declaration = make.make_attested(by=drafter, signer=signer)
    certificate = make.make_certificate(
        make.component_of(declaration), by=drafter, sunset_on=today + timedelta(days=90)
    )
    asked = make.make_request(declaration.product)
    make.make_grant(declaration, agency=asked.agency, signer=signer, until=today + timedelta(days=9), request=asked)
    sign_in(client, signer)

    page = client.get(address("home")).content.decode()

    assert f"{certificate} ends" in page
    assert f"{declaration.product.get_absolute_url()}#component-{certificate.component_id}" in page
    assert f"Access of {asked.agency} ends" in page
    assert address("sharing", declaration.pk) in page
    sign_in(client, drafter)
    assert address("certificate_edit", certificate.pk) in client.get(address("home")).content.decode()


def test_home_measures_against_what_agencies_ask_for(client: Client, drafter: Actor) -> None:
    product = make.make_product(by=drafter)
    declaration = make.make_declaration(by=drafter, product=product)
    make.make_answer(declaration, by=drafter)
    page = client.get(address("home")).content.decode()
    assert "1 answers, 0 with evidence. No agency has asked for particular entries" in page
    nodes = [make.element_of(declaration, position).entry for position in range(3)]
    make.make_request(product, entries=nodes)
    make.make_request(product, entries=nodes[:1])

    page = client.get(address("home")).content.decode()

    assert "1 of 3 asked entries answered" in page
    assert "0 of 3 asked entries with evidence" in page
