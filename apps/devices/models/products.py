"""Products with their components, versions and certificates."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from apps.core.constraints import one_of
from apps.core.ids import uuid7
from apps.devices.querysets import ProductQuerySet
from apps.devices.workflow import ComponentKind


class Product(models.Model):
    """What is bought: a device together with the parts without which it does not work."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=120)
    model = models.CharField("model number", max_length=80)
    kind = models.CharField("kind of device", max_length=120)
    description = models.TextField()
    intended_use = models.TextField()
    intended_users = models.CharField(max_length=200, blank=True)
    interfaces = models.TextField("network and local interfaces", blank=True)
    data_handled = models.TextField(blank=True)
    hosting = models.TextField("hosting places", blank=True)
    support_until = models.DateField("support ends on", null=True, blank=True)
    disclosure_policy_url = models.URLField(max_length=500, blank=True)
    security_txt_url = models.URLField("security.txt", max_length=500, blank=True)
    mud_url = models.URLField("MUD file", max_length=500, blank=True)
    sbom_url = models.URLField("SBOM", max_length=500, blank=True)
    listed = models.BooleanField("agencies can find this product", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "model"], name="product_model_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.model}"

    def get_absolute_url(self) -> str:
        """Return the product's page."""
        return reverse("devices:product", args=[self.pk])


class Component(models.Model):
    """A part of the product that answers for itself.

    `same_part_as` is the component of another product that holds what is said once about a part of several products.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="components")
    kind = models.CharField(max_length=10, choices=ComponentKind)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    same_part_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="also_in")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "name"], name="component_name_once"),
            one_of("component", "kind", ComponentKind.values),
        ]

    def __str__(self) -> str:
        return self.name


class ComponentVersion(models.Model):
    """One version of a component: hardware and firmware of a device, software of an app or service."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="versions")
    hardware = models.CharField(max_length=60, blank=True)
    software = models.CharField("firmware or software", max_length=60)
    released_on = models.DateField(null=True, blank=True)
    support_until = models.DateField("security updates until", null=True, blank=True)
    changes = models.TextField("what changed", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "hardware", "software"], name="componentversion_once")
        ]

    def __str__(self) -> str:
        return f"{'hardware ' + self.hardware + ', ' if self.hardware else ''}version {self.software}"


class FipsCertificate(models.Model):
    """A CMVP certificate bound to a component (domain.md section 3)."""

    class Standard(models.TextChoices):
        FIPS_140_2 = "140-2", "FIPS 140-2"
        FIPS_140_3 = "140-3", "FIPS 140-3"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        HISTORICAL = "historical", "Historical (existing use only)"
        REVOKED = "revoked", "Revoked"
        IN_PROCESS = "in_process", "In process (not evidence)"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="fips_certificates")
    number = models.CharField(max_length=20, blank=True)
    module = models.CharField(max_length=160)
    standard = models.CharField(max_length=6, choices=Standard)
    level = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=12, choices=Status)
    sunset_on = models.DateField(null=True, blank=True)
    caveats = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.standard} {self.number or self.module}"

    @property
    def serves_new_purchase(self) -> bool:
        """Tell whether it counts for a new purchase: Active and FIPS 140-3 (CMVP, since September 2026)."""
        return self.status == self.Status.ACTIVE and self.standard == self.Standard.FIPS_140_3
