"""Kinds, markings and checks of evidence (domain.md section 3)."""

from django.db.models import TextChoices

from apps.core.choices import ShownChoices


class EvidenceKind(TextChoices):
    """What the item is."""

    DOCUMENT = "document", "Manufacturer document"
    TEST_REPORT = "test_report", "Test report"
    CERTIFICATE = "certificate", "Certificate"
    CONFIGURATION = "configuration", "Configuration or settings export"
    SCAN = "scan", "Scan or capture"
    SBOM = "sbom", "Software bill of materials"
    VULNERABILITY_STATEMENT = "vulnerability_statement", "Vulnerability statement (VEX, CSAF)"
    POLICY = "policy", "Policy or published page"
    LABEL = "label", "Label (for instance Cyber Trust Mark)"
    OTHER = "other", "Other"


class Marking(TextChoices):
    """Who may be shown the content."""

    PUBLIC = "public", "Public"
    PROPRIETARY = "proprietary", "Proprietary"
    SOURCE_SELECTION = "source_selection", "Source selection"


class ScanState(ShownChoices):
    """What the checks said; "not scanned" is never shown as clean."""

    CLEAN = "clean", "check_circle", "success", "Scanned, clean"
    NOT_SCANNED = "not_scanned", "help", "warning", "Not scanned for malware"
    REFUSED = "refused", "cancel", "error", "Refused"


class Finding(TextChoices):
    """What the checks noticed in a file that was taken in; the reader sees it before opening."""

    EMBEDDED = "embedded", "Carries other files inside"
    ENCRYPTED = "encrypted", "Is encrypted, so it could not be looked into completely"
    JAVASCRIPT = "javascript", "Contains JavaScript"
    LAUNCH = "launch", "Can start programs, forms or media"


class DocumentFormat(TextChoices):
    """Kinds of document that the product can read (config/docs/evidence.md)."""

    CYCLONEDX = "cyclonedx", "CycloneDX"
    SPDX = "spdx", "SPDX"
    CSAF = "csaf", "CSAF"
    OPENVEX = "openvex", "OpenVEX"
    MUD = "mud", "MUD file"
    SECURITY_TXT = "security_txt", "security.txt"


class ReadingState(ShownChoices):
    """How far a document that speaks could be read."""

    READ = "read", "check_circle", "success", "Follows its format"
    INVALID = "invalid", "error", "warning", "Does not follow its format"
    UNREADABLE = "unreadable", "error", "warning", "Could not be read"
    TOO_LARGE = "too_large", "info", "neutral", "Too large to be read"


class Says(ShownChoices):
    """What a document says on one thing: that it is there, that it is not, or neither."""

    SHOWS = "shows", "check_circle", "success", "Shows it"
    OPPOSITE = "opposite", "error", "warning", "Shows the opposite"
    SILENT = "silent", "help", "neutral", "Silent"


SHOWN_IN_PAGE = ("application/pdf", "image/png", "image/jpeg")
"""Types that the safe viewer shows inside a page; everything else is handed out as an attachment only."""
EXPIRING_DAYS = 90
"""Evidence that ends within so many days is named on the home page and in the library."""
