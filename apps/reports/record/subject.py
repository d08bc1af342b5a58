"""What is reviewed and for what: agency, procurement, product, system, use case, declaration."""

from typing import Any

from apps.devices.models import Component, ComponentVersion, Declaration, FipsCertificate
from apps.devices.workflow import ComponentKind, DeclarationState
from apps.reports.record.values import choice, day, moment, person
from apps.reviews.models import Act, Review
from apps.reviews.use_case import QUESTIONS, SCOPE_CRITERIA
from apps.reviews.workflow import Occasion, Placement, ReviewState, Verb
from apps.systems.kinds import Impact


def review_part(review: Review) -> dict[str, Any]:
    """Return what the case is and where it stands."""
    return {
        "id": str(review.pk),
        "title": str(review),
        "state": choice(ReviewState, review.state),
        "state_since": moment(review.state_since),
        "created_at": moment(review.created_at),
        "requested_by": person(review.requested_by),
        "follows": str(review.predecessor_id) if review.predecessor_id else None,
        "agency": {"id": str(review.organization_id), "name": review.organization.name},
        "retention_starts_on": day(review.retention_starts_on),
        "legal_hold": review.legal_hold,
    }


def procurement_part(review: Review) -> dict[str, Any]:
    """Return the purchase, renewal or continued use."""
    procurement = review.procurement
    return {
        "id": str(procurement.pk),
        "title": procurement.title,
        "occasion": choice(Occasion, procurement.occasion),
        "reference": procurement.reference,
        "offeror": procurement.offeror,
        "amount_usd": str(procurement.amount) if procurement.amount is not None else None,
        "quantity": review.quantity,
    }


def product_part(review: Review) -> dict[str, Any]:
    """Return the product, its parts in the versions that were assessed, and their cryptographic modules."""
    product = review.product
    return {
        "id": str(product.pk),
        "manufacturer": {"id": str(product.organization_id), "name": product.organization.name},
        "name": product.name,
        "model": product.model,
        "kind": product.kind,
        "description": product.description,
        "intended_use": product.intended_use,
        "intended_users": product.intended_users,
        "interfaces": product.interfaces,
        "data_handled": product.data_handled,
        "hosting": product.hosting,
        "support_until": day(product.support_until),
        "disclosure_policy_url": product.disclosure_policy_url,
        "security_txt_url": product.security_txt_url,
        "mud_url": product.mud_url,
        "sbom_url": product.sbom_url,
        "components": _components(review),
    }


def _components(review: Review) -> list[dict[str, Any]]:
    assessed: dict[Any, list[dict[str, Any]]] = {}
    if review.declaration_id:
        versions = ComponentVersion.objects.filter(declarations=review.declaration_id)
        for version in versions.order_by("hardware", "software", "pk"):
            shown = {
                "hardware": version.hardware,
                "software": version.software,
                "released_on": day(version.released_on),
            }
            assessed.setdefault(version.component_id, []).append(shown)
    components = list(Component.objects.filter(product=review.product_id).order_by("position", "name", "pk"))
    keepers = {component.same_part_as_id or component.pk for component in components}
    certificates = FipsCertificate.objects.filter(component__in=keepers | {component.pk for component in components})
    modules: dict[Any, list[dict[str, Any]]] = {}
    for certificate in certificates.order_by("standard", "number", "pk"):
        modules.setdefault(certificate.component_id, []).append(_certificate(certificate))
    return [
        {
            "id": str(component.pk),
            "name": component.name,
            "kind": choice(ComponentKind, component.kind),
            "versions_assessed": assessed.get(component.pk, []),
            "fips_certificates": modules.get(component.pk, []) + modules.get(component.same_part_as_id, []),
        }
        for component in components
    ]


def _certificate(certificate: FipsCertificate) -> dict[str, Any]:
    return {
        "number": certificate.number,
        "module": certificate.module,
        "standard": choice(FipsCertificate.Standard, certificate.standard),
        "level": certificate.level,
        "status": choice(FipsCertificate.Status, certificate.status),
        "sunset_on": day(certificate.sunset_on),
        "caveats": certificate.caveats,
    }


def system_part(review: Review) -> dict[str, Any] | None:
    """Return the system as its owner describes it; None when the case never named one."""
    system = review.system
    if system is None:
        return None
    return {
        "id": str(system.pk),
        "name": system.name,
        "purpose": system.purpose,
        "boundary": system.boundary,
        "owner": system.owner,
        "handles_personal_data": system.handles_personal_data,
    }


def categorization_part(review: Review, acts: list[Act]) -> dict[str, Any]:
    """Return the three FIPS 199 values as signed at intake, their high-water mark (FIPS 200), and what they rest on."""
    signature = next((act for act in reversed(acts) if act.verb == Verb.CATEGORISE), None)
    return {
        "confidentiality": choice(Impact, review.confidentiality),
        "integrity": choice(Impact, review.integrity),
        "availability": choice(Impact, review.availability),
        "impact": choice(Impact, review.impact),
        "boundary": review.boundary,
        "placement": choice(Placement, review.placement),
        "privacy": {"personal_data": review.privacy_trigger, "note": review.privacy_note},
        "signed": {"by": person(signature.by), "at": moment(signature.at)} if signature else None,
    }


def scope_part(review: Review, acts: list[Act]) -> dict[str, Any]:
    """Return the Act's criteria, the requester's answers, and what intake made of them."""
    answers = {answer.criterion: answer for answer in review.scope_answers.select_related("answered_by")}
    proposed = [act for act in acts if act.verb == Verb.SCOPE_OUT]
    confirmed = any(act.verb == Verb.CONFIRM_SCOPE_OUT for act in acts)
    return {
        "criteria": [criterion.text for criterion in SCOPE_CRITERIA],
        "answers": [
            {
                "criterion": criterion.text,
                "holds": answers[criterion.slug].holds,
                "reason": answers[criterion.slug].reason,
                "by": person(answers[criterion.slug].answered_by),
                "at": moment(answers[criterion.slug].answered_at),
            }
            for criterion in SCOPE_CRITERIA
            if criterion.slug in answers
        ],
        "covered": not confirmed,
        "proposals_to_scope_out": [
            {"by": person(act.by), "at": moment(act.at), "reasons": act.reason} for act in proposed
        ],
    }


def use_case_part(review: Review) -> list[dict[str, Any]]:
    """Return the use-case questions in their order, with the answers."""
    given = {answer.question: answer.text for answer in review.use_case.all()}
    return [
        {"question": question.slug, "text": question.text, "answer": given.get(question.slug, "")}
        for question in QUESTIONS
    ]


def declaration_part(review: Review) -> dict[str, Any] | None:
    """Return the pinned declaration with its digest and signer; None when no answer came."""
    declaration: Declaration | None = review.declaration
    if declaration is None:
        return None
    attestation = getattr(declaration, "attestation", None)
    return {
        "id": str(declaration.pk),
        "number": declaration.number,
        "state": choice(DeclarationState, declaration.state),
        "edition": declaration.edition.label,
        "sha256": declaration.sha256,
        "pinned_sha256": review.declaration_sha256,
        "attestation": {
            "by": person(attestation.signed_by),
            "name": attestation.name,
            "title": attestation.title,
            "statement": attestation.statement,
            "at": moment(attestation.signed_at),
            "sha256": attestation.sha256,
            "drafter_exception": attestation.drafter_exception,
        }
        if attestation
        else None,
    }
