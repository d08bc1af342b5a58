"""What an attestation seals: the declaration's content in one canonical form, and its SHA-256.

Only what can never change afterwards is in it, so that the digest can be computed again at any time.
"""

import hashlib
import json
from datetime import date
from typing import Any

from apps.devices.models import Answer, Declaration

FORMAT = "assay-declaration-1"


def content(declaration: Declaration) -> dict[str, Any]:
    """Return product, versions, answers and evidence digests in JSON's own types; five statements, no writes."""
    product = declaration.product
    versions = declaration.versions.select_related("component").order_by("component__position", "component__pk")
    answers = (
        declaration.answers.select_related("node", "component")
        .prefetch_related("evidence__item")
        .order_by("node__path", "component__position", "component_id")
    )
    return {
        "format": FORMAT,
        "declaration": {"id": str(declaration.pk), "number": declaration.number},
        "edition": {"label": declaration.edition.label, "sha256": declaration.edition.digest},
        "product": {
            "id": str(product.pk),
            "manufacturer": str(product.organization_id),
            "name": product.name,
            "model": product.model,
        },
        "versions": [
            {
                "component": str(version.component_id),
                "kind": version.component.kind,
                "name": version.component.name,
                "hardware": version.hardware,
                "software": version.software,
            }
            for version in versions
        ],
        "answers": [_answer(answer) for answer in answers],
    }


def content_sha256(declaration: Declaration) -> str:
    """Return the SHA-256 over the canonical JSON of `content`."""
    canonical = json.dumps(content(declaration), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _answer(answer: Answer) -> dict[str, Any]:
    uses = sorted(answer.evidence.all(), key=lambda use: (str(use.item_id), use.locator))
    return {
        "entry": answer.node.identifier,
        "component": str(answer.component_id),
        "value": answer.value,
        "explanation": answer.explanation,
        "configuration": answer.configuration,
        "planned_version": answer.planned_version,
        "planned_on": _day(answer.planned_on),
        "evidence": [
            {
                "id": str(use.item_id),
                "title": use.item.title,
                "kind": use.item.kind,
                "issuer": use.item.issuer,
                "issued_on": _day(use.item.issued_on),
                "valid_until": _day(use.item.valid_until),
                "component": use.item.subject_component,
                "version": use.item.subject_version,
                "marking": use.item.marking,
                "sha256": use.item.sha256,
                "url": use.item.url,
                "locator": use.locator,
            }
            for use in uses
        ],
    }


def _day(value: date | None) -> str:
    return value.isoformat() if value is not None else ""
