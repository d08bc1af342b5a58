"""Kinds and states of the catalog (catalog-data.md section 6); no ORM."""

from django.db.models import TextChoices


class Branch(TextChoices):
    """The two halves of the catalog."""

    TECHNICAL = "technical", "Device cybersecurity capabilities"
    NON_TECHNICAL = "non-technical", "Non-technical supporting capabilities"


class NodeKind(TextChoices):
    """Levels of the tree; everything below a sub-capability or topic is an element."""

    CAPABILITY = "capability", "Capability"
    SUBCAPABILITY = "subcapability", "Sub-capability"
    TOPIC = "topic", "Topic"
    ELEMENT = "element", "Element"


class EditionStatus(TextChoices):
    """A published edition never changes; a correction is a new edition."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


class MappingState(TextChoices):
    """A blank cell and the words "No Mapping" are different statements."""

    MAPPED = "mapped", "Mapped"
    STATED_NONE = "stated_none", "Stated: no mapping"
    NOT_STATED = "not_stated", "Not stated"


SP_800_53 = "SP 800-53 Rev. 5"
CSF_1_1 = "CSF 1.1"
CSF_2_0 = "CSF 2.0"
BASELINES = ("low", "moderate", "high", "privacy")

# In which framework the successors of a framework's references stand.
SUCCEEDED_BY = {SP_800_53: SP_800_53, CSF_1_1: CSF_2_0, CSF_2_0: CSF_2_0}
CSF_FUNCTIONS = {
    "GV": "Govern",
    "ID": "Identify",
    "PR": "Protect",
    "DE": "Detect",
    "RS": "Respond",
    "RC": "Recover",
}
