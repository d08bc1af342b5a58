"""Reading the nodes of the bundled edition, one file a capability, and checking each of them."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from apps.catalog.frameworks import References
from apps.catalog.kinds import CSF_1_1, SP_800_53, Branch, MappingState, NodeKind
from apps.catalog.staging import Fault, StagedGuidance, StagedNode

GUIDANCE = ("why", "evidence", "examine", "interview", "test")
_TEXTS = ("id", "parent", "kind", "title", "theme", "statement", "code_213a", "source", *GUIDANCE)
_FLAGS = ("answerable", "in_draft", "controls_stated_none", "csf_stated_none")
_LISTS = ("controls", "printed_low", "csf")
_IDENTIFIER = re.compile(r"[A-Z]{2}(?:-[A-Z]{3}(?:\.(?:[a-z]|\d+))*)?")
_CODE = re.compile(r"[A-Z]{2}\.[A-Z]{3}")
_LIMITS = {"title": 120, "theme": 60, "source": 200}
# What may stand below what: the levels of catalog-data.md section 1.
_PARENT_KINDS = {
    NodeKind.CAPABILITY: (),
    NodeKind.SUBCAPABILITY: (NodeKind.CAPABILITY,),
    NodeKind.TOPIC: (NodeKind.SUBCAPABILITY,),
    NodeKind.ELEMENT: (NodeKind.SUBCAPABILITY, NodeKind.TOPIC, NodeKind.ELEMENT),
}


def read_nodes(
    folder: Path, references: Mapping[str, References], faults: list[Fault], warnings: list[Fault]
) -> dict[str, StagedNode]:
    """Return all nodes by identifier in the order of the catalog; add what is wrong to `faults`."""
    files: dict[int, tuple[str, dict[str, Any]]] = {}
    for path in sorted(folder.glob("*.toml")):
        content = _read_file(path, faults)
        if content is None:
            continue
        if content["position"] in files:
            faults.append(Fault(path.name, "position", f"{files[content['position']][0]} has the same position."))
            continue
        files[content["position"]] = (path.name, content)
    reader = _Reader(references, faults, warnings)
    for position, (name, content) in sorted(files.items()):
        reader.read(name, position, Branch(content["branch"]), content["node"])
    return reader.nodes


def _read_file(path: Path, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(Fault(path.name, "", f"this is not readable TOML: {error}."))
        return None
    problems = []
    if content.keys() != {"position", "branch", "node"}:
        problems.append("must hold position, branch and [[node]] tables, nothing else.")
    elif not isinstance(content["node"], list) or not all(isinstance(table, dict) for table in content["node"]):
        problems.append("node must be a list of [[node]] tables.")
    elif type(content["position"]) is not int or not 0 < content["position"] < 1000:
        problems.append("position must be a whole number from 1 to 999.")
    elif content["branch"] not in Branch.values:
        problems.append(f"branch must be one of {', '.join(Branch.values)}.")
    faults.extend(Fault(path.name, "", problem) for problem in problems)
    return None if problems else content


class _Reader:
    """Checks node after node; a faulty one is reported and left out."""

    def __init__(self, references: Mapping[str, References], faults: list[Fault], warnings: list[Fault]) -> None:
        self.nodes: dict[str, StagedNode] = {}
        self._references = references
        self._faults = faults
        self._warnings = warnings
        self._children: Counter[str] = Counter()

    def read(self, file: str, position: int, branch: Branch, tables: list[dict[str, Any]]) -> None:
        """Add the nodes of one capability's file."""
        code = str(tables[0].get("id", "")) if tables else ""
        for number, table in enumerate(tables, start=1):
            place = str(table.get("id") or f"node {number}")
            problems = list(_shape_problems(table)) or list(self._problems(table, branch, first=number == 1, code=code))
            if problems:
                self._faults.extend(Fault(file, place, problem) for problem in problems)
                continue
            self._warn(file, table)
            self.nodes[place] = self._stage(table, branch, code, position)

    def _problems(self, table: dict[str, Any], branch: Branch, *, first: bool, code: str) -> list[str]:
        identifier, kind = table["id"], NodeKind(table["kind"])
        parent = self.nodes.get(table.get("parent", ""))
        problems = []
        if identifier in self.nodes:
            problems.append("this identifier is there twice; identifiers are never given out again.")
        if (kind is NodeKind.CAPABILITY) != first:
            problems.append("a file starts with its capability and holds no other one.")
        if kind is NodeKind.CAPABILITY and table.get("parent"):
            problems.append("a capability has no parent.")
        if kind is not NodeKind.CAPABILITY:
            if parent is None:
                problems.append(f"its parent {table.get('parent', '(none)')} does not stand before it in the edition.")
            elif parent.kind not in _PARENT_KINDS[kind]:
                problems.append(f"a {kind.value} cannot stand below a {parent.kind.value}.")
            elif parent.capability_code != code:
                problems.append(f"its parent {parent.identifier} belongs to another capability's file.")
        if kind is NodeKind.TOPIC and branch is Branch.TECHNICAL:
            problems.append("topics belong to the non-technical capabilities.")
        return [*problems, *_kind_problems(table, kind), *self._mapping_problems(table)]

    def _mapping_problems(self, table: dict[str, Any]) -> list[str]:
        problems = []
        for key in ("controls", "csf"):
            listed = table.get(key, [])
            if listed and table.get(f"{key}_stated_none"):
                problems.append(f"it has {key} and says that there are none.")
            problems += [f"{token} is in {key} twice." for token, count in Counter(listed).items() if count > 1]
        known = self._references[SP_800_53]
        problems += [f"the control {token} is unknown." for token in table.get("controls", []) if token not in known]
        stray = [token for token in table.get("printed_low", []) if token not in table.get("controls", [])]
        if stray:
            problems.append(f"printed_low names {', '.join(stray)}, which its controls do not.")
        return problems

    def _warn(self, file: str, table: dict[str, Any]) -> None:
        for token in table.get("csf", []):
            if token not in self._references[CSF_1_1]:
                problem = f"CSF 1.1 has no subcategory {token}; it is kept as text, unresolved."
                self._warnings.append(Fault(file, table["id"], problem))
        for token in table.get("controls", []):
            if self._references[SP_800_53][token].withdrawn:
                self._warnings.append(Fault(file, table["id"], f"the control {token} is withdrawn."))

    def _stage(self, table: dict[str, Any], branch: Branch, code: str, first: int) -> StagedNode:
        parent = self.nodes.get(table.get("parent", ""))
        self._children[table.get("parent", "")] += 1
        position = self._children[parent.identifier] if parent else first
        kind = NodeKind(table["kind"])
        return StagedNode(
            identifier=table["id"],
            parent=parent.identifier if parent else "",
            kind=kind,
            branch=branch,
            capability_code=code,
            position=position,
            depth=parent.depth + 1 if parent else 0,
            path=f"{parent.path}.{position:03}" if parent else f"{position:03}",
            code_213a=table.get("code_213a") or (parent.code_213a if parent else ""),
            title=table["title"],
            theme=table.get("theme", ""),
            statement=table["statement"],
            answerable=table.get("answerable", True) and kind is NodeKind.ELEMENT,
            in_draft=table.get("in_draft", True),
            controls=tuple(table.get("controls", ())),
            printed_low=frozenset(table.get("printed_low", ())),
            control_state=_state(table, "controls"),
            csf=tuple(table.get("csf", ())),
            csf_state=_state(table, "csf"),
            source=table.get("source", ""),
            guidance=StagedGuidance(**{key: table[key] for key in GUIDANCE}) if "why" in table else None,
        )


