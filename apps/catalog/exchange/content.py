"""What a profile from outside must keep to; readers of all formats end here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from apps.catalog.exchange.picture import PicturedEdition, PicturedItem, PicturedNode, ProfileContent, ProfileIdentity
from apps.catalog.exchange.refusal import Findings, Refused
from apps.catalog.kinds import ItemState

MOST_BYTES = 2_000_000
NO_REASON = "The imported file gives no reason."
LIMITS = {"title": 160, "description": 4000, "source": 2000}
REASON, PARAMETER = 500, 300


@dataclass(slots=True)
class ReadProfile:
    """What a file says: the content, whose it was when the file tells, and what there is to say about it."""

    content: ProfileContent
    identity: ProfileIdentity | None = None
    findings: Findings = field(default_factory=Findings)


def decoded(data: bytes) -> str:
    """Return the text of a file; raise Refused when it is too large or is not UTF-8."""
    if len(data) > MOST_BYTES:
        raise Refused("", f"The file is larger than {MOST_BYTES // 1_000_000} MB; a profile needs a tenth of that.")
    if not data.strip():
        raise Refused("", "The file is empty. Check that it was saved completely.")
    if data.startswith(b"PK\x03\x04"):
        raise Refused("", "This is a workbook or an archive. Save the sheet as “CSV UTF-8” and choose that file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(f"line {line}", "The file is not in UTF-8. In Excel, save it as “CSV UTF-8”.") from None


def check(edition: PicturedEdition, content: ProfileContent, places: Mapping[str, str], findings: Findings) -> None:
    """Add a fault for everything in the content that cannot be taken over; `places` tells where each thing stands."""
    for name, limit in LIMITS.items():
        text: str = getattr(content, name)
        if len(text) > limit:
            findings.fault(places.get(name, name), f"The {name} has {len(text)} characters; {limit} is the most.")
        if name != "source" and not text.strip():
            findings.fault(places.get(name, name), f"The {name} is missing. Say {_WHAT[name]}.")
    if not content.items and not findings.faults:
        findings.fault("", "The file says nothing of any entry. Require, recommend or exclude at least one.")
    for item in content.items:
        for problem in _problems(item, edition.by_identifier[item.identifier]):
            findings.fault(places.get(item.identifier, item.identifier), problem)


def _problems(item: PicturedItem, node: PicturedNode) -> Iterator[str]:
    qualified = item.key or item.parameter
    if not item.reason.strip():
        yield f"{item.identifier}: say why; the reason stays with the profile."
    if len(item.reason) > REASON:
        yield f"The reason has {len(item.reason)} characters; {REASON} is the most."
    if len(item.parameter) > PARAMETER:
        yield f"The parameter has {len(item.parameter)} characters; {PARAMETER} is the most."
    if item.state == ItemState.EXCLUDED and qualified:
        yield f"{item.identifier} is excluded, so it can be neither key nor have a parameter."
    elif qualified and not node.answerable:
        yield f"{item.identifier} groups the entries below it. Set key flag and parameter on one of them."


def check_edition(named: str, edition: PicturedEdition, place: str, findings: Findings) -> None:
    """Raise Refused when the file was made for another edition; its entries may be other ones."""
    if not named:
        findings.notice("", f"The file names no edition. It was read against {edition.label}.")
    elif named != edition.slug:
        raise Refused(
            place,
            f"The file was made for the edition “{named[:80]}”, and you chose “{edition.slug}”. "
            "Choose the edition of the file; the profile can be carried over afterwards.",
        )


_WHAT = {"title": "what the profile is called", "description": "what the profile is for"}
