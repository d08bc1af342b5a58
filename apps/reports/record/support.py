"""The chain from security requirement to verdict, and the versions of all reference data behind the record."""

from typing import Any

from apps.catalog.kinds import EditionStatus
from apps.catalog.models import Framework
from apps.reports.record.values import choice, moment
from apps.reviews.models import Review
from apps.reviews.traceability import (
    CapabilitySupport,
    ControlSupport,
    Support,
    requirement_support,
)
from apps.systems.kinds import RequirementKind


def traceability_part(controls: list[ControlSupport], capabilities: list[CapabilitySupport]) -> dict[str, Any]:
    """Return the status of each control with its reasons, and the roll-ups; computed now, stored nowhere else."""
    return {
        "controls": [
            {
                "identifier": row.identifier,
                "title": row.control.title,
                "family": row.control.group,
                "support": choice(Support, row.support),
                "reasons": [
                    {
                        "requirement": reason.requirement.identifier,
                        "support": choice(Support, reason.support),
                        "words": reason.text,
                    }
                    for reason in row.reasons
                ],
            }
            for row in controls
        ],
        "capabilities": [
            {
                "name": row.capability.name,
                "purpose": row.capability.purpose,
                "support": choice(Support, row.support),
                "controls": [control.identifier for control in row.controls],
            }
            for row in capabilities
        ],
        "requirements": [
            {
                "kind": choice(RequirementKind, row.requirement.kind),
                "citation": row.requirement.citation,
                "text": row.requirement.text,
                "support": choice(Support, row.support),
                "capabilities": [capability.capability.name for capability in row.capabilities],
            }
            for row in requirement_support(capabilities)
        ],
    }


def reference_part(review: Review) -> dict[str, Any]:
    """Return the editions and versions that the record rests on."""
    edition = review.edition
    return {
        "catalog": edition.catalog.title,
        "edition": edition.label,
        "status": choice(EditionStatus, edition.status),
        "source": edition.source,
        "digest": edition.digest,
        "published_at": moment(edition.published_at),
        "frameworks": [
            {"name": row.name, "title": row.title, "source": row.source}
            for row in Framework.objects.order_by("name", "pk")
        ],
    }
