"""Case B, infusion pumps: claims, proofs and findings for firmware 4.1.0, and what 4.2.0 changed."""

from dataclasses import replace

from apps.evidence.kinds import EvidenceKind as K
from apps.evidence.kinds import Marking
from apps.reviews.workflow import VerdictValue as V
from config.demo.story import Line, Paper

PAPERS = (
    Paper(
        "security-manual",
        "Meridax IV-700 security manual 4.1",
        K.DOCUMENT,
        (
            "1  Roles: nurse (bedside PIN), biomedical engineer (service password), Meridax Link administrator.",
            "2  Network: Wi-Fi with a pre-shared key; the pump infuses on without network.",
            "3  Updates: packages carry a checksum. Installed by biomedical engineers.",
            "4  Logs: the last 500 events are kept on the pump; Meridax Link collects them.",
        ),
        issuer="Corvale Medical",
        version="4.1.0",
        age=120,
    ),
    Paper(
        "pen-test",
        "Penetration test summary, firmware 4.1.0",
        K.TEST_REPORT,
        (
            "Scope: IV-700 with firmware 4.1.0, Meridax Link 2.3. Open items: 3.",
            "High: altered update package accepted. High: one service password for all pumps. Medium: PIN shared at the bedside.",
        ),
        issuer="Tallow Bay Test House",
        version="4.1.0",
        age=110,
    ),
    Paper(
        "sbom-41",
        "SBOM 4.1.0",
        K.SBOM,
        ("84 components with versions and licenses.", "No statement on known vulnerabilities is attached."),
        issuer="Corvale Medical",
        version="4.1.0",
        age=115,
    ),
    Paper(
        "safety-note",
        "Behavior without network and during updates",
        K.DOCUMENT,
        (
            "Therapy continues without network with the last confirmed order.",
            "Updates are refused while an infusion runs.",
        ),
        issuer="Corvale Medical",
        version="",
        age=115,
    ),
    Paper(
        "psirt",
        "Vulnerability handling and support policy",
        K.POLICY,
        (),
        issuer="Corvale Medical",
        marking=Marking.PUBLIC,
        url="https://corvale.example/security",
        age=115,
    ),
)
PAPERS_42 = (
    Paper(
        "manual-42",
        "Meridax IV-700 security manual 4.2",
        K.DOCUMENT,
        (
            "1  Roles: nurse, biomedical engineer, administrator; each service account is personal.",
            "2  Network: EAP-TLS with a device certificate; no shared key.",
            "3  Updates: packages are signed (ECDSA P-256) and verified before installation.",
            "4  End of support: 30 June 2035; notice 24 months before.",
        ),
        issuer="Corvale Medical",
        version="4.2.0",
        age=40,
    ),
    Paper(
        "retest-42",
        "Retest of firmware 4.2.0",
        K.TEST_REPORT,
        ("Altered package refused. Service accounts are personal. Wi-Fi joins with certificate only.",),
        issuer="Tallow Bay Test House",
        version="4.2.0",
        age=34,
    ),
    Paper(
        "vex-42",
        "SBOM and vulnerability statement 4.2.0",
        K.VULNERABILITY_STATEMENT,
        ("86 components; 4 known vulnerabilities: 3 not affected, 1 fixed.",),
        issuer="Corvale Medical",
        version="4.2.0",
        age=34,
    ),
    Paper(
        "crypto-42",
        "Cryptographic module: interim validation",
        K.CERTIFICATE,
        ("Corvale Core 1.2, FIPS 140-3 level 1, Active, interim validation until September 2027.",),
        issuer="Corvale Medical",
        version="4.2.0",
        age=34,
    ),
)

