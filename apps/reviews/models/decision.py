"""What is decided, by whom: recommendation, concurrence, determination, waiver, award, addenda."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from apps.core.constraints import one_of, paired
from apps.core.ids import uuid7
from apps.reviews.models.case import Review
from apps.reviews.querysets import PartOfReviewQuerySet
from apps.reviews.workflow import Outcome, WaiverGround


class Recommendation(models.Model):
    """The reviewer's recommendation; a returned case gets a new one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="recommendations")
    outcome = models.CharField(max_length=34, choices=Outcome)
    text = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [one_of("recommendation", "outcome", Outcome.values)]

    def __str__(self) -> str:
        return self.get_outcome_display()


class Concurrence(models.Model):
    """The CISO concurs with one recommendation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="concurrences")
    recommendation = models.OneToOneField(Recommendation, on_delete=models.PROTECT, related_name="concurrence")
    text = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PartOfReviewQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Concurrence with {self.recommendation_id}"


class Determination(models.Model):
    """The CIO's determination (40 USC 11319(b)(1)(C), 15 USC 278g-3e). After it the record is frozen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="determination")
    outcome = models.CharField(max_length=34, choices=Outcome)
    statement = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    delegation = models.ForeignKey(
        "accounts.RoleAssignment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [one_of("determination", "outcome", Outcome.values)]

    def __str__(self) -> str:
        return self.get_outcome_display()

    @property
    def shown(self) -> Outcome:
        """Return the outcome as the enumeration member that knows label, icon and tone."""
        return Outcome(self.outcome)


class Waiver(models.Model):
    """Sec. 7(b): the CIO determines one ground, the agency head (another person) may waive. Two acts, two offices."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="waiver")
    ground = models.CharField(max_length=1, choices=WaiverGround)
    facts = models.TextField()
    devices = models.TextField("devices covered, one serial number or tag a line")
    ends_on = models.DateField()
    requested_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    supported = models.BooleanField("ground determined by the CIO", null=True, blank=True)
    cio_reason = models.TextField(blank=True)
    cio_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cio_at = models.DateTimeField(null=True, blank=True)
    granted = models.BooleanField(null=True, blank=True)
    head_reason = models.TextField(blank=True)
    head_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    head_at = models.DateTimeField(null=True, blank=True)
    head_delegation = models.ForeignKey(
        "accounts.RoleAssignment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            one_of("waiver", "ground", WaiverGround.values),
            paired("waiver", "cio_at", "cio_by", "supported"),
            paired("waiver", "head_at", "head_by", "granted"),
            models.CheckConstraint(
                condition=Q(granted__isnull=True) | Q(supported=True), name="waiver_decided_only_when_supported"
            ),
            models.CheckConstraint(
                condition=Q(head_by__isnull=True) | ~Q(head_by=F("cio_by")), name="waiver_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"Waiver on ground {self.ground}"


class WaiverMethod(models.Model):
    """One alternative method behind ground (C); each must be verified."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="waiver_methods")
    waiver = models.ForeignKey(Waiver, on_delete=models.CASCADE, related_name="methods")
    text = models.TextField()
    verified_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [paired("waivermethod", "verified_at", "verified_by")]

    def __str__(self) -> str:
        return self.text[:80]


class Award(models.Model):
    """The contract record of the contracting officer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="award")
    contract_number = models.CharField(max_length=80)
    clauses = models.TextField("clauses that carry the conditions")
    awarded_on = models.DateField()
    delivered_version = models.CharField("version delivered", max_length=80, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PartOfReviewQuerySet.as_manager()

    def __str__(self) -> str:
        return self.contract_number


class SupplyChainCheck(models.Model):
    """A representation or list that the contracting officer checked (section 889, FASCSA), with its date."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="supply_chain_checks")
    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="checks")
    name = models.CharField(max_length=160)
    checked_on = models.DateField()
    result = models.CharField(max_length=300)

    objects = PartOfReviewQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Addendum(models.Model):
    """A correction or addition after the determination; the record before it stays as it is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PartOfReviewQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:80]
