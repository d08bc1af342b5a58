"""A finished report: stored once with its digests, never rendered again for a download."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.constraints import one_of
from apps.core.ids import uuid7
from apps.reports.querysets import ReportQuerySet
from apps.reports.workflow import UNFINISHED, ReportKind, ReportState, SealKind


class Report(models.Model):
    """One PDF of a determined review and the record it was made from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey("reviews.Review", on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField("running number within the review")
    identifier = models.CharField("number printed on every page", max_length=12, unique=True)
    kind = models.CharField("document", max_length=10, choices=ReportKind, default=ReportKind.FULL)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.QUEUED)
    progress = models.PositiveSmallIntegerField("per cent done", default=0)
    step = models.CharField("what is being done", max_length=80, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    requested_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: the operator, at the command line.
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    lease_until = models.DateTimeField("taken up again after", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    record = models.JSONField("the frozen record")
    record_sha256 = models.CharField(max_length=64)
    audit_head = models.CharField(max_length=90)
    stored_name = models.CharField(max_length=80, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField("SHA-256 of the file", max_length=64, blank=True)
    unsealed_size = models.PositiveBigIntegerField("size before sealing", null=True, blank=True)
    unsealed_sha256 = models.CharField("SHA-256 before sealing", max_length=64, blank=True)
    seal_kind = models.CharField("sealed by", max_length=10, choices=SealKind, blank=True)
    seal_name = models.CharField("name in the certificate", max_length=300, blank=True)
    seal_sha256 = models.CharField("SHA-256 of the certificate", max_length=64, blank=True)
    seal_certificate = models.TextField("certificate (PEM)", blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "number"], name="report_number_once"),
            one_of("report", "state", ReportState.values),
            one_of("report", "kind", ReportKind.values),
            models.CheckConstraint(
                condition=Q(seal_kind="", sealed_at__isnull=True)
                | Q(seal_kind__in=[SealKind.TRIAL, SealKind.KEY], sealed_at__isnull=False) & ~Q(seal_sha256=""),
                name="report_seal_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.READY)
                | ~Q(sha256="") & ~Q(stored_name="") & Q(finished_at__isnull=False),
                name="report_ready_has_file",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sha256"], name="report_by_digest"),
            models.Index(fields=["seal_sha256"], name="report_by_seal"),
        ]

    def __str__(self) -> str:
        return f"Report {self.identifier}"

    @property
    def shown_state(self) -> ReportState:
        """Return the state as the enumeration member that knows label, icon and tone."""
        return ReportState(self.state)

    @property
    def shown_kind(self) -> str:
        """Return the name of the document."""
        return str(ReportKind(self.kind).label)

    @property
    def sealed_by(self) -> str:
        """Return by which key it was sealed, for people; "not sealed" when it was not."""
        kind = SealKind(self.seal_kind)
        return str(kind.label) if kind in (SealKind.NONE, SealKind.TRIAL) else f"key “{self.seal_name}”"

    @property
    def is_unfinished(self) -> bool:
        """Tell whether it is waiting or being made."""
        return self.state in UNFINISHED

    def is_late(self, at: datetime) -> bool:
        """Tell whether its worker must have died, or the queue must have lost it."""
        return self.is_unfinished and (self.lease_until is None or self.lease_until <= at)
