"""The bell counts what is new, its page says what happened, and only its own person reads it."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts import actions as accounts
from apps.accounts.models import RoleAssignment
from apps.devices import actions as devices
from apps.notifications.actions import notify
from apps.notifications.models import Delivery, Notice
from tests.factories import devices as make
from tests.factories.accounts import make_member, make_organization, reload_actor, sign_in
from tests.factories.notifications import SOMETHING, a_kind, make_notice

pytestmark = pytest.mark.django_db
LIST = reverse("notifications:list")


def text_of(client: Client, url: str = LIST) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_bell_counts_and_opening_leads_to_the_place_and_counts_down(client: Client) -> None:
    drafter = make.make_drafter()
    asked = make.make_request(make.make_product(by=drafter))
    sign_in(client, drafter)
    before = text_of(client, reverse("devices:products"))
    assert 'class="a-bell__count">1</span><span class="usa-sr-only"> unread' in before
    page = text_of(client)
    assert "An agency asks for a declaration on one of your products." in page
    assert f"{asked.agency} asks about {asked.product} · Lobby cameras · due" in page

    response = client.get(reverse("notifications:open", args=[Notice.objects.get().pk]))

    assert response.url == reverse("devices:request", args=[asked.pk])
    assert "none unread" in text_of(client, reverse("devices:products"))
    assert "You have seen everything" in text_of(client, f"{LIST}?show=unread")
    assert "An agency asks" in text_of(client)


def test_all_are_marked_as_read_at_once_and_only_ones_own(client: Client) -> None:
    reader = make_member("agency", "reviewer")
    colleague = make_member(reader.organization, "isso")
    make_notice(reader.organization)
    make_notice(reader.organization)
    sign_in(client, reader)

    page = client.post(reverse("notifications:mark_all_read"), follow=True).content.decode()

    assert "2 notifications are marked as read." in page
    assert Delivery.objects.visible_to(reader).unread().count() == 0
    assert Delivery.objects.visible_to(colleague).unread().count() == 2


def test_nobody_is_told_what_they_did_themselves_and_nobody_without_the_office(client: Client) -> None:
    signer = make.make_signer(make.make_drafter().organization)
    drafter = make.make_drafter(signer.organization)
    viewer = make_member(signer.organization, "viewer")
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=drafter)

    devices.finish(declaration, by=drafter, at=timezone.now())

    told = {one.user for one in Delivery.objects.filter(notice__about=declaration.pk)}
    assert told == {signer.user}
    sign_in(client, viewer)
    assert "Nothing has happened yet" in text_of(client)


def test_a_role_that_was_taken_away_or_a_delegation_out_of_time_tells_nobody() -> None:
    officer = make_member("agency", "contracting_officer")
    isso = make_member(officer.organization, "isso", "administrator")
    today = timezone.localdate()
    substitute = make_member(officer.organization, "auditor")
    accounts.delegate(
        membership=substitute.memberships[0],
        role="contracting_officer",
        delegated_by=officer.user,
        document="Memo 7",
        starts_on=today,
        ends_on=today,
        by=isso,
    )
    kind = a_kind()
    narrowed = type(kind)(kind.slug, kind.topic, kind.sentence, (_contract(),), kind.labels)

    def told() -> set[Any]:
        with transaction.atomic():
            notice = notify(narrowed, about=isso.user, url="/", organization=officer.organization, at=timezone.now())
        return {one.user for one in notice.deliveries.select_related("user")} if notice else set()

    assert told() == {officer.user, substitute.user}
    RoleAssignment.objects.delegations().update(starts_on="2020-01-01", ends_on="2020-12-31")
    assert told() == {officer.user}
    accounts.end_membership(membership=officer.memberships[0], at=timezone.now(), by=isso)
    assert told() == set()


def _contract() -> Any:
    from apps.core.permissions import Permission

    return Permission.REVIEW_CONTRACT


def test_a_notice_and_its_act_are_both_there_or_neither() -> None:
    product = make.make_product()
    with patch.object(Delivery.objects, "bulk_create", side_effect=RuntimeError), pytest.raises(RuntimeError):
        make.make_request(product)

    assert not Notice.objects.exists()
    assert not product.requests.exists()
    with pytest.raises(transaction.TransactionManagementError):
        _outside_a_transaction()


def _outside_a_transaction() -> None:
    organization = make_organization("agency")
    with patch.object(transaction, "get_connection") as connection:
        connection.return_value.in_atomic_block = False
        notify(a_kind(), about=organization, url="/", organization=organization, at=timezone.now())


def test_a_mail_opened_while_acting_for_another_organization_offers_to_switch(client: Client) -> None:
    here = make_member("agency", "reviewer")
    there = make_member("agency", "reviewer", user=here.user)
    notice = make_notice(there.organization)
    sign_in(client, reload_actor(here.user, here.organization))

    assert "1 in another organization" in text_of(client)
    page = client.get(reverse("notifications:open", args=[notice.pk]))
    assert f"Switch to {there.organization}" in page.content.decode()
    client.post(reverse("accounts:switch"), {"organization": str(there.organization.pk)})

    assert SOMETHING not in text_of(client)  # its kind is declared by no app, so nothing is made up about it
    assert client.get(reverse("notifications:open", args=[notice.pk])).url == "/products/"


def test_a_strangers_notice_is_missing(client: Client) -> None:
    notice = make_notice(make_member("agency", "reviewer").organization)
    sign_in(client, make_member("agency", "reviewer"))

    assert client.get(reverse("notifications:open", args=[notice.pk])).status_code == 404
    assert Delivery.objects.unread().count() == 1


def test_a_reminder_comes_once() -> None:
    organization = make_member("agency", "reviewer").organization
    make_notice(organization, once="2026-12-31")

    with pytest.raises(AssertionError, match="nobody"):
        make_notice(organization, once="2026-12-31")
    assert Notice.objects.count() == 1


def test_the_page_costs_the_same_with_more_notices(client: Client, django_assert_max_num_queries: Any) -> None:
    drafter = make.make_drafter()
    sign_in(client, drafter)
    for _ in range(3):
        make.make_request(make.make_product(by=drafter))
        declaration = make.make_attested(by=drafter)
        reviewer = make_member("agency", "reviewer")
        make.make_grant(declaration, agency=reviewer.organization)
        devices.dispute(declaration, by=reviewer, at=timezone.now(), reason="UPnP is on.")
        with django_assert_max_num_queries(8):
            assert "disputes a declaration" in text_of(client)
