"""OpenVEX: where products stand with vulnerabilities, and what to do."""

from typing import Any

from apps.evidence.reading import schemas, statements
from apps.evidence.reading.formats import OPENVEX
from apps.evidence.reading.json_text import at, parse
from apps.evidence.reading.outcome import Document, listed, words
from apps.evidence.reading.statements import Statement

_STATUS = {
    "affected": statements.AFFECTED,
    "fixed": statements.FIXED,
    "not_affected": statements.NOT_AFFECTED,
    "under_investigation": statements.INVESTIGATED,
}


def read(content: bytes) -> Document:
    """Return what the statements say."""
    values = parse(content)
    document = Document(OPENVEX, words(str(values.get("@context", "")).rpartition("/v")[2], 20))
    schemas.check(document, values, schemas.own("openvex"))
    if document.problems:
        return document
    document.tell("Issued by", values["author"])
    document.tell("Issued on", values.get("last_updated") or values["timestamp"])
    found = [_statement(one, index) for index, one in enumerate(values["statements"])]
    statements.tell(document, found, at("statements"))
    return document


def _statement(entry: dict[str, Any], index: int) -> Statement:
    vulnerability = entry["vulnerability"]
    name = vulnerability if isinstance(vulnerability, str) else vulnerability["name"]
    products = [one if isinstance(one, str) else one.get("@id", "") for one in entry.get("products", [])]
    reason = entry.get("impact_statement") or entry.get("justification", "").replace("_", " ")
    return Statement(
        vulnerability=words(name, 40),
        status=_STATUS[entry["status"]],
        product=listed(products, 2),
        action=words(entry.get("action_statement") or reason),
        place=at("statements", index),
    )
