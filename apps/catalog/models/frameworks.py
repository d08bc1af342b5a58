"""Frameworks that the catalog is mapped to: SP 800-53 with its baselines, and the CSF."""

from typing import ClassVar

from django.db import models

from apps.catalog.models.edition import Node


class Framework(models.Model):
    """A published list that nodes are mapped to, in one version."""

    name = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    source = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Reference(models.Model):
    """A control, enhancement or subcategory of a framework."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="references")
    identifier = models.CharField(max_length=20)
    title = models.CharField(max_length=200, blank=True)
    group = models.CharField("family or category", max_length=10)
    group_title = models.CharField(max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="enhancements")
    withdrawn = models.BooleanField(default=False)
    position = models.PositiveIntegerField()
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["framework", "identifier"], name="reference_identifier_once")
        ]
        indexes: ClassVar = [models.Index(fields=["framework", "position"], name="reference_in_order")]

    def __str__(self) -> str:
        return self.identifier


class ReferenceSet(models.Model):
    """A named choice of references: low, moderate, high, privacy (SP 800-53B)."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="sets")
    name = models.SlugField(max_length=20)
    references = models.ManyToManyField(Reference, related_name="sets")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["framework", "name"], name="referenceset_name_once")]

    def __str__(self) -> str:
        return self.name


class Mapping(models.Model):
    """A node supports a reference, as the source prints it; or a token that resolves to none."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="mappings")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, null=True, blank=True, related_name="mappings")
    printed_low = models.BooleanField("printed as low baseline", default=False)
    raw = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["node", "framework", "position"], name="mapping_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.node_id} supports {self.raw}"
