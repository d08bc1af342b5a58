"""What colleagues say and ask of each other while they draft; the manufacturer's own, never shown to anybody else."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from apps.core.constraints import paired
from apps.core.ids import uuid7
from apps.devices.models.declarations import Declaration
from apps.devices.querysets import OwnDraftingQuerySet


class EntryComment(models.Model):
    """What a colleague notes on an entry of a declaration; open until somebody settles it.

    No export and no record of a review reads this table.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="comments")
    node = models.ForeignKey("catalog.Node", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = OwnDraftingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [paired("entrycomment", "settled_at", "settled_by")]

    def __str__(self) -> str:
        return f"Comment on {self.node_id}"


class Assignment(models.Model):
    """A colleague answers an entry, or everything below a section or capability, until a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="assignments")
    node = models.ForeignKey("catalog.Node", on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    assigned_at = models.DateTimeField(default=timezone.now)
    assigned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = OwnDraftingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["declaration", "node"],
                condition=models.Q(done_at__isnull=True),
                name="assignment_one_open_a_place",
            ),
            paired("assignment", "done_at", "done_by"),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} to {self.assignee_id}"
