"""SPDX 2.2 and 2.3 in JSON: packages with licenses and suppliers."""

from typing import Any

from apps.evidence.reading import bill, schemas
from apps.evidence.reading.bill import Part
from apps.evidence.reading.formats import SPDX
from apps.evidence.reading.json_text import at, parse
from apps.evidence.reading.outcome import Document, Unreadable, words

_OTHER_FORM = "This is SPDX {form}, which is kept but not read. Export it as SPDX 2.3 in JSON to have it speak."


def read(content: bytes) -> Document:
    """Return what the bill of materials holds; raise Unreadable for other forms of SPDX than JSON of version 2."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        raise Unreadable(_OTHER_FORM.format(form="in another form than JSON"))
    values = parse(content)
    if "spdxVersion" not in values:
        raise Unreadable(_OTHER_FORM.format(form="3"))
    document = Document(SPDX, words(values["spdxVersion"], 20).removeprefix("SPDX-"))
    schemas.check(document, values, schemas.own("spdx-2"))
    if document.problems:
        return document
    packages = values.get("packages", [])
    _check_references(document, values)
    subject = _subject(values)
    if subject is not None:
        index = packages.index(subject)
        document.subject_name, document.subject_version = words(subject["name"]), words(subject.get("versionInfo"), 60)
        if subject.get("validUntilDate"):
            day = subject["validUntilDate"][:10]
            text = f"It says that the product is supported until {day}."
            document.fact("sbom.support-end", "shows", text, at("packages", index, "validUntilDate"))
    document.tell("Made on", values["creationInfo"]["created"])
    document.tell("Made by", ", ".join(values["creationInfo"]["creators"]))
    parts = [_part(one, at("packages", index)) for index, one in enumerate(packages) if one is not subject]
    bill.tell(document, parts, at("packages"))
    return document


def _check_references(document: Document, values: dict[str, Any]) -> None:
    """Note relationships that lead to nothing in this document (elements of other documents are named otherwise)."""
    known = {"SPDXRef-DOCUMENT", "NONE", "NOASSERTION"}
    for kind in ("packages", "files", "snippets"):
        held = values.get(kind, [])
        known |= {str(one.get("SPDXID")) for one in held if isinstance(one, dict)} if isinstance(held, list) else set()
    for index, relation in enumerate(values.get("relationships", [])):
        for end in ("spdxElementId", "relatedSpdxElement"):
            name = relation[end]
            if name not in known and not name.startswith("DocumentRef-"):
                place = at("relationships", index, end)
                document.problem(place, f"“{words(name, 60)}” is not an element of this document.")


def _subject(values: dict[str, Any]) -> dict[str, Any] | None:
    """Return the package that the document describes, when it is exactly one."""
    described = set(values.get("documentDescribes", []))
    for relation in values.get("relationships", []):
        if relation["relationshipType"] == "DESCRIBES" and relation["spdxElementId"] == "SPDXRef-DOCUMENT":
            described.add(relation["relatedSpdxElement"])
        if relation["relationshipType"] == "DESCRIBED_BY" and relation["relatedSpdxElement"] == "SPDXRef-DOCUMENT":
            described.add(relation["spdxElementId"])
    found = [one for one in values.get("packages", []) if one["SPDXID"] in described]
    return found[0] if len(found) == 1 else None


def _part(package: dict[str, Any], place: str) -> Part:
    concluded, declared = package.get("licenseConcluded", ""), package.get("licenseDeclared", "")
    return Part(
        name=package["name"],
        version=package.get("versionInfo", ""),
        license=concluded if concluded not in bill.NOT_STATED else declared,
        supplier=package.get("supplier", "").partition(":")[2].strip(),
        has_hash=bool(package.get("checksums")),
        place=place,
    )
