"""What documents say beside answers: proposals that a person accepts or sets aside, never an answer by itself."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from apps.audit.models import Event
from apps.core.errors import Invalid, NotNow
from apps.devices import actions
from apps.devices.models import Answer, AnswerEvidence, Component, Declaration, DismissedProposal
from apps.devices.spoken import STANCES, stance_of
from apps.devices.workflow import AnswerValue, Stance
from apps.evidence.kinds import Says
from apps.evidence.models import EvidenceItem
from tests.devices.addresses import address
from tests.factories import devices as make
from tests.factories import documents
from tests.factories.accounts import sign_in
from tests.factories.documents import make_document

pytestmark = pytest.mark.django_db

CLOUD, TECHNICAL = "DO-SMP.h.2.2", "DP-CRY.4"
SHOWN = "It names 1 service: Relay."


@pytest.fixture
def desk(client: Client) -> Any:
    """Return a drafter who is signed in, with a draft and an SBOM of its component."""

    class Desk:
        drafter = make.make_drafter()
        declaration: Declaration = make.make_declaration(by=drafter)
        component: Component = make.component_of(declaration)
        item: EvidenceItem = make_document(
            documents.cyclonedx(), by=drafter, title="SBOM 3.8.2", subject_component=component.name.upper()
        )

        def node(self, identifier: str) -> Any:
            return self.declaration.edition.nodes.get(identifier=identifier)

        def answer(self, value: str, identifier: str = CLOUD) -> Answer:
            return make.make_answer(self.declaration, by=self.drafter, node=self.node(identifier), value=value)

        def page(self, identifier: str = CLOUD) -> str:
            query = {"part": identifier.partition(".")[0]}
            return client.get(address("entries_start", self.declaration.pk), query).content.decode()

        def act(self, name: str, fact: str = "sbom.services", identifier: str = CLOUD, **data: Any) -> Any:
            where = [self.declaration.pk, identifier, self.component.pk, self.item.pk, fact]
            return client.post(address(f"proposal_{name}", *where), data)

        def all_of_it(self) -> str:
            return client.get(address("documents", self.declaration.pk)).content.decode()

    sign_in(client, Desk.drafter)
    return Desk()


def test_a_fact_supports_contradicts_or_is_silent_by_one_table() -> None:
    said = {(value, says): stance_of(value, says) for value in AnswerValue for says in Says}

    assert said[AnswerValue.YES, Says.OPPOSITE] == Stance.CONTRADICTS
    assert said[AnswerValue.NO, Says.SHOWS] == Stance.CONTRADICTS
    assert said[AnswerValue.NOT_APPLICABLE, Says.OPPOSITE] == Stance.SILENT
    assert {said[value, Says.SILENT] for value in AnswerValue} == {Stance.SILENT}
    assert all(said[value, Says.SHOWS] == STANCES[value, Says.SHOWS] for value in AnswerValue)
    assert stance_of(None, Says.SHOWS) is None


def test_a_document_answers_nothing_by_itself(desk: Any) -> None:
    page = desk.page()

    assert SHOWN in page
    assert "not answered yet" in page
    assert "Attach as evidence" not in page
    assert not Answer.objects.exists()
    assert not AnswerEvidence.objects.exists()


def test_a_supporting_document_is_attached_with_its_place_when_a_person_accepts(desk: Any) -> None:
    desk.answer("yes")
    assert "Supports" in desk.page()

    response = desk.act("accept")

    use = AnswerEvidence.objects.get()
    assert response.status_code == 302
    assert (use.item, use.locator) == (desk.item, "/services/0")
    assert "attached to this answer" in desk.page()
    event = Event.objects.get(verb="devices.evidence_attached")
    assert event.after["locator"] == "/services/0"
    desk.act("accept")
    assert AnswerEvidence.objects.count() == 1


def test_a_contradiction_opens_the_answer_for_change_and_cannot_be_attached(desk: Any) -> None:
    desk.answer("not_applicable")
    page = desk.page()

    assert "Contradicts" in page
    assert "Change the answer" in page
    desk.act("accept")
    assert not AnswerEvidence.objects.exists()
    assert "does not support the answer as it stands" in desk.page()


def test_what_is_set_aside_is_remembered_with_its_reason_and_can_be_taken_up_again(client: Client, desk: Any) -> None:
    desk.answer("no")
    where = [desk.declaration.pk, CLOUD, desk.component.pk, desk.item.pk, "sbom.services"]
    assert SHOWN in client.get(address("proposal_dismiss", *where)).content.decode()

    assert desk.act("dismiss", reason=" ").status_code == 422
    desk.act("dismiss", reason="The relay belongs to the reseller.")

    page = desk.page()
    assert "The relay belongs to the reseller." in page
    assert "Contradicts" not in page
    assert Event.objects.get(verb="devices.proposal_dismissed").after["reason"] == "The relay belongs to the reseller."
    desk.act("dismiss", reason="Twice.")
    assert DismissedProposal.objects.get().reason == "The relay belongs to the reseller."

    desk.act("restore")
    assert "Contradicts" in desk.page()
    assert Event.objects.filter(verb="devices.proposal_restored").count() == 1
    assert desk.act("restore").status_code == 404


def test_one_page_lists_all_proposals_with_the_reason_and_how_many_wait(desk: Any) -> None:
    desk.answer("yes")
    desk.answer("no", TECHNICAL)

    page = desk.all_of_it()

    assert "2 proposals wait for your decision" in page
    assert "The services in the list are those that the product relies on." in page
    assert page.index("Contradicts") > page.index(TECHNICAL)
    assert "DI-AID.3" in page


def test_the_page_says_what_to_do_when_no_document_speaks(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    sign_in(client, drafter)
    assert (
        "No document speaks to this declaration yet"
        in client.get(address("documents", declaration.pk)).content.decode()
    )


def test_only_documents_of_the_component_and_version_propose(desk: Any) -> None:
    EvidenceItem.objects.filter(pk=desk.item.pk).update(subject_component="Another device")
    assert SHOWN not in desk.page()
    EvidenceItem.objects.filter(pk=desk.item.pk).update(subject_component=desk.component.name, subject_version="0.1")
    assert SHOWN not in desk.page()
    software = desk.declaration.versions.get().software
    EvidenceItem.objects.filter(pk=desk.item.pk).update(subject_version=software)
    assert SHOWN in desk.page()


def test_a_replaced_document_and_one_with_mistakes_propose_nothing(desk: Any) -> None:
    name = desk.component.name
    make_document(documents.cyclonedx(components=7), by=desk.drafter, subject_component=name, replaces=desk.item)
    assert SHOWN not in desk.page()
    assert "No document speaks" in desk.all_of_it()


def test_a_document_of_another_manufacturer_says_nothing_here_and_cannot_be_named(desk: Any) -> None:
    rival = make.make_drafter()
    foreign = make_document(documents.cyclonedx(), by=rival, subject_component=desk.component.name)
    desk.answer("yes")
    desk.item = foreign

    assert desk.act("accept").status_code == 404
    assert desk.act("dismiss", reason="x").status_code == 404
    assert desk.page().count(SHOWN) == 1


def test_nothing_can_be_decided_once_the_draft_is_finished(desk: Any) -> None:
    desk.answer("yes")
    actions.finish(desk.declaration, by=desk.drafter, at=timezone.now())

    desk.act("accept")
    assert desk.act("dismiss", reason="Late.").status_code == 422

    assert not AnswerEvidence.objects.exists()
    assert not DismissedProposal.objects.exists()


def test_the_actions_refuse_what_no_document_says(desk: Any) -> None:
    desk.answer("yes")
    about = {"by": desk.drafter, "at": timezone.now(), "node": desk.node(CLOUD), "component": desk.component}
    with pytest.raises(NotNow, match="does not say this"):
        actions.accept_proposal(desk.declaration, item=desk.item, fact="txt.contact", **about)
    with pytest.raises(Invalid, match="Say why"):
        actions.dismiss_proposal(desk.declaration, item=desk.item, fact="sbom.services", reason="", **about)


def test_a_proposal_is_set_aside_once(desk: Any) -> None:
    fields = {
        "component": desk.component,
        "entry": desk.node(CLOUD).entry,
        "item": desk.item,
        "fact": "sbom.services",
        "dismissed_by": desk.drafter.user,
    }
    DismissedProposal.objects.create(reason="First.", **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        DismissedProposal.objects.create(reason="Second.", **fields)


def test_many_documents_cost_no_more_statements(client: Client, desk: Any, django_assert_max_num_queries: Any) -> None:
    for value, identifier in (("yes", CLOUD), ("no", TECHNICAL)):
        desk.answer(value, identifier)
    for number in range(3):
        make_document(
            documents.security_txt(f"CSAF: https://example.com/{number}.json"), by=desk.drafter, title=f"Text {number}"
        )
    with django_assert_max_num_queries(20):
        desk.page()
    with django_assert_max_num_queries(16):
        desk.all_of_it()
