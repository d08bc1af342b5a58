"""Notices, to whom they went, and how each person wants to be told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.constraints import one_of
from apps.core.ids import uuid7
from apps.notifications.querysets import DeliveryQuerySet
from apps.notifications.workflow import Mail


class Notice(models.Model):
    """Something that happened, told to people of one organization. It points at its object and holds no word of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    about = models.UUIDField("the object that it is about")
    url = models.CharField("where it is looked at", max_length=300)
    once = models.CharField("what keeps a reminder from coming twice", max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "kind", "once"], condition=~Q(once=""), name="notice_reminds_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="notice_by_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class Delivery(models.Model):
    """A notice as one person gets it. Organization and time repeat the notice's, so that a list is one index."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=5, choices=Mail)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "user"], name="delivery_once_a_person"),
            one_of("delivery", "mail", Mail.values),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "organization", "-created_at"], name="delivery_by_person"),
            models.Index(fields=["user", "organization"], condition=Q(read_at__isnull=True), name="delivery_unread"),
            models.Index(fields=["mail", "created_at"], condition=Q(mailed_at__isnull=True), name="delivery_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} to {self.user_id}"


class Preference(models.Model):
    """How a person wants to be mailed about one topic; without a row the topic's own way holds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=60)
    mail = models.CharField(max_length=5, choices=Mail)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "topic"], name="preference_once_a_topic"),
            one_of("preference", "mail", Mail.values),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.mail}"
