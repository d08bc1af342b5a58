"""The traceability matrix: every control with a device side, and the roll-ups to capabilities and requirements."""

from typing import Any

from apps.reports.printing import words
from apps.reports.printing.text import Printer

_BELOW_TABLE = ("not_device_relevant", "declined")


def build(part: dict[str, Any], printer: Printer) -> dict[str, Any]:
    """Return the rows of the matrix; controls without a selected requirement are named below it."""
    apart: dict[str, list[str]] = {value: [] for value in _BELOW_TABLE}
    rows = []
    for control in part["controls"]:
        value = control["support"]["value"]
        if value in apart:
            apart[value].append(printer.line(control["identifier"]))
            continue
        rows.append(_control(control, printer))
    return {
        "rows": rows,
        "total": len(part["controls"]),
        "without_device_side": ", ".join(apart["not_device_relevant"]),
        "without_device_side_count": len(apart["not_device_relevant"]),
        "declined": ", ".join(apart["declined"]),
        "declined_count": len(apart["declined"]),
        "capabilities": [
            {
                "name": printer.line(row["name"]),
                "purpose": printer.text(row["purpose"]),
                "word": words.label(row["support"], "No device side"),
                "tone": words.tone(row["support"]),
                "rests_on": printer.line(", ".join(row["controls"]), 2000),
            }
            for row in part["capabilities"]
        ],
        "requirements": [
            {
                "name": printer.line(row["citation"] or row["text"], 160),
                "kind": words.label(row["kind"]),
                "text": printer.text(row["text"]),
                "word": words.label(row["support"], "No device side"),
                "tone": words.tone(row["support"]),
                "rests_on": printer.line(", ".join(row["capabilities"]), 2000),
            }
            for row in part["requirements"]
        ],
    }


def _control(control: dict[str, Any], printer: Printer) -> dict[str, Any]:
    reasons = "; ".join(f"{reason['requirement']} {reason['words']}" for reason in control["reasons"])
    return {
        "identifier": printer.line(control["identifier"]),
        "title": printer.line(control["title"], 120),
        "word": words.label(control["support"]),
        "tone": words.tone(control["support"]),
        "reasons": printer.line(reasons, 4000),
    }
