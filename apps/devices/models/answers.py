"""What is claimed for one entry and one component, and the evidence beside it."""

from typing import ClassVar

from django.db import models

from apps.core.constraints import one_of
from apps.core.ids import uuid7
from apps.devices.models.claims import Claim, CommonAnswer
from apps.devices.models.declarations import Declaration
from apps.devices.models.products import Component
from apps.devices.querysets import AnswerQuerySet
from apps.devices.workflow import AnswerValue


class Answer(Claim):
    """What the manufacturer claims for one catalog entry and one component.

    `inherited_from` is the common answer that it follows as long as the declaration is a draft.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="answers")
    node = models.ForeignKey("catalog.Node", on_delete=models.PROTECT, related_name="+")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="+")
    carried_over = models.BooleanField("carried over, to be confirmed", default=False)
    inherited_from = models.ForeignKey(
        CommonAnswer, on_delete=models.PROTECT, null=True, blank=True, related_name="inherited_by"
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["declaration", "node", "component"], name="answer_once"),
            one_of("answer", "value", AnswerValue.values),
        ]

    def __str__(self) -> str:
        return f"{self.value} for {self.node_id}"


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