def _state(table: dict[str, Any], key: str) -> MappingState:
    if table.get(key):
        return MappingState.MAPPED
    return MappingState.STATED_NONE if table.get(f"{key}_stated_none") else MappingState.NOT_STATED


def _shape_problems(table: dict[str, Any]) -> list[str]:
    """Return what is wrong with keys and types, before anything is read from them."""
    unknown = sorted(table.keys() - {*_TEXTS, *_FLAGS, *_LISTS})
    problems = [f"the key {key} means nothing here." for key in unknown]
    problems += [f"{key} is missing." for key in ("id", "kind", "title", "statement") if key not in table]
    for key in _TEXTS:
        value = table.get(key)
        if value is not None and (not isinstance(value, str) or not value.strip() or value != value.strip()):
            problems.append(f"{key} must be a text without blanks around it.")
        elif value is not None and len(value) > _LIMITS.get(key, 10_000):
            problems.append(f"{key} is longer than {_LIMITS.get(key, 10_000)} characters.")
    problems += [f"{key} must be true or false." for key in _FLAGS if not isinstance(table.get(key, True), bool)]
    for key in _LISTS:
        value = table.get(key, [""])
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            problems.append(f"{key} must be a list of texts with at least one in it.")
    if not problems and not _IDENTIFIER.fullmatch(table["id"]):
        problems.append("the identifier must look like DI, DI-IMS or DI-IMS.1.a.")
    if not problems and table["kind"] not in NodeKind.values:
        problems.append(f"kind must be one of {', '.join(NodeKind.values)}.")
    return problems


def _kind_problems(table: dict[str, Any], kind: NodeKind) -> list[str]:
    problems = []
    if kind is NodeKind.SUBCAPABILITY:
        problems += [f"a sub-capability needs {key}." for key in GUIDANCE if key not in table]
        if not _CODE.fullmatch(table.get("code_213a", "")):
            problems.append("a sub-capability needs its code of SP 800-213A, such as DI.IMS.")
    else:
        problems += [f"{key} belongs to a sub-capability." for key in (*GUIDANCE, "code_213a") if key in table]
    if kind is not NodeKind.ELEMENT:
        elements_only = (*_LISTS, "answerable", "controls_stated_none", "csf_stated_none", "theme")
        problems += [f"{key} belongs to an element." for key in elements_only if key in table]
    return problems
