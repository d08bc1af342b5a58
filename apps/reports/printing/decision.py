"""Summary on one page, gaps and what is done about them, the decision, and the waiver, each kept apart."""

from typing import Any

from apps.reports.printing import words
from apps.reports.printing.text import Printer

SUMMARY_ROWS = 6
MAX_DEVICES = 500
AIMS = ("confidentiality", "integrity", "availability")
MAIN_ACTS = ("categorise", "approve", "receive", "conclude", "recommend", "concur", "determine")
SIGNED_WAIVER = {
    (True, True): "Granted",
    (True, False): "Refused by the head of the agency",
    (True, None): "Ground determined by the CIO; not decided by the head of the agency",
    (False, None): "Not supported by the CIO",
    (None, None): "Requested; not decided",
}


def signature(part: dict[str, Any] | None, printer: Printer) -> str:
    """Return "Name, 3 Nov 2026, 14:05 UTC", or nothing."""
    return f"{printer.line(part['by']['name'])}, {words.moment(part['at'])}" if part else ""


def delegation(part: dict[str, Any] | None, printer: Printer) -> str:
    """Return by whose delegation somebody acted, or nothing."""
    if part is None:
        return ""
    covers = f"{part['scope']}, " if part.get("scope") else ""
    return printer.line(
        f"by delegation of {part['delegated_by']['name'] if part['delegated_by'] else 'the office holder'}, "
        f"{part['document']}, {covers}{words.day(part['from'])} to {words.day(part['until'])}"
    )


