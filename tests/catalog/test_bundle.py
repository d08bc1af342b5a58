"""Reading the data files: the bundled ones are sound, and every fault is refused with its place."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from apps.catalog import bundle
from apps.catalog.kinds import CSF_1_1, SP_800_53, MappingState, NodeKind
from apps.catalog.staging import BadSource, StagedNode
from tests.factories.catalog import as_toml, capability_files, node_table, write_bundle

STAGED = bundle.read_bundle()
NODES = list(STAGED.nodes.values())


def of_kind(kind: NodeKind) -> list[StagedNode]:
    return [node for node in NODES if node.kind is kind]


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(BadSource) as caught:
        bundle.read_bundle(folder)
    return [str(fault) for fault in caught.value.faults]


def test_the_edition_holds_the_whole_catalog_and_what_the_final_publication_added():
    drafted = Counter(node.kind for node in NODES if node.in_draft)
    added = Counter(node.kind for node in NODES if not node.in_draft)

    assert drafted == {"capability": 11, "subcapability": 52, "topic": 32, "element": 490}
    assert added == {"subcapability": 2, "element": 8}


def test_the_mappings_are_complete():
    assert sum(len(node.controls) for node in NODES) == 457
    assert sum(len(node.printed_low) for node in NODES) == 306
    assert len({control for node in NODES for control in node.controls}) == 147
    assert sum(len(node.csf) for node in NODES) == 538
    assert Counter(node.control_state for node in NODES)[MappingState.STATED_NONE] == 1
    assert Counter(node.csf_state for node in NODES)[MappingState.STATED_NONE] == 7


def test_the_baselines_have_their_published_sizes():
    controls = STAGED.frameworks[SP_800_53].references.values()

    sizes = Counter(baseline for control in controls for baseline in control.baselines)

    assert sizes == {"low": 149, "moderate": 287, "high": 370, "privacy": 96}
    assert sum(control.withdrawn for control in controls) == 182


def test_the_one_token_that_the_framework_does_not_have_is_reported_and_so_are_low_marks_that_differ():
    warnings = [str(warning) for warning in STAGED.warnings]

    unresolved = [token for node in NODES for token in node.csf if token not in STAGED.frameworks[CSF_1_1].references]
    assert unresolved == ["PT.PT-1"]
    assert "08-DO.toml: DO-SMP.d.2.3: CSF 1.1 has no subcategory PT.PT-1; it is kept as text, unresolved." in warnings
    assert len([warning for warning in warnings if "SI-2 is not printed as low" in warning]) == 2


def test_every_element_but_the_one_grouping_condition_can_be_answered():
    assert [node.identifier for node in of_kind(NodeKind.ELEMENT) if not node.answerable] == ["SU-APP.2"]


def test_every_sub_capability_explains_itself():
    for node in of_kind(NodeKind.SUBCAPABILITY):
        assert node.guidance is not None
        assert node.guidance.evidence.startswith("Good: "), node.identifier
        assert " Weak: " in node.guidance.evidence, node.identifier
        assert " Expected: " in node.guidance.test, node.identifier


def test_titles_are_unique_within_a_sub_capability_and_statements_in_the_whole_edition():
    titles = Counter((node.code_213a, node.title.lower()) for node in NODES if node.code_213a)
    statements = Counter(node.statement.lower() for node in NODES)

    assert [title for title, count in titles.items() if count > 1] == []
    assert [statement for statement, count in statements.items() if count > 1] == []


def test_statements_are_sentences():
    assert [node.identifier for node in NODES if not node.statement.endswith(".")] == []
    assert [node.identifier for node in NODES if not node.statement[0].isupper()] == []


def test_paths_sort_as_the_catalog_stands_and_elements_carry_the_code_of_their_sub_capability():
    assert [node.path for node in NODES] == sorted(node.path for node in NODES)
    assert STAGED.nodes["DP-STO.1.b"].path == "003.003.001.002"
    assert STAGED.nodes["DP-STO.1.b"].code_213a == "DP.STO"
    assert STAGED.nodes["DP-STO.1.b"].depth == 3


def test_the_digest_changes_with_any_byte_of_any_file(tmp_path):
    folder = write_bundle(tmp_path)
    before = bundle.digest_of(folder)

    path = folder / "controls.txt"
    path.write_text(path.read_text() + "\n")

    assert bundle.digest_of(folder) != before


def test_a_small_edition_is_read(tmp_path):
    staged = bundle.read_bundle(write_bundle(tmp_path))

    assert staged.label == "Small test"
    assert staged.nodes["DI-IMS.1.b"].control_state is MappingState.STATED_NONE
    assert staged.nodes["DI-IMS.1.a"].control_state is MappingState.NOT_STATED
    assert not staged.nodes["DI-AID.1"].answerable


CHANGES: list[tuple[str, int, dict[str, Any], str]] = [
    ("01-DI.toml", 3, {"id": "DI-IMS.1"}, "01-DI.toml: DI-IMS.1: this identifier is there twice"),
    ("01-DI.toml", 3, {"parent": "DI-XXX"}, "DI-IMS.1.a: its parent DI-XXX does not stand before it"),
    ("01-DI.toml", 3, {"parent": None}, "DI-IMS.1.a: its parent (none) does not stand before it"),
    ("02-DO.toml", 3, {"parent": "DI-IMS"}, "DO-SMP.a.1: its parent DI-IMS belongs to another capability's file"),
    ("01-DI.toml", 2, {"controls": ["AC-99"], "printed_low": None}, "DI-IMS.1: the control AC-99 is unknown"),
    ("01-DI.toml", 2, {"controls": ["AC-2", "AC-2"]}, "DI-IMS.1: AC-2 is in controls twice"),
    ("01-DI.toml", 2, {"printed_low": ["AC-3"]}, "DI-IMS.1: printed_low names AC-3, which its controls do not"),
    ("01-DI.toml", 2, {"csf_stated_none": True}, "DI-IMS.1: it has csf and says that there are none"),
    ("01-DI.toml", 2, {"controls": []}, "DI-IMS.1: controls must be a list of texts with at least one in it"),
    ("01-DI.toml", 2, {"controls": "AC-2"}, "DI-IMS.1: controls must be a list of texts"),
    ("01-DI.toml", 2, {"title": ""}, "DI-IMS.1: title must be a text without blanks around it"),
    ("01-DI.toml", 2, {"title": "x" * 121}, "DI-IMS.1: title is longer than 120 characters"),
    ("01-DI.toml", 2, {"statement": None}, "DI-IMS.1: statement is missing"),
    ("01-DI.toml", 2, {"answerable": "no"}, "DI-IMS.1: answerable must be true or false"),
    ("01-DI.toml", 2, {"colour": "red"}, "DI-IMS.1: the key colour means nothing here"),
    ("01-DI.toml", 2, {"kind": "leaf"}, "DI-IMS.1: kind must be one of capability"),
    ("01-DI.toml", 2, {"id": "di-ims.1"}, "di-ims.1: the identifier must look like DI, DI-IMS or DI-IMS.1.a"),
    ("01-DI.toml", 2, {"why": "Because."}, "DI-IMS.1: why belongs to a sub-capability"),
    (
        "01-DI.toml",
        2,
        {"kind": "topic", "controls": None, "printed_low": None, "csf": None},
        "topics belong to the non",
    ),
    ("01-DI.toml", 2, {"kind": "subcapability"}, "DI-IMS.1: a subcapability cannot stand below a subcapability"),
    ("01-DI.toml", 1, {"why": None}, "DI-IMS: a sub-capability needs why"),
    ("01-DI.toml", 1, {"code_213a": None}, "DI-IMS: a sub-capability needs its code of SP 800-213A"),
    ("01-DI.toml", 1, {"csf": ["PR.AC-1"]}, "DI-IMS: csf belongs to an element"),
    ("01-DI.toml", 1, {"kind": "capability"}, "DI-IMS: a file starts with its capability and holds no other one"),
    ("01-DI.toml", 0, {"parent": "DO"}, "DI: a capability has no parent"),
]


@pytest.mark.parametrize(("file", "number", "change", "fault"), CHANGES, ids=[change[3][:60] for change in CHANGES])
def test_a_fault_in_a_node_is_refused_with_file_and_identifier(tmp_path, file, number, change, fault):
    files = capability_files()
    table = files[file]["node"][number]
    files[file]["node"][number] = {key: value for key, value in (table | change).items() if value is not None}

    assert any(fault in line for line in faults_of(write_bundle(tmp_path, files=files)))


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("edition/01-DI.toml", "position = ", "01-DI.toml: this is not readable TOML"),
        (
            "edition/01-DI.toml",
            as_toml({"position": 1, "branch": "other", "node": [{"id": "DI"}]}),
            "branch must be one",
        ),
        (
            "edition/01-DI.toml",
            as_toml({"position": 2, "branch": "technical", "node": [{"id": "DI"}]}),
            "same position",
        ),
        (
            "edition/01-DI.toml",
            'position = "1"\nbranch = "technical"\nnode = [{}]\n',
            "position must be a whole number",
        ),
        ("edition/01-DI.toml", 'position = 1\nbranch = "technical"\nnode = "DI"\n', "node must be a list of [[node]]"),
        ("edition/01-DI.toml", "position = 1\n", "must hold position, branch and [[node]] tables, nothing else"),
        ("edition.toml", "name = [", "edition.toml: this is not TOML"),
        ("edition.toml", 'name = "Small"\n', "edition.toml: version: must be a text"),
        ("edition.toml", 'name = "Small"\n', "edition.toml: frameworks.csf_1_1: needs title and source"),
        ("edition.toml", "profiles = 1\n", "edition.toml: profiles: must be a list of [[profiles]] tables"),
        ("controls.txt", "[AC] Access Control\nAC-2 | Accounts\n", "controls.txt: line 2: a control needs identifier"),
        ("controls.txt", "[AC] Access Control\nIA-2 | Accounts | L\n", "no control of the family AC"),
        ("controls.txt", "[AC] Access Control\nAC-2 |  | L\n", "AC-2 has no title"),
        ("controls.txt", "[AC] Access Control\nAC-2 | Accounts | LX\n", "AC-2 has the baselines 'LX'"),
        ("controls.txt", "[AC] A\nAC-2 | Accounts | L\nAC-2 | Accounts | L\n", "line 3: AC-2 is there twice"),
        ("controls.txt", "[AC] A\nAC-2(1) | Accounts | L\n", "AC-2(1): its parent AC-2 is missing"),
        ("controls.txt", "[AC] A\nAC-2 | Accounts | W | AC-7\n", "AC-2: its successor AC-7 is unknown"),
        ("csf-1.1.txt", "[ID.AM] Assets\nPR.AC-1 | ID.AM-01\n", "no subcategory of the category ID.AM"),
        ("csf-1.1.txt", "[ID.AM] Assets\nID.AM-1 | ID.AM-77\n", "ID.AM-1: its successor ID.AM-77 is unknown"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_line(tmp_path, name, text, fault):
    folder = write_bundle(tmp_path)
    (folder / name).write_text(text)

    assert any(fault in line for line in faults_of(folder))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"baseline": "medium"}, "names the baseline 'medium'"),
        ({"baseline": "low", "nodes": ["DI"]}, "needs either a baseline or a list of nodes"),
        ({"nodes": ["XX"]}, "names entries that are not in the edition: XX"),
        ({"nodes": ["DI"], "title": ""}, "needs slug, title, description and source"),
        ({"nodes": ["DI"], "weight": 3}, "has a key that means nothing here: weight"),
        ({"nodes": ["DI"], "basis": "hearsay"}, "has the basis 'hearsay'"),
        ({"nodes": ["DI"], "rests_on": "sand"}, "rests on 'sand'"),
        ({"nodes": ["DI"], "slug": "federal-low"}, "profile federal-low: is there twice"),
        ({"nodes": ["DI", "DI"]}, "names an entry twice: DI"),
    ],
)
def test_a_faulty_profile_is_refused(tmp_path, change, fault):
    folder = write_bundle(tmp_path)
    profile = {"slug": "extra", "title": "T", "description": "D", "source": "S"} | change
    with (folder / "edition.toml").open("a") as file:
        file.write("\n" + as_toml({"profiles": [profile]}))

    assert any(fault in line for line in faults_of(folder))


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ('node = "DI"', "has an item without node or reason"),
        ('node = "DI"\nreason = "R"\nstate = "wanted"', "says of DI what cannot be said"),
        ('node = "DI"\nreason = "R"\nweight = 3', "says of DI what cannot be said"),
        ('node = "XX"\nreason = "R"', "names entries that are not in the edition: XX"),
    ],
)
def test_a_faulty_item_of_a_profile_is_refused(tmp_path, item, fault):
    folder = write_bundle(tmp_path)
    profile = as_toml({"profiles": [{"slug": "extra", "title": "T", "description": "D", "source": "S"}]})
    with (folder / "edition.toml").open("a") as file:
        file.write(f"\n{profile}\n[[profiles.items]]\n{item}\n")

    assert any(fault in line for line in faults_of(folder))


def test_all_faults_are_told_at_once(tmp_path):
    files = capability_files()
    files["01-DI.toml"]["node"].append(node_table("DI-AID.2", parent="DI-XXX"))
    files["02-DO.toml"]["node"].append(node_table("DO-DAU.2", parent="DO-YYY"))

    assert len(faults_of(write_bundle(tmp_path, files=files))) == 2


def test_a_missing_file_and_an_empty_edition_are_named(tmp_path):
    folder = write_bundle(tmp_path, files={})
    (folder / "csf-2.0.txt").unlink()

    faults = faults_of(folder)

    assert "csf-2.0.txt: the file cannot be read (FileNotFoundError)." in faults
