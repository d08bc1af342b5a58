"""Agencies ask, signers share and withdraw; people are told after the commit."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Event
from apps.core.errors import Invalid, NotNow, NotPermitted
from apps.devices import actions
from apps.devices.models import AnswerRequest, Declaration, DeclarationGrant
from tests.devices.addresses import address
from tests.factories import devices as make
from tests.factories.accounts import make_member, make_organization, sign_in
from tests.factories.evidence import make_file

pytestmark = pytest.mark.django_db


def test_sharing_opens_the_declaration_to_one_agency_until_it_is_withdrawn(client: Client) -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    item = make_file(by=drafter)
    declaration = make.make_attested(by=drafter, signer=signer, item=item)
    reviewer = make_member("agency", "reviewer")
    sign_in(client, signer)
    client.post(address("sharing", declaration.pk), {"agency": str(reviewer.organization.pk), "evidence": "with"})
    assert "with proprietary" in client.get(address("sharing", declaration.pk)).content.decode()
    sign_in(client, reviewer)
    assert client.get(declaration.get_absolute_url()).status_code == 200
    assert client.get(item.get_absolute_url()).status_code == 200
    sign_in(client, make_member("agency", "reviewer"))
    assert client.get(declaration.get_absolute_url()).status_code == 404

    sign_in(client, signer)
    client.post(address("withdraw_share", declaration.pk, DeclarationGrant.objects.get().pk))

    sign_in(client, reviewer)
    assert client.get(declaration.get_absolute_url()).status_code == 404
    assert client.get(item.get_absolute_url()).status_code == 404
    assert Event.objects.filter(verb__in=("devices.declaration_shared", "devices.share_withdrawn")).count() == 2


def test_access_ends_with_its_last_day(client: Client) -> None:
    declaration = make.make_attested()
    reviewer = make_member("agency", "reviewer")
    grant = make.make_grant(declaration, agency=reviewer.organization, until=timezone.localdate())
    sign_in(client, reviewer)
    assert client.get(declaration.get_absolute_url()).status_code == 200

    DeclarationGrant.objects.filter(pk=grant.pk).update(until=timezone.localdate() - timedelta(days=1))

    assert client.get(declaration.get_absolute_url()).status_code == 404


def test_sharing_twice_changes_the_terms_of_one_grant() -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    declaration = make.make_attested(by=drafter, signer=signer)
    agency = make_organization("agency")
    until = timezone.localdate() + timedelta(days=30)

    make.make_grant(declaration, agency=agency, signer=signer)
    make.make_grant(declaration, agency=agency, signer=signer, until=until, include_proprietary=False)

    grant = DeclarationGrant.objects.get()
    assert (grant.until, grant.include_proprietary) == (until, False)


def test_evidence_that_another_grant_opens_stays_open_when_one_is_withdrawn() -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    reviewer = make_member("agency", "reviewer")
    item = make_file(by=drafter)
    grants = [
        make.make_grant(
            make.make_attested(by=drafter, signer=signer, item=item), agency=reviewer.organization, signer=signer
        )
        for _ in range(2)
    ]

    actions.withdraw_share(grants[0], by=signer, at=timezone.now())
    assert type(item).objects.visible_to(reviewer).filter(pk=item.pk).exists()
    actions.withdraw_share(grants[1], by=signer, at=timezone.now())

    assert not type(item).objects.visible_to(reviewer).filter(pk=item.pk).exists()


def test_a_grant_of_another_declaration_is_not_withdrawn(client: Client) -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    mine = make.make_attested(by=drafter, signer=signer)
    other = make.make_grant(
        make.make_attested(by=drafter, signer=signer), agency=make_organization("agency"), signer=signer
    )
    foreign = make.make_grant(make.make_attested(), agency=make_organization("agency"))
    sign_in(client, signer)

    for grant in (other, foreign):
        assert client.post(address("withdraw_share", mine.pk, grant.pk)).status_code == 404
    assert not DeclarationGrant.objects.filter(withdrawn_at__isnull=False).exists()


def test_a_request_is_answered_by_sharing(client: Client) -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    declaration = make.make_attested(by=drafter, signer=signer)
    asked = make.make_request(declaration.product, entries=[make.element_of(declaration).entry])
    sign_in(client, signer)
    page = client.get(address("request", asked.pk)).content.decode()
    assert make.element_of(declaration).identifier in page
    assert f"?request={asked.pk}" in page
    form = client.get(address("sharing", declaration.pk), {"request": str(asked.pk)}).content.decode()
    assert f'value="{asked.pk}" selected' in form

    client.post(address("sharing", declaration.pk), {"request": str(asked.pk), "evidence": "public"})

    asked.refresh_from_db()
    assert asked.closed_at is not None
    assert asked.answered_with.agency == asked.agency
    assert "Answered on" in client.get(address("request", asked.pk)).content.decode()


def test_requests_are_listed_by_due_date_and_then_as_answered(client: Client) -> None:
    drafter = make.make_drafter()
    product = make.make_product(by=drafter)
    today = timezone.localdate()
    make.make_request(product, purpose="Later one", due_on=today + timedelta(days=20))
    make.make_request(product, purpose="Late one", due_on=today - timedelta(days=2))
    make.make_request(make.make_product(), purpose="Foreign one")
    sign_in(client, drafter)

    text = client.get(address("requests")).content.decode()

    assert text.index("Late one") < text.index("Later one")
    assert "Foreign one" not in text
    assert "No request has been answered yet" in client.get(address("requests"), {"show": "answered"}).content.decode()


def test_a_foreign_request_is_neither_read_nor_answered(client: Client) -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    declaration = make.make_attested(by=drafter, signer=signer)
    foreign = make.make_request(make.make_product())
    sign_in(client, signer)

    assert client.get(address("request", foreign.pk)).status_code == 404
    response = client.post(address("sharing", declaration.pk), {"request": str(foreign.pk), "evidence": "with"})

    assert response.status_code == 422
    assert not DeclarationGrant.objects.exists()
    with pytest.raises(Invalid, match="another agency or asks about another product"):
        actions.share(declaration, by=signer, at=timezone.now(), agency=foreign.agency, request=foreign)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"evidence": "with"}, "Choose the agency"),
        ({"evidence": "with", "agency": "manufacturer"}, "Select a valid choice"),
        ({"evidence": "with", "agency": "agency", "until": "2020-01-01"}, "has passed already"),
        ({"agency": "agency"}, "Choose one of these"),
    ],
)
def test_incomplete_terms_are_refused(client: Client, sent: dict[str, str], sentence: str) -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    declaration = make.make_attested(by=drafter, signer=signer)
    people = {"agency": make_organization("agency"), "manufacturer": make_organization("manufacturer")}
    sent = sent | {"agency": str(people[sent["agency"]].pk)} if "agency" in sent else sent
    sign_in(client, signer)

    response = client.post(address("sharing", declaration.pk), sent)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not DeclarationGrant.objects.exists()


def test_only_attested_declarations_are_shared_and_only_by_signers(client: Client) -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    agency = make_organization("agency")
    draft = make.make_declaration(by=drafter)

    with pytest.raises(NotNow, match="Only an attested declaration can be shared"):
        actions.share(draft, by=signer, at=timezone.now(), agency=agency)
    attested = make.make_attested(by=drafter, signer=signer)
    with pytest.raises(NotPermitted, match="Only an authorized signer"):
        actions.share(attested, by=drafter, at=timezone.now(), agency=agency)
    with pytest.raises(NotPermitted, match="another organization"):
        actions.share(attested, by=make.make_signer(make.make_drafter().organization), at=timezone.now(), agency=agency)
    withdrawn = actions.withdraw(attested, by=signer, at=timezone.now(), reason="Wrong.")
    with pytest.raises(NotNow, match="withdrawn"):
        actions.share(withdrawn, by=signer, at=timezone.now(), agency=agency)
    sign_in(client, drafter)
    assert client.get(address("sharing", attested.pk)).status_code == 403
    assert address("sharing", attested.pk) not in client.get(attested.get_absolute_url()).content.decode()


def test_only_a_contracting_officer_asks_a_manufacturer() -> None:
    product = make.make_product()

    for role in ("reviewer", "requester", "isso"):
        with pytest.raises(NotPermitted, match="contracting officer"):
            make.make_request(product, by=make_member("agency", role))
    assert not AnswerRequest.objects.exists()


def test_a_request_tells_drafters_and_signers_one_by_one_and_says_nothing_of_the_matter(
    django_capture_on_commit_callbacks: Any,
) -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    make_member(drafter.organization, "viewer")
    product = make.make_product(by=drafter)

    with django_capture_on_commit_callbacks(execute=True):
        asked = make.make_request(product, purpose="Lobby cameras <x>")

    assert sorted(to for message in mail.outbox for to in message.to) == sorted([drafter.user.email, signer.user.email])
    assert all(len(message.to) == 1 for message in mail.outbox)
    written = mail.outbox[0].subject + mail.outbox[0].body
    assert "An agency asks for a declaration on one of your products." in written
    assert not [word for word in ("Lobby", product.name, product.model, asked.agency.name) if word in written]


def test_sharing_and_its_end_tell_the_reviewers_of_the_agency(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    reviewer = make_member("agency", "reviewer")
    make_member(reviewer.organization, "cio")
    signer = make.make_signer(make.make_drafter().organization)
    declaration = make.make_attested(by=make.make_drafter(signer.organization), signer=signer)
    sign_in(client, reviewer)

    with django_capture_on_commit_callbacks(execute=True):
        grant = make.make_grant(declaration, agency=reviewer.organization, signer=signer)
    bell = client.get(reverse("notifications:list")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_share(grant, by=signer, at=timezone.now())
    closed = client.get(reverse("notifications:list")).content.decode()

    assert [message.to for message in mail.outbox] == [[reviewer.user.email]] * 2
    assert "shared a declaration with your agency" in bell
    assert str(declaration.product) in bell
    assert "ended your agency&#x27;s access" in closed
    assert str(declaration.product) not in closed
    assert closed.count("no longer open to you") == 2


def test_the_database_keeps_one_grant_in_force_and_pairs_the_withdrawal() -> None:
    grant = make.make_grant(make.make_attested(), agency=make_organization("agency"))

    with pytest.raises(IntegrityError), transaction.atomic():
        DeclarationGrant.objects.create(declaration=grant.declaration, agency=grant.agency, granted_by=grant.granted_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeclarationGrant.objects.filter(pk=grant.pk).update(withdrawn_at=timezone.now())


def test_the_reader_of_a_shared_declaration_finds_no_way_to_change_or_share_it(client: Client) -> None:
    reviewer = make_member("agency", "reviewer")
    declaration = make.make_attested()
    make.make_grant(declaration, agency=reviewer.organization)
    sign_in(client, reviewer)

    page = client.get(declaration.get_absolute_url()).content.decode()

    for words in ("Start the successor", "Share with an agency", "Withdraw", "What happened"):
        assert words not in page
    assert client.post(address("sharing", declaration.pk), {}).status_code == 403
    assert Declaration.objects.get().sha256 == declaration.sha256
