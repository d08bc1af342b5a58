"""The append-only record of who did what: one chained table without foreign keys."""

import hashlib
import json
from typing import Any, ClassVar

from django.db import models

GENESIS = "0" * 64


class EventQuerySet(models.QuerySet["Event"]):
    """The domain's own words for choosing events."""

    def about(self, target_id: str) -> "EventQuerySet":
        """Events whose target, or whose case (`subject_id`), is the object with this id; oldest first."""
        return self.filter(models.Q(target_id=str(target_id)) | models.Q(subject_id=str(target_id))).order_by(
            "sequence"
        )

    def visible_to(self, actor: Any) -> "EventQuerySet":
        """Events that happened inside the actor's organization."""
        if actor is None or actor.organization is None:
            return self.none()
        return self.filter(organization_id=str(actor.organization.pk))


class Event(models.Model):
    """One act. `hash` covers every other column and the hash before it, so that any change is noticed."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=200, blank=True)
    organization_id = models.CharField(max_length=40, blank=True)
    organization_label = models.CharField(max_length=200, blank=True)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=64)
    target_label = models.CharField(max_length=300)
    subject_id = models.CharField(max_length=64, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["target_id", "sequence"], name="audit_event_target"),
            models.Index(fields=["subject_id", "sequence"], name="audit_event_subject"),
            models.Index(fields=["organization_id", "sequence"], name="audit_event_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.target_label}"

    def computed_hash(self) -> str:
        """Return the SHA-256 over all columns but `hash`, in one canonical form."""
        content = {
            field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields if field.name != "hash"
        }
        content["at"] = self.at.isoformat(timespec="microseconds")
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


class ChainHead(models.Model):
    """The one row that says where the chain ends; locked while an event is written."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="audit_chainhead_single")]

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"
