"""Who else reads a declaration, and who asks for one."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.constraints import one_of, paired
from apps.core.ids import uuid7
from apps.devices.models.declarations import Declaration
from apps.devices.models.products import Product
from apps.devices.querysets import AnswerRequestQuerySet, DeclarationGrantQuerySet, OpeningQuerySet
from apps.devices.workflow import OpenedPage, RequestState


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
    key_entries = models.ManyToManyField("catalog.Entry", related_name="+")
    sent_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_with = models.ForeignKey(
        DeclarationGrant, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField("taken on", null=True, blank=True)
    accepted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.TextField("why it is declined", blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AnswerRequestQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            paired("answerrequest", "accepted_at", "accepted_by"),
            paired("answerrequest", "declined_at", "declined_by"),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True)
                | Q(closed_at__isnull=False, answered_with__isnull=True) & ~Q(decline_reason=""),
                name="answerrequest_declined_is_closed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} asks about {self.product}"

    @property
    def shown_state(self) -> RequestState:
        """Return how far it is, as the enumeration member that knows label, icon and tone."""
        if self.declined_at is not None:
            return RequestState.DECLINED
        if self.closed_at is not None:
            return RequestState.ANSWERED
        return RequestState.OPEN if self.accepted_at is None else RequestState.ACCEPTED


class Opening(models.Model):
    """Somebody of an agency opened a page or an evidence item of a shared declaration: one row a day, with two times.

    `part` is the catalog's identifier for answers and the item's id for evidence; empty for the overview.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="openings")
    agency = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=10, choices=OpenedPage)
    part = models.CharField(max_length=40, blank=True)
    day = models.DateField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects = OpeningQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["declaration", "agency", "user", "page", "part", "day"], name="opening_once_a_day"
            ),
            one_of("opening", "page", OpenedPage.values),
        ]
        indexes: ClassVar = [models.Index(fields=["declaration", "-last_at"], name="opening_by_declaration")]

    def __str__(self) -> str:
        return f"{self.user_id} opened {self.page} {self.part}"
