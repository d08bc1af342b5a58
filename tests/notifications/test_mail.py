"""Mails say what happened and nothing of the matter: at once, once a day, or not at all, as each person chose."""

import io
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.accounts.models import User
from apps.audit.models import Event
from apps.core.errors import Invalid
from apps.devices.models import FipsCertificate
from apps.notifications import mailing
from apps.notifications.actions import choose_mail
from apps.notifications.models import Delivery, Notice, Preference
from apps.notifications.reminders import remind
from apps.notifications.workflow import Mail
from tests.factories import devices as make
from tests.factories.accounts import make_member, make_organization, sign_in
from tests.factories.evidence import make_file
from tests.factories.notifications import SOMETHING, make_notice

pytestmark = pytest.mark.django_db
SETTINGS = reverse("notifications:settings")
TZ = ZoneInfo("America/New_York")


@pytest.fixture
def reader() -> Actor:
    reader = make_member("agency", "reviewer")
    User.objects.filter(pk=reader.user.pk).update(time_zone=str(TZ))
    return reader


def morning(days: int = 1) -> datetime:
    """Return half past seven in New York, so many days from now."""
    return (timezone.now() + timedelta(days=days)).astimezone(TZ).replace(hour=7, minute=30)


def test_each_person_chooses_for_each_topic(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    product = make.make_product(by=drafter)
    sign_in(client, signer)
    page = client.get(SETTINGS).content.decode()
    assert "Requests of agencies" in page
    assert "Your turn in a review" not in page
    names = list(client.get(SETTINGS).context["form"].fields)

    response = client.post(SETTINGS, dict.fromkeys(names, "never"), follow=True)
    with django_capture_on_commit_callbacks(execute=True):
        make.make_request(product)

    assert "Saved." in response.content.decode()
    assert [message.to for message in mail.outbox] == [[drafter.user.email]]
    assert Delivery.objects.visible_to(signer).unread().count() == 1
    assert Event.objects.filter(verb="notifications.mail_chosen").count() == 1
    client.post(SETTINGS, dict.fromkeys(names, "never"))
    assert Event.objects.filter(verb="notifications.mail_chosen").count() == 1


def test_a_way_or_a_topic_that_does_not_exist_is_refused(client: Client, reader: Actor) -> None:
    sign_in(client, reader)

    assert client.post(SETTINGS, {"topic0": "hourly"}).status_code == 422
    with pytest.raises(Invalid, match="does not exist"):
        choose_mail({"requests": "now"}, by=reader)
    assert not Preference.objects.exists()


def test_the_daily_mail_gathers_and_comes_once_on_the_persons_own_morning(reader: Actor) -> None:
    for _ in range(3):
        make_notice(reader.organization, mail=Mail.DAILY)

    assert mailing.send_daily(now=morning() - timedelta(hours=2)) == 0
    assert mailing.send_daily(now=morning()) == 1
    make_notice(reader.organization, mail=Mail.DAILY)
    assert mailing.send_daily(now=morning() + timedelta(hours=3)) == 0
    assert mailing.send_daily(now=morning(2)) == 1

    first, second = mail.outbox
    assert first.to == [reader.user.email]
    assert first.subject == "Assay: 3 things happened in your work"
    assert second.subject == "Assay: 1 thing happened in your work"
    assert first.body.count("/notifications/") == 4
    assert str(reader.organization) not in first.body


def test_a_daily_mail_is_bounded(reader: Actor) -> None:
    with patch.object(mailing, "MOST_LINES", 2):
        for _ in range(3):
            make_notice(reader.organization, mail=Mail.DAILY)
        mailing.send_daily(now=morning())

    assert "And 1 more: http" in mail.outbox[0].body
    assert SETTINGS in mail.outbox[0].body


def test_a_refusing_mail_server_loses_nothing_and_a_second_run_mails_nothing_twice(reader: Actor) -> None:
    make_notice(reader.organization)
    now = timezone.now()
    with patch.object(mailing, "send_mail", side_effect=ConnectionRefusedError):
        assert mailing.send_at_once(now=now) == 0

    out = io.StringIO()
    call_command("send_notifications", stdout=out)
    call_command("send_notifications", stdout=out)

    assert out.getvalue().splitlines()[0].startswith("0 reminders, 1 mails at once")
    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject.startswith("Assay: ")


def test_old_news_is_not_mailed_and_is_forgotten_after_half_a_year(reader: Actor) -> None:
    now = timezone.now()
    make_notice(reader.organization, at=now - timedelta(days=8))
    make_notice(reader.organization, at=now - timedelta(days=181))

    call_command("send_notifications", stdout=io.StringIO())

    assert mail.outbox == []
    assert Notice.objects.count() == 1


def test_somebody_who_was_deactivated_gets_no_mail(reader: Actor) -> None:
    make_notice(reader.organization)
    User.objects.filter(pk=reader.user.pk).update(is_active=False)

    assert mailing.send_at_once(now=timezone.now()) == 0
    assert mail.outbox == []


def test_no_sentence_of_a_mail_has_room_for_a_name() -> None:
    from apps.notifications.kinds import all_kinds

    kinds = all_kinds()
    assert len(kinds) > 30
    assert [kind.slug for kind in kinds if {"%", "{"} & set(kind.sentence) or not kind.sentence.endswith(".")] == []
    assert SOMETHING not in {kind.sentence for kind in kinds}


def test_dates_that_come_near_are_told_once_and_again_when_they_move(client: Client) -> None:
    drafter = make.make_drafter()
    signer = make.make_signer(drafter.organization)
    near = timezone.localdate() + timedelta(days=20)
    product = make.make_product(by=drafter, support_until=near)
    declaration = make.make_attested(by=drafter, signer=signer, product=product)
    make_file(by=drafter, title="Pen test of 2025", valid_until=near)
    certificate = make.make_certificate(make.component_of(declaration), by=drafter, sunset_on=near)
    make.make_grant(declaration, agency=make_organization("agency"), signer=signer, until=near)

    assert (remind(timezone.now()), remind(timezone.now())) == (4, 0)
    FipsCertificate.objects.filter(pk=certificate.pk).update(sunset_on=near + timedelta(days=1))
    assert remind(timezone.now()) == 1

    told = Delivery.objects.filter(notice__kind__endswith="_ends").values_list("user", "notice__kind", "mail")
    assert {mail for _, _, mail in told} == {Mail.DAILY}
    assert {kind for user, kind, _ in told if user == signer.user.pk} == {"devices.access_ends"}
    sign_in(client, drafter)
    page = client.get(reverse("notifications:list")).content.decode()
    assert "Pen test of 2025 · until" in page
    assert f"{certificate} of {product} · sunset" in page
