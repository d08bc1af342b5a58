"""Files that came in and wait for a person's word."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from apps.core.constraints import one_of
from apps.core.ids import uuid7
from apps.exchange.querysets import IntakeQuerySet
from apps.exchange.workflow import KEPT_FOR, FileKind


class Intake(models.Model):
    """The rows of one file between preview and apply; they belong to the person who uploaded it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    declaration = models.ForeignKey("devices.Declaration", on_delete=models.CASCADE, related_name="intakes")
    kind = models.CharField(max_length=10, choices=FileKind)
    name = models.CharField("name of the file", max_length=120)
    sha256 = models.CharField("SHA-256 of the file", max_length=64)
    rows = models.JSONField("what it says, row by row")
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    written = models.PositiveIntegerField("answers that it changed", default=0)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [one_of("intake", "kind", FileKind.values)]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of the preview."""
        return reverse("exchange:preview", args=[self.declaration_id, self.pk])

    @property
    def until(self) -> datetime:
        """Return when it is removed."""
        return self.uploaded_at + KEPT_FOR
