"""Signing in: who gets in, who does not, and what the record learns."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from apps.accounts.actions import sign_in as acts
from apps.accounts.actors import Actor
from apps.accounts.models import User
from apps.audit.models import Event
from tests.factories.accounts import PASSWORD
from tests.factories.accounts import sign_in as enter

LOGIN = "/account/login/"


def try_to_enter(client: Client, email: str, password: str = PASSWORD) -> str:
    """Post the sign-in form and return the message on the page, or where it leads."""
    answer = client.post(LOGIN, {"login": email, "password": password})
    return answer.url if answer.status_code == 302 else answer.content.decode()


def test_the_right_password_leads_home_and_is_recorded(client: Client, reviewer: Actor) -> None:
    assert try_to_enter(client, reviewer.user.email) == reverse("reviews:home")

    event = Event.objects.get(verb="accounts.signed_in")
    assert (event.actor_id, event.organization_id) == (str(reviewer.user.pk), str(reviewer.organization.pk))
    assert event.after == {"methods": ["password"]}


def test_case_and_blanks_of_the_address_do_not_matter(client: Client, reviewer: Actor) -> None:
    assert try_to_enter(client, f"  {reviewer.user.email.upper()} ") == reverse("reviews:home")


def test_a_known_and_an_unknown_address_get_the_same_answer(client: Client, reviewer: Actor) -> None:
    known = try_to_enter(client, reviewer.user.email, "wrong")
    unknown = try_to_enter(client, "nobody@example.gov", "wrong")

    def plain(page: str) -> str:
        return re.sub(r'(name="csrfmiddlewaretoken" value|value)="[^"]*"', "", page)

    assert "do not belong together" in known
    assert plain(known) == plain(unknown)


def test_a_failed_sign_in_is_recorded_without_what_was_typed(client: Client, reviewer: Actor) -> None:
    try_to_enter(client, "my-secret-password@typed.wrong", "wrong")
    try_to_enter(client, reviewer.user.email, "wrong")

    unknown, known = Event.objects.filter(verb="accounts.sign_in_failed").order_by("sequence")
    assert unknown.target_label == "unknown account"
    assert "secret" not in str(unknown.__dict__)
    assert (known.target_id, known.organization_id) == (str(reviewer.user.pk), str(reviewer.organization.pk))


def test_the_sixth_try_in_five_minutes_is_refused_even_with_the_right_password(
    client: Client, reviewer: Actor, cio: Actor
) -> None:
    for _ in range(5):
        assert "do not belong together" in try_to_enter(client, reviewer.user.email, "wrong")

    assert "Wait five minutes" in try_to_enter(client, reviewer.user.email)
    assert try_to_enter(client, cio.user.email) == reverse("reviews:home")


def test_fifty_failures_stop_passwords_and_say_so_by_mail_only(client: Client, reviewer: Actor) -> None:
    User.objects.filter(pk=reviewer.user.pk).update(failed_sign_ins=acts.FAILURES_UNTIL_BLOCKED - 1)

    wrong = try_to_enter(client, reviewer.user.email, "wrong")
    right = try_to_enter(client, reviewer.user.email)

    assert "do not belong together" in wrong
    assert "do not belong together" in right
    assert [message.to for message in mail.outbox] == [[reviewer.user.email]]
    assert "stopped" in mail.outbox[0].subject


def test_a_reset_by_mail_opens_a_blocked_account(client: Client, reviewer: Actor) -> None:
    User.objects.filter(pk=reviewer.user.pk).update(failed_sign_ins=acts.FAILURES_UNTIL_BLOCKED)
    client.post(reverse("account_reset_password"), {"email": reviewer.user.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body).group(1)

    page = client.get(link, follow=True)
    new = "seven quiet lanterns drift"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    assert try_to_enter(client, reviewer.user.email, new) == reverse("reviews:home")
    assert Event.objects.filter(verb="accounts.password_reset").count() == 1


def test_the_right_password_starts_the_count_anew(client: Client, reviewer: Actor) -> None:
    try_to_enter(client, reviewer.user.email, "wrong")
    try_to_enter(client, reviewer.user.email)
    reviewer.user.refresh_from_db()
    assert reviewer.user.failed_sign_ins == 0


def test_a_reset_answers_known_and_unknown_addresses_alike(client: Client, reviewer: Actor) -> None:
    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in (reviewer.user.email, "nobody@example.gov")
    ]
    assert answers[0].url == answers[1].url == reverse("account_reset_password_done")


def test_nobody_registers_by_themselves(client: Client, db: None) -> None:
    answer = client.post(reverse("account_signup"), {"email": "new@example.gov", "password1": PASSWORD})
    assert "by invitation" in answer.content.decode()
    assert not User.objects.exists()


def test_signing_out_kills_the_session(client: Client, reviewer: Actor) -> None:
    try_to_enter(client, reviewer.user.email)
    kept = Client()
    kept.cookies = client.cookies
    client.post(reverse("account_logout"))
    assert kept.get(reverse("accounts:profile")).status_code == 302
    assert Event.objects.filter(verb="accounts.signed_out", actor_id=str(reviewer.user.pk)).count() == 1


def test_a_new_password_kills_all_sessions(client: Client, reviewer: Actor) -> None:
    elsewhere = enter(Client(), reviewer)
    enter(client, reviewer)
    new = "seven quiet lanterns drift"

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert elsewhere.get(reverse("accounts:profile")).status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert Event.objects.filter(verb="accounts.password_changed").count() == 1


def test_a_closed_account_is_out_at_the_next_request(client: Client, reviewer: Actor) -> None:
    enter(client, reviewer)
    User.objects.filter(pk=reviewer.user.pk).update(is_active=False)
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert try_to_enter(client, reviewer.user.email) != reverse("reviews:home")


def test_the_message_of_an_empty_form_names_each_field(client: Client, db: None) -> None:
    page = try_to_enter(client, "", "")
    assert "Type the e-mail address." in page
    assert "Type the password." in page


def test_a_confirmation_of_identity_is_recorded(client: Client, reviewer: Actor) -> None:
    enter(client, reviewer, fresh=False)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert Event.objects.filter(verb="accounts.identity_confirmed", actor_id=str(reviewer.user.pk)).count() == 1


@pytest.mark.parametrize("address", ["", "/"])
def test_next_leads_only_to_our_own_pages(client: Client, reviewer: Actor, address: str) -> None:
    cache.clear()
    answer = client.post(
        f"{LOGIN}?next=https://evil.example{address}",
        {"login": reviewer.user.email, "password": PASSWORD, "next": f"https://evil.example{address}"},
    )
    assert answer.url == reverse("reviews:home")
