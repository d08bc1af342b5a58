"""From version to version: what changed in versions, answers and evidence, as far as the reader sees both sides."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.devices import actions
from apps.devices.models import Declaration
from tests.devices.addresses import address
from tests.factories import devices as make
from tests.factories.accounts import make_member, sign_in
from tests.factories.evidence import make_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafter() -> Actor:
    return make.make_drafter()


@pytest.fixture
def first(drafter: Actor) -> Declaration:
    declaration = make.make_declaration(by=drafter)
    for position in range(3):
        make.make_answer(
            declaration,
            by=drafter,
            node=make.element_of(declaration, position),
            item=make_file(by=drafter, title=f"Paper {position}"),
        )
    return make.attested(declaration, by=drafter)


@pytest.fixture
def second(first: Declaration, drafter: Actor) -> Declaration:
    """Change one answer, prove another with more, leave the third as it was; answer one more entry."""
    draft = make.make_successor(first, by=drafter)
    stored = draft.answers.get(node=make.element_of(draft, 0))
    make.make_answer(
        draft,
        by=drafter,
        node=stored.node,
        value="partly",
        explanation="UPnP is off <by default>.",
        version=stored.version,
    )
    proven = draft.answers.get(node=make.element_of(draft, 1))
    actions.attach_evidence(proven, by=drafter, at=timezone.now(), item=make_file(by=drafter, title="New scan"))
    for use in draft.answers.get(node=make.element_of(draft, 2)).evidence.all():
        actions.detach_evidence(use, by=drafter, at=timezone.now())
    make.make_answer(draft, by=drafter, node=make.element_of(draft, 3))
    actions.confirm_carried_over(draft, by=drafter, at=timezone.now())
    return make.attested(draft, by=drafter)


def test_the_line_counts_what_changed_from_each_to_the_next(
    client: Client, drafter: Actor, first: Declaration, second: Declaration
) -> None:
    sign_in(client, drafter)

    page = client.get(address("version_line", first.product_id)).content.decode()

    assert "1 answer changed, 1 new, 0 left out" in page
    assert "1 piece of evidence added, 1 no longer used" in page
    was, now = first.versions.get(), second.versions.get()
    assert f"from {was} to {now}" in page
    assert "The line begins here." in page
    assert address("version_line", first.product_id) in client.get(first.product.get_absolute_url()).content.decode()
    assert address("changes", second.pk) in client.get(second.get_absolute_url()).content.decode()


def test_both_texts_of_a_changed_answer_stand_side_by_side(
    client: Client, drafter: Actor, first: Declaration, second: Declaration
) -> None:
    sign_in(client, drafter)

    page = client.get(address("changes", second.pk)).content.decode()

    assert "UPnP is off &lt;by default&gt;." in page
    assert page.count('data-label="Before"') == 4
    assert page.count("only its evidence") == 2
    assert "New scan" in page
    assert "Paper 2" in page
    assert "Paper 0" not in page
    assert client.get(address("changes", first.pk)).status_code == 404


def test_an_agency_compares_only_what_is_shared_with_it(
    client: Client, drafter: Actor, first: Declaration, second: Declaration
) -> None:
    signer = make.make_signer(drafter.organization)
    reviewer = make_member("agency", "reviewer")
    make.make_grant(second, agency=reviewer.organization, signer=signer)
    sign_in(client, reviewer)

    line = client.get(address("version_line", second.product_id)).content.decode()

    assert "It continues a declaration that is not shared with you." in line
    assert "answer changed" not in line
    assert client.get(address("changes", second.pk)).status_code == 404
    assert address("changes", second.pk) not in client.get(second.get_absolute_url()).content.decode()


def test_an_agency_that_reads_both_reads_the_difference(client: Client, drafter: Actor, first: Declaration) -> None:
    signer = make.make_signer(drafter.organization)
    reviewer = make_member("agency", "reviewer")
    make.make_grant(first, agency=reviewer.organization, signer=signer)
    draft = make.make_successor(first, by=drafter)
    actions.confirm_carried_over(draft, by=drafter, at=timezone.now())
    second = make.attested(draft, by=drafter, signer=signer)
    make.make_grant(second, agency=reviewer.organization, signer=signer, include_proprietary=False)
    sign_in(client, reviewer)

    page = client.get(address("changes", second.pk)).content.decode()

    assert "Every answer stands as it stood." in page
    assert "0 answers changed" in page


def test_the_line_costs_the_same_with_more_declarations(
    client: Client, drafter: Actor, first: Declaration, second: Declaration, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, drafter)
    with django_assert_max_num_queries(12):
        client.get(address("version_line", first.product_id))
    third = make.make_successor(second, by=drafter)
    with django_assert_max_num_queries(12):
        assert "declaration 3" in client.get(address("version_line", first.product_id)).content.decode()
    with django_assert_max_num_queries(14):
        client.get(address("changes", third.pk))
