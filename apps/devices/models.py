"""Products with their components and versions, declarations with their answers, attestation and sharing."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.core.constraints import one_of, paired
from apps.core.ids import uuid7
from apps.devices.querysets import (
    AnswerQuerySet,
    AnswerRequestQuerySet,
    DeclarationGrantQuerySet,
    DeclarationQuerySet,
    ProductQuerySet,
)
from apps.devices.workflow import SEALED, AnswerValue, ComponentKind, DeclarationState


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
    """A part of the product that answers for itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="components")
    kind = models.CharField(max_length=10, choices=ComponentKind)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

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


class Declaration(models.Model):
    """The manufacturer's answers for one set of versions, on one edition of the catalog."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="declarations")
    edition = models.ForeignKey("catalog.Edition", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=DeclarationState, default=DeclarationState.DRAFT)
    versions = models.ManyToManyField(ComponentVersion, related_name="declarations")
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors")
    drafted_by = models.ManyToManyField("accounts.User", related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sha256 = models.CharField("SHA-256 of the content", max_length=64, blank=True)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "number"], name="declaration_number_once"),
            one_of("declaration", "state", DeclarationState.values),
            models.CheckConstraint(
                condition=Q(state__in=SEALED) & ~Q(sha256="") | ~Q(state__in=SEALED) & Q(sha256=""),
                name="declaration_sealed_has_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"Declaration {self.number} of {self.product}"

    def get_absolute_url(self) -> str:
        """Return the declaration's page."""
        return reverse("devices:declaration", args=[self.pk])

    @property
    def shown_state(self) -> DeclarationState:
        """Return the state as the enumeration member that knows label, icon and tone."""
        return DeclarationState(self.state)

    @property
    def is_sealed(self) -> bool:
        """Tell whether nothing in it changes any more."""
        return self.state in SEALED


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


class Attestation(models.Model):
    """The signer's statement that seals a declaration."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    declaration = models.OneToOneField(Declaration, on_delete=models.PROTECT, related_name="attestation")
    signed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    statement = models.TextField()
    signed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    drafter_exception = models.TextField("why the drafter signs", blank=True)

    def __str__(self) -> str:
        return f"Attestation of {self.declaration_id}"


class DeclarationGrant(models.Model):
    """An agency may read one declaration until a date, with or without its proprietary evidence."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="grants")
    agency = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="declaration_grants")
    include_proprietary = models.BooleanField("include proprietary evidence", default=True)
    granted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DeclarationGrantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["declaration", "agency"],
                condition=Q(withdrawn_at__isnull=True),
                name="declarationgrant_one_in_force",
            ),
            paired("declarationgrant", "withdrawn_at", "withdrawn_by"),
        ]

    def __str__(self) -> str:
        return f"{self.declaration_id} to {self.agency_id}"


class AnswerRequest(models.Model):
    """An agency asks for a declaration on a product; made by a review's release, answered by a grant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="requests")
    agency = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="answer_requests")
    purpose = models.CharField(max_length=200)
    message = models.TextField(blank=True)
    due_on = models.DateField()
    entries = models.ManyToManyField("catalog.Entry", related_name="+")
    sent_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_with = models.ForeignKey(
        DeclarationGrant, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AnswerRequestQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.agency} asks about {self.product}"
