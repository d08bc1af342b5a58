"""What a person set aside of what documents say."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from apps.core.ids import uuid7
from apps.devices.models.products import Component


class DismissedProposal(models.Model):
    """A drafter decided, with a reason, that a document's fact does not speak to an entry for a component.

    It holds for the same document in later declarations too; a new state of the document is a new proposal.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="dismissed_proposals")
    entry = models.ForeignKey("catalog.Entry", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("evidence.EvidenceItem", on_delete=models.PROTECT, related_name="dismissed_proposals")
    fact = models.CharField("which fact of the document", max_length=40)
    reason = models.TextField()
    dismissed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "entry", "item", "fact"], name="dismissedproposal_once")
        ]

    def __str__(self) -> str:
        return f"{self.fact} of {self.item_id}"
