"""Who else reads a declaration, and who asks for one."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.constraints import paired
from apps.core.ids import uuid7
from apps.devices.models.declarations import Declaration
from apps.devices.models.products import Product
from apps.devices.querysets import AnswerRequestQuerySet, DeclarationGrantQuerySet


class DeclarationGrant(models.Model):
    """An agency may read one declaration until a date, with or without its proprietary evidence."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="grants")
    agency = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="declaration_grants")
    include_proprietary = models.BooleanField("include proprietary evidence", default=True)
    granted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DeclarationGrantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["declaration", "agency"],
                condition=Q(withdrawn_at__isnull=True),
                name="declarationgrant_one_in_force",
            ),
            paired("declarationgrant", "withdrawn_at", "withdrawn_by"),
        ]

    def __str__(self) -> str:
        return f"{self.declaration_id} to {self.agency_id}"


class AnswerRequest(models.Model):
    """An agency asks for a declaration on a product; made by a review's release, answered by a grant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="requests")
    agency = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="answer_requests")
    purpose = models.CharField(max_length=200)
    message = models.TextField(blank=True)
    due_on = models.DateField()
    entries = models.ManyToManyField("catalog.Entry", related_name="+")
    sent_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_with = models.ForeignKey(
        DeclarationGrant, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AnswerRequestQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.agency} asks about {self.product}"
