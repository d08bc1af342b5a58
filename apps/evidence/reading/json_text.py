"""JSON as it must be to be believed: UTF-8, no name twice, no numbers that JSON does not have."""

import json
from typing import Any

from apps.evidence.reading.outcome import Unreadable, words


def parse(content: bytes) -> dict[str, Any]:
    """Return the JSON object; raise Unreadable with line and column, or with the name that stands twice."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"The text is not UTF-8 (byte {error.start}). Export the document anew.") from None
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"The JSON is damaged or breaks off here ({error.msg.lower()}). Export it anew.",
            f"line {error.lineno}, column {error.colno}",
        ) from None
    except RecursionError:
        raise Unreadable("The JSON is nested deeper than any real document. Export it anew.") from None
    except ValueError:
        raise Unreadable("The JSON holds a number with more digits than can be read. Export it anew.") from None
    if not isinstance(value, dict):
        raise Unreadable("The document is a list or a single value, where an object is expected.", "/")
    return value


def at(*steps: str | int) -> str:
    """Return the JSON pointer (RFC 6901) of a place; "/" stands for the whole document."""
    return "/" + "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(f"The name “{words(twice, 60)}” stands twice in one object, so its value is not certain.")
    return found


def _no_number(name: str) -> Any:
    raise Unreadable(f"“{name}” is no number in JSON. Export the document anew.")
