"""Information systems of an agency, their allocated controls, and the capabilities and requirements behind them."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from apps.core.constraints import one_of
from apps.core.ids import uuid7
from apps.systems.kinds import ControlOrigin, Impact, ImportKind, RequirementKind, Responsibility
from apps.systems.querysets import AllocationQuerySet, OwnedQuerySet


class System(models.Model):
    """A system with its FIPS 199 values; the high-water mark is computed (FIPS 200), never stored."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="systems")
    name = models.CharField(max_length=160)
    purpose = models.TextField()
    boundary = models.TextField("authorization boundary")
    owner = models.CharField("system owner", max_length=160, blank=True)
    confidentiality = models.PositiveSmallIntegerField(choices=Impact, null=True, blank=True)
    integrity = models.PositiveSmallIntegerField(choices=Impact, null=True, blank=True)
    availability = models.PositiveSmallIntegerField(choices=Impact, null=True, blank=True)
    handles_personal_data = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "name"], name="system_name_once"),
            one_of("system", "confidentiality", Impact.values),
            one_of("system", "integrity", Impact.values),
            one_of("system", "availability", Impact.values),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the system's page."""
        return reverse("systems:detail", args=[self.pk])

    @property
    def impact(self) -> Impact | None:
        """Return the highest of the three values (FIPS 200), or None while one is missing."""
        values = (self.confidentiality, self.integrity, self.availability)
        return None if None in values else Impact(max(value for value in values if value is not None))


class ControlAllocation(models.Model):
    """A control that the system must implement, or that tailoring removed from its baseline; with the reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="allocations")
    control = models.ForeignKey("catalog.Reference", on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=ControlOrigin)
    reason = models.CharField(max_length=300, blank=True)
    responsibility = models.CharField(max_length=10, choices=Responsibility, default=Responsibility.SYSTEM)
    imported = models.ForeignKey(
        "ControlImport", on_delete=models.PROTECT, null=True, blank=True, related_name="allocations"
    )

    objects = AllocationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "control"], name="controlallocation_once"),
            one_of("controlallocation", "origin", ControlOrigin.values),
            one_of("controlallocation", "responsibility", Responsibility.values),
            models.CheckConstraint(
                condition=models.Q(origin__in=[ControlOrigin.BASELINE, ControlOrigin.PRIVACY]) | ~models.Q(reason=""),
                name="controlallocation_tailoring_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.control_id} for {self.system_id}"


class ControlImport(models.Model):
    """A file from which controls of a system were taken: where an allocation comes from. Its rows never change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=10, choices=ImportKind)
    title = models.CharField("what the file calls itself", max_length=200, blank=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField("SHA-256 of the file", max_length=64)
    imported_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    added = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()

    objects = AllocationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [one_of("controlimport", "kind", ImportKind.values)]

    def __str__(self) -> str:
        return self.title or self.file_name


class SecurityRequirement(models.Model):
    """A security requirement of the organization, from law, policy, standard or mission."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RequirementKind)
    citation = models.CharField(max_length=160, blank=True)
    text = models.TextField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [one_of("securityrequirement", "kind", RequirementKind.values)]

    def __str__(self) -> str:
        return self.citation or self.text[:60]


class SecurityCapability(models.Model):
    """A group of controls with one purpose; it satisfies security requirements (SP 800-213, figure 3)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    purpose = models.TextField(blank=True)
    controls = models.ManyToManyField("catalog.Reference", related_name="+")
    satisfies = models.ManyToManyField(SecurityRequirement, related_name="capabilities")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "name"], name="securitycapability_name_once")
        ]

    def __str__(self) -> str:
        return self.name
