"""What every claim consists of, and the claims that are given once for many declarations."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.constraints import one_of
from apps.core.ids import uuid7
from apps.devices.models.products import Component, ComponentVersion
from apps.devices.querysets import CommonAnswerQuerySet
from apps.devices.workflow import AnswerValue


class Claim(models.Model):
    """The content of an answer, and who wrote it last; `version` counts the edits, so that two drafters notice."""

    value = models.CharField(max_length=15, choices=AnswerValue)
    explanation = models.TextField("how it works", blank=True)
    configuration = models.TextField("how to configure it", blank=True)
    planned_version = models.CharField(max_length=60, blank=True)
    planned_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField("edit count", default=1)
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def shown(self) -> Any:
        """Return the value as the enumeration member that knows label, icon and tone."""
        return AnswerValue(self.value)


class CommonAnswer(Claim):
    """A claim given once: for the whole company, or for a part that several products share.

    Drafts inherit it as an answer of their own until somebody overrides it there; what is attested never follows it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="common_answers")
    component = models.ForeignKey(
        Component, on_delete=models.PROTECT, null=True, blank=True, related_name="common_answers"
    )
    about = models.ForeignKey(ComponentVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.ForeignKey("catalog.Entry", on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey("catalog.Node", on_delete=models.PROTECT, related_name="+")

    objects = CommonAnswerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "entry"],
                condition=Q(component__isnull=True),
                name="commonanswer_once_a_company",
            ),
            models.UniqueConstraint(
                fields=["component", "entry"], condition=Q(component__isnull=False), name="commonanswer_once_a_part"
            ),
            models.CheckConstraint(
                condition=Q(component__isnull=True, about__isnull=True)
                | Q(component__isnull=False, about__isnull=False),
                name="commonanswer_part_names_version",
            ),
            one_of("commonanswer", "value", AnswerValue.values),
        ]

    def __str__(self) -> str:
        return f"{self.value} for {self.node_id}"


class CommonEvidence(models.Model):
    """An evidence item that proves a common answer, and where in it to look."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    answer = models.ForeignKey(CommonAnswer, on_delete=models.CASCADE, related_name="evidence")
    item = models.ForeignKey("evidence.EvidenceItem", on_delete=models.PROTECT, related_name="common_uses")
    locator = models.CharField("where to look", max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "item", "locator"], name="commonevidence_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.locator}"
