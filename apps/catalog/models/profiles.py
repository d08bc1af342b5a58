"""Profiles: named, versioned choices of entries of one edition."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.catalog.kinds import Change, ItemState, ProfileBasis, ProfileStatus, RestsOn
from apps.catalog.models.edition import Edition, Entry, Node
from apps.catalog.querysets import ProfileQuerySet
from apps.core.constraints import one_of, paired


class Profile(models.Model):
    """A named choice of entries of one edition; without an owner it is everybody's, else that agency's own.

    `number` counts the versions of one slug; `made_from` is the profile that it started as, `carried_from` the same
    profile on an earlier edition.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="profiles")
    owner = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="profiles"
    )
    slug = models.SlugField(max_length=60)
    number = models.PositiveSmallIntegerField("version", default=1)
    title = models.CharField(max_length=160)
    description = models.TextField()
    source = models.TextField(blank=True)
    basis = models.CharField(max_length=10, choices=ProfileBasis, default=ProfileBasis.DERIVED)
    rests_on = models.CharField(max_length=12, choices=RestsOn, default=RestsOn.DERIVED)
    status = models.CharField(max_length=12, choices=ProfileStatus, default=ProfileStatus.DRAFT)
    made_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "slug", "number"], condition=Q(owner__isnull=True), name="profile_slug_once"
            ),
            models.UniqueConstraint(
                fields=["owner", "slug", "number"], condition=Q(owner__isnull=False), name="profile_owned_slug_once"
            ),
            one_of("profile", "basis", ProfileBasis.values),
            one_of("profile", "rests_on", RestsOn.values),
            one_of("profile", "status", ProfileStatus.values),
            models.CheckConstraint(
                condition=Q(status=ProfileStatus.DRAFT, published_at__isnull=True)
                | (~Q(status=ProfileStatus.DRAFT) & Q(published_at__isnull=False)),
                name="profile_published_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProfileItem(models.Model):
    """What a profile says of a node, with the reason; a node without one takes its parent's (catalog-data.md 6)."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="items")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="profile_items")
    state = models.CharField(max_length=12, choices=ItemState, default=ItemState.REQUIRED)
    key = models.BooleanField("key requirement", default=False)
    parameter = models.CharField("parameter, for instance “TLS 1.2 or later”", max_length=300, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "node"], name="profileitem_node_once"),
            one_of("profileitem", "state", ItemState.values),
            models.CheckConstraint(
                condition=~Q(state=ItemState.EXCLUDED) | Q(key=False), name="profileitem_excluded_is_not_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} in {self.profile_id}"


class ProfileFinding(models.Model):
    """An entry that has to be looked at, since the profile was carried to another edition.

    `node` is the entry in the new edition; a retired one has none and stays listed as lost.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="findings")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    change = models.CharField(max_length=10, choices=Change)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "entry"], name="profilefinding_entry_once"),
            one_of("profilefinding", "change", Change.values),
            paired("profilefinding", "settled_at", "settled_by"),
            models.CheckConstraint(
                condition=Q(change=Change.RETIRED, node__isnull=True)
                | (~Q(change=Change.RETIRED) & Q(node__isnull=False)),
                name="profilefinding_lost_has_no_node",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} in {self.profile_id}: {self.change}"
