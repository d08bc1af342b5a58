"""The exported record of a review (domain.md section 9): one JSON object, complete, sorted and deterministic."""

from typing import Any

from apps.reports.record import decision, log, requirements, subject, support, treatment
from apps.reviews.models import Review
from apps.reviews.traceability import capability_support, control_support

SCHEMA = "assay-review/1"
"""Name and version of the record's structure; a change of meaning is a new number."""

_TOGETHER = (
    "organization",
    "procurement",
    "product__organization",
    "system",
    "edition__catalog",
    "requested_by",
    "declaration__edition",
    "declaration__attestation__signed_by",
    "determination__by",
    "determination__delegation__delegated_by",
    "waiver__requested_by",
    "waiver__cio_by",
    "waiver__head_by",
    "waiver__head_delegation__delegated_by",
    "award__by",
)


def build_record(review: Review) -> dict[str, Any]:
    """Return the whole record of a determined review in JSON's own types; at most 40 statements whatever its size."""
    review = Review.objects.select_related(*_TOGETHER).get(pk=review.pk)
    acts = log.load_acts(review)
    rows = requirements.load_requirements(review)
    findings = requirements.findings_part(rows, review)
    controls = control_support(review)
    capabilities = capability_support(review, controls)
    return {
        "schema": SCHEMA,
        "review": subject.review_part(review),
        "procurement": subject.procurement_part(review),
        "product": subject.product_part(review),
        "scope": subject.scope_part(review, acts),
        "system": subject.system_part(review),
        "categorization": subject.categorization_part(review, acts),
        "use_case": subject.use_case_part(review),
        "declaration": subject.declaration_part(review),
        "requirement_set": requirements.set_part(rows, acts, review),
        "findings": findings,
        "clarifications": requirements.clarifications_part(review),
        "gaps": treatment.gaps_part(rows, capabilities),
        "treatments": treatment.treatments_part(review),
        "acceptances": treatment.acceptances_part(review),
        "conditions": treatment.conditions_part(review),
        "recommendations": decision.recommendations_part(review),
        "determination": decision.determination_part(review, acts),
        "waiver": decision.waiver_part(review),
        "award": decision.award_part(review),
        "addenda": decision.addenda_part(review),
        "acts": log.acts_part(acts),
        "events": log.events_part(review),
        "traceability": support.traceability_part(controls, capabilities),
        "reference_data": support.reference_part(review),
    }
