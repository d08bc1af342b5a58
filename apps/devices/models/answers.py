"""What is claimed for one entry and one component, and the evidence beside it."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from apps.core.constraints import one_of
from apps.core.ids import uuid7
from apps.devices.models.declarations import Declaration
from apps.devices.models.products import Component
from apps.devices.querysets import AnswerQuerySet
from apps.devices.workflow import AnswerValue


class Answer(models.Model):
    """What the manufacturer claims for one catalog entry and one component."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="answers")
    node = models.ForeignKey("catalog.Node", on_delete=models.PROTECT, related_name="+")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=15, choices=AnswerValue)
    explanation = models.TextField("how it works", blank=True)
    configuration = models.TextField("how to configure it", blank=True)
    planned_version = models.CharField(max_length=60, blank=True)
    planned_on = models.DateField(null=True, blank=True)
    carried_over = models.BooleanField("carried over, to be confirmed", default=False)
    version = models.PositiveIntegerField("edit count", default=1)
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["declaration", "node", "component"], name="answer_once"),
            one_of("answer", "value", AnswerValue.values),
        ]

    def __str__(self) -> str:
        return f"{self.value} for {self.node_id}"

    @property
    def shown(self) -> Any:
        """Return the value as the enumeration member that knows label, icon and tone."""
        return AnswerValue(self.value)


class AnswerEvidence(models.Model):
    """An evidence item that proves an answer, and where in it to look."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="evidence")
    item = models.ForeignKey("evidence.EvidenceItem", on_delete=models.PROTECT, related_name="answer_uses")
    locator = models.CharField("where to look", max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "item", "locator"], name="answerevidence_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.locator}"
