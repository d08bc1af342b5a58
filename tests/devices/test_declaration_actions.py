"""The life of a declaration, through its actions."""

import pytest
from django.utils import timezone

from apps.core.errors import Invalid, NotNow, NotPermitted
from apps.devices import actions
from apps.devices.models import Answer, Declaration
from apps.devices.workflow import AnswerValue, DeclarationState
from apps.evidence.kinds import Marking
from apps.evidence.models import EvidenceItem
from tests.factories import devices as make
from tests.factories.accounts import make_member, make_organization, reload_actor
from tests.factories.evidence import make_file, make_link

pytestmark = pytest.mark.django_db

STATEMENT = "The answers are true and complete."


def test_a_draft_is_on_the_current_edition_of_the_catalog():
    make.make_edition()
    current = make.make_edition()
    drafter = make.make_drafter()
    product = make.make_product(by=drafter)
    version = make.make_version(make.make_component(product, by=drafter), by=drafter)

    declaration = actions.start_declaration(product, by=drafter, versions=[version], at=timezone.now())

    assert declaration.edition == current
    assert declaration.number == 1
    assert list(declaration.drafted_by.all()) == [drafter.user]


def test_a_second_draft_about_the_same_versions_is_refused():
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)

    with pytest.raises(NotNow, match="already being drafted"):
        actions.start_declaration(
            declaration.product, by=drafter, versions=declaration.versions.all(), at=timezone.now()
        )


def test_a_version_of_another_product_is_refused():
    drafter = make.make_drafter()
    product = make.make_product(by=drafter)
    make.make_edition()
    foreign = make.make_version(make.make_component(make.make_product(by=drafter), by=drafter), by=drafter)

    with pytest.raises(Invalid, match="not a version of this product"):
        actions.start_declaration(product, by=drafter, versions=[foreign], at=timezone.now())


def test_attesting_seals_answers_and_evidence_under_one_digest():
    drafter = make.make_drafter()
    item = make_file(by=drafter)
    declaration = make.make_attested(by=drafter, item=item)

    assert declaration.state == DeclarationState.ATTESTED
    assert declaration.sha256 == declaration.attestation.sha256 == actions.content_sha256(declaration)
    assert EvidenceItem.objects.get(pk=item.pk).frozen_at is not None


def test_the_drafter_cannot_attest_while_another_signer_exists():
    drafter = make.make_drafter()
    make.make_signer(drafter.organization)
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=drafter)
    actions.finish(declaration, by=drafter, at=timezone.now())
    both = _with_signer_role(drafter)

    with pytest.raises(NotPermitted, match="somebody else has to sign"):
        actions.attest(
            declaration, by=both, at=timezone.now(), title="CEO", statement=STATEMENT, drafter_exception="Small firm."
        )
    assert Declaration.objects.get().state == DeclarationState.READY


def test_the_only_signer_may_have_drafted_when_the_reason_is_recorded():
    drafter = _with_signer_role(make.make_drafter())
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=drafter)
    actions.finish(declaration, by=drafter, at=timezone.now())

    with pytest.raises(NotPermitted, match="Say why the drafter signs"):
        actions.attest(declaration, by=drafter, at=timezone.now(), title="CEO", statement=STATEMENT)
    attestation = actions.attest(
        declaration,
        by=drafter,
        at=timezone.now(),
        title="CEO",
        statement=STATEMENT,
        drafter_exception="One-person product team.",
    )

    assert attestation.drafter_exception == "One-person product team."


def test_an_attested_answer_cannot_be_edited():
    drafter = make.make_drafter()
    declaration = make.make_attested(by=drafter)
    answer = Answer.objects.get()

    with pytest.raises(NotNow, match="start a successor declaration"):
        make.make_answer(declaration, by=drafter, value=AnswerValue.NO, version=answer.version)
    assert Answer.objects.get().value == AnswerValue.YES


def test_the_digest_can_be_computed_again_after_the_product_description_changed():
    drafter = make.make_drafter()
    declaration = make.make_attested(by=drafter)

    actions.edit_product(declaration.product, by=drafter, description="A better text.")

    declaration = Declaration.objects.get()
    assert actions.content_sha256(declaration) == declaration.sha256


def test_the_model_number_of_an_attested_product_cannot_change():
    drafter = make.make_drafter()
    declaration = make.make_attested(by=drafter)

    with pytest.raises(NotNow, match="part of an attested declaration"):
        actions.edit_product(declaration.product, by=drafter, model="LF-421")


def test_a_successor_carries_answers_over_and_supersedes_when_attested():
    drafter = make.make_drafter()
    first = make.make_attested(by=drafter, item=make_file(by=drafter))
    newer = make.make_version(make.component_of(first), by=drafter)

    second = actions.start_successor(first, by=drafter, versions=[newer], at=timezone.now())
    answer = second.answers.get()
    assert answer.carried_over
    assert answer.evidence.count() == 1
    with pytest.raises(NotNow, match="1 answer is carried over"):
        actions.finish(second, by=drafter, at=timezone.now())

    assert actions.confirm_carried_over(second, by=drafter, at=timezone.now()) == 1
    make.attested(second, by=drafter)
    first.refresh_from_db()
    assert first.state == DeclarationState.SUPERSEDED
    assert actions.content_sha256(first) == first.sha256


def test_only_one_successor_is_begun():
    drafter = make.make_drafter()
    first = make.make_attested(by=drafter)
    newer = make.make_version(make.component_of(first), by=drafter)
    actions.start_successor(first, by=drafter, versions=[newer], at=timezone.now())

    with pytest.raises(NotNow, match="already continues this one"):
        actions.start_successor(first, by=drafter, versions=[newer], at=timezone.now())


def test_sharing_grants_public_items_only_when_proprietary_ones_are_left_out():
    drafter = make.make_drafter()
    agency = make_organization("agency")
    reviewer = make_member(agency, "reviewer")
    declaration = make.make_declaration(by=drafter)
    answer = make.make_answer(declaration, by=drafter, item=make_file(by=drafter))
    public = make_link(by=drafter, marking=Marking.PUBLIC)
    actions.attach_evidence(answer, by=drafter, at=timezone.now(), item=public, locator="")
    declaration = make.attested(declaration, by=drafter)

    grant = make.make_grant(declaration, agency=agency, include_proprietary=False)
    assert list(EvidenceItem.objects.visible_to(reviewer)) == [public]

    make.make_grant(declaration, agency=agency, include_proprietary=True)
    assert EvidenceItem.objects.visible_to(reviewer).count() == 2

    actions.withdraw_share(grant, by=make.make_signer(drafter.organization), at=timezone.now())
    assert not EvidenceItem.objects.visible_to(reviewer).exists()
    assert not Declaration.objects.visible_to(reviewer).exists()


def _with_signer_role(actor):
    from apps.accounts.models import Membership, RoleAssignment

    RoleAssignment.objects.create(membership=Membership.objects.get(user=actor.user), role="signer")
    return reload_actor(actor.user, actor.organization)
