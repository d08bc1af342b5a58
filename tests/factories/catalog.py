"""Catalog data for tests: the bundled edition, and small ones written as files, as an editor would."""

import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from apps.catalog import bundle, loading
from apps.catalog.models import Edition, Node

PUBLISHED_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
GUIDANCE = {
    "why": "Because.",
    "evidence": "A document.",
    "examine": "Read it.",
    "interview": "Ask about it.",
    "test": "Try it.",
}
CONTROLS = """\
[AC] Access Control
AC-2 | Account Management | LMH
AC-2(1) | Automated Account Management | MH
AC-3 | Access Enforcement | LMH
AC-13 | Supervision and Review | W | AC-2
[IA] Identification and Authentication
IA-3 | Device Identification and Authentication | MH
[PM] Program Management
PM-1 | Program Plan | P
"""
CSF_1_1 = """\
[ID.AM] Asset Management
ID.AM-1 | ID.AM-01
ID.AM-2 | ID.AM
[PR.AC] Access Control
PR.AC-1 | ID.AM-01
"""
CSF_2_0 = """\
[ID.AM] Asset Management
ID.AM-01
"""


def load_bundled_edition() -> Edition:
    """Load the bundled catalog (0.5 s); every test session has loaded it once already."""
    return loading.load(bundle.read_bundle(), at=PUBLISHED_AT).edition


def make_edition(*, version: str = "test", files: dict[str, dict[str, Any]] | None = None) -> Edition:
    """Publish a small edition: DI with two sub-capabilities and DO with a topic, or the capability files given."""
    with TemporaryDirectory() as folder:
        staged = bundle.read_bundle(write_bundle(Path(folder), version=version, files=files))
    return loading.load(staged, at=PUBLISHED_AT).edition


def node_of(edition: Edition, identifier: str) -> Node:
    """Return the node of `edition` with this identifier."""
    return edition.nodes.get(identifier=identifier)


def node_table(identifier: str, kind: str = "element", parent: str = "", **other: Any) -> dict[str, Any]:
    """Return one [[node]] table with everything its kind needs."""
    table = {"id": identifier, "kind": kind, "title": f"Title of {identifier}", "statement": f"Text of {identifier}."}
    if parent:
        table["parent"] = parent
    if kind == "subcapability":
        table |= {"code_213a": identifier.replace("-", "."), **GUIDANCE}
    return table | other


def capability_files() -> dict[str, dict[str, Any]]:
    """Return the small tree that `make_edition` publishes, as capability files by name."""
    return {
        "01-DI.toml": {
            "position": 1,
            "branch": "technical",
            "node": [
                node_table("DI", "capability", title="Device Identification"),
                node_table("DI-IMS", "subcapability", "DI", title="Identifier Management"),
                node_table(
                    "DI-IMS.1", parent="DI-IMS", controls=["IA-3", "AC-2"], printed_low=["AC-2"], csf=["PR.AC-1"]
                ),
                node_table("DI-IMS.1.a", parent="DI-IMS.1"),
                node_table("DI-IMS.1.b", parent="DI-IMS.1", controls_stated_none=True),
                node_table("DI-IMS.2", parent="DI-IMS", controls=["AC-2(1)"], csf=["ID.AM-1", "XX.YY-1"]),
                node_table("DI-AID", "subcapability", "DI", title="Use of the Identity"),
                node_table("DI-AID.1", parent="DI-AID", answerable=False),
                node_table("DI-AID.1.a", parent="DI-AID.1", controls=["AC-3"], printed_low=["AC-3"]),
            ],
        },
        "02-DO.toml": {
            "position": 2,
            "branch": "non-technical",
            "node": [
                node_table("DO", "capability", title="Documentation"),
                node_table("DO-SMP", "subcapability", "DO", title="Assumptions"),
                node_table("DO-SMP.a", "topic", "DO-SMP"),
                node_table("DO-SMP.a.1", parent="DO-SMP.a", theme="Data Protection"),
                node_table("DO-SMP.a.1.1", parent="DO-SMP.a.1", controls=["AC-2"]),
                node_table("DO-DAU", "subcapability", "DO", title="Authenticity", in_draft=False),
                node_table("DO-DAU.1", parent="DO-DAU", in_draft=False, csf_stated_none=True),
            ],
        },
    }


def write_bundle(
    folder: Path, *, version: str = "test", files: dict[str, dict[str, Any]] | None = None, main: str = ""
) -> Path:
    """Write the data files of an edition into `folder` and return it."""
    (folder / "edition").mkdir()
    (folder / "edition.toml").write_text(main or _main(version), encoding="utf-8")
    (folder / "controls.txt").write_text(CONTROLS, encoding="utf-8")
    (folder / "csf-1.1.txt").write_text(CSF_1_1, encoding="utf-8")
    (folder / "csf-2.0.txt").write_text(CSF_2_0, encoding="utf-8")
    for name, content in (capability_files() if files is None else files).items():
        (folder / "edition" / name).write_text(as_toml(content), encoding="utf-8")
    return folder


def as_toml(content: dict[str, Any]) -> str:
    """Write plain values and lists of tables as TOML; JSON's texts, numbers, booleans and lists are TOML too."""
    lines = [f"{key} = {json.dumps(value)}" for key, value in content.items() if not _is_tables(value)]
    for key, value in content.items():
        for table in value if _is_tables(value) else []:
            lines += ["", f"[[{key}]]", *(f"{name} = {json.dumps(item)}" for name, item in table.items())]
    return "\n".join(lines) + "\n"


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _main(version: str) -> str:
    frameworks = "".join(
        f'[frameworks.{key}]\ntitle = "Title"\nsource = "Source"\n' for key in ("sp_800_53", "csf_1_1", "csf_2_0")
    )
    profiles = as_toml(
        {
            "profiles": [
                {"slug": "federal-low", "title": "Low", "description": "D", "source": "S", "baseline": "low"},
                {"slug": "core-baseline", "title": "Core", "description": "D", "source": "S", "nodes": ["DI"]},
            ]
        }
    )
    head = as_toml(
        {"catalog": "device-cybersecurity", "catalog_title": "C", "name": "Small", "version": version, "source": "S"}
    )
    return f"{head}\n{frameworks}{profiles}"
