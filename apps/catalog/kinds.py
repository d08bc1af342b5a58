"""Kinds and states of the catalog (catalog-data.md section 6); no ORM."""

from django.db.models import TextChoices

from apps.core.choices import ShownChoices


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


class EditionStatus(ShownChoices):
    """A published edition never changes; a correction is a new edition."""

    DRAFT = "draft", "edit", "info", "Draft"
    PUBLISHED = "published", "public", "success", "Published"
    RETIRED = "retired", "history", "neutral", "Retired"


class Wording(TextChoices):
    """Whose sentences an edition is written in; two editions of one catalog share their entries."""

    OWN = "own", "Plain wording"
    OFFICIAL = "official", "Official wording"


class ProfileStatus(ShownChoices):
    """A published profile never changes; a correction is a new version."""

    DRAFT = "draft", "edit", "info", "Draft"
    PUBLISHED = "published", "check_circle", "success", "Published"
    RETIRED = "retired", "history", "neutral", "Retired"


class ProfileBasis(TextChoices):
    """What a profile is, by where it comes from."""

    CORE = "core", "Core baseline"
    CONSUMER = "consumer", "Consumer baseline"
    DERIVED = "derived", "Derived from a control baseline"
    AGENCY = "agency", "An agency's own"


class RestsOn(TextChoices):
    """What the membership of a profile's entries rests on; a page says so when it is not the publication itself."""

    PUBLICATION = "publication", "The publication itself"
    SECONDARY = "secondary", "A secondary source"
    DERIVED = "derived", "Computed from the mapping"
    DECISION = "decision", "The agency's own decision"


class ItemState(ShownChoices):
    """What a profile says of an entry; an entry without an item takes what is said of the entry above it."""

    REQUIRED = "required", "check_circle", "success", "Required"
    RECOMMENDED = "recommended", "thumb_up_alt", "info", "Recommended"
    EXCLUDED = "excluded", "do_not_disturb", "neutral", "Excluded"


class Change(ShownChoices):
    """How an entry of one edition stands to the other edition (catalog-data.md section 7)."""

    UNCHANGED = "unchanged", "check", "neutral", "Unchanged"
    MOVED = "moved", "arrow_forward", "info", "Moved"
    REWORDED = "reworded", "edit", "warning", "Reworded"
    NEW = "new", "add", "success", "New"
    RETIRED = "retired", "remove", "error", "Retired"


class RewordingDecision(ShownChoices):
    """What a person says about two entries that are alike: similarity only proposes."""

    OPEN = "open", "help", "warning", "To be decided"
    SAME = "same", "link", "success", "The same entry, reworded"
    DIFFERENT = "different", "link_off", "neutral", "Two different entries"


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
