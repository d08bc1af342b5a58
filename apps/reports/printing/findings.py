"""The chapter of findings: one card a requirement, claim and verdict visibly apart, grouped by capability."""

from typing import Any

from apps.reports.printing import words
from apps.reports.printing.text import Printer, link

OWN = "Requirements of the agency's own"
NO_EVIDENCE = "No evidence is attached to this answer."
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
            "title": printer.line(titles.get(code, OWN)),
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
        "meta": _meta(row, printer),
        "claims": [_claim(answer, printer) for answer in finding["answers"]],
        "silence": _silence(row, record) if not finding["answers"] else "",
        "verdict": _verdict(finding["verdict"], row["minimum_strength"], printer),
    }


def _meta(row: dict[str, Any], printer: Printer) -> str:
    """Return why the requirement is in the set, its parameter, and why it is key."""
    parts = [f"{source['kind']['label'].lower()}: {source['detail']}" for source in row["sources"]]
    if row["parameter"]:
        parts.append(f"parameter: {row['parameter']}")
    if row["key_reason"]:
        parts.append(f"key because: {row['key_reason']}")
    return printer.line(" · ".join(parts), 2000)


def _silence(row: dict[str, Any], record: dict[str, Any]) -> str:
    if row["own_text"]:
        return OWN_TEXT
    return NO_ANSWER if record["declaration"] else NO_DECLARATION


def _claim(answer: dict[str, Any], printer: Printer) -> dict[str, Any]:
    """Return one answer: component, explanation and configuration run into one paragraph, then the evidence."""
    text = f"{printer.line(answer['component'])}."
    if answer["planned_version"] or answer["planned_on"]:
        version = f" in version {printer.line(answer['planned_version'])}" if answer["planned_version"] else ""
        until = f" by {words.day(answer['planned_on'])}" if answer["planned_on"] else ""
        text += f" Planned{version}{until}."
    if answer["explanation"]:
        text += f" {printer.text(answer['explanation'])}"
    if answer["configuration"]:
        text += f"\nHow to configure: {printer.text(answer['configuration'])}"
    if not answer["evidence"]:
        text += f"\n{NO_EVIDENCE}"
    return {
        "word": words.label(answer["value"]),
        "text": text,
        "evidence": [evidence_line(item, printer) for item in answer["evidence"]],
    }


def _verdict(verdict: dict[str, Any] | None, least: int, printer: Printer) -> dict[str, Any] | None:
    """Return the verdict: methods, strength, reason and signatures run into one paragraph, then the evidence."""
    if verdict is None:
        return None
    methods = ", ".join(method.lower() for method in verdict["methods"])
    text = f" · {methods} · {words.strength(verdict['strength'], least)}\n{printer.text(verdict['reason'])}"
    if verdict["version_reason"]:
        text += f"\nEvidence of another version is accepted: {printer.text(verdict['version_reason'])}"
    if earlier := verdict.get("taken_from"):
        text += f"\nTaken over from the review {earlier} of the same declaration, and checked again."
    text += f"\n{_who(verdict['given'], printer)}"
    if verdict["confirmed"]:
        text += f"; confirmed by {_who(verdict['confirmed'], printer)}"
    return {
        "word": words.label(verdict["value"]),
        "tone": words.tone(verdict["value"]),
        "text": text,
        "evidence": [evidence_line(item, printer) for item in verdict["evidence"]],
    }


def _who(part: dict[str, Any], printer: Printer) -> str:
    return f"{printer.line(part['by']['name'])}, {words.day(part['at'])}"


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
        printer.line(item["component"]),
        printer.line(f"version {item['version']}") if item["version"] else "",
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
