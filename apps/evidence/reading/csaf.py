"""CSAF 2.0 and 2.1, and the VEX profile of it: where products stand with vulnerabilities, and what to do."""

from typing import Any

from apps.evidence.reading import schemas, statements
from apps.evidence.reading.formats import CSAF
from apps.evidence.reading.json_text import at, parse
from apps.evidence.reading.outcome import Document, Unreadable, listed, words
from apps.evidence.reading.statements import Statement

_STATUS = {
    "known_affected": statements.AFFECTED,
    "first_affected": statements.AFFECTED,
    "last_affected": statements.AFFECTED,
    "under_investigation": statements.INVESTIGATED,
    "fixed": statements.FIXED,
    "first_fixed": statements.FIXED,
    "known_not_affected": statements.NOT_AFFECTED,
}
_NO_ACTION = {"none_available", "no_fix_planned"}
_MAX_DEPTH = 40


def read(content: bytes) -> Document:
    """Return what the advisory holds; raise Unreadable when its version is not known or it is not JSON."""
    values = parse(content)
    held = values.get("document")
    version = words(held.get("csaf_version"), 20) if isinstance(held, dict) else ""
    if version not in schemas.CSAF_VERSIONS:
        known = " and ".join(schemas.CSAF_VERSIONS)
        raise Unreadable(
            f"CSAF “{version}” is not among the versions that are read ({known}).", "/document/csaf_version"
        )
    document = Document(CSAF, version)
    schemas.check(document, values, schemas.csaf(version))
    if document.problems:
        return document
    head, names = values["document"], _names(values.get("product_tree", {}))
    document.subject_name = words(head["title"])
    document.tell("Title", head["title"])
    document.tell("Kind", head["category"].replace("_", " "))
    document.tell("Issued by", head["publisher"]["name"])
    document.tell("Contact", head["publisher"].get("contact_details"))
    document.tell("State", f"{head['tracking']['status']}, version {head['tracking']['version']}")
    document.tell("Released on", head["tracking"]["current_release_date"])
    for index, one in enumerate(head.get("references", [])):
        if one.get("category") == "self" and one["url"].startswith("https://"):
            text = f"It says where it is published: {one['url']}"
            document.fact("vex.published", "shows", text, at("document", "references", index, "url"))
            break
    _check_products(document, values, names)
    found = [
        one for index in range(len(values.get("vulnerabilities", []))) for one in _statements(values, index, names)
    ]
    statements.tell(document, found, at("vulnerabilities"))
    return document


def _names(tree: dict[str, Any]) -> dict[str, str]:
    """Return the names of all products by their id; branches are followed down to a depth no real document has."""
    found = {one["product_id"]: one["name"] for one in tree.get("full_product_names", [])}
    for one in [*tree.get("relationships", []), *tree.get("product_paths", [])]:
        name = one.get("full_product_name", {})
        if name:
            found[name["product_id"]] = name["name"]
    waiting = [(branch, 1) for branch in tree.get("branches", [])]
    while waiting:
        branch, depth = waiting.pop()
        product = branch.get("product")
        if product:
            found[product["product_id"]] = product["name"]
        if depth < _MAX_DEPTH:
            waiting += [(one, depth + 1) for one in branch.get("branches", [])]
    return found


def _check_products(document: Document, values: dict[str, Any], names: dict[str, str]) -> None:
    """Note products that a statement names and the product tree does not (CSAF, mandatory test 6.1.1)."""
    for index, entry in enumerate(values.get("vulnerabilities", [])):
        for status, products in entry.get("product_status", {}).items():
            # The schema knows the names of states; under any other name anything may stand.
            for position, product in enumerate(products if status in _STATUS else ()):
                if product not in names:
                    place = at("vulnerabilities", index, "product_status", status, position)
                    document.problem(place, f"The product “{words(product, 60)}” is not in the product tree.")


def _statements(values: dict[str, Any], index: int, names: dict[str, str]) -> list[Statement]:
    entry = values["vulnerabilities"][index]
    number = words(entry.get("cve") or _first_id(entry) or entry.get("title") or "without a number", 40)
    found = []
    for status, products in entry.get("product_status", {}).items():
        if status in _STATUS:
            remedies = [one for one in entry.get("remediations", []) if _concerns(one, products)]
            useful = [one for one in remedies if one["category"] not in _NO_ACTION]
            found.append(
                Statement(
                    vulnerability=number,
                    status=_STATUS[status],
                    product=listed([names.get(product, product) for product in products], 2),
                    action=words(" ".join(one["details"] for one in useful)),
                    place=at("vulnerabilities", index, "product_status", status),
                    fix=any(one["category"] == "vendor_fix" for one in useful),
                )
            )
    return found


def _concerns(remedy: dict[str, Any], products: list[str]) -> bool:
    """Tell whether a remedy is for one of the products; one that names groups only counts for all."""
    named = remedy.get("product_ids", [])
    return not named or bool(set(named) & set(products))


def _first_id(entry: dict[str, Any]) -> str:
    ids = entry.get("ids", [])
    return str(ids[0]["text"]) if ids else ""
