"""What every reader ends in: rows of controls, and what is wrong with the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.catalog.exchange.refusal import Findings, Refused
from apps.catalog.kinds import SP_800_53
from apps.catalog.models import Reference
from apps.systems.identifiers import normalized
from apps.systems.kinds import ImportKind

MOST_BYTES = 8_000_000
MOST_ROWS = 3000
"""SP 800-53 has some 1,200 controls and enhancements."""
MOST_REASON = 300


@dataclass(frozen=True)
class ControlRow:
    """One control of the file: in force or tailored out, who implements it if the file says so, and why."""

    identifier: str
    removed: bool = False
    responsibility: str = ""
    reason: str = ""


@dataclass
class ControlContent:
    """What a file says of the controls of a system; `named` are baselines of SP 800-53B that it rests on."""

    kind: ImportKind
    title: str = ""
    rows: dict[str, ControlRow] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)


@dataclass(frozen=True)
class Known:
    """The controls of SP 800-53 by identifier, and its baselines by name."""

    controls: Mapping[str, Reference]
    baselines: Mapping[str, frozenset[str]]

    @classmethod
    def now(cls) -> "Known":
        """Read both; three statements."""
        references = Reference.objects.filter(framework__name=SP_800_53).prefetch_related("sets", "successors")
        controls = {control.identifier: control for control in references}
        named: dict[str, set[str]] = {}
        for identifier, control in controls.items():
            for one in control.sets.all():
                named.setdefault(one.name, set()).add(identifier)
        return cls(controls, {name: frozenset(found) for name, found in named.items()})


def decoded(data: bytes) -> str:
    """Return the text of a file; raise Refused when it is empty, too large, no text, or not UTF-8."""
    if len(data) > MOST_BYTES:
        raise Refused("", f"The file is larger than {MOST_BYTES // 1_000_000} MB. Leave out attachments and prose.")
    if not data.strip():
        raise Refused("", "The file is empty. Check that it was saved completely.")
    if data.startswith(b"PK\x03\x04"):
        raise Refused("", "This is a workbook or an archive. Save the sheet as “CSV UTF-8” and choose that file.")
    if data.lstrip().startswith(b"<"):
        raise Refused("", "This is XML. Convert the OSCAL document to JSON and choose that file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(f"line {line}", "The file is not in UTF-8. In Excel, save it as “CSV UTF-8”.") from None


def control_at(known: Known, written: str, place: str, content: ControlContent) -> str:
    """Return the identifier of a control that SP 800-53 has in force; note a fault and return "" otherwise."""
    identifier = normalized(written)
    control = known.controls.get(identifier)
    if control is None:
        content.findings.fault(place, f"SP 800-53 has no control “{written[:40]}”. Write it like IA-3 or AC-2(4).")
        return ""
    if control.withdrawn:
        successors = ", ".join(sorted(one.identifier for one in control.successors.all()))
        content.findings.fault(place, f"{identifier} is withdrawn{'; use ' + successors if successors else ''}.")
        return ""
    return identifier


def add_row(content: ControlContent, row: ControlRow, place: str) -> None:
    """Add a row; note a fault when the control is there already, a text is too long, or a removal has no reason."""
    if row.identifier in content.rows:
        content.findings.fault(place, f"{row.identifier} is there twice. Leave one of the two.")
    elif len(row.reason) > MOST_REASON:
        content.findings.fault(place, f"The reason has {len(row.reason)} characters; {MOST_REASON} is the most.")
    elif row.removed and not row.reason.strip():
        content.findings.fault(place, f"Say why {row.identifier} is removed; the reason stays on record.")
    else:
        content.rows[row.identifier] = row
