"""Products with their components and versions, declarations with their answers, attestation and sharing."""

from apps.devices.models.answers import Answer, AnswerEvidence
from apps.devices.models.claims import Claim, CommonAnswer, CommonEvidence
from apps.devices.models.declarations import Attestation, Declaration
from apps.devices.models.documents import DismissedProposal
from apps.devices.models.drafting import Assignment, EntryComment
from apps.devices.models.products import Component, ComponentVersion, FipsCertificate, Product
from apps.devices.models.sharing import AnswerRequest, DeclarationGrant, Opening

__all__ = [
    "Answer",
    "AnswerEvidence",
    "AnswerRequest",
    "Assignment",
    "Attestation",
    "Claim",
    "CommonAnswer",
    "CommonEvidence",
    "Component",
    "ComponentVersion",
    "Declaration",
    "DeclarationGrant",
    "DismissedProposal",
    "EntryComment",
    "FipsCertificate",
    "Opening",
    "Product",
]
