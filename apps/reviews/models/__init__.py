"""Records of a review, one module per stage. Claim, verdict, treatment, acceptance, condition and waiver differ."""

from apps.reviews.models.assessment import Clarification, Presence, Verdict, VerdictEvidence
from apps.reviews.models.case import Act, Procurement, Review, ScopeAnswer, UseCaseAnswer
from apps.reviews.models.decision import (
    Addendum,
    Award,
    Concurrence,
    Determination,
    Recommendation,
    SupplyChainCheck,
    Waiver,
    WaiverMethod,
)
from apps.reviews.models.requirements import RequirementChange, ReviewRequirement, SetTemplate
from apps.reviews.models.treatment import Condition, Gap, RiskAcceptance, Treatment

__all__ = [
    "Act",
    "Addendum",
    "Award",
    "Clarification",
    "Concurrence",
    "Condition",
    "Determination",
    "Gap",
    "Presence",
    "Procurement",
    "Recommendation",
    "RequirementChange",
    "Review",
    "ReviewRequirement",
    "RiskAcceptance",
    "ScopeAnswer",
    "SetTemplate",
    "SupplyChainCheck",
    "Treatment",
    "UseCaseAnswer",
    "Verdict",
    "VerdictEvidence",
    "Waiver",
    "WaiverMethod",
]
