"""From printed names to codes: those of SP 800-213A by a fixed list, proposed initials for anything else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from apps.catalog.kinds import Branch
from apps.catalog.official.tree import key

_SMALL = frozenset({"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"})


@dataclass(frozen=True)
class Named:
    """A code, the name that goes with it, and words by which a longer printed name is recognized."""

    code: str
    name: str
    words: tuple[str, ...] = ()

    def says(self, printed: str) -> bool:
        """Tell whether the printed text is this name."""
        return key(self.name) == key(printed)

    def hints(self, printed: str) -> bool:
        """Tell whether every word group that stands for this name is in the printed text."""
        return bool(self.words) and all(key(word) in key(printed) for word in self.words)


CAPABILITIES: dict[Branch, tuple[Named, ...]] = {
    Branch.TECHNICAL: (
        Named("DI", "Device Identification", ("device identity",)),
        Named("DC", "Device Configuration"),
        Named("DP", "Data Protection"),
        Named("LA", "Logical Access to Interfaces"),
        Named("SU", "Software Update"),
        Named("CS", "Cybersecurity State Awareness"),
        Named("DS", "Device Security"),
    ),
    Branch.NON_TECHNICAL: (
        Named("DO", "Documentation", ("documentation",)),
        Named("IQ", "Information and Query Reception", ("query reception",)),
        Named("ID", "Information Dissemination", ("information dissemination",)),
        Named("EA", "Education and Awareness", ("education", "awareness")),
    ),
}

SUBCAPABILITIES: dict[str, tuple[Named, ...]] = {
    "DI": (
        Named("IMS", "Identifier Management Support"),
        Named("AID", "Actions Based on Device Identity"),
        Named("DAS", "Device Authentication Support"),
        Named("PID", "Physical Identifiers"),
    ),
    "DC": (
        Named("PRV", "Logical Access Privilege Configuration"),
        Named("AUT", "Authentication and Authorization Configuration"),
        Named("INT", "Interface Configuration"),
        Named("DSP", "Display Configuration"),
        Named("CTL", "Device Configuration Control"),
    ),
    "DP": (
        Named("CRY", "Cryptography Capabilities and Support"),
        Named("KEY", "Cryptographic Key Management"),
        Named("STO", "Secure Storage"),
        Named("STX", "Secure Transmission"),
    ),
    "LA": (
        Named("AUN", "Authentication Support"),
        Named("ACF", "Authentication Configuration"),
        Named("USE", "System Use Notification Support"),
        Named("AUZ", "Authorization Support"),
        Named("AIM", "Authentication & Identity Management"),
        Named("ROL", "Role Support & Management"),
        Named("LDU", "Limitations on Device Usage"),
        Named("XCN", "External Connections"),
        Named("IFC", "Interface Control"),
    ),
    "SU": (
        Named("UPD", "Update Capabilities"),
        Named("APP", "Update Application Support"),
    ),
    "CS": (
        Named("AEI", "Access to Event Information"),
        Named("EIM", "Event Identification & Monitoring"),
        Named("EVR", "Event Response"),
        Named("LCT", "Logging Capture & Trigger Support"),
        Named("RDL", "Support of Required Data Logging"),
        Named("LSR", "Audit Log Storage & Retention"),
        Named("SRT", "Support for Reliable Time"),
        Named("AUP", "Audit Support & Protection"),
        Named("AWR", "State Awareness Support"),
    ),
    "DS": (
        Named("EXE", "Secure Execution"),
        Named("COM", "Secure Communication"),
        Named("RSC", "Secure Resource Usage"),
        Named("DIN", "Device Integrity"),
        Named("ONB", "Secure Network Onboarding Support"),
        Named("OPS", "Secure Device Operation"),
    ),
    "DO": (
        Named("SMP", "Assumptions Made in Product Development", ("assumptions", "development process")),
        Named("CAP", "Technical Cybersecurity Capabilities Implemented", ("cybersecurity capabilities",)),
        Named("DSC", "Design and Support Considerations", ("design and support",)),
        Named("MNT", "Maintenance Requirements", ("maintenance requirements",)),
        Named("DAU", "Device Authenticity Support", ("authenticity",)),
    ),
    "IQ": (
        Named("BUG", "Reception of Vulnerability Information", ("vulnerability information",)),
        Named("QRY", "Query Response", ("respond", "queries")),
    ),
    "ID": (
        Named("CRI", "Cybersecurity Related Information Alert", ("alert customers",)),
        Named("VNT", "Cybersecurity Event Notification", ("notify customers", "events")),
    ),
    "EA": (
        Named("CSC", "Cybersecurity Capabilities", ("presence and use", "capabilities")),
        Named("EOL", "End-of-Life (Reprovisioning and Disposal)", ("reprovisioned",)),
        Named("RSP", "Cybersecurity Responsibilities", ("responsibilities",)),
        Named("EXP", "Cybersecurity Expectations and Assumptions", ("assumptions", "expectations")),
        Named("BAK", "Data Back-up", ("back-up",)),
        Named("VMG", "Vulnerability Management Options", ("vulnerability management",)),
    ),
}


class NoCode(Exception):
    """A name that has no code, and for which none can be proposed; its text says why."""


def find(printed: str, names: Iterable[Named]) -> Named | None:
    """Return the one name of the list that the printed text is, or None; the exact name goes before the hints."""
    listed = tuple(names)
    exact = [named for named in listed if named.says(printed)]
    if exact:
        return exact[0]
    hinted = [named for named in listed if named.hints(printed)]
    return hinted[0] if len(hinted) == 1 else None


def propose(printed: str, length: int, taken: Iterable[str]) -> str:
    """Return initials of the printed name; raise NoCode when they are taken already or cannot be made."""
    words = [word for word in re.findall(r"[A-Za-z]+", printed) if word.lower() not in _SMALL]
    letters = "".join(word[0] for word in words).upper()
    if words and len(letters) < length:
        letters = (words[0][: length - len(letters) + 1] + letters[1:]).upper()
    code = letters[:length]
    if len(code) < length:
        raise NoCode(f"“{printed[:60]}” is on no list of names, and gives no {length} letters for a code.")
    if code in set(taken):
        raise NoCode(
            f"“{printed[:60]}” is on no list of names, and the code {code} is taken; give it a code of its own."
        )
    return code
