"""The case: procurement, review, use-case answers, and the acts signed on it."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.core.constraints import one_of
from apps.core.ids import uuid7
from apps.reviews.querysets import PartOfReviewQuerySet, ProcurementQuerySet, ReviewQuerySet
from apps.reviews.workflow import Occasion, Placement, ReviewState, Verb
from apps.systems.kinds import Impact


class Procurement(models.Model):
    """One purchase, renewal or continued use, with one or more candidate products."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="procurements")
    title = models.CharField(max_length=160)
    occasion = models.CharField(max_length=20, choices=Occasion)
    reference = models.CharField("contract or requisition reference", max_length=80, blank=True)
    offeror = models.CharField(max_length=160, blank=True)
    amount = models.DecimalField("estimated value in USD", max_digits=14, decimal_places=2, null=True, blank=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProcurementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [one_of("procurement", "occasion", Occasion.values)]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the procurement's page."""
        return reverse("reviews:procurement", args=[self.pk])


class Review(models.Model):
    """The review of one candidate product for one system. Only `actions.transition` assigns `state`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="reviews")
    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="reviews")
    product = models.ForeignKey("devices.Product", on_delete=models.PROTECT, related_name="+")
    system = models.ForeignKey(
        "systems.System", on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    edition = models.ForeignKey("catalog.Edition", on_delete=models.PROTECT, related_name="+")
    predecessor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors")
    state = models.CharField(max_length=20, choices=ReviewState, default=ReviewState.DRAFT)
    state_since = models.DateTimeField(default=timezone.now)
    quantity = models.PositiveIntegerField(default=1)
    requested_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Categorisation: a copy of the system's values at the time of the act (FIPS 199), with placement and privacy.
    confidentiality = models.PositiveSmallIntegerField(choices=Impact, null=True, blank=True)
    integrity = models.PositiveSmallIntegerField(choices=Impact, null=True, blank=True)
    availability = models.PositiveSmallIntegerField(choices=Impact, null=True, blank=True)
    boundary = models.TextField("authorization boundary", blank=True)
    placement = models.CharField(max_length=24, choices=Placement, blank=True)
    privacy_trigger = models.BooleanField("personal data is involved", null=True, blank=True)
    privacy_note = models.TextField(blank=True)
    # The manufacturer's side.
    request = models.ForeignKey(
        "devices.AnswerRequest", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declaration = models.ForeignKey(
        "devices.Declaration", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declaration_sha256 = models.CharField("SHA-256 of the pinned declaration", max_length=64, blank=True)
    retention_starts_on = models.DateField("final payment or cancellation", null=True, blank=True)
    legal_hold = models.BooleanField(default=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [one_of("review", "state", ReviewState.values)]
        indexes: ClassVar = [models.Index(fields=["organization", "state", "state_since"], name="review_board")]

    def __str__(self) -> str:
        return f"{self.procurement.title}: {self.product}"

    def get_absolute_url(self) -> str:
        """Return the review's overview."""
        return reverse("reviews:detail", args=[self.pk])

    @property
    def shown_state(self) -> ReviewState:
        """Return the state as the enumeration member that knows label, icon and tone."""
        return ReviewState(self.state)

    @property
    def impact(self) -> Impact | None:
        """Return the highest of the three values (FIPS 200), or None while one is missing."""
        values = (self.confidentiality, self.integrity, self.availability)
        return None if None in values else Impact(max(value for value in values if value is not None))


class UseCaseAnswer(models.Model):
    """An answer to one of the use-case questions (SP 800-213, 3.1); questions live in `use_case.py`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="use_case")
    question = models.SlugField(max_length=40)
    text = models.TextField()

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "question"], name="usecaseanswer_once")]

    def __str__(self) -> str:
        return self.question


class ScopeAnswer(models.Model):
    """The requester's answer to one criterion of the Act's scope; criteria live in `use_case.py`.

    All five together are the scope test. That the Act does not cover a product is an act of two other people.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scope_answers")
    criterion = models.SlugField(max_length=40)
    holds = models.BooleanField()
    reason = models.TextField()
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "criterion"], name="scopeanswer_once")]

    def __str__(self) -> str:
        return self.criterion


class Act(models.Model):
    """Who did what on this review, when and in which role: what separation of duties is tested against."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="acts")
    verb = models.CharField(max_length=24, choices=Verb)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role, blank=True)
    delegation = models.ForeignKey(
        "accounts.RoleAssignment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    requirement = models.ForeignKey(
        "reviews.ReviewRequirement", on_delete=models.PROTECT, null=True, blank=True, related_name="acts"
    )
    reason = models.TextField(blank=True)
    from_state = models.CharField(max_length=20, choices=ReviewState)
    to_state = models.CharField(max_length=20, choices=ReviewState)

    objects = PartOfReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [one_of("act", "verb", Verb.values)]
        indexes: ClassVar = [
            models.Index(fields=["review", "at"], name="act_by_review"),
            # Separation of duties asks what one person has done, on many reviews at once (home page).
            models.Index(fields=["by", "verb", "review"], name="act_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} by {self.by_id}"
