"""Joining by invitation: once, for seven days, and without telling strangers anything."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts import actions
from apps.accounts.actors import Actor
from apps.accounts.models import Invitation, User
from apps.accounts.roles import Role
from apps.audit.models import Event
from apps.core.errors import Invalid, NotNow
from tests.factories.accounts import PASSWORD, sign_in

ADDRESS = "new.person@example.gov"
GOOD = {"name": "Nora Newcomb", "password": "seven quiet lanterns drift"}


def send(administrator: Actor, email: str = ADDRESS, *, days_ago: int = 0) -> tuple[Invitation, str]:
    return actions.invite(
        organization=administrator.organization,
        email=email,
        roles=[Role.REVIEWER, Role.ISSO],
        at=timezone.now() - timedelta(days=days_ago),
        by=administrator,
    )


def page_of(token: str) -> str:
    return reverse("accounts:accept_invitation", args=[token])


def test_an_invitation_sent_from_the_page_arrives_and_works(
    client: Client, administrator: Actor, django_capture_on_commit_callbacks
) -> None:
    sign_in(client, administrator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("accounts:invite"), {"email": ADDRESS, "roles": ["reviewer"]})

    [message] = mail.outbox
    link = re.search(r"http\S+", message.body).group()
    assert message.to == [ADDRESS]
    assert "Ada Adler invites" in message.body
    assert link in client.get(reverse("accounts:members")).content.decode()

    visitor = Client()
    path = link.removeprefix("http://127.0.0.1:8000")
    assert visitor.post(path, GOOD).url == reverse("reviews:home")
    user = User.objects.get(email=ADDRESS)
    assert user.name == "Nora Newcomb"
    assert "Nora Newcomb" in visitor.get(reverse("accounts:profile")).content.decode()
    assert [event.verb for event in Event.objects.filter(actor_id=str(user.pk)).order_by("sequence")] == [
        "accounts.invitation_accepted",
        "accounts.signed_in",
    ]


def test_only_the_digest_of_the_secret_is_stored(administrator: Actor) -> None:
    invitation, token = send(administrator)
    assert invitation.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(Invitation.objects.values().get())
    assert token not in "".join(str(event.__dict__) for event in Event.objects.all())


def test_used_withdrawn_old_and_unknown_links_look_alike(client: Client, administrator: Actor, reviewer: Actor) -> None:
    used, withdrawn, old = (send(administrator, f"guest{n}@example.gov", days_ago=n * 3) for n in range(3))
    actions.accept_invitation(token=used[1], at=timezone.now(), **GOOD)
    actions.withdraw_invitation(invitation=withdrawn[0], at=timezone.now(), by=administrator)
    Invitation.objects.filter(pk=old[0].pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    answers = [client.get(page_of(token)) for token in (used[1], withdrawn[1], old[1], "no-such-secret")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}) == 1
    assert client.post(page_of(used[1]), GOOD).status_code == 404


def test_an_invitation_lasts_seven_days(client: Client, administrator: Actor) -> None:
    assert client.get(page_of(send(administrator, days_ago=6)[1])).status_code == 200
    assert client.get(page_of(send(administrator, days_ago=7)[1])).status_code == 404


def test_a_new_invitation_of_the_same_address_replaces_the_old_one(client: Client, administrator: Actor) -> None:
    _, first = send(administrator)
    _, second = send(administrator)
    assert client.get(page_of(first)).status_code == 404
    assert client.get(page_of(second)).status_code == 200


def test_a_weak_password_is_refused_and_the_name_is_kept(client: Client, administrator: Actor) -> None:
    _, token = send(administrator)
    answer = client.post(page_of(token), {"name": "Nora Newcomb", "password": "short"})
    assert answer.status_code == 422
    assert "at least 15 characters" in answer.content.decode()
    assert "Nora Newcomb" in answer.content.decode()
    assert not User.objects.filter(email=ADDRESS).exists()


def test_the_name_of_the_inviting_organization_is_no_password(client: Client, administrator: Actor) -> None:
    administrator.organization.name = "Office of Quarry Records"
    administrator.organization.save(update_fields=["name"])
    _, token = send(administrator)
    answer = client.post(page_of(token), GOOD | {"password": "three quarry stones lie"})
    assert "quarry" in answer.content.decode()
    assert answer.status_code == 422


def test_a_person_with_an_account_signs_in_and_joins_with_it(
    client: Client, administrator: Actor, stranger: Actor
) -> None:
    _, token = send(administrator, stranger.user.email)

    page = client.get(page_of(token)).content.decode()
    assert "There is an account with this address already" in page
    refused = client.post(page_of(token), GOOD)
    assert refused.status_code == 422

    sign_in(client, stranger)
    assert f"Join {administrator.organization}" in client.get(page_of(token)).content.decode()
    client.post(page_of(token))
    assert client.session["organization_id"] == str(administrator.organization.pk)
    assert stranger.user.memberships.filter(ended_at__isnull=True).count() == 2


def test_a_member_cannot_accept_an_invitation_to_their_own_organization(
    client: Client, administrator: Actor, reviewer: Actor
) -> None:
    _, token = send(administrator)
    sign_in(client, reviewer)
    answer = client.post(page_of(token))
    assert answer.status_code == 422
    assert "already works" in answer.content.decode()
    assert client.get(page_of(token)).status_code == 200


def test_a_member_is_not_invited_again(client: Client, administrator: Actor, reviewer: Actor) -> None:
    sign_in(client, administrator)
    answer = client.post(reverse("accounts:invite"), {"email": reviewer.user.email, "roles": ["cio"]})
    assert answer.status_code == 422
    assert "already works" in answer.content.decode()


def test_an_invitation_names_roles_that_exist_on_this_side(administrator: Actor) -> None:
    with pytest.raises(Invalid, match="not a role"):
        actions.invite(
            organization=administrator.organization,
            email=ADDRESS,
            roles=[Role.SIGNER],
            at=timezone.now(),
            by=administrator,
        )


def test_a_withdrawn_invitation_leaves_the_list(client: Client, administrator: Actor) -> None:
    invitation, token = send(administrator)
    sign_in(client, administrator)
    client.post(reverse("accounts:withdraw_invitation", args=[invitation.pk]))
    assert ADDRESS not in client.get(reverse("accounts:members")).content.decode().split("<h2>Invitations")[1]
    assert client.get(page_of(token)).status_code == 404
    with pytest.raises(NotNow, match="can no longer be used"):
        actions.withdraw_invitation(invitation=invitation, at=timezone.now(), by=administrator)


def test_accepting_twice_makes_one_membership(administrator: Actor) -> None:
    _, token = send(administrator)
    actions.accept_invitation(token=token, at=timezone.now(), **GOOD)
    with pytest.raises(NotNow, match="can no longer be used"):
        actions.accept_invitation(token=token, at=timezone.now(), name="Again", password=PASSWORD)
    assert User.objects.filter(email=ADDRESS).count() == 1
