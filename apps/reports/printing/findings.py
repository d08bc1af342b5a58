"""The chapter of findings: one card a requirement, claim and verdict visibly apart, grouped by capability."""

from typing import Any

from apps.reports.printing import words
from apps.reports.printing.text import Printer, link

NO_ANSWER = "No answer to this requirement is in the declaration."
NO_DECLARATION = "The manufacturer gave no declaration."
OWN_TEXT = "This is the agency's own requirement; the declaration has no answer to it."


def groups(record: dict[str, Any], printer: Printer) -> list[dict[str, Any]]:
    """Return the capabilities that have selected requirements, in the catalog's order, with their cards."""
    titles = {row["code"]: row["title"] for row in record["requirement_set"]["capabilities"]}
    findings = {row["identifier"]: row for row in record["findings"]}
    found: dict[str, list[dict[str, Any]]] = {}
    for number, row in enumerate(record["requirement_set"]["selected"], 1):
        card = _card(number, row, findings[row["identifier"]], record, printer)
        found.setdefault(row["capability"], []).append(card)
    return [
        {
            "code": printer.line(code),
            "title": printer.line(titles.get(code, "Other requirements of the agency")),
            "anchor": f"g{number}",
            "cards": cards,
            "counts": _counts(cards),
        }
        for number, (code, cards) in enumerate(found.items(), 1)
    ]


def _counts(cards: list[dict[str, Any]]) -> str:
    """Return "12 requirements: 9 met, 2 partly met, 1 no evidence"; counts, never a share."""
    tally: dict[str, int] = {}
    for card in cards:
        word = card["verdict"]["word"] if card["verdict"] else "No verdict"
        tally[word] = tally.get(word, 0) + 1
    parts = ", ".join(f"{number} {word[0].lower()}{word[1:]}" for word, number in tally.items())
    return f"{words.count(len(cards), 'requirement')}: {parts}"


def _card(
    number: int, row: dict[str, Any], finding: dict[str, Any], record: dict[str, Any], printer: Printer
) -> dict[str, Any]:
    return {
        "anchor": f"r{number}",
        "identifier": printer.line(row["identifier"]),
        "title": printer.line(row["title"]),
        "statement": printer.text(row["statement"]),
        "key": row["key"],
        "key_reason": printer.text(row["key_reason"]),
        "parameter": printer.line(row["parameter"]),
        "why": printer.line("; ".join(_source(source) for source in row["sources"])),
        "claims": [_claim(answer, printer) for answer in finding["answers"]],
        "silence": _silence(row, record) if not finding["answers"] else "",
        "verdict": _verdict(finding["verdict"], row["minimum_strength"], printer),
    }


def _source(source: dict[str, Any]) -> str:
    return f"{source['kind']['label'].lower()}: {source['detail']}"


def _silence(row: dict[str, Any], record: dict[str, Any]) -> str:
    if row["own_text"]:
        return OWN_TEXT
    return NO_ANSWER if record["declaration"] else NO_DECLARATION


def _claim(answer: dict[str, Any], printer: Printer) -> dict[str, Any]:
    planned = ""
    if answer["planned_version"] or answer["planned_on"]:
        version = f"in version {printer.line(answer['planned_version'])}" if answer["planned_version"] else ""
        until = f"by {words.day(answer['planned_on'])}" if answer["planned_on"] else ""
        planned = f"Planned {' '.join(part for part in (version, until) if part)}."
    return {
        "component": printer.line(answer["component"]),
        "word": words.label(answer["value"]),
        "planned": planned,
        "explanation": printer.text(answer["explanation"]),
        "configuration": printer.text(answer["configuration"]),
        "evidence": [evidence_line(item, printer) for item in answer["evidence"]],
    }


def _verdict(verdict: dict[str, Any] | None, least: int, printer: Printer) -> dict[str, Any] | None:
    if verdict is None:
        return None
    given, confirmed = verdict["given"], verdict["confirmed"]
    signatures = f"{printer.line(given['by']['name'])}, {words.day(given['at'])}"
    if confirmed:
        signatures += f"; confirmed by {printer.line(confirmed['by']['name'])}, {words.day(confirmed['at'])}"
    return {
        "word": words.label(verdict["value"]),
        "tone": words.tone(verdict["value"]),
        "methods": ", ".join(method.lower() for method in verdict["methods"]),
        "strength": words.strength(verdict["strength"], least),
        "reason": printer.text(verdict["reason"]),
        "version_reason": printer.text(verdict["version_reason"]),
        "signatures": signatures,
        "evidence": [evidence_line(item, printer) for item in verdict["evidence"]],
    }


def evidence_line(item: dict[str, Any], printer: Printer) -> dict[str, Any]:
    """Return one evidence item: title, what an auditor asks about it, and its digest or address."""
    if item["withheld"]:
        return {"title": "Evidence that was not shared with the agency", "facts": words.label(item["marking"])}
    parts = [
        printer.line(item["locator"]),
        words.label(item["kind"]),
        printer.line(item["issuer"]),
        f"issued {words.day(item['issued_on'])}" if item["issued_on"] else "",
        f"valid until {words.day(item['valid_until'])}" if item["valid_until"] else "",
        printer.line(" ".join(part for part in (item["component"], item["version"]) if part)),
        words.label(item["marking"]).lower(),
        words.size(item["size"]),
    ]
    return {
        "title": printer.line(item["title"]),
        "facts": " · ".join(part for part in parts if part),
        "sha256": printer.line(item["sha256"]) if not item["sha256"].isalnum() else item["sha256"],
        "address": printer.line(item["url"]),
        "href": link(item["url"]),
    }
