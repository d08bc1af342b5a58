"""Declarations of a product's versions, and the statement that seals one."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.core.constraints import one_of
from apps.core.ids import uuid7
from apps.devices.models.products import ComponentVersion, Product
from apps.devices.querysets import DeclarationQuerySet
from apps.devices.workflow import SEALED, DeclarationState


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
