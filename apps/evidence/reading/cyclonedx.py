"""CycloneDX in JSON: components with licenses, services, algorithms, and known vulnerabilities."""

from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

from apps.evidence.reading import bill, schemas, statements
from apps.evidence.reading.bill import Part
from apps.evidence.reading.formats import CYCLONEDX
from apps.evidence.reading.json_text import at, parse
from apps.evidence.reading.outcome import Document, Table, Unreadable, count, listed, words
from apps.evidence.reading.statements import Statement

_STATUS = {
    "exploitable": statements.AFFECTED,
    "in_triage": statements.INVESTIGATED,
    "resolved": statements.FIXED,
    "resolved_with_pedigree": statements.FIXED,
    "not_affected": statements.NOT_AFFECTED,
    "false_positive": statements.NOT_AFFECTED,
}
_PRIMITIVES = {
    "hash": ("sbom.hash-algorithms", "hash algorithms"),
    "ae": ("sbom.authenticated-encryption", "authenticated encryption"),
    "signature": ("sbom.signatures", "signature algorithms"),
}


def read(content: bytes) -> Document:
    """Return what the bill of materials holds; raise Unreadable when its version is not known or it is not JSON."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise Unreadable("This is CycloneDX in XML, which is kept but not read. Export it as JSON to have it speak.")
    bom = parse(content)
    version = words(bom.get("specVersion"), 20)
    if version not in schemas.CYCLONEDX_VERSIONS:
        known = ", ".join(schemas.CYCLONEDX_VERSIONS)
        raise Unreadable(f"CycloneDX “{version}” is not among the versions that are read ({known}).", "/specVersion")
    document = Document(CYCLONEDX, version)
    schemas.check(document, bom, schemas.cyclonedx(version))
    if document.problems:
        return document
    subject = bom.get("metadata", {}).get("component", {})
    document.subject_name, document.subject_version = words(subject.get("name")), words(subject.get("version"), 60)
    document.tell("Made on", bom.get("metadata", {}).get("timestamp"))
    found = list(_components(bom))
    parts = [_part(component, place) for component, place in found if component["type"] != "cryptographic-asset"]
    if parts or not bom.get("vulnerabilities"):
        bill.tell(document, parts, at("components"))
    _services(document, bom)
    _algorithms(document, found)
    vulnerabilities = range(len(bom.get("vulnerabilities", [])))
    statements.tell(document, [_statement(bom, index) for index in vulnerabilities], at("vulnerabilities"))
    return document


def _components(bom: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield every component with its place, those inside others too."""
    waiting: deque[tuple[tuple[str | int, ...], list[Any]]] = deque([(("components",), bom.get("components", []))])
    while waiting:
        steps, components = waiting.popleft()
        for index, component in enumerate(components):
            yield component, at(*steps, index)
            if component.get("components"):
                waiting.append(((*steps, index, "components"), component["components"]))


def _part(component: dict[str, Any], place: str) -> Part:
    supplier = component.get("supplier") or component.get("manufacturer") or {}
    return Part(
        name="/".join(filter(None, (component.get("group"), component["name"]))),
        version=component.get("version", ""),
        license=_license(component),
        supplier=supplier.get("name", "") or component.get("publisher", ""),
        has_hash=bool(component.get("hashes")),
        place=place,
    )


def _license(component: dict[str, Any]) -> str:
    found = []
    for choice in component.get("licenses", []):
        named = choice.get("license", {})
        found.append(choice.get("expression") or named.get("id") or named.get("name") or "")
    return " AND ".join(filter(None, found))


def _services(document: Document, bom: dict[str, Any]) -> None:
    services = bom.get("services", [])
    if not services:
        document.fact("sbom.services", "silent", "It names no service behind the product.", "/services")
        return
    table = Table("Services behind the product", ["Service", "Provider", "Addresses", "Data"])
    recipients, kinds = [], Counter[str]()
    for service in services:
        provider = service.get("provider", {}).get("name", "")
        data = [f"{one['classification']} ({one['flow']})" for one in service.get("data", [])]
        kinds.update(one["classification"] for one in service.get("data", []))
        table.add(service["name"], provider or "not stated", listed(service.get("endpoints", []), 3), listed(data, 4))
        if provider and any(one["flow"] in {"outbound", "bi-directional"} for one in service.get("data", [])):
            recipients.append(provider)
    document.tables.append(table)
    document.tell("Services", len(services))
    names = listed([service["name"] for service in services])
    document.fact("sbom.services", "shows", f"It names {count(len(services), 'service')}: {names}.", at("services", 0))
    if recipients:
        text = f"It names who receives data of the product: {listed(sorted(set(recipients)))}."
        document.fact("sbom.recipients", "shows", text, at("services"))
    if kinds:
        text = f"It names the kinds of data that go to services: {listed(sorted(kinds))}."
        document.fact("sbom.data", "shows", text, at("services"))


def _algorithms(document: Document, found: list[tuple[dict[str, Any], str]]) -> None:
    held: dict[str, list[tuple[str, str]]] = {}
    for component, place in found:
        primitive = component.get("cryptoProperties", {}).get("algorithmProperties", {}).get("primitive", "")
        if primitive in _PRIMITIVES:
            held.setdefault(primitive, []).append((component["name"], place))
    for primitive, assets in held.items():
        key, what = _PRIMITIVES[primitive]
        document.fact(key, "shows", f"It lists {what}: {listed([name for name, _ in assets])}.", assets[0][1])


def _statement(bom: dict[str, Any], index: int) -> Statement:
    entry = bom["vulnerabilities"][index]
    analysis = entry.get("analysis", {})
    response = ", ".join(one.replace("_", " ") for one in analysis.get("response", []))
    fix = "update" in analysis.get("response", [])
    return Statement(
        vulnerability=words(entry.get("id") or "without a number", 40),
        status=_STATUS.get(analysis.get("state", ""), statements.OPEN),
        product=listed([one["ref"] for one in entry.get("affects", [])], 2),
        action=words(entry.get("recommendation") or entry.get("workaround") or response),
        place=at("vulnerabilities", index),
        fix=fix,
    )
