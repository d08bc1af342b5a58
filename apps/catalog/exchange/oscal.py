"""What OSCAL catalogs and profiles share: version, properties, and texts that must stand on one line."""

import json
import re
from typing import Any

from apps.catalog.exchange.naming import NAMESPACE

VERSION = "1.2.1"
_BREAKS = re.compile("[\n\r\t\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_EDGE = re.compile("^[\\s\ufeff]|[\\s\ufeff]$")
_STATED_BELOW = "(see remarks)"

Json = dict[str, Any]


def fits(text: str) -> bool:
    """Tell whether OSCAL takes the text as a string: one line, not empty, no blanks around it."""
    return bool(text) and not _BREAKS.search(text) and not _EDGE.search(text)


def line(text: str, instead: str = _STATED_BELOW) -> str:
    """Return the text on one line; `instead` when nothing of it is left."""
    if fits(text):
        return text
    short = " ".join(text.split())
    return short if fits(short) else instead


def prop(name: str, text: str, class_: str = "") -> Json:
    """Return a property in our namespace; a text that does not fit into one line stands exactly in its remarks."""
    found: Json = {"name": name, "ns": NAMESPACE, "value": line(text)}
    if class_:
        found["class"] = class_
    if not fits(text):
        found["remarks"] = text
    return found


def props(*pairs: tuple[str, str]) -> list[Json]:
    """Return properties in our namespace, those without a text left out."""
    return [prop(name, text) for name, text in pairs if text]


def own_texts(listed: list[Json]) -> dict[str, str]:
    """Return the texts of the properties in our namespace by name, as `prop` was given them."""
    return {
        one["name"]: one["remarks"] if "remarks" in one else one["value"]
        for one in listed
        if one.get("ns") == NAMESPACE
    }


def as_bytes(document: Json) -> bytes:
    """Return the document as it is handed out."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
