"""Telling people what happened, and what they do with it.

`notify` belongs into the transaction of the act that it tells of: both are there, or neither. Mails leave after the
commit, by a task. Reading is no act of the record; choosing how to be mailed is.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.accounts.models import Membership, Organization, RoleAssignment, User
from apps.audit import chain
from apps.core.errors import Invalid
from apps.notifications.kinds import Kind, topics_of
from apps.notifications.models import Delivery, Notice, Preference
from apps.notifications.workflow import Mail

NEWS_LASTS = timedelta(days=7)
"""What is older is shown, and no longer mailed."""


def notify(
    kind: Kind,
    *,
    about: models.Model,
    url: str,
    organization: Organization,
    at: datetime,
    by: Actor | None = None,
    only: Collection[UUID] | None = None,
    once: str = "",
) -> Notice | None:
    """Tell those of the organization whose roles concern it, but not the person who did it; three statements.

    `only` narrows it to these people. A reminder with the same `once` is told once. Returns None when nobody is told.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("notify() belongs in the transaction of the act.")
    people = _people(kind, organization, at)
    if by is not None and by.user is not None:
        people = people.exclude(pk=by.user.pk)
    if only is not None:
        people = people.filter(pk__in=only)
    chosen = list(people.values_list("pk", "chosen"))
    if not chosen:
        return None
    notice = Notice(organization=organization, kind=kind.slug, about=about.pk, url=url, once=once, created_at=at)
    if once and Notice.objects.filter(organization=organization, kind=kind.slug, once=once).exists():
        return None
    notice.save(force_insert=True)
    deliveries = Delivery.objects.bulk_create(
        Delivery(notice=notice, user_id=person, organization=organization, created_at=at, mail=mail or kind.topic.mail)
        for person, mail in chosen
    )
    urgent = [str(one.pk) for one in deliveries if one.mail == Mail.NOW]
    if urgent and at > datetime.now(UTC) - NEWS_LASTS:
        transaction.on_commit(lambda: _enqueue(urgent), robust=True)
    return notice


def mark_read(deliveries: QuerySet[Delivery], *, at: datetime) -> int:
    """Note that their person has seen these; return how many were new."""
    return deliveries.filter(read_at__isnull=True).update(read_at=at)


def mark_all_read(*, by: Actor, at: datetime) -> int:
    """Note that the person has seen everything up to `at` in the organization acted for; return how many were new."""
    return mark_read(Delivery.objects.visible_to(by).filter(created_at__lte=at), at=at)


def choose_mail(choices: dict[str, str], *, by: Actor) -> None:
    """Set how the person is mailed about each topic; raise Invalid for a topic or a way that does not exist."""
    known = {topic.slug: topic for topic in topics_of(by)}
    if not set(choices) <= known.keys() or not set(choices.values()) <= set(Mail.values):
        raise Invalid("One of these notifications does not exist. Load the page again.")
    with transaction.atomic():
        stored = {row.topic: row.mail for row in Preference.objects.select_for_update().filter(user=by.user)}
        before = {slug: stored.get(slug, known[slug].mail.value) for slug in choices}
        changed = {slug: mail for slug, mail in choices.items() if before[slug] != mail}
        if not changed:
            return
        Preference.objects.bulk_create(
            [Preference(user=by.user, topic=slug, mail=mail) for slug, mail in changed.items()],
            update_conflicts=True,
            unique_fields=["user", "topic"],
            update_fields=["mail"],
        )
        chain.record(
            "notifications.mail_chosen",
            by=by,
            target=by.user,
            before={slug: before[slug] for slug in changed},
            after=changed,
        )


def _people(kind: Kind, organization: Organization, at: datetime) -> QuerySet[Any]:
    """Return who holds one of the kind's roles today, each with the way of mailing that they chose (or None)."""
    today = timezone.localdate(at)
    in_force = Q(delegated_by__isnull=True) | Q(starts_on__lte=today, ends_on__gte=today)
    held = RoleAssignment.objects.filter(
        in_force, membership=OuterRef("pk"), role__in=kind.roles, ended_at__isnull=True
    )
    members = Membership.objects.active().filter(Exists(held), organization=organization, user=OuterRef("pk"))
    chosen = Preference.objects.filter(user=OuterRef("pk"), topic=kind.topic.slug).values("mail")
    return User.objects.filter(Exists(members), is_active=True).annotate(chosen=Subquery(chosen)).order_by("pk")


def _enqueue(deliveries: list[str]) -> None:
    from apps.notifications.tasks import mail_at_once

    mail_at_once.enqueue(deliveries)
