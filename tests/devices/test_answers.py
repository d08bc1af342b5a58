"""Answering: one form an answer, saved in place or on its page, never over a colleague, never after the seal."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.audit.models import Event
from apps.devices import actions
from apps.devices.models import Answer, AnswerEvidence
from apps.devices.workflow import AnswerValue
from apps.evidence.models import EvidenceItem
from tests.devices.addresses import HTMX, address, answer_address, typed
from tests.factories import devices as make
from tests.factories.accounts import make_member, sign_in
from tests.factories.evidence import make_file, make_upload

pytestmark = pytest.mark.django_db


def test_an_answer_is_saved_and_its_page_shows_it(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    sign_in(client, drafter)

    response = client.post(answer_address(declaration), typed(then="read"), follow=True)

    assert response.status_code == 200
    assert "Each unit has its own." in response.content.decode()
    answer = Answer.objects.get()
    assert (answer.value, answer.version, answer.updated_by) == ("yes", 1, drafter.user)
    assert Event.objects.filter(verb="devices.answer_saved").count() == 1


def test_while_somebody_types_only_the_line_below_changes(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    sign_in(client, drafter)

    response = client.post(answer_address(declaration), typed(), headers=HTMX)

    text = response.content.decode()
    assert "Saved " in text
    assert 'name="version" value="1"' in text
    assert "<textarea" not in text
    assert "HX-Retarget" not in response


def test_what_is_incomplete_while_typing_is_said_quietly(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    sign_in(client, drafter)

    response = client.post(answer_address(declaration), typed(value="no", explanation=""), headers=HTMX)

    assert response.status_code == 422
    assert "Not saved yet. Say why not" in response.content.decode()
    assert not Answer.objects.exists()


def test_saving_what_already_stands_writes_nothing(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    sign_in(client, drafter)

    for _ in range(2):
        assert client.post(answer_address(declaration), typed(), headers=HTMX).status_code == 200

    assert Answer.objects.get().version == 1
    assert Event.objects.filter(verb="devices.answer_saved").count() == 1


def test_saving_one_answer_takes_few_statements(client: Client, django_assert_max_num_queries: Any) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter, components=2)
    sign_in(client, drafter)
    where = answer_address(declaration)
    client.post(where, typed(), headers=HTMX)

    with django_assert_max_num_queries(15):
        client.post(where, typed(value="partly", version="1"), headers=HTMX)

    assert Answer.objects.get().value == "partly"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value": ""}, "Choose an answer."),
        ({"value": "maybe"}, "Select a valid choice"),
        ({"value": "partly", "explanation": " "}, "Say which part works"),
        ({"value": "no", "explanation": ""}, "Say why not"),
        ({"value": "not_applicable", "explanation": ""}, "Say why this does not apply"),
        ({"value": "planned"}, "Enter the version or the date"),
        ({"value": "planned", "planned_on": "soon"}, "Enter a valid date"),
    ],
)
def test_an_incomplete_answer_keeps_what_was_typed(client: Client, changes: dict[str, str], sentence: str) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    sign_in(client, drafter)

    response = client.post(
        answer_address(declaration), typed(then="read", configuration="Menu Network", **changes), headers={}
    )

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "Menu Network" in response.content.decode()
    assert not Answer.objects.exists()


def test_two_drafters_on_one_answer_lose_nothing(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=make.make_drafter(drafter.organization), explanation="Theirs.")
    sign_in(client, drafter)

    for headers in ({}, HTMX):
        response = client.post(answer_address(declaration), typed(value="partly", explanation="Mine."), headers=headers)
        text = response.content.decode()
        assert response.status_code == 409
        assert "Theirs." in text
        assert "Mine." in text
        assert 'name="version" value="1"' in text
        assert "input delay" not in text

    assert Answer.objects.get().explanation == "Theirs."
    client.post(answer_address(declaration), typed(explanation="Mine.", version="1", then="read"))
    assert Answer.objects.get().explanation == "Mine."


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_attested_answer_is_not_edited(client: Client, headers: dict[str, str]) -> None:
    drafter = make.make_drafter()
    declaration = make.make_attested(by=drafter)
    sign_in(client, drafter)

    response = client.post(
        answer_address(declaration),
        typed(value="no", explanation="Changed.", version="1", then="read"),
        headers=headers,
    )

    assert response.status_code == 422
    assert "start a successor declaration" in response.content.decode()
    assert Answer.objects.get().value == AnswerValue.YES


def test_nothing_of_a_sealed_declaration_changes_by_any_address(client: Client) -> None:
    drafter = make.make_drafter()
    item = make_file(by=drafter)
    declaration = make.make_attested(by=drafter, item=item)
    use = AnswerEvidence.objects.get()
    sign_in(client, drafter)
    before = actions.content_sha256(declaration)

    client.post(answer_address(declaration, name="answer_evidence"), {"item": str(item.pk), "locator": "p. 99"})
    client.post(
        answer_address(declaration, name="answer_upload"),
        {"file": make_upload(), "title": "New", "kind": "scan", "marking": "public", "key": str(use.pk)},
    )
    client.post(answer_address(declaration, name="answer_confirm"))
    client.post(f"{answer_address(declaration, name='answer_evidence')}{use.pk}/detach/")

    assert actions.content_sha256(declaration) == before


def test_a_refused_upload_adds_nothing_to_the_library(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_attested(by=drafter)
    sign_in(client, drafter)

    response = client.post(
        answer_address(declaration, name="answer_upload"),
        {"file": make_upload(), "title": "New", "kind": "scan", "marking": "public", "key": str(declaration.pk)},
    )

    assert response.status_code == 422
    assert not EvidenceItem.objects.exists()


def test_evidence_is_attached_from_the_library_once(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=drafter)
    item = make_file(by=drafter)
    sign_in(client, drafter)

    for _ in range(2):
        client.post(
            answer_address(declaration, name="answer_evidence"),
            {"item": str(item.pk), "locator": "p. 12"},
            headers=HTMX,
        )

    assert AnswerEvidence.objects.get().locator == "p. 12"
    assert Event.objects.filter(verb="devices.evidence_attached").count() == 1


def test_a_new_file_is_uploaded_and_attached_once_although_it_is_sent_twice(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=drafter)
    sign_in(client, drafter)
    form = client.get(f"{answer_address(declaration)}?mode=evidence", headers=HTMX).context["slot"].upload
    sent = {
        "title": "Port scan",
        "kind": "scan",
        "marking": "proprietary",
        "locator": "line 3",
        "key": form["key"].value(),
    }

    for _ in range(2):
        client.post(answer_address(declaration, name="answer_upload"), {**sent, "file": make_upload(b"443 open\n")})

    item = EvidenceItem.objects.get()
    assert item.subject_component == make.component_of(declaration).name
    assert item.subject_version == declaration.versions.get().software
    assert AnswerEvidence.objects.get().locator == "line 3"


def test_a_hostile_file_is_refused_beside_the_answer(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=drafter)
    sign_in(client, drafter)

    response = client.post(
        answer_address(declaration, name="answer_upload"),
        {
            "file": make_upload(b"<html><script>alert(1)</script>", name="guide.pdf"),
            "title": "Guide",
            "kind": "document",
            "marking": "public",
            "key": str(declaration.pk),
        },
        headers=HTMX,
    )

    assert response.status_code == 422
    assert "the content is a web page" in response.content.decode()


def test_evidence_is_taken_off_and_stays_in_the_library(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=drafter, item=make_file(by=drafter))
    use = AnswerEvidence.objects.get()
    sign_in(client, drafter)

    client.post(f"{answer_address(declaration, name='answer_evidence')}{use.pk}/detach/")

    assert not AnswerEvidence.objects.exists()
    assert EvidenceItem.objects.count() == 1


def test_foreign_evidence_components_and_entries_are_refused_in_every_field(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=drafter)
    rival = make.make_drafter()
    foreign = make_file(by=rival)
    other = make.make_declaration(by=rival)
    make.make_answer(other, by=rival, item=foreign)
    sign_in(client, drafter)

    refused = client.post(answer_address(declaration, name="answer_evidence"), {"item": str(foreign.pk)})
    assert refused.status_code == 422
    assert foreign.title not in refused.content.decode()
    for component in (make.component_of(other), make.component_of(make.make_declaration(by=drafter))):
        assert client.post(answer_address(declaration, component=component), typed()).status_code == 404
    assert client.post(answer_address(other, component=make.component_of(other)), typed()).status_code == 404
    use = AnswerEvidence.objects.get()
    assert client.post(f"{answer_address(declaration, name='answer_evidence')}{use.pk}/detach/").status_code == 404
    assert AnswerEvidence.objects.count() == 1
    assert Answer.objects.count() == 2


def test_going_on_opens_the_next_entry_that_lacks_an_answer(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=drafter, node=make.element_of(declaration, 1))
    sign_in(client, drafter)

    plain = client.post(answer_address(declaration), typed(then="next"))
    with_scripts = client.post(answer_address(declaration), typed(then="next", version="1"), headers=HTMX)

    expected = f"open={make.element_of(declaration, 2).identifier}"
    assert expected in plain["Location"]
    assert expected in with_scripts["HX-Redirect"]


def test_carried_over_answers_are_confirmed_one_by_one_or_together(client: Client) -> None:
    drafter = make.make_drafter()
    first = make.make_declaration(by=drafter)
    for position in range(3):
        make.make_answer(first, by=drafter, node=make.element_of(first, position))
    first = make.attested(first, by=drafter)
    newer = make.make_version(make.component_of(first), by=drafter)
    second = actions.start_successor(first, by=drafter, versions=[newer], at=timezone.now())
    sign_in(client, drafter)

    page = client.get(address("entries_start", second.pk), {"show": "to-confirm"}).content.decode()
    assert page.count("Confirm as it stands") == 3
    client.post(answer_address(second, name="answer_confirm"))
    assert second.answers.filter(carried_over=True).count() == 2
    client.post(address("confirm", second.pk), {"part": make.element_of(second).capability_code})

    assert not second.answers.filter(carried_over=True).exists()


def test_evidence_about_another_version_is_flagged(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    declared = declaration.versions.get().software
    item = make_file(by=drafter, subject_version="3.7")
    make.make_answer(declaration, by=drafter, item=item)
    sign_in(client, drafter)
    part = make.element_of(declaration).capability_code

    page = client.get(address("entries_start", declaration.pk), {"part": part}).content.decode()

    assert f"About version 3.7; this declaration is about {declared}." in page
    finish = client.get(address("finish", declaration.pk)).content.decode()
    assert "about version 3.7" in finish


@pytest.mark.parametrize("role", ["signer", "viewer"])
def test_only_drafters_answer(client: Client, role: str) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    sign_in(client, make_member(drafter.organization, role))

    assert client.post(answer_address(declaration), typed()).status_code == 403
    page = client.get(address("entries_start", declaration.pk)).content.decode()
    assert "mode=answer" not in page


def test_nonsense_in_the_address_is_not_found(client: Client) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    sign_in(client, drafter)

    assert client.get(f"{answer_address(declaration)}?mode=nonsense").status_code == 404
    assert client.post(answer_address(declaration, name="answer_confirm")).status_code == 404
    assert client.post(answer_address(declaration, name="answer_evidence"), {}).status_code == 404
