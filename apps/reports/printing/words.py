"""Dates, times and small phrases as they are printed."""

from datetime import date, datetime
from typing import Any

STRENGTH = (
    "no evidence",
    "an unsigned statement",
    "an attested answer or a manufacturer's document",
    "verifiable at an independent source",
    "verified by the agency",
)
TONES = {
    # Verdicts
    "met": "good",
    "met_by_other_component": "good",
    "partly": "fair",
    "not_met": "bad",
    "not_applicable": "calm",
    "no_evidence": "bad",
    # Determination
    "does_not_prevent": "good",
    "does_not_prevent_with_conditions": "fair",
    "prevents_compliance": "bad",
    # Support of controls
    "not_device_relevant": "calm",
    "declined": "calm",
    "unsupported": "bad",
    "unknown": "fair",
    "pending": "fair",
    "compensated": "info",
    "supported": "good",
    # Conditions
    "open": "fair",
    "proposed": "info",
    "verified": "good",
}


def day(value: str | None, missing: str = "no date") -> str:
    """Return an ISO date or time as "3 Nov 2026"."""
    if not value:
        return missing
    on = date.fromisoformat(value[:10])
    return f"{on.day} {on:%b %Y}"


def moment(value: str | None, missing: str = "") -> str:
    """Return an ISO time as "3 Nov 2026, 14:05 UTC"."""
    if not value:
        return missing
    at = datetime.fromisoformat(value)
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def count(number: int, one: str, many: str = "") -> str:
    """Return "1 gap", "3 gaps"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def label(choice: dict[str, Any] | None, missing: str = "") -> str:
    """Return the word of a value of an enumeration."""
    return choice["label"] if choice else missing


def tone(choice: dict[str, Any] | None) -> str:
    """Return the tone of a value: good, fair, bad, info or calm. It only ever accompanies the word."""
    return TONES.get(choice["value"], "calm") if choice else "calm"


def size(octets: int | None) -> str:
    """Return a file size as "2.1 MB"."""
    if octets is None:
        return ""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} kB"
    return f"{octets / 1_000_000:.1f} MB"


def strength(value: int, least: int) -> str:
    """Return the strength of evidence in words, and the least that was asked when it falls short."""
    words = f"strength {value} of 4: {STRENGTH[value]}"
    return words if value >= least else f"{words} (at least {least} was asked: {STRENGTH[least]})"
