"""What the agency does about gaps: treatments, acceptances and conditions, each a record of its own."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from apps.core.constraints import one_of, paired
from apps.core.ids import uuid7
from apps.reviews.models.case import Review
from apps.reviews.models.requirements import ReviewRequirement
from apps.reviews.querysets import PartOfReviewQuerySet
from apps.reviews.workflow import ConditionState, TreatmentKind


class Gap(models.Model):
    """A requirement whose verdict is partly, not met or no evidence when the assessment is concluded."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="gaps")
    requirement = models.OneToOneField(ReviewRequirement, on_delete=models.PROTECT, related_name="gap")
    statement = models.TextField("position on the open gap", blank=True)
    stated_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stated_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField("no longer a gap after a new verdict", null=True, blank=True)

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [paired("gap", "stated_at", "stated_by")]

    def __str__(self) -> str:
        return f"Gap on {self.requirement_id}"


class Treatment(models.Model):
    """How a gap is treated (SP 800-213): by whom, until when, and how it is verified."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="treatments")
    gap = models.ForeignKey(Gap, on_delete=models.CASCADE, related_name="treatments")
    kind = models.CharField(max_length=16, choices=TreatmentKind)
    description = models.TextField()
    control = models.ForeignKey("catalog.Reference", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.CharField(max_length=160)
    due_on = models.DateField()
    verification = models.TextField("how it is verified")
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    verified_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField("result of the verification", blank=True)

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            one_of("treatment", "kind", TreatmentKind.values),
            paired("treatment", "verified_at", "verified_by"),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("author")),
                name="treatment_author_not_verifier",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class RiskAcceptance(models.Model):
    """The authorizing official accepts what is left of a gap; never counted as met."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="acceptances")
    gap = models.OneToOneField(Gap, on_delete=models.PROTECT, related_name="acceptance")
    statement = models.TextField()
    until = models.DateField(null=True, blank=True)
    accepted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()

    objects = PartOfReviewQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Acceptance of {self.gap_id}"


class Condition(models.Model):
    """Something that must come true by a date for the determination to hold."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="conditions")
    gap = models.ForeignKey(Gap, on_delete=models.PROTECT, null=True, blank=True, related_name="conditions")
    text = models.TextField()
    due_on = models.DateField()
    owner = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=ConditionState, default=ConditionState.OPEN)
    set_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    finding = models.TextField("how it was kept", blank=True)
    verified_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            one_of("condition", "state", ConditionState.values),
            paired("condition", "proposed_at", "proposed_by"),
            paired("condition", "verified_at", "verified_by"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def shown_state(self) -> ConditionState:
        """Return the state as the enumeration member that knows label, icon and tone."""
        return ConditionState(self.state)
