"""Reading JSON that somebody sent: no doubled names, no numbers that are none, nothing nested without end."""

import json
import re
from typing import Any

from apps.catalog.exchange.refusal import Refused

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that are no text: control characters, halves of a pair, and two that stand for none."""


def parse(text: str) -> Any:
    """Return what the text says; raise Refused with the place when it is not sound JSON."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Refused(place, "This is not JSON. Export the file again, or check it in a JSON editor.") from None
    except RecursionError:
        raise Refused("", "The file is nested too deeply to be OSCAL.") from None
    except ValueError as error:
        raise Refused("", f"The file cannot be read as JSON: {error}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"“{name[:60]}” stands twice in one object. Leave one of the two.")
        found[name] = value
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"“{name}” is no number in JSON.")
