"""Values of the agency's side (FIPS 199, SP 800-37)."""

from django.db.models import IntegerChoices, TextChoices


class Impact(IntegerChoices):
    """FIPS 199 impact values, in their order."""

    LOW = 1, "Low"
    MODERATE = 2, "Moderate"
    HIGH = 3, "High"


class ControlOrigin(TextChoices):
    """Where an allocated control comes from; a removed one stays on record and is not in force (SP 800-53B)."""

    BASELINE = "baseline", "Baseline"
    PRIVACY = "privacy", "Privacy baseline"
    ADDED = "added", "Added by tailoring"
    REMOVED = "removed", "Removed by tailoring"


class Responsibility(TextChoices):
    """Who implements an allocated control."""

    COMMON = "common", "Common"
    HYBRID = "hybrid", "Hybrid"
    SYSTEM = "system", "System-specific"


class RequirementKind(TextChoices):
    """Source of a security requirement."""

    LAW = "law", "Law"
    ORDER = "order", "Order or directive"
    POLICY = "policy", "Policy"
    STANDARD = "standard", "Standard"
    MISSION = "mission", "Mission"


class ImportKind(TextChoices):
    """What a file with the controls of a system can be."""

    TABLE = "table", "Table (CSV)"
    PROFILE = "profile", "OSCAL profile"
    PLAN = "plan", "OSCAL system security plan"
