"""From the draft to the seal: finish, attest, and what ends a sealed declaration."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Membership, RoleAssignment
from apps.audit.models import Event
from apps.core.errors import Invalid, NotNow, NotPermitted
from apps.devices import actions
from apps.devices.models import Declaration
from apps.devices.workflow import SEALED, TRANSITIONS, DeclarationAct, DeclarationState
from apps.evidence.models import EvidenceItem
from tests.devices.addresses import address
from tests.factories import devices as make
from tests.factories.accounts import make_member, reload_actor, sign_in
from tests.factories.evidence import make_file

pytestmark = pytest.mark.django_db

SIGNED = {"title": "Director", "statement": "True and complete."}


def ready(drafter: Any) -> Declaration:
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=drafter, item=make_file(by=drafter))
    return actions.finish(declaration, by=drafter, at=timezone.now())


def test_finishing_says_what_is_missing_and_what_stands_in_the_way(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    make.make_request(declaration.product, entries=[make.element_of(declaration).entry])
    sign_in(client, drafter)

    text = client.get(address("finish", declaration.pk)).content.decode()
    client.post(address("mark_ready", declaration.pk))

    assert "Nothing is answered yet." in text
    assert "1 entry that an agency asks for has no answer." in text
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.DRAFT


def test_an_answer_without_evidence_is_named_and_does_not_stand_in_the_way(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=drafter)
    sign_in(client, drafter)

    text = client.get(address("finish", declaration.pk)).content.decode()
    client.post(address("mark_ready", declaration.pk))

    assert "1 answer is “yes” or “partly” without evidence." in text
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.READY


def test_the_signer_attests_and_the_drafter_cannot(client: Client) -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    declaration = ready(drafter)
    sign_in(client, drafter)
    assert client.post(address("attest", declaration.pk), SIGNED).status_code == 403
    sign_in(client, signer)
    assert "What you attest" in client.get(address("attest", declaration.pk)).content.decode()

    response = client.post(address("attest", declaration.pk), SIGNED, follow=True)

    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.ATTESTED
    assert EvidenceItem.objects.get().frozen_at is not None
    assert declaration.sha256 in response.content.decode()
    assert declaration.attestation.signed_by == signer.user
    assert Event.objects.filter(verb="devices.declaration_attested").count() == 1


def test_a_drafter_with_the_signers_role_is_told_beforehand_that_another_signs(client: Client) -> None:
    drafter = _also_signer(make.make_drafter())
    make.make_signer(drafter.organization)
    declaration = ready(drafter)
    sign_in(client, drafter)

    page = client.get(address("attest", declaration.pk)).content.decode()
    refused = client.post(address("attest", declaration.pk), SIGNED | {"drafter_exception": "In a hurry."})

    assert "somebody else has to sign it" in page
    assert refused.status_code == 422
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.READY


def test_the_only_signer_who_drafted_signs_with_a_reason_on_record(client: Client) -> None:
    drafter = _also_signer(make.make_drafter())
    declaration = ready(drafter)
    sign_in(client, drafter)
    refused = client.post(address("attest", declaration.pk), SIGNED)

    client.post(address("attest", declaration.pk), SIGNED | {"drafter_exception": "One person makes this product."})

    assert refused.status_code == 422
    assert "Say why the drafter signs" in refused.content.decode()
    event = Event.objects.get(verb="devices.declaration_attested")
    assert event.reason == "One person makes this product."


def test_another_signer_who_drafted_too_does_not_count_as_somebody_who_could_sign() -> None:
    drafter = _also_signer(make.make_drafter())
    other = _also_signer(make.make_drafter(drafter.organization))
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=other)
    actions.finish(declaration, by=drafter, at=timezone.now())

    attestation = actions.attest(
        declaration, by=drafter, at=timezone.now(), drafter_exception="Both signers drafted.", **SIGNED
    )

    assert attestation.drafter_exception


def test_a_stale_confirmation_of_identity_stops_the_signature(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = ready(drafter)
    sign_in(client, make.make_signer(drafter.organization), fresh=False)

    response = client.post(address("attest", declaration.pk), SIGNED)

    assert response.status_code == 302
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.READY


def test_attesting_twice_is_refused_the_second_time(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = ready(drafter)
    sign_in(client, make.make_signer(drafter.organization))

    answers = [client.post(address("attest", declaration.pk), SIGNED) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "Only a finished declaration can be attested" in answers[1].content.decode()


@pytest.mark.parametrize("role", ["drafter", "signer"])
def test_drafters_and_signers_reopen_before_the_seal(client: Client, role: str) -> None:
    drafter = make.make_drafter()
    declaration = ready(drafter)
    sign_in(client, make_member(drafter.organization, role))

    client.post(address("reopen", declaration.pk))

    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.DRAFT


def test_a_viewer_does_not_reopen(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = ready(drafter)
    sign_in(client, make_member(drafter.organization, "viewer"))

    client.post(address("reopen", declaration.pk))

    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.READY


def test_the_signer_withdraws_with_a_reason(client: Client) -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    declaration = make.make_attested(by=drafter, signer=signer)
    sign_in(client, signer)

    client.post(address("withdraw", declaration.pk), {"reason": " "})
    assert Declaration.objects.get().state == DeclarationState.ATTESTED
    response = client.post(address("withdraw", declaration.pk), {"reason": "An answer was wrong."}, follow=True)

    assert Declaration.objects.get().state == DeclarationState.WITHDRAWN
    assert "An answer was wrong." in response.content.decode()


def test_an_agency_disputes_what_was_shared_with_it_and_nothing_else(client: Client) -> None:
    reviewer = make_member("agency", "reviewer")
    drafter = make.make_drafter()
    declaration = make.make_attested(by=drafter)
    sign_in(client, reviewer)
    assert client.post(address("dispute", declaration.pk), {"reason": "UPnP is on."}).status_code == 404
    make.make_grant(declaration, agency=reviewer.organization)

    client.post(address("dispute", declaration.pk), {"reason": "UPnP is on."})

    assert Declaration.objects.get().state == DeclarationState.DISPUTED
    sign_in(client, drafter)
    page = client.get(declaration.get_absolute_url()).content.decode()
    assert "UPnP is on." in page
    assert reviewer.user.name not in page


def test_a_successor_clears_a_dispute() -> None:
    drafter = make.make_drafter()
    reviewer = make_member("agency", "reviewer")
    first = make.make_attested(by=drafter)
    make.make_grant(first, agency=reviewer.organization)
    first = actions.dispute(first, by=reviewer, at=timezone.now(), reason="UPnP is on.")
    newer = make.make_version(make.component_of(first), by=drafter)
    second = actions.start_successor(first, by=drafter, versions=[newer], at=timezone.now())
    actions.confirm_carried_over(second, by=drafter, at=timezone.now())

    make.attested(second, by=drafter)

    first.refresh_from_db()
    assert first.state == DeclarationState.SUPERSEDED


def test_a_successor_is_started_from_the_page(client: Client) -> None:
    drafter = make.make_drafter()
    first = make.make_attested(by=drafter)
    component = make.component_of(first)
    newer = make.make_version(component, by=drafter, software="3.9.0")
    sign_in(client, drafter)
    assert "3.9.0" in client.get(address("continue", first.pk)).content.decode()

    for _ in range(2):
        client.post(address("continue", first.pk), {f"component-{component.pk}": str(newer.pk)})

    second = Declaration.objects.get(number=2)
    assert second.based_on == first
    assert list(second.versions.all()) == [newer]


def test_a_version_of_another_product_cannot_be_chosen(client: Client) -> None:
    drafter = make.make_drafter()
    product = make.make_product(by=drafter)
    component = make.make_component(product, by=drafter)
    make.make_version(component, by=drafter)
    rival = make.make_drafter()
    foreign = make.make_version(make.make_component(make.make_product(by=rival), by=rival), by=rival)
    sign_in(client, drafter)

    response = client.post(address("declaration_create", product.pk), {f"component-{component.pk}": str(foreign.pk)})

    assert response.status_code == 422
    assert not Declaration.objects.exists()


def test_a_declaration_about_nothing_is_refused(client: Client) -> None:
    drafter = make.make_drafter()
    product = make.make_product(by=drafter)
    component = make.make_component(product, by=drafter)
    make.make_version(component, by=drafter)
    sign_in(client, drafter)

    response = client.post(address("declaration_create", product.pk), {f"component-{component.pk}": ""})

    assert response.status_code == 422
    assert "Choose the version of at least one component" in response.content.decode()


@pytest.mark.parametrize("state", DeclarationState)
@pytest.mark.parametrize("act", DeclarationAct)
def test_every_act_in_every_state_follows_the_table(state: DeclarationState, act: DeclarationAct) -> None:
    from apps.devices import policies

    allowed = {
        ("draft", "finish"): "ready",
        ("ready", "reopen"): "draft",
        ("ready", "attest"): "attested",
        ("attested", "supersede"): "superseded",
        ("disputed", "supersede"): "superseded",
        ("attested", "withdraw"): "withdrawn",
        ("attested", "expire"): "expired",
        ("attested", "dispute"): "disputed",
    }

    if (state, act) in allowed:
        assert policies.next_state(state, act) == allowed[state, act]
    else:
        with pytest.raises(NotNow, match=f"“{state.label.lower()}”"):
            policies.next_state(state, act)
    assert len(TRANSITIONS) == len(allowed)


def test_the_database_refuses_a_sealed_declaration_without_a_digest() -> None:
    declaration = make.make_declaration()

    for state in SEALED:
        with pytest.raises(IntegrityError), transaction.atomic():
            Declaration.objects.filter(pk=declaration.pk).update(state=state)


def test_the_database_refuses_a_draft_with_a_digest() -> None:
    declaration = make.make_declaration()

    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.filter(pk=declaration.pk).update(sha256="0" * 64)


def test_an_empty_statement_is_refused_by_the_action() -> None:
    drafter = make.make_drafter()
    declaration = ready(drafter)

    with pytest.raises(Invalid, match="part of the signature"):
        actions.attest(
            declaration, by=make.make_signer(drafter.organization), at=timezone.now(), title="", statement="True."
        )


def test_a_signer_of_another_manufacturer_attests_nothing() -> None:
    declaration = ready(make.make_drafter())

    with pytest.raises(NotPermitted, match="another organization"):
        actions.attest(declaration, by=make.make_signer(make.make_drafter().organization), at=timezone.now(), **SIGNED)


def test_the_system_lets_a_declaration_expire() -> None:
    declaration = make.make_attested()

    assert actions.expire(declaration, by=None, at=timezone.now()).state == DeclarationState.EXPIRED


@pytest.mark.parametrize("name", ["declaration", "finish"])
def test_the_pages_cost_few_statements(client: Client, django_assert_max_num_queries: Any, name: str) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter, components=2)
    for position in range(5):
        item = make_file(by=drafter, subject_version="1.0")
        make.make_answer(declaration, by=drafter, node=make.element_of(declaration, position), item=item)
    sign_in(client, drafter)

    with django_assert_max_num_queries(18):
        assert client.get(address(name, declaration.pk)).status_code == 200


def _also_signer(actor: Any) -> Any:
    RoleAssignment.objects.create(membership=Membership.objects.get(user=actor.user), role="signer")
    return reload_actor(actor.user, actor.organization)
