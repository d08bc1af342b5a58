"""Which entries of the catalog each kind of document speaks to, and why: one table, decided once (docs/evidence.md).

A row ties one fact that a reader can find (`reading/`) to one entry. A document never answers anything: a fact that
shows the thing, or its opposite, becomes a proposal beside an answer, and a person decides.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.catalog.models import Edition, Node
from apps.evidence.kinds import ReadingState, Says
from apps.evidence.models import EvidenceReading


@dataclass(frozen=True)
class Row:
    """One fact, the entry it speaks to (by its lasting identifier), and why it does."""

    fact: str
    entry: str
    why: str


TABLE = (
    # Bills of materials: CycloneDX, SPDX.
    Row(
        "sbom.components",
        "DI-AID.3",
        "Whoever knows model and version of a unit finds in the list what is loaded on it.",
    ),
    Row("sbom.hashes", "DO-DAU.2", "Hash values are reference values against which software can be checked."),
    Row("sbom.suppliers", "DO-DAU.3", "The supplier of each component is where that part of the product comes from."),
    Row("sbom.services", "DO-SMP.h.2.2", "The services in the list are those that the product relies on."),
    Row("sbom.recipients", "DO-SMP.h.2.4", "A provider to whose service data flows receives them."),
    Row("sbom.data", "DO-SMP.h.2.5", "The list classifies the data that each service gets."),
    Row("sbom.signatures", "DP-CRY.3", "An algorithm for signatures in the software is what verifying them takes."),
    Row("sbom.hash-algorithms", "DP-CRY.4", "The entry asks for hash algorithms, and the list names them."),
    Row(
        "sbom.authenticated-encryption",
        "DP-CRY.5",
        "The entry asks for encryption that authenticates; the list names it.",
    ),
    Row(
        "sbom.support-end", "DO-SMP.g.1", "The date until which the package is supported is the support time asked for."
    ),
    # Statements on vulnerabilities: CSAF, OpenVEX, CycloneDX.
    Row("vex.statements", "IQ-BUG.a.1.4", "The statement tells customers where the correction of each flaw stands."),
    Row("vex.statements", "EA-VMG.a.1.3", "It informs about newly found vulnerabilities of the device."),
    Row(
        "vex.actions",
        "DO-MNT.a.1.9",
        "What to do about each vulnerability is the plan that the manufacturer recommends.",
    ),
    Row("vex.fixes", "ID-CRI.a.2", "It tells customers which update corrects a flaw."),
    Row("vex.published", "ID-CRI.d.1", "The address of the advisory is where customers get it."),
    # MUD files.
    Row("mud.limits", "DO-SMP.c.3.8", "A MUD file is an instruction, made for switches, that limits the connections."),
    Row("mud.hosts", "DO-SMP.h.2.2", "Hosts that the device must reach are services on which it relies."),
    Row(
        "mud.inbound",
        "LA-IFC.8",
        "A network that follows the file keeps the outside away from management, or lets it in.",
    ),
    # security.txt.
    Row("txt.contact", "IQ-BUG.a.1", "The contact is the defined way to report, as long as the file has not expired."),
    Row("txt.policy", "IQ-BUG.a.1.2", "The policy for reports is where the directions for sending them stand."),
    Row(
        "txt.policy",
        "IQ-BUG.a.1.3",
        "Policies for reports say how reports are handled; what it says is to be read there.",
    ),
    Row("txt.csaf", "ID-CRI.d.1", "The field leads to the place where the manufacturer publishes its advisories."),
)
ENTRIES = frozenset(row.entry for row in TABLE)
_BY_FACT: dict[str, list[Row]] = {}
for _row in TABLE:
    _BY_FACT.setdefault(_row.fact, []).append(_row)


@dataclass(frozen=True)
class Finding:
    """What one document says to one entry today: the fact, where it stands, and why it concerns the entry."""

    entry: str
    fact: str
    says: Says
    text: str
    place: str
    why: str


def findings(reading: EvidenceReading, *, today: date) -> list[Finding]:
    """Return what the document says to the catalog; nothing unless it follows its format."""
    if reading.state != ReadingState.READ:
        return []
    return [_finding(row, fact, today) for fact in reading.facts for row in _BY_FACT.get(fact["key"], [])]


def with_titles(found: list[Finding]) -> list[tuple[Finding, str]]:
    """Return the findings with the titles of their entries in the edition in use; one statement, or none."""
    if not found:
        return []
    edition = Edition.objects.current()
    titles = dict(
        Node.objects.filter(edition=edition, entry__identifier__in={one.entry for one in found}).values_list(
            "entry__identifier", "title"
        )
    )
    return [(one, titles.get(one.entry, "")) for one in found]


def _finding(row: Row, fact: dict[str, Any], today: date) -> Finding:
    """A fact that holds until a day turns into its opposite on the day after."""
    ended = bool(fact["until"]) and date.fromisoformat(fact["until"]) < today
    says = Says.OPPOSITE if ended else Says(fact["says"])
    return Finding(row.entry, row.fact, says, fact["after"] if ended else fact["text"], fact["place"], row.why)
