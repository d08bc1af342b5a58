"""Reading the reference data: controls of SP 800-53 and subcategories of the CSF, from our compact lists."""

import re
from collections.abc import Callable
from pathlib import Path

from apps.catalog.kinds import CSF_1_1, CSF_2_0, SP_800_53, SUCCEEDED_BY
from apps.catalog.staging import Fault, StagedReference

FILES = {SP_800_53: "controls.txt", CSF_1_1: "csf-1.1.txt", CSF_2_0: "csf-2.0.txt"}
_GROUP = re.compile(r"\[([A-Z]{2}(?:\.[A-Z]{2})?)\] (\S.*)")
_CONTROL = re.compile(r"(([A-Z]{2})-\d+)(\(\d+\))?")
_SUBCATEGORY = re.compile(r"([A-Z]{2}\.[A-Z]{2})-\d+")
_BASELINES = {"L": "low", "M": "moderate", "H": "high", "P": "privacy"}

type References = dict[str, StagedReference]
type _Reader = Callable[[list[str], str, str], StagedReference]


def read_references(folder: Path, faults: list[Fault]) -> dict[str, References]:
    """Return the references of each framework by identifier, in order; what is wrong is added to `faults`."""
    found = {
        SP_800_53: _read(folder / FILES[SP_800_53], _control, faults),
        CSF_1_1: _read(folder / FILES[CSF_1_1], _subcategory, faults),
        CSF_2_0: _read(folder / FILES[CSF_2_0], _subcategory_of_2_0, faults, group_reader=_category),
    }
    for name, references in found.items():
        for reference in references.values():
            if reference.parent and reference.parent not in references:
                faults.append(Fault(FILES[name], reference.identifier, f"its parent {reference.parent} is missing."))
            for successor in reference.successors:
                if successor not in found[SUCCEEDED_BY[name]]:
                    faults.append(Fault(FILES[name], reference.identifier, f"its successor {successor} is unknown."))
    return found


def _read(path: Path, reader: _Reader, faults: list[Fault], group_reader: _Reader | None = None) -> References:
    """Read one list: "[group] title" opens a group, any other line is one reference of it."""
    references: References = {}
    group = group_title = ""
    for number, line in enumerate(_lines(path, faults), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            heading = _GROUP.fullmatch(line)
            if heading:
                group, group_title = heading.groups()
                if group_reader is None:
                    continue
            active = group_reader if heading and group_reader else reader
            reference = active([group] if heading else [part.strip() for part in line.split("|")], group, group_title)
            if reference.identifier in references:
                raise ValueError(f"{reference.identifier} is there twice.")
        except ValueError as error:
            faults.append(Fault(path.name, f"line {number}", str(error)))
        else:
            references[reference.identifier] = reference
    return references


def _lines(path: Path, faults: list[Fault]) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(path.name, "", f"the file cannot be read ({type(error).__name__})."))
        return []


def _control(parts: list[str], group: str, group_title: str) -> StagedReference:
    if len(parts) not in (3, 4):
        raise ValueError("a control needs identifier, title and baselines, parted by |.")
    identifier, title, letters, *moved = parts
    shape = _CONTROL.fullmatch(identifier)
    if not shape or shape[2] != group:
        raise ValueError(f"{identifier!r} is no control of the family {group or '(none)'}.")
    if not title:
        raise ValueError(f"{identifier} has no title.")
    if letters not in ("-", "W") and (not letters or set(letters) - _BASELINES.keys()):
        raise ValueError(f"{identifier} has the baselines {letters!r}; use L, M, H, P, or - or W.")
    return StagedReference(
        identifier=identifier,
        title=title,
        group=group,
        group_title=group_title,
        parent=shape[1] if shape[3] else "",
        withdrawn=letters == "W",
        baselines=frozenset(_BASELINES[letter] for letter in letters if letter in _BASELINES),
        successors=_listed(moved),
    )


def _subcategory(parts: list[str], group: str, group_title: str) -> StagedReference:
    identifier, *moved = parts
    shape = _SUBCATEGORY.fullmatch(identifier)
    if not shape or shape[1] != group:
        raise ValueError(f"{identifier!r} is no subcategory of the category {group or '(none)'}.")
    return StagedReference(identifier, "", group, group_title, successors=_listed(moved))


def _subcategory_of_2_0(parts: list[str], group: str, group_title: str) -> StagedReference:
    staged = _subcategory(parts, group, group_title)
    return StagedReference(staged.identifier, "", group, group_title, parent=group)


def _category(parts: list[str], group: str, group_title: str) -> StagedReference:
    # Version 2.0 names whole categories as successors of some subcategories, so they are references too.
    return StagedReference(group, group_title, group, group_title)


def _listed(parts: list[str]) -> tuple[str, ...]:
    return tuple(item.strip() for part in parts for item in part.split(",") if item.strip())
