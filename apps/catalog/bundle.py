"""Reading the bundled edition: TOML files, checked to the last key before anything is written."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from apps.catalog import frameworks
from apps.catalog.bundle_nodes import read_nodes
from apps.catalog.bundle_profiles import read_profiles
from apps.catalog.kinds import CSF_1_1, CSF_2_0, SP_800_53, MappingState
from apps.catalog.staging import BadSource, Fault, StagedEdition, StagedFramework, StagedNode

FOLDER = Path(__file__).resolve().parent / "data"
MAIN = "edition.toml"
_FRAMEWORK_KEYS = {"sp_800_53": SP_800_53, "csf_1_1": CSF_1_1, "csf_2_0": CSF_2_0}
_MAIN_KEYS = ("catalog", "catalog_title", "name", "version", "source")


def digest_of(folder: Path = FOLDER) -> str:
    """Return one SHA-256 over the names and bytes of the files that the edition is made of."""
    total = hashlib.sha256()
    for path in sorted([folder / MAIN, *folder.glob("*.txt"), *folder.glob("edition/*.toml")]):
        content = path.read_bytes()
        total.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def read_bundle(folder: Path = FOLDER) -> StagedEdition:
    """Return the edition in `folder`; raise BadSource with file, place and cure of everything that is wrong."""
    faults: list[Fault] = []
    warnings: list[Fault] = []
    main = read_toml(folder / MAIN, faults)
    for key in _MAIN_KEYS:
        if not isinstance(main.get(key), str) or not main[key].strip():
            faults.append(Fault(MAIN, key, "must be a text."))
    references = frameworks.read_references(folder, faults)
    nodes = read_nodes(folder / "edition", references, faults, warnings)
    profiles = read_profiles(main, nodes, faults)
    staged_frameworks = _frameworks(main.get("frameworks") or {}, references, faults)
    if not faults and not nodes:
        faults.append(Fault(MAIN, "", "there is no file of a capability next to it, in edition/."))
    if faults:
        raise BadSource(faults)
    return StagedEdition(
        catalog=main["catalog"],
        catalog_title=main["catalog_title"],
        label=f"{main['name']} {main['version']}",
        source=main["source"],
        digest=digest_of(folder),
        nodes=nodes,
        frameworks=staged_frameworks,
        profiles=profiles,
        warnings=(*warnings, *_disagreements(nodes, staged_frameworks)),
    )


@dataclass(frozen=True)
class Frame:
    """What every edition of the catalog shares: its name, and the frameworks that it is mapped to."""

    catalog: str
    catalog_title: str
    frameworks: dict[str, StagedFramework]


@cache
def read_frame() -> Frame:
    """Return the frame that the bundled files give; raise BadSource when they are faulty."""
    faults: list[Fault] = []
    main = read_toml(FOLDER / MAIN, faults)
    found = _frameworks(main.get("frameworks") or {}, frameworks.read_references(FOLDER, faults), faults)
    if faults:
        raise BadSource(faults)
    return Frame(main["catalog"], main["catalog_title"], found)


def read_toml(path: Path, faults: list[Fault]) -> dict[str, Any]:
    """Return what the file holds, or nothing and a fault when it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(path.name, "", f"the file cannot be read ({type(error).__name__})."))
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(path.name, "", f"this is not TOML: {error}."))
    return {}


def _frameworks(
    said: dict[str, Any], references: dict[str, frameworks.References], faults: list[Fault]
) -> dict[str, StagedFramework]:
    found = {}
    for key, name in _FRAMEWORK_KEYS.items():
        table = said.get(key)
        if (
            not isinstance(table, dict)
            or not isinstance(table.get("title"), str)
            or not isinstance(table.get("source"), str)
        ):
            faults.append(Fault(MAIN, f"frameworks.{key}", "needs title and source."))
            continue
        found[name] = StagedFramework(name, table["title"], table["source"], references[name])
    return found


def _disagreements(nodes: dict[str, StagedNode], known: dict[str, StagedFramework]) -> list[Fault]:
    """Return where the printed low marks differ from the published low baseline: reported, never corrected."""
    controls = known[SP_800_53].references
    low = {identifier for identifier, control in controls.items() if "low" in control.baselines}
    return [
        Fault(
            node.source or "edition",
            node.identifier,
            f"{control} is {'not ' if control in low else ''}printed as low, "
            f"and is {'' if control in low else 'not '}in the low baseline.",
        )
        for node in nodes.values()
        if node.control_state is MappingState.MAPPED
        for control in node.controls
        if (control in node.printed_low) != (control in low)
    ]
