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