def summary(record: dict[str, Any], printer: Printer) -> dict[str, Any]:
    """Return the page that an executive reads: what, for which system, what is open, who signed."""
    verdicts: dict[str, list[Any]] = {}
    for row in record["findings"]:
        value = row["verdict"]["value"] if row["verdict"] else None
        verdicts.setdefault(words.label(value, "No verdict"), []).append(words.tone(value))
    open_key = [row for row in record["gaps"] if row["key"] and row["residual"]]
    conditions = record["conditions"]
    acts = {act["verb"]["value"]: act for act in record["acts"] if act["verb"]["value"] in MAIN_ACTS}
    return {
        **_headline(record, printer),
        "selected": len(record["requirement_set"]["selected"]),
        "declined": len(record["requirement_set"]["declined"]),
        "verdicts": [
            {"word": word, "count": len(tones), "tone": tones[0]}
            for word, tones in sorted(verdicts.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        ],
        "gaps": len(record["gaps"]),
        "residual": sum(row["residual"] for row in record["gaps"]),
        "accepted": len(record["acceptances"]),
        "open_key": [_short_gap(row, printer) for row in open_key[:SUMMARY_ROWS]],
        "open_key_more": max(0, len(open_key) - SUMMARY_ROWS),
        "conditions": [_short_condition(row, printer) for row in conditions[:SUMMARY_ROWS]],
        "conditions_more": max(0, len(conditions) - SUMMARY_ROWS),
        "signatures": [
            {
                "verb": words.label(acts[verb]["verb"]),
                "by": printer.line(acts[verb]["signed"]["by"]["name"]),
                "role": words.label(acts[verb]["signed"]["role"]),
                "at": words.moment(acts[verb]["signed"]["at"]),
            }
            for verb in MAIN_ACTS
            if verb in acts
        ],
        "questions": len(record["clarifications"]),
    }


def _short_gap(row: dict[str, Any], printer: Printer) -> dict[str, Any]:
    return {
        "requirement": printer.line(row["requirement"]),
        "title": printer.line(row["title"], 90),
        "verdict": words.label(row["verdict"]),
        "position": printer.line(row["position"], 180) or "No position is stated.",
    }


def _headline(record: dict[str, Any], printer: Printer) -> dict[str, Any]:
    """Return in a sentence what was reviewed for what, and the facts below it."""
    product, procurement = record["product"], record["procurement"]
    system, category = record["system"], record["categorization"]
    name = printer.line(f"{product['name']} {product['model']}")
    impact = words.label(category["impact"], "not categorized").lower()
    values = ", ".join(
        f"{name} {words.label(category[name], 'open').lower()}"
        for name in ("confidentiality", "integrity", "availability")
    )
    return {
        "system": printer.line(system["name"]) if system else "",
        "sentence": printer.line(
            f"{words.count(procurement['quantity'], 'unit')} of {name} by {product['manufacturer']['name']}, "
            f"{words.label(procurement['occasion']).lower()} “{procurement['title']}”"
        ),
        "statement": printer.line(record["determination"]["statement"], 500),
        "facts": [
            {
                "name": "System",
                "value": printer.line(f"{system['name']}: impact {impact} ({values})" if system else "none"),
            },
            {"name": "Reference", "value": printer.line(procurement["reference"] or "none")},
            {"name": "Declaration", "value": _declaration_line(record["declaration"], printer)},
        ],
    }


def _declaration_line(part: dict[str, Any] | None, printer: Printer) -> str:
    if part is None:
        return "none was given"
    attestation = part["attestation"]
    if attestation is None:
        return f"number {part['number']}, not attested"
    signer = f"{attestation['name']}, {attestation['title']}"
    return printer.line(f"number {part['number']}, attested by {signer}, {words.day(attestation['at'])}")


def _short_condition(row: dict[str, Any], printer: Printer) -> dict[str, str]:
    return {
        "number": row["number"],
        "text": printer.line(row["text"], 160),
        "due": words.day(row["due_on"]),
        "word": words.label(row["state"]),
        "tone": words.tone(row["state"]),
    }


def treatment(record: dict[str, Any], printer: Printer) -> dict[str, Any]:
    """Return the four lists about gaps."""
    return {
        "gaps": [_gap(row, printer) for row in record["gaps"]],
        "treatments": [
            {
                "requirement": printer.line(row["requirement"]),
                "kind": words.label(row["kind"]),
                "description": printer.text(row["description"]),
                "control": printer.line(row["control"]),
                "owner": printer.line(row["owner"]),
                "due": words.day(row["due_on"]),
                "verification": printer.text(row["verification"]),
                "written": signature(row["written"], printer),
                "verified": signature(row["verified"], printer),
                "result": printer.text(row["result"]),
            }
            for row in record["treatments"]
        ],
        "acceptances": [
            {
                "requirement": printer.line(row["requirement"]),
                "statement": printer.text(row["statement"]),
                "until": words.day(row["until"], "without an end date"),
                "accepted": signature(row["accepted"], printer),
            }
            for row in record["acceptances"]
        ],
        "conditions": [
            _short_condition(row, printer)
            | {
                "text": printer.text(row["text"]),
                "requirement": printer.line(row["requirement"]),
                "owner": printer.line(row["owner"]),
                "set": signature(row["set"], printer),
                "finding": printer.text(row["finding"]),
                "proposed": signature(row["proposed"], printer),
                "verified": signature(row["verified"], printer),
            }
            for row in record["conditions"]
        ],
    }


def _gap(row: dict[str, Any], printer: Printer) -> dict[str, Any]:
    lost = row["loses_support"]
    return {
        "requirement": printer.line(row["requirement"]),
        "title": printer.line(row["title"]),
        "key": row["key"],
        "word": words.label(row["verdict"]),
        "tone": words.tone(row["verdict"]),
        "standing": printer.line(row["standing_words"].partition("; ")[2] or row["standing_words"]),
        "position": printer.text(row["position"]),
        "stated": signature(row["stated"], printer),
        "controls": printer.line(", ".join(lost["controls"]), 1000),
        "capabilities": printer.line(", ".join(lost["capabilities"]), 1000),
        "requirements": printer.line(", ".join(lost["requirements"]), 1000),
    }


def decision(record: dict[str, Any], printer: Printer) -> dict[str, Any]:
    """Return recommendation, concurrence, determination, award and addenda."""
    row = record["determination"]
    return {
        "word": words.label(row["outcome"]),
        "tone": words.tone(row["outcome"]),
        "words": printer.text(row["words"]),
        "statement": printer.text(row["statement"]),
        "by": printer.line(row["signed"]["by"]["name"]),
        "office": _office(row["signed"], printer),
        "at": words.moment(row["signed"]["at"]),
        "delegation": delegation(row["delegation"], printer),
        "recommendations": [
            {
                "word": words.label(part["outcome"]),
                "text": printer.text(part["text"]),
                "signed": signature(part["signed"], printer),
                "concurred": signature(part["concurrence"]["signed"], printer) if part["concurrence"] else "",
                "concurrence": printer.text(part["concurrence"]["text"]) if part["concurrence"] else "",
            }
            for part in record["recommendations"]
        ],
        "award": _award(record["award"], printer),
        "addenda": [
            {"text": printer.text(part["text"]), "signed": signature(part, printer)} for part in record["addenda"]
        ],
    }


def _office(part: dict[str, Any], printer: Printer) -> str:
    """Return title and role of a signer, without what the name or the title says already."""
    name, title = part["by"]["name"], part["by"]["title"]
    role = words.label(part["role"], "Chief Information Officer or delegate")
    shown = [title] if title and title.lower() not in name.lower() else []
    if role.lower() not in f"{name} {title}".lower():
        shown.append(role)
    return printer.line(", ".join(shown))


def _award(part: dict[str, Any] | None, printer: Printer) -> dict[str, Any] | None:
    if part is None:
        return None
    return {
        "contract": printer.line(part["contract_number"]),
        "clauses": printer.text(part["clauses"]),
        "awarded": words.day(part["awarded_on"]),
        "delivered": printer.line(part["delivered_version"]),
        "signed": signature(part["signed"], printer),
        "checks": [
            {
                "name": printer.line(row["name"]),
                "on": words.day(row["checked_on"]),
                "result": printer.text(row["result"]),
            }
            for row in part["supply_chain_checks"]
        ],
    }


def waiver(part: dict[str, Any] | None, printer: Printer) -> dict[str, Any] | None:
    """Return the waiver of section 7(b) with its two acts, or None."""
    if part is None:
        return None
    cio, head = part["cio_act"], part["head_act"]
    standing = ((cio or {}).get("supported"), (head or {}).get("granted"))
    return {
        "word": SIGNED_WAIVER.get(standing, "Requested; not decided"),
        "granted": standing == (True, True),
        "ground": words.label(part["ground"]),
        "facts": printer.text(part["facts"]),
        "devices": "\n".join(printer.line(device, 80) for device in part["devices"][:MAX_DEVICES]),
        "device_count": len(part["devices"]),
        "ends": words.day(part["ends_on"]),
        "requested": signature(part["requested"], printer),
        "cio": {
            "word": "The ground is determined" if cio["supported"] else "The ground is not supported",
            "reason": printer.text(cio["reason"]),
            "signed": signature(cio["signed"], printer),
        }
        if cio
        else None,
        "head": {
            "word": "The prohibition is waived" if head["granted"] else "The waiver is refused",
            "reason": printer.text(head["reason"]),
            "signed": signature(head["signed"], printer),
            "delegation": delegation(head["delegation"], printer),
        }
        if head
        else None,
        "methods": [
            {
                "text": printer.text(row["text"]),
                "verified": signature(row["verified"], printer) or "not verified",
                "result": printer.text(row["result"]),
            }
            for row in part["methods"]
        ],
    }
