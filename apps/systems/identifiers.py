"""Identifiers of controls, however people and files write them."""

import re

_OSCAL = re.compile(r"([a-z]{2})-0*(\d+)(?:\.0*(\d+))?", re.IGNORECASE)


def normalized(identifier: str) -> str:
    """Return an identifier as the control list writes it: "ac-2 (4)" is AC-2(4), "IA-03" is IA-3, "ac-2.4" AC-2(4)."""
    compact = re.sub(r"\s+", "", identifier).upper()
    if found := _OSCAL.fullmatch(compact):
        family, number, enhancement = found.groups()
        return f"{family}-{number}" + (f"({enhancement})" if enhancement else "")
    return re.sub(r"(?<=[-(])0+(?=\d)", "", compact)
