"""The evidence library of an organization: files and links with what an auditor asks about them."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.core.constraints import one_of
from apps.core.ids import uuid7
from apps.evidence.kinds import (
    EXPIRING_DAYS,
    SHOWN_IN_PAGE,
    DocumentFormat,
    EvidenceKind,
    Finding,
    Marking,
    ReadingState,
    ScanState,
)
from apps.evidence.querysets import EvidenceGrantQuerySet, EvidenceQuerySet


class EvidenceItem(models.Model):
    """A file (stored under a random name, known by its SHA-256) or a link."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=30, choices=EvidenceKind)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=160, blank=True)
    issued_on = models.DateField("issue date", null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    subject_component = models.CharField("product component", max_length=120, blank=True)
    subject_version = models.CharField("version of the component", max_length=60, blank=True)
    marking = models.CharField(max_length=20, choices=Marking, default=Marking.PROPRIETARY)
    url = models.URLField("address", max_length=500, blank=True)
    original_name = models.CharField(max_length=150, blank=True)
    stored_name = models.CharField(max_length=80, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField("size in bytes", null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    scan_state = models.CharField(max_length=20, choices=ScanState, default=ScanState.NOT_SCANNED)
    findings = models.JSONField("what the checks noticed", default=list, blank=True)
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    frozen_at = models.DateTimeField("frozen by an attestation or a decision", null=True, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            one_of("evidenceitem", "kind", EvidenceKind.values),
            one_of("evidenceitem", "marking", Marking.values),
            models.CheckConstraint(
                condition=Q(url="") & ~Q(sha256="") & ~Q(stored_name="") & Q(size__isnull=False)
                | ~Q(url="") & Q(stored_name="") & Q(sha256=""),
                name="evidenceitem_file_or_link",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "-created_at"], name="evidence_by_organization")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of the item."""
        return reverse("evidence:detail", args=[self.pk])

    @property
    def shown_scan_state(self) -> ScanState:
        """Return the scan state as the enumeration member that knows label, icon and tone."""
        return ScanState(self.scan_state)

    @property
    def shown_findings(self) -> list[str]:
        """Return in words what the checks noticed."""
        return [str(Finding(finding).label) for finding in self.findings]

    @property
    def can_be_shown(self) -> bool:
        """Tell whether the content may be shown inside a page: PDF or picture in which nothing acts by itself."""
        return self.media_type in SHOWN_IN_PAGE and not {Finding.JAVASCRIPT, Finding.LAUNCH} & set(self.findings)

    def same_content(self) -> EvidenceQuerySet:
        """Return the other items of the same organization with the same file; digests are never compared beyond it."""
        own = EvidenceItem.objects.owned_by(self.organization_id).exclude(pk=self.pk)
        return own.filter(sha256=self.sha256) if self.sha256 else own.none()

    @property
    def ends_soon(self) -> bool:
        """Tell whether it has ended or ends within EXPIRING_DAYS."""
        return self.valid_until is not None and self.valid_until - timezone.localdate() <= timedelta(days=EXPIRING_DAYS)

    @property
    def is_file(self) -> bool:
        """Tell whether the item is an uploaded file."""
        return bool(self.stored_name)


class EvidenceReading(models.Model):
    """What a document that speaks says: written once beside its item, read whenever the item may be read."""

    item = models.OneToOneField(EvidenceItem, on_delete=models.CASCADE, primary_key=True, related_name="reading")
    format = models.CharField(max_length=20, choices=DocumentFormat)
    state = models.CharField(max_length=12, choices=ReadingState)
    version = models.CharField("version of the format", max_length=20, blank=True)
    subject_name = models.CharField("what it is about", max_length=200, blank=True)
    subject_version = models.CharField("which version of it", max_length=60, blank=True)
    problems = models.JSONField(default=list, blank=True)
    more_problems = models.PositiveIntegerField("problems that are not kept", default=0)
    summary = models.JSONField(default=dict, blank=True)
    facts = models.JSONField(default=list, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            one_of("evidencereading", "format", DocumentFormat.values),
            one_of("evidencereading", "state", ReadingState.values),
        ]

    def __str__(self) -> str:
        return f"{self.format} of {self.item_id}"

    @property
    def shown_state(self) -> ReadingState:
        """Return the state as the enumeration member that knows label, icon and tone."""
        return ReadingState(self.state)

    @property
    def in_words(self) -> str:
        """Return the format with its version."""
        return f"{self.get_format_display()} {self.version}".strip()


class EvidenceGrant(models.Model):
    """Another organization may read one item until a date."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="grants")
    grantee = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="evidence_grants")
    granted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceGrantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "grantee"], condition=Q(withdrawn_at__isnull=True), name="evidencegrant_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} to {self.grantee_id}"
