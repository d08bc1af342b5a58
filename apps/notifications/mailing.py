"""Mails about notices: what happened and a link, never a word of the matter itself.

Each delivery is claimed in a transaction before its mail leaves, so that two workers never mail it twice; when the
mail server refuses, the claim is taken back and the next run tries again.
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse

from apps.accounts.models import User
from apps.notifications.actions import NEWS_LASTS
from apps.notifications.kinds import kind_of
from apps.notifications.models import Delivery, Notice
from apps.notifications.workflow import Mail

MORNING = 7
"""The hour of the person's own day from which the daily mail goes out."""
MOST_LINES = 30
KEPT = timedelta(days=180)
BATCH = 500
logger = logging.getLogger("assay.notifications")


@dataclass(frozen=True)
class Line:
    """One notice in a mail."""

    sentence: str
    link: str


def send_at_once(*, now: datetime, only: Collection[UUID] | None = None) -> int:
    """Send one mail for each notice that waits for it; return how many left."""
    waiting = Delivery.objects.to_mail(Mail.NOW, since=now - NEWS_LASTS)
    if only is not None:
        waiting = waiting.filter(pk__in=only)
    keys = list(waiting.order_by("created_at", "pk").values_list("pk", flat=True)[:BATCH])
    sent = 0
    for key in keys:
        for delivery in _claim([key], now):
            [line] = _lines([delivery])
            context = {"line": line, "organization": delivery.organization, "settings_link": _settings_link()}
            sent += _send("at_once", delivery.user, context, [delivery])
    return sent


def send_daily(*, now: datetime) -> int:
    """Send each person whose morning has come one mail with what waited; return how many left."""
    waiting = Delivery.objects.to_mail(Mail.DAILY, since=now - NEWS_LASTS)
    last = Max("mailed_at", filter=Q(mail=Mail.DAILY))
    due = User.objects.filter(Exists(waiting.filter(user=OuterRef("pk"))), is_active=True).order_by("pk")
    sent = 0
    for person in due.iterator(chunk_size=BATCH):
        before = Delivery.objects.filter(user=person, mail=Mail.DAILY).aggregate(last=last)["last"]
        if not _morning_has_come(person, now, before):
            continue
        keys = waiting.filter(user=person).order_by("-created_at", "-pk").values_list("pk", flat=True)
        claimed = _claim(list(keys[:BATCH]), now)
        if claimed:
            context = {
                "count": len(claimed),
                "lines": _lines(claimed[:MOST_LINES]),
                "more": max(len(claimed) - MOST_LINES, 0),
                "list_link": f"{settings.BASE_URL}{reverse('notifications:list')}",
                "settings_link": _settings_link(),
            }
            sent += _send("daily", person, context, claimed)
    return sent


def forget_old(*, now: datetime) -> int:
    """Delete notices of half a year ago: they point at things, the record of acts is elsewhere."""
    deleted, _ = Notice.objects.filter(created_at__lt=now - KEPT).delete()
    return deleted


def _claim(keys: list[UUID], now: datetime) -> list[Delivery]:
    """Mark those that nobody else has mailed meanwhile as mailed, and return them."""
    skips = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        free = Delivery.objects.select_for_update(of=("self",), skip_locked=skips).filter(
            pk__in=keys, mailed_at__isnull=True
        )
        claimed = list(free.select_related("notice", "user", "organization").order_by("-created_at", "-pk"))
        Delivery.objects.filter(pk__in=[one.pk for one in claimed]).update(mailed_at=now)
    # Somebody who left is not told any more; the row counts as dealt with.
    return [one for one in claimed if one.user.is_active]


def _send(template: str, person: User, context: dict[str, object], claimed: Iterable[Delivery]) -> int:
    """Send one mail to one person; the first line of its template is the subject."""
    subject, _, text = render_to_string(f"emails/notifications/{template}.txt", context).partition("\n")
    try:
        send_mail(subject.strip(), text.lstrip(), None, [person.email])
    except OSError:
        Delivery.objects.filter(pk__in=[one.pk for one in claimed]).update(mailed_at=None)
        logger.warning("A mail about notices could not be sent; the next run tries again.", exc_info=True)
        return 0
    return 1


def _lines(deliveries: Iterable[Delivery]) -> list[Line]:
    return list(_told(deliveries))


def _told(deliveries: Iterable[Delivery]) -> Iterator[Line]:
    for one in deliveries:
        kind = kind_of(one.notice.kind)
        sentence = kind.sentence if kind is not None else "Something happened in your work."
        yield Line(sentence, f"{settings.BASE_URL}{reverse('notifications:open', args=[one.notice_id])}")


def _morning_has_come(person: User, now: datetime, last: datetime | None) -> bool:
    """Tell whether it is past seven where the person is, and no daily mail has gone out today."""
    here = now.astimezone(ZoneInfo(person.time_zone))
    return here.hour >= MORNING and (last is None or last.astimezone(here.tzinfo).date() < here.date())


def _settings_link() -> str:
    return f"{settings.BASE_URL}{reverse('notifications:settings')}"
