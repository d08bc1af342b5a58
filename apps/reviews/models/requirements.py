"""The requirement set of a review."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from apps.core.constraints import one_of, paired
from apps.core.ids import uuid7
from apps.reviews.models.case import Review
from apps.reviews.querysets import OwnedByAgencyQuerySet, PartOfReviewQuerySet
from apps.reviews.workflow import Selection


class ReviewRequirement(models.Model):
    """A candidate, selected or declined requirement: a catalog entry or the agency's own text, with its reason.

    Identifier, title, statement and controls are copies, so that the record reads the same for ever.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="requirements")
    node = models.ForeignKey("catalog.Node", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    identifier = models.CharField(max_length=40)
    capability_code = models.CharField(max_length=4)
    title = models.CharField(max_length=120)
    statement = models.TextField()
    position = models.CharField("sort key", max_length=80)
    selection = models.CharField(max_length=10, choices=Selection, default=Selection.CANDIDATE)
    sources = models.JSONField(default=list)
    controls = models.JSONField("controls it supports in this system", default=list)
    decline_reason = models.TextField("why it is declined", blank=True)
    key = models.BooleanField("key requirement", default=False)
    key_reason = models.TextField("why it is key", blank=True)
    parameter = models.CharField("parameter set by the agency", max_length=300, blank=True)
    minimum_strength = models.PositiveSmallIntegerField("least strength of evidence", default=2)

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "identifier"], name="reviewrequirement_once"),
            one_of("reviewrequirement", "selection", Selection.values),
            models.CheckConstraint(
                condition=~Q(selection=Selection.DECLINED) | ~Q(decline_reason=""),
                name="reviewrequirement_declined_has_reason",
            ),
            models.CheckConstraint(condition=Q(minimum_strength__lte=4), name="reviewrequirement_strength_0_to_4"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["review", "selection", "position"], name="reviewrequirement_in_order"),
            # Few requirements are key, and the home page counts their gaps over all reviews.
            models.Index(
                fields=["review", "selection", "capability_code", "id"],
                condition=Q(key=True),
                name="reviewrequirement_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identifier} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the desk opened at this requirement."""
        return reverse("reviews:desk", args=[self.review_id, self.identifier])

    @property
    def shown(self) -> Selection:
        """Return the selection as the enumeration member that knows label, icon and tone."""
        return Selection(self.selection)


class RequirementChange(models.Model):
    """A request to change a key flag after approval; decided by another person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="requirement_changes")
    requirement = models.ForeignKey(ReviewRequirement, on_delete=models.PROTECT, related_name="changes")
    key = models.BooleanField("key requirement after the change")
    reason = models.TextField()
    requested_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    approved = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [paired("requirementchange", "decided_at", "decided_by", "approved")]

    def __str__(self) -> str:
        return f"{self.requirement_id}: key {self.key}"


class SetTemplate(models.Model):
    """The decisions of an approved requirement set, kept by the agency to start later sets from; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    edition = models.ForeignKey("catalog.Edition", on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="templates")
    decisions = models.JSONField("what was decided about each requirement")
    saved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    objects = OwnedByAgencyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "title"], name="settemplate_title_once")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def selected(self) -> int:
        """Return how many requirements it selects."""
        return sum(1 for one in self.decisions if one["selection"] == Selection.SELECTED)
