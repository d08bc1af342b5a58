"""Reading the bundled edition: TOML files, checked to the last key before anything is written."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from apps.catalog import frameworks
from apps.catalog.bundle_nodes import read_nodes
from apps.catalog.kinds import BASELINES, CSF_1_1, CSF_2_0, SP_800_53, MappingState, ProfileBasis, RestsOn
from apps.catalog.staging import BadSource, Fault, StagedEdition, StagedFramework, StagedNode, StagedProfile

FOLDER = Path(__file__).resolve().parent / "data"
MAIN = "edition.toml"
_FRAMEWORK_KEYS = {"sp_800_53": SP_800_53, "csf_1_1": CSF_1_1, "csf_2_0": CSF_2_0}
_MAIN_KEYS = ("catalog", "catalog_title", "name", "version", "source")


def digest_of(folder: Path = FOLDER) -> str:
    """Return one SHA-256 over the names and bytes of all data files."""
    total = hashlib.sha256()
    for path in sorted([*folder.glob("*.toml"), *folder.glob("*.txt"), *folder.glob("edition/*.toml")]):
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
    profiles = _profiles(_tables(main, "profiles", faults), nodes, faults)
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


def read_toml(path: Path, faults: list[Fault]) -> dict[str, Any]:
    """Return what the file holds, or nothing and a fault when it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(path.name, "", f"the file cannot be read ({type(error).__name__})."))
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(path.name, "", f"this is not TOML: {error}."))
    return {}


def _tables(main: dict[str, Any], key: str, faults: list[Fault]) -> list[dict[str, Any]]:
    tables = main.get(key, [])
    if isinstance(tables, list) and all(isinstance(table, dict) for table in tables):
        return tables
    faults.append(Fault(MAIN, key, f"must be a list of [[{key}]] tables."))
    return []


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


def _profiles(
    said: list[dict[str, Any]], nodes: dict[str, StagedNode], faults: list[Fault]
) -> tuple[StagedProfile, ...]:
    found: dict[str, StagedProfile] = {}
    for table in said:
        slug = str(table.get("slug", ""))
        problem = _profile_problem(table, nodes)
        if problem or slug in found:
            faults.append(Fault(MAIN, f"profile {slug or '(no slug)'}", problem or "is there twice."))
            continue
        found[slug] = StagedProfile(**{**table, "nodes": tuple(table.get("nodes", ()))})
    return tuple(found.values())


def _profile_problem(table: dict[str, Any], nodes: dict[str, StagedNode]) -> str:
    unknown = table.keys() - StagedProfile.__dataclass_fields__.keys()
    if unknown:
        return f"has a key that means nothing here: {', '.join(sorted(unknown))}."
    if not all(str(table.get(key, "")).strip() for key in ("slug", "title", "description", "source")):
        return "needs slug, title, description and source."
    if bool(table.get("baseline")) == bool(table.get("nodes")):
        return "needs either a baseline or a list of nodes."
    if table.get("baseline") and table["baseline"] not in BASELINES:
        return f"names the baseline {table['baseline']!r}; there are {', '.join(BASELINES)}."
    if table.get("basis", ProfileBasis.DERIVED) not in ProfileBasis.values:
        return f"has the basis {table['basis']!r}; there are {', '.join(ProfileBasis.values)}."
    if table.get("rests_on", RestsOn.DERIVED) not in RestsOn.values:
        return f"rests on {table['rests_on']!r}; there are {', '.join(RestsOn.values)}."
    missing = [node for node in table.get("nodes", []) if node not in nodes]
    return f"names entries that are not in the edition: {', '.join(missing)}." if missing else ""


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
