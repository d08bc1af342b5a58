"""Answers given once: drafts inherit and follow them, an override stays, and what is attested never changes."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.audit.models import Event
from apps.catalog.models import Node
from apps.devices import actions
from apps.devices.models import Answer, AnswerEvidence, CommonAnswer, CommonEvidence, Declaration
from tests.devices.addresses import HTMX, address, answer_address, typed
from tests.factories import devices as make
from tests.factories.accounts import make_member, sign_in
from tests.factories.drafting import make_common_answer
from tests.factories.evidence import make_file, make_upload

pytestmark = pytest.mark.django_db
ENTRY = "IQ-BUG.a.1"


def node_of(declaration: Declaration, identifier: str = ENTRY) -> Node:
    return declaration.edition.nodes.get(identifier=identifier)


def inherited(declaration: Declaration, identifier: str = ENTRY) -> Answer:
    return declaration.answers.get(node__identifier=identifier)


def entries(client: Client, declaration: Declaration, identifier: str = ENTRY) -> str:
    return client.get(address("entries_start", declaration.pk), {"open": identifier, "mode": "read"}).content.decode()


def test_an_answer_for_the_company_comes_into_drafts_with_its_evidence(client: Client) -> None:
    drafter = make.make_drafter()
    before = make.make_declaration(by=drafter, components=2)
    item = make_file(by=drafter, title="Disclosure policy")
    sign_in(client, drafter)

    client.post(address("company_answer", ENTRY), typed(explanation="Mail security@.", then="read"))
    client.post(address("company_answer_evidence", ENTRY), {"item": str(item.pk), "locator": "p. 2"})
    after = make.make_declaration(by=drafter)

    for draft in (before, after):
        answer = inherited(draft)
        assert (answer.value, answer.explanation, answer.carried_over) == ("yes", "Mail security@.", False)
        assert [(use.item, use.locator) for use in answer.evidence.all()] == [(item, "p. 2")]
        assert "company-wide" in entries(client, draft)
    assert inherited(before).component == make.component_of(before)
    page = client.get(address("company_answers"), {"open": ENTRY}).content.decode()
    assert "Mail security@." in page
    assert "Disclosure policy" in page
    saved = Event.objects.get(verb="devices.common_answer_saved")
    assert saved.after["drafts"] == 1
    uses = client.get(item.get_absolute_url()).content.decode()
    assert "Company answers" in uses


def test_drafts_follow_a_change_and_attested_or_ready_declarations_do_not(client: Client) -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    first = make_common_answer(by=drafter, explanation="By mail.")
    attested = make.attested(make.make_declaration(by=drafter), by=drafter, signer=signer)
    ready = make.make_declaration(by=drafter)
    actions.finish(ready, by=drafter, at=timezone.now())
    draft = make.make_declaration(by=drafter)
    digest = attested.sha256
    colleague = make.make_drafter(drafter.organization)
    sign_in(client, colleague)

    client.post(
        address("company_answer", ENTRY),
        typed(explanation="By mail and form.", version=str(first.version), then="read"),
    )

    assert inherited(draft).explanation == "By mail and form."
    assert inherited(draft).version == 2
    assert colleague.user in draft.drafted_by.all()
    assert inherited(attested).explanation == "By mail."
    assert actions.content_sha256(attested) == digest
    assert inherited(ready).explanation == "By mail."
    actions.reopen(ready, by=signer, at=timezone.now())
    assert inherited(ready).explanation == "By mail and form."


def test_an_override_stays_and_can_be_given_up_again(client: Client) -> None:
    drafter = make.make_drafter()
    company = make_common_answer(by=drafter, explanation="By mail.", item=make_file(by=drafter))
    draft = make.make_declaration(by=drafter)
    node, component = node_of(draft), make.component_of(draft)
    where = answer_address(draft, node, component)
    sign_in(client, drafter)

    client.post(where, typed(value="partly", explanation="Only for dealers.", version="2", then="read"))
    assert inherited(draft).explanation == "By mail."  # the edit count is the first: nobody's text is lost
    client.post(where, typed(value="partly", explanation="Only for dealers.", version="1", then="read"))
    make_common_answer(by=drafter, explanation="By mail and form.", version=company.version)
    assert inherited(draft).explanation == "Only for dealers."
    assert "This declaration has its own answer." in entries(client, draft)

    follow = answer_address(draft, node, component, name="answer_follow")
    client.post(follow, {"version": "1"})
    assert inherited(draft).value == "partly"
    client.post(follow, {"version": "2"}, headers=HTMX)

    answer = inherited(draft)
    assert answer.explanation == "By mail and form."
    assert answer.inherited_from == CommonAnswer.objects.get()
    assert answer.evidence.count() == 1
    replaced = Event.objects.get(verb="devices.common_answer_followed")
    assert replaced.before["explanation"] == "Only for dealers."


def test_evidence_of_ones_own_makes_an_answer_ones_own() -> None:
    drafter = make.make_drafter()
    company = make_common_answer(by=drafter)
    draft = make.make_declaration(by=drafter)

    actions.attach_evidence(inherited(draft), by=drafter, at=timezone.now(), item=make_file(by=drafter))
    make_common_answer(by=drafter, explanation="Another way.", version=company.version)

    assert inherited(draft).evidence.count() == 1
    assert inherited(draft).explanation == "There is a public address for reports."


def test_two_drafters_on_one_company_answer_lose_nothing(client: Client) -> None:
    drafter = make.make_drafter()
    make_common_answer(by=make.make_drafter(drafter.organization), explanation="Theirs.")
    sign_in(client, drafter)

    for headers in ({}, HTMX):
        response = client.post(address("company_answer", ENTRY), typed(explanation="Mine."), headers=headers)
        text = response.content.decode()
        assert response.status_code == 409
        assert "Theirs." in text
        assert "Mine." in text
    assert CommonAnswer.objects.get().explanation == "Theirs."


def test_the_next_firmware_follows_the_company_without_asking_again() -> None:
    drafter = make.make_drafter()
    company = make_common_answer(by=drafter, explanation="By mail.")
    first = make.make_declaration(by=drafter)
    make.make_answer(first, by=drafter)
    first = make.attested(first, by=drafter)
    make_common_answer(by=drafter, explanation="By mail and form.", version=company.version)

    newer = make.make_version(make.component_of(first), by=drafter)
    second = actions.start_successor(first, by=drafter, versions=[newer], at=timezone.now())

    assert inherited(second).explanation == "By mail and form."
    assert [one.node.branch for one in second.answers.filter(carried_over=True)] == ["technical"]


def test_a_part_of_two_products_is_answered_once_for_its_version(client: Client) -> None:
    drafter = make.make_drafter()
    hub = make.make_component(make.make_product(by=drafter), by=drafter, kind="gateway", name="E5-Hub")
    make.make_version(hub, by=drafter, hardware="A", software="2.3")
    other = make.make_product(by=drafter)
    sign_in(client, drafter)
    client.post(address("part_create", other.pk), {"part": str(hub.pk)})
    part = other.components.get()
    assert (part.name, part.same_part_as) == ("E5-Hub", hub)
    same = actions.start_declaration(other, by=drafter, versions=[part.versions.get()], at=timezone.now())

    client.post(address("part_answer", hub.pk, "LA-IFC.3"), typed(explanation="Each port has a switch.", then="read"))
    make.make_version(part, by=drafter, hardware="A", software="2.4")
    newer = part.versions.order_by("pk").last()
    later = actions.start_declaration(other, by=drafter, versions=[newer], at=timezone.now())

    assert inherited(same, "LA-IFC.3").carried_over is False
    assert inherited(later, "LA-IFC.3").carried_over is True
    assert "shared part" in entries(client, same, "LA-IFC.3")
    page = client.get(address("part_answers", hub.pk), {"open": "LA-IFC.3"}).content.decode()
    assert other.name in page


def test_a_newer_version_of_the_part_asks_to_confirm_what_is_said_of_the_older(client: Client) -> None:
    drafter = make.make_drafter()
    hub = make.make_component(make.make_product(by=drafter), by=drafter)
    make.make_version(hub, by=drafter, software="2.3")
    make_common_answer(by=drafter, identifier="LA-IFC.3", component=hub)
    newer = make.make_version(hub, by=drafter, software="2.4")
    sign_in(client, drafter)

    page = client.get(address("part_answers", hub.pk), {"open": "LA-IFC.3"}).content.decode()
    assert "about version 2.3, to confirm" in page
    client.post(address("part_answer_confirm", hub.pk, "LA-IFC.3"))

    assert CommonAnswer.objects.get().about == newer


@pytest.mark.parametrize(
    ("name", "identifier"), [("company_answer", "LA-IFC.3"), ("company_answer", "NO.1"), ("company_answer", "IQ-BUG")]
)
def test_only_what_the_manufacturer_does_is_answered_for_the_company(
    client: Client, name: str, identifier: str
) -> None:
    sign_in(client, make.make_drafter())

    assert client.post(address(name, identifier), typed(then="read")).status_code == 404
    assert not CommonAnswer.objects.exists()


@pytest.mark.parametrize("role", ["signer", "viewer"])
def test_others_read_and_do_not_write(client: Client, role: str) -> None:
    drafter = make.make_drafter()
    make_common_answer(by=drafter)
    sign_in(client, make_member(drafter.organization, role))

    page = client.get(address("company_answers"), {"open": ENTRY}).content.decode()
    assert "There is a public address for reports." in page
    assert "mode=answer" not in page
    assert client.post(address("company_answer", ENTRY), typed(version="1")).status_code == 403


def test_nobody_of_another_manufacturer_and_no_agency_sees_them(client: Client) -> None:
    make_common_answer(by=make.make_drafter(), explanation="Only ours.")
    sign_in(client, make.make_drafter())
    assert "Only ours." not in client.get(address("company_answers"), {"open": ENTRY}).content.decode()
    sign_in(client, make_member("agency", "reviewer"))
    assert client.get(address("company_answers")).status_code == 403


def test_a_file_is_uploaded_for_the_company_and_taken_off_everywhere(client: Client) -> None:
    drafter = make.make_drafter()
    make_common_answer(by=drafter)
    draft = make.make_declaration(by=drafter)
    sign_in(client, drafter)
    sent = {"title": "Policy", "kind": "policy", "marking": "public", "key": str(draft.pk), "file": make_upload()}

    client.post(address("company_answer_upload", ENTRY), sent)
    use = CommonEvidence.objects.get()
    assert AnswerEvidence.objects.get().item == use.item
    client.post(address("company_answer_detach", ENTRY, use.pk))

    assert not AnswerEvidence.objects.exists()
    assert drafter.organization.evidence.count() == 1


def test_the_page_and_a_save_cost_the_same_with_more_drafts(client: Client, django_assert_max_num_queries: Any) -> None:
    drafter = make.make_drafter()
    sign_in(client, drafter)
    for number in range(3):
        make.make_declaration(by=drafter, components=2)
        sent = typed(explanation=f"Way {number}.", version=str(number))
        with django_assert_max_num_queries(28):
            assert client.post(address("company_answer", ENTRY), sent, headers=HTMX).status_code == 200
        with django_assert_max_num_queries(16):
            client.get(address("company_answers"), {"open": ENTRY})