_UPDATE = "A pump that accepts foreign software can harm a patient."
LINES = (
    Line("DI-IMS.1", "yes", "Serial number and device ID in one-time memory.", V.MET, "Read on two pumps.", ("security-manual: 1",), "ET", 4, key="220 pumps must be told apart in an emergency."),
    Line("DP-STX.2", "yes", "TLS 1.2 between pump and Meridax Link.", V.MET, "Capture shows TLS only.", ("security-manual: 2",), "ET", 4, key="Orders and doses travel over the air."),
    Line("DP-CRY.1", "yes", "Vendor module, validated to FIPS 140-3 (interim).", V.MET, "Certificate checked: Active, interim.", ("security-manual: 2",), "E", 3),
    Line("LA-AUN.1", "partly", "Nurses unlock the pump with a PIN that the ward shares.", V.PARTLY, "The PIN is known to the whole ward and is not changed.", ("pen-test: p. 1",), "EIT", 4, key="Whoever can touch the pump can change the dose."),
    Line("LA-ROL.3", "no", "All biomedical engineers use one service password.", V.NOT_MET, "One password for all pumps, printed in the service manual.", ("pen-test: p. 1",), "ET", 4, key="Service functions change limits and software."),
    Line("LA-IFC.3", "yes", "Only the TLS port answers.", V.MET, "Scan: one port.", ("security-manual: 2",), "T", 4),
    Line("SU-UPD.1", "yes", "Updates are staged by Meridax Link and installed by a biomedical engineer.", V.MET, "Seen at the bench.", ("security-manual: 3",), "ET", 4),
    Line("SU-UPD.5", "no", "Packages carry a checksum, not a signature.", V.NOT_MET, "We altered a package and its checksum: the pump installed it.", ("pen-test: p. 1",), "T", 4, key=_UPDATE),
    Line("CS-LSR.1", "partly", "The pump keeps the last 500 events.", V.PARTLY, "500 events are reached in two days on a busy ward.", ("security-manual: 4",), "ET", 4, parameter="One year"),
    Line("CS-RDL.2", "yes", "Kind, time, user role and outcome.", V.MET, "Sample compared.", ("security-manual: 4",), "ET", 4),
    Line("DS-ONB.1", "no", "Pumps join with one Wi-Fi key for the whole fleet.", V.NOT_MET, "The key can be read from a discarded pump.", ("security-manual: 2",), "ET", 4, key="A stolen key opens the clinical network."),
    Line("DS-OPS.5", "yes", "On failure the pump stops safely and alarms.", V.MET, "Failure tests seen.", ("safety-note: p. 1",), "ET", 4, key="Safety of the patient."),
    Line("DS-RSC.6", "yes", "Therapy continues without network.", V.MET, "Network cable pulled during an infusion: it went on.", ("safety-note: p. 1",), "T", 4, key="Therapy must continue off line."),
    Line("DO-DSC.b.1.1", "partly", "SBOM without a vulnerability statement.", V.PARTLY, "84 components, nobody says which vulnerabilities matter.", ("sbom-41: p. 1",), "E", 3),
    Line("ID-CRI.b.1", "partly", "Support is promised, without an end date.", V.PARTLY, "No date in the policy.", ("psirt: support",), "E", 3, key="Pumps stay ten years."),
    Line("IQ-BUG.a.1", "yes", "Security contact and disclosure policy.", V.MET, "Test query answered in two days.", ("psirt: contact",), "ET", 4),
)  # fmt: skip

_NOW_MET = {
    "LA-ROL.3": ("yes", "Each service account is personal; the old password is gone.", "Retest read; old password refused on a 4.2.0 pump.", ("manual-42: 1", "retest-42: p. 1")),
    "SU-UPD.5": ("yes", "Packages are signed and verified before installation.", "Altered package refused on a 4.2.0 pump.", ("manual-42: 3", "retest-42: p. 1")),
    "DS-ONB.1": ("yes", "Each pump joins with its own certificate (EAP-TLS).", "Pump with a foreign certificate kept out.", ("manual-42: 2", "retest-42: p. 1")),
    "DO-DSC.b.1.1": ("yes", "SBOM with a vulnerability statement for each release.", "Statement read: 4 known, none open.", ("vex-42: p. 1",)),
    "ID-CRI.b.1": ("yes", "End of support 30 June 2035, notice 24 months before.", "Date and notice in the manual.", ("manual-42: 4",)),
}  # fmt: skip


def lines_42() -> tuple[Line, ...]:
    """Return the lines for firmware 4.2.0: five findings are now met, the others stand."""
    changed = []
    for line in LINES:
        if line.identifier in _NOW_MET:
            claim, how, reason, proof = _NOW_MET[line.identifier]
            changed.append(
                replace(line, claim=claim, how=how, verdict=V.MET, reason=reason, proof=proof, methods="ET", strength=4)
            )
        elif line.identifier == "DP-CRY.1":
            changed.append(replace(line, proof=("crypto-42: p. 1",)))
        else:
            changed.append(replace(line, proof=("manual-42: whole manual",)))
    return tuple(changed)


DECLINED = {
    "DI": "The pump does not act on the identity of other devices; Meridax Link and the network do.",
    "DC": "Settings are made in the drug library by the pharmacy and are not security settings of this purchase.",
    "DP": "The pump stores no patient data beyond the running order.",
    "LA": "Accounts are kept in Meridax Link and the badge system.",
    "SU": "Covered by the update requirements that are selected.",
    "CS": "Monitoring is done by the hospital's medical device monitoring.",
    "DS": "Covered by the safety assessment of the pump.",
    "*": "Not needed for this use; the hospital's clinical engineering has its own procedures.",
}

USE_CASE = {
    "benefit": "220 infusion pumps give medication in wards and intensive care; Meridax Link sends orders and collects events.",
    "replaced": "The older pumps were not connected.",
    "data": "Orders with patient numbers, doses, events.",
    "storage": "In Meridax Link on the hospital's server. No cloud.",
    "geography": "One hospital, patient areas that visitors enter.",
    "third_parties": "Corvale field service, escorted.",
    "safety_privacy": "A wrong dose can kill. Therapy must go on without network. Patient numbers are personal data.",
    "reliability": "Updates are refused while an infusion runs; a pump that is down is replaced from the pool.",
    "controls": "No agent, no active scan during infusion: passive discovery only.",
    "vulnerabilities": "Two advisories for 4.0, fixed in 4.1.0.",
    "musts": "Network segment for medical devices, certificates, logs for one year.",
    "boundary": "Pumps and Link lie inside the clinical network; the orders of the pharmacy stay outside.",
    "placement": "One of several subsystems",
    "personal_data": "Yes",
}
