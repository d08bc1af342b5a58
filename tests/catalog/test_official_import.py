"""The importer against the official files: the documented totals, places and faults."""

import io
import json
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from apps.catalog import bundle, frameworks
from apps.catalog.actions.importing import apply_import
from apps.catalog.models import Edition, Entry, Example, Mapping
from apps.catalog.official.importing import ReadFiles
from apps.catalog.official.sources import gather, read_sources
from apps.catalog.official.staged import staged_nodes
from tests.catalog import official
from tests.factories.catalog import PUBLISHED_AT

REFERENCES = frameworks.read_references(bundle.FOLDER, [])
SKELETON = official.rows("catalog-skeleton.csv")


def catalog_folder() -> Path:
    found = official.folder()
    assert found is not None
    return found / "nist-catalog"


@pytest.fixture(scope="session")
def tree():
    return read_sources(gather([catalog_folder()]), REFERENCES)


@pytest.fixture(scope="session")
def nodes(tree):
    return staged_nodes(tree)


def test_the_documented_totals_come_out(nodes):
    kinds = Counter(node.kind.value for node in nodes.values())
    controls = [control for node in nodes.values() for control in node.controls]

    assert kinds == {"capability": 11, "subcapability": 52, "topic": 32, "element": 490}
    assert len(controls) == 457
    assert len(set(controls)) == 147
    assert sum(len(node.printed_low) for node in nodes.values()) == 306
    assert sum(len(node.csf) for node in nodes.values()) == 538
    assert sum(len(node.examples) for node in nodes.values()) == 125
    assert sum(bool(node.examples) for node in nodes.values()) == 69


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("id", "identifier"),
        ("parent_id", "parent"),
        ("kind", "kind"),
        ("branch", "branch"),
        ("depth", "depth"),
        ("theme", "theme"),
        ("source_sheet", "source"),
        ("controls", "controls"),
    ],
)
def test_every_entry_is_the_one_of_the_skeleton(nodes, column, field):
    def written(value):
        return ";".join(value) if isinstance(value, tuple) else str(value)

    assert [written(getattr(node, field)) for node in nodes.values()] == [row[column] for row in SKELETON]


def test_subcategories_are_those_of_the_skeleton_and_the_unresolved_one_is_kept(nodes):
    unresolved = {"PT.PT-1"}
    resolved = [";".join(one for one in node.csf if one not in unresolved) for node in nodes.values()]

    assert resolved == [row["csf"] for row in SKELETON]
    assert [one.identifier for one in nodes.values() if unresolved & set(one.csf)] == ["DO-SMP.d.2.3"]


def test_names_low_marks_and_examples_are_those_of_the_skeleton(nodes):
    for row in SKELETON:
        node = nodes[row["id"]]
        assert len(node.examples) == int(row["examples"]), row["id"]
        assert node.printed_low == {one for one in row["controls_low"].split(";") if one}, row["id"]
        if row["title"]:
            assert node.title == row["title"]


def test_identifiers_and_answerability_are_those_of_the_bundled_edition(nodes):
    own = bundle.read_bundle().nodes

    assert {one for one in own if own[one].in_draft} == nodes.keys()
    assert [one for one, node in nodes.items() if node.parent != own[one].parent] == []
    assert [one for one, node in nodes.items() if node.answerable != own[one].answerable] == []


def test_every_warning_is_one_of_the_documented_faults(tree):
    warnings = [(one.sheet, one.row, one.raw[:20]) for one in tree.remarks if one.level == "warning"]

    # Not bold although low, twice; a category that CSF 1.1 does not have; a sentence that the sheet cuts off.
    assert warnings[:3] == [
        ("non-technical sheet", 185, "SI-2"),
        ("non-technical sheet", 186, "SI-2"),
        ("non-technical sheet", 46, "PT.PT-1"),
    ]
    assert [(sheet, row) for sheet, row, _ in warnings[3:]] == [("_Nontechnical/manufacturer_query.md", 36)]


def test_notes_tell_of_the_other_documented_faults(tree):
    notes = Counter(one.done.split(";")[0].split(" (")[0][:40] for one in tree.remarks if one.level == "note")

    assert notes == {
        "The blank after the identifier is missin": 1,
        "The theme is spelled “Device Acquisition": 1,
        "A hyphen stands for the dot": 2,
        "The two workbooks differ in signs or bla": 7,
        "It stands under another entry than in th": 8,
        "Only the page has this": 2,
        "On its page it is an example": 1,
    }


def test_pages_alone_give_an_edition_without_mappings():
    pages = staged_nodes(read_sources(gather(sorted(catalog_folder().glob("_*"))), REFERENCES))

    assert sum(len(node.examples) for node in pages.values()) == 125
    assert {node.control_state.value for node in pages.values()} == {"not_stated"}
    kinds = Counter(node.kind.value for node in pages.values())
    assert (kinds["capability"], kinds["subcapability"], kinds["topic"]) == (11, 52, 32)


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_catalog", str(catalog_folder()), *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_the_command_makes_a_draft_that_shares_its_entries_and_a_second_run_changes_nothing(tree, nodes):
    read = ReadFiles(tree, nodes, "Official test")
    own = Edition.objects.current()
    entries = Entry.objects.count()

    first = json.loads(run("--json", "--label", "Official test")[0])
    again = apply_import(read, by=None, at=PUBLISHED_AT)

    edition = Edition.objects.get(slug="official-test")
    assert (edition.status, edition.wording, edition.matched_with) == ("draft", "official", own)
    assert (first["edition"]["result"], again.changed, again.edition) == ("imported", False, edition)
    assert first["changes"] == {"against": own.label, "shared": 585, "new": 0, "only_there": 10}
    assert Entry.objects.count() == entries
    assert Edition.objects.filter(wording="official").count() == 1
    assert Mapping.objects.filter(node__edition=edition, reference=None).get().raw == "PT.PT-1"
    assert Example.objects.filter(node__edition=edition).count() == 125
    shared = edition.nodes.get(identifier="DO-SMP.h.1.2")
    assert shared.entry_id == own.nodes.get(identifier="DO-SMP.h.1.2").entry_id
    assert shared.examples.count() == 2
