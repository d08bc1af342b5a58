"""The case under way: what the manufacturer of the badge readers claims."""

from apps.evidence.kinds import EvidenceKind as K
from apps.reviews.workflow import VerdictValue as V
from config.demo.story import Paper

PAPERS = (
    Paper(
        "br8-guide",
        "BR-8 installation and security guide",
        K.DOCUMENT,
        (
            "1  Each reader has a certificate. 2  TLS to the door server.",
            "3  Services: 443/tcp only; the setup page closes after installation.",
            "4  Accounts are those of the door server. 5  Signed updates.",
        ),
        issuer="Quayline Access",
        version="2.6.1",
        age=30,
    ),
    Paper(
        "br8-scan",
        "Port scan of a BR-8",
        K.SCAN,
        ("443/tcp open https", "80/tcp open http (until setup is finished)"),
        issuer="Quayline Access",
        version="2.6.1",
        age=25,
    ),
)


def _entry(
    claim: str, how: str, verdict: str, reason: str, proof: str = "br8-guide: p. 1", *, strength: int = 4
) -> dict[str, object]:
    return {
        "claim": claim,
        "how": how,
        "verdict": verdict,
        "reason": reason,
        "proof": (proof,),
        "strength": strength,
    }


ANSWERS = {
    "DI-IMS.1": _entry("yes", "Certificate with the serial number of the reader.", V.MET, "Read on two readers."),
    "DI-DAS.1": _entry("yes", "TLS client certificate towards the door server.", V.MET, "Foreign certificate refused."),
    "DC-CTL.2": _entry(
        "yes", "Settings are kept on the door server and restored from there.", V.MET, "Restored after a reset."
    ),
    "DP-CRY.1": _entry(
        "yes", "Module of the controller, FIPS 140-3, Active.", V.MET, "Certificate number checked.", strength=3
    ),
    "DP-STX.2": _entry("yes", "TLS 1.3 between reader and door server.", V.MET, "Capture shows TLS only."),
    "LA-AUN.1": _entry(
        "partly",
        "The setup page answers without log-on until setup is finished.",
        V.PARTLY,
        "Setup page open on a new reader.",
    ),
    "LA-ACF.1.b": _entry("yes", "Lock after five failures on the setup page.", V.MET, "Tried."),
    "LA-IFC.3": _entry(
        "partly",
        "Port 80 closes when setup is finished.",
        V.PARTLY,
        "Port 80 open on a new reader.",
        "br8-scan: both lines",
    ),
    "LA-ROL.4": _entry("yes", "Roles of the door server.", V.MET, "Role table read."),
    "SU-UPD.1": _entry("yes", "Signed packages from the door server.", V.MET, "Seen."),
    "SU-UPD.5": _entry("yes", "The reader checks the signature.", V.MET, "Altered package refused."),
    "CS-LCT.1": _entry("yes", "Every badge and every setting is an event.", V.MET, "Sample read."),
    "CS-RDL.2": _entry("yes", "Kind, time, door, badge, outcome.", V.MET, "Sample read."),
    "CS-SRT.2": _entry("yes", "Time from the door server.", V.MET, "Seen."),
    "IQ-BUG.a.1": _entry(
        "yes", "security.txt and a mailbox.", V.MET, "Test query answered.", "br8-security-txt: line 2"
    ),
    "ID-VNT.b.1": _entry("planned", "An advisory list starts with firmware 2.7.", V.NOT_MET, "No list yet."),
    "ID-CRI.b.1": _entry("yes", "Support until the date on the product page, notice 12 months before.", V.MET, "Read."),
}
ANSWERS["ID-VNT.b.1"]["planned"] = "2.7"

KEYS = {
    "DI-IMS.1": "Each of the 22 readers must be told apart on the door network.",
    "DI-DAS.1": "A reader hangs on the outside of a door: only known ones may talk to the door server.",
    "DC-CTL.2": "A tampered reader must come back to the known settings.",
    "DP-CRY.1": "Badge numbers open doors: their protection must rest on a validated module.",
    "DP-STX.2": "The cable runs to the outside of the building.",
    "LA-AUN.1": "The setup page is reachable from the door network.",
    "LA-IFC.3": "Open services on the outside of a building are an invitation.",
    "SU-UPD.1": "A reader that cannot be updated safely cannot stay for ten years.",
    "SU-UPD.5": "Whoever can load software into a reader can open its door.",
}
"""Why requirements are key here; the reasons for others are those that any purchase has."""

DECLINED = {
    "DI": "Readers act on badges, not on the identity of other devices.",
    "DC": "Settings are made on the door server, which is reviewed with its system.",
    "DP": "Readers keep nothing; records are kept by the door server.",
    "LA": "Accounts, roles and sessions are those of the door server.",
    "SU": "Updates are sent from the door server in a window.",
    "CS": "Watching and reacting to events is done by the agency's monitoring system, which receives the records.",
    "DS": "Readers run no software of the agency; their network is one of its own.",
    "DO": "Not needed to operate 22 readers; the installation and security guide covers what is.",
    "IQ": "Not needed beyond the reporting way that is selected.",
    "ID": "Not needed beyond the notices that are selected.",
    "EA": "Training is given with the installation.",
    "*": "Not needed for this use.",
}

USE_CASE = {
    "benefit": "Twenty-two readers open the doors of the north annex for staff with a badge. They replace keys.",
    "replaced": "No. Keys had no records.",
    "data": "Badge numbers with time and door (personal data).",
    "storage": "On the door server of the agency. No cloud.",
    "geography": "One building, its outer doors and two inner ones.",
    "third_parties": "Brackwater Integrators install; nobody else has access.",
    "safety_privacy": "Doors open from inside without power. Movement of staff is visible in the records.",
    "reliability": "A reader that updates is out for three minutes; a guard opens.",
    "controls": "No agent can be installed on a reader; scanning is safe at night.",
    "vulnerabilities": "None known for the versions offered.",
    "musts": "Own network segment, certificates of the agency, records to the door server.",
    "boundary": "Readers and their controllers lie inside; the badge office stays outside.",
    "placement": "Components as single elements",
    "personal_data": "Yes",
}
