"""What the agency finds: verdicts, their evidence, and questions to the manufacturer."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from apps.core.constraints import one_of, paired
from apps.core.ids import uuid7
from apps.reviews.models.case import Review
from apps.reviews.models.requirements import ReviewRequirement
from apps.reviews.querysets import ClarificationQuerySet, PartOfReviewQuerySet
from apps.reviews.workflow import QuestionState, VerdictValue


class Verdict(models.Model):
    """The verdict in force on one requirement; `version` counts its changes, older ones are in the audit record."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="verdicts")
    requirement = models.OneToOneField(ReviewRequirement, on_delete=models.PROTECT, related_name="verdict")
    value = models.CharField(max_length=24, choices=VerdictValue)
    examined = models.BooleanField(default=False)
    interviewed = models.BooleanField(default=False)
    tested = models.BooleanField(default=False)
    strength = models.PositiveSmallIntegerField("strength of evidence")
    reason = models.TextField()
    version_reason = models.TextField("why evidence of another version is accepted", blank=True)
    given_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    taken_from = models.ForeignKey(
        Review,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="earlier review whose verdict was taken over",
    )

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            one_of("verdict", "value", VerdictValue.values),
            models.CheckConstraint(condition=Q(strength__lte=4), name="verdict_strength_0_to_4"),
            models.CheckConstraint(
                condition=Q(examined=True) | Q(interviewed=True) | Q(tested=True), name="verdict_has_a_method"
            ),
            paired("verdict", "confirmed_at", "confirmed_by"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("given_by")), name="verdict_two_reviewers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} on {self.requirement_id}"

    @property
    def shown(self) -> VerdictValue:
        """Return the value as the enumeration member that knows label, icon and tone."""
        return VerdictValue(self.value)

    @property
    def methods(self) -> list[str]:
        """Return the methods used, in SP 800-53A's order."""
        used = (("Examine", self.examined), ("Interview", self.interviewed), ("Test", self.tested))
        return [name for name, was_used in used if was_used]


class VerdictEvidence(models.Model):
    """Evidence that the agency itself adds to a verdict, for instance its own scan."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    verdict = models.ForeignKey(Verdict, on_delete=models.CASCADE, related_name="evidence")
    item = models.ForeignKey("evidence.EvidenceItem", on_delete=models.PROTECT, related_name="verdict_uses")
    locator = models.CharField("where to look", max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["verdict", "item"], name="verdictevidence_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.locator}"


class Clarification(models.Model):
    """A question on one requirement: drafted by a reviewer, released by the CO, answered by the signer or lapsed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="clarifications")
    requirement = models.ForeignKey(ReviewRequirement, on_delete=models.PROTECT, related_name="clarifications")
    number = models.PositiveIntegerField()
    question = models.TextField()
    drafted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    released_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    lapsed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lapsed_at = models.DateTimeField(null=True, blank=True)
    lapse_reason = models.TextField(blank=True)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "number"], name="clarification_number_once"),
            paired("clarification", "released_at", "released_by"),
            paired("clarification", "answered_at", "answered_by"),
            paired("clarification", "lapsed_at", "lapsed_by"),
        ]

    def __str__(self) -> str:
        return f"Question {self.number}"

    @property
    def is_open(self) -> bool:
        """Tell whether the assessment still waits for it."""
        return self.answered_at is None and self.lapsed_at is None

    @property
    def shown(self) -> QuestionState:
        """Return where the question is, as the enumeration member that knows label, icon and tone."""
        if self.answered_at is not None:
            return QuestionState.ANSWERED
        if self.lapsed_at is not None:
            return QuestionState.LAPSED
        return QuestionState.DRAFTED if self.released_at is None else QuestionState.RELEASED


class Presence(models.Model):
    """Where a reviewer is at the desk of one review; renewed while the page is open, and worth nothing a minute later.

    No record of the case: it says who has a requirement open now, nothing else.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    requirement = models.ForeignKey(ReviewRequirement, on_delete=models.CASCADE, related_name="present")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "user"], name="presence_one_place_a_review")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.requirement_id}"
