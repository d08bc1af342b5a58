"""Checks a document against its schema, and says in words what is wrong and where.

The schemas of CycloneDX and CSAF are the official ones, taken from the packages of those who keep them. For SPDX 2,
OpenVEX and MUD no package carries a schema; `own/` holds ours, for the parts that are read.
"""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema_rs

from apps.evidence.reading.json_text import at
from apps.evidence.reading.outcome import Document, Unreadable, words

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_MANY = 200
CYCLONEDX_VERSIONS = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
CSAF_VERSIONS = {"2.0": "v20", "2.1": "v21"}


def check(document: Document, value: Any, validator: Any) -> None:
    """Note in the document every place where the value does not follow the schema."""
    try:
        for number, error in enumerate(validator.iter_errors(value)):
            if number >= _MANY:
                break
            nearest = _nearest(error)
            document.problem(at(*nearest.instance_path), _in_words(nearest))
    except ValueError as error:
        raise Unreadable("The document is nested deeper than its schema allows.") from error


@cache
def cyclonedx(version: str) -> Any:
    """Return the validator of one version of CycloneDX."""
    folder = _folder("cyclonedx") / "schema" / "_res"
    others = ("spdx", "jsf-0.82", "cryptography-defs")
    parts = {
        f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json": _load(folder / f"{name}.SNAPSHOT.schema.json")
        for name in others
    }
    return _validator(_load(folder / f"bom-{version}.SNAPSHOT.schema.json"), parts)


@cache
def csaf(version: str) -> Any:
    """Return the validator of one version of CSAF."""
    folder = _folder("csaf") / "csaf" / CSAF_VERSIONS[version] / "schema"
    base = "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/"
    parts = {base + path.name: _load(path) for path in folder.glob("extension-*.json")}
    for path in (folder / "referenced").glob("*.json"):
        place = (
            "https://www.first.org/cvss/"
            if path.name.startswith("cvss")
            else "https://certcc.github.io/SSVC/data/schema/v2/"
        )
        parts[place + path.name] = _load(path)
    return _validator(_load(folder / "csaf.json"), parts)


@cache
def own(name: str) -> Any:
    """Return the validator of one of our own schemas."""
    return _validator(_load(Path(__file__).parent / "own" / f"{name}.json"), {})


def _validator(schema: Any, parts: dict[str, Any]) -> Any:
    registry = jsonschema_rs.Registry(list(parts.items()))
    return jsonschema_rs.validator_for(schema, registry=registry, offline=True, validate_formats=True)


def _load(path: Path) -> Any:
    schema = json.loads(path.read_text(encoding="utf-8"))
    if str(schema.get("$schema", "")).startswith("https://docs.oasis-open.org/csaf/"):
        schema["$schema"] = _DRAFT  # The dialect of CSAF 2.1 only adds names that this check does not use.
    return schema


def _folder(package: str) -> Path:
    """Return where a package lies, without running any of it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"The package {package} is not installed.")
    return Path(spec.submodule_search_locations[0])


def _nearest(error: Any, depth: int = 0) -> Any:
    """Return the mistake that lies deepest among the forms that were tried, so that the place is exact."""
    tried = [one for branch in getattr(error.kind, "context", None) or [] for one in branch]
    deeper = [one for one in tried if len(one.instance_path) > len(error.instance_path)]
    if not deeper or depth > 8:
        return error
    return _nearest(max(deeper, key=lambda one: len(one.instance_path)), depth + 1)


def _in_words(error: Any) -> str:
    """Return the mistake as a sentence; the value is quoted only when it is short."""
    kind, given = error.kind, error.instance
    shown = f"“{words(given, 40)}”" if isinstance(given, str | int | float) else "The value"
    match kind.name:
        case "required":
            return f"“{words(kind.property, 60)}” is missing here."
        case "enum":
            allowed = ", ".join(words(one, 30) for one in kind.options[:6])
            more = ", …" if len(kind.options) > 6 else ""
            return f"{shown} is not one of the values allowed here ({allowed}{more})."
        case "const":
            return f"{shown} stands where “{words(kind.expected_value, 40)}” must stand."
        case "type":
            return f"{shown} is of the wrong type; expected: {words(', '.join(kind.types), 60)}."
        case "additionalProperties" | "unevaluatedProperties":
            names = ", ".join(words(name, 40) for name in list(kind.unexpected)[:4])
            return f"The schema knows no “{names}” here."
        case "pattern" | "format":
            return f"{shown} has not the form that is asked for here."
        case "uniqueItems":
            return "An item of this list stands in it twice."
        case "minItems" | "minProperties" | "minLength":
            return "This is empty or too short."
        case _:
            return "This does not fit any of the forms that the schema allows here."
