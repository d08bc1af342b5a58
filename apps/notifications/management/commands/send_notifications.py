"""`manage.py send_notifications`: reminders of near dates, mails that a worker missed, the daily mails."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.notifications import mailing
from apps.notifications.reminders import remind


class Command(BaseCommand):
    help = "Tell people about dates that come near, send what waits by mail, and forget what is half a year old."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        reminded = remind(now)
        at_once = mailing.send_at_once(now=now)
        daily = mailing.send_daily(now=now)
        mailing.forget_old(now=now)
        self.stdout.write(f"{reminded} reminders, {at_once} mails at once, {daily} daily mails.")
