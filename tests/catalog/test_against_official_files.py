"""The bundled data against the official files: the same facts, and none of the same sentences."""

import difflib
import re
from collections import defaultdict

import pytest

from apps.catalog import bundle
from apps.catalog.kinds import CSF_1_1, CSF_2_0, SP_800_53
from apps.catalog.staging import StagedNode
from tests.catalog import official

STAGED = bundle.read_bundle()
SKELETON = {row["id"]: row for row in official.rows("catalog-skeleton.csv")}
LONGEST_RUN = 8
MOST_ALIKE = 0.75


def own_texts(node: StagedNode) -> list[str]:
    guidance = vars(node.guidance).values() if node.guidance else []
    return [node.statement, *guidance]


def listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def test_every_official_entry_has_its_partner_and_the_others_are_marked():
    others = {node.identifier for node in STAGED.nodes.values() if not node.in_draft}

    assert STAGED.nodes.keys() - others == SKELETON.keys()
    assert {identifier.split(".")[0] for identifier in others} == {"DS-ONB", "DO-DAU"}


@pytest.mark.parametrize("column", ["parent_id", "kind", "branch", "depth", "theme", "source_sheet"])
def test_entries_stand_where_the_official_ones_do(column):
    field = {"parent_id": "parent", "source_sheet": "source"}.get(column, column)

    differing = {
        identifier: (str(getattr(STAGED.nodes[identifier], field)), row[column])
        for identifier, row in SKELETON.items()
        if str(getattr(STAGED.nodes[identifier], field)) != row[column]
    }

    assert differing == {}


def test_entries_come_in_the_official_order():
    ours = sorted(STAGED.nodes.values(), key=lambda node: node.path)

    assert official.in_same_order([node.identifier for node in ours], list(SKELETON))


def test_named_entries_carry_the_official_names():
    named = {
        identifier: row["title"] for identifier, row in SKELETON.items() if row["title"] and row["kind"] != "topic"
    }

    assert {identifier: STAGED.nodes[identifier].title for identifier in named} == named


def test_sub_capabilities_carry_the_codes_of_the_final_catalog():
    final = {row["subcapability_id"]: row for row in official.rows("sp800-213a-subcapabilities.csv")}
    ours = {node.code_213a: node for node in STAGED.nodes.values() if node.kind == "subcapability"}

    assert ours.keys() == final.keys()
    assert [code for code, row in final.items() if ours[code].in_draft != (row["in_2021_draft_site"] == "1")] == []
    assert all(node.identifier == code.replace(".", "-") for code, node in ours.items())


def test_mappings_to_controls_agree():
    for identifier, row in SKELETON.items():
        node = STAGED.nodes[identifier]
        assert list(node.controls) == listed(row["controls"]), identifier
        assert node.printed_low == set(listed(row["controls_low"])), identifier


@pytest.mark.parametrize(
    ("workbook", "field", "pattern"),
    [
        ("800-53", "controls", r"(?m)^\s*([A-Z]{2}-\d+)"),
        ("Framework", "csf", r"[A-Z]{2}[.-][A-Z]{2}-\d+"),
    ],
)
def test_every_mapping_cell_of_the_sheets_is_held_in_its_order(workbook, field, pattern):
    ours: dict[tuple[str, int], list[str]] = defaultdict(list)
    for node in STAGED.nodes.values():
        place = official.ROW.fullmatch(node.source)
        if place:
            ours[place[1], int(place[2])] += [token.split("(")[0] for token in getattr(node, field)]
    for branch, sheet in official.sheets(workbook).items():
        for number, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), start=2):
            cell = str(row[4] or "")
            assert ours[branch, number] == official.tokens(cell, pattern), (branch, number)


def test_cells_that_state_no_mapping_are_held_as_such():
    for workbook, field in (("800-53", "control_state"), ("Framework", "csf_state")):
        stated = sum(
            str(row[4] or "").strip().lower() == "no mapping"
            for sheet in official.sheets(workbook).values()
            for row in sheet.iter_rows(min_row=2, values_only=True)
        )
        assert sum(getattr(node, field) == "stated_none" for node in STAGED.nodes.values()) == stated


def test_controls_agree_with_the_published_list():
    rows = {row["control_id"]: row for row in official.rows("sp800-53r5-controls.csv")}
    ours = STAGED.frameworks[SP_800_53].references

    assert list(ours) == list(rows)
    for identifier, row in rows.items():
        control = ours[identifier]
        assert official.words(control.title) == official.words(row["title"])
        assert (control.group, control.group_title, control.parent) == (
            row["family"],
            row["family_title"],
            row["parent"],
        )
        assert control.withdrawn == (row["withdrawn"] == "1")
        assert control.baselines == {
            name for name in ("low", "moderate", "high", "privacy") if row[f"in_{name}"] == "1"
        }
        # One withdrawn control went to a whole family, which is no reference.
        assert list(control.successors) == [one for one in listed(row["withdrawn_to"]) if one in rows]


def test_subcategories_agree_with_the_published_lists():
    first = {row["subcategory_id"]: row for row in official.rows("csf-1.1-subcategories.csv")}
    second = {row["subcategory_id"]: row for row in official.rows("csf-2.0-subcategories.csv")}
    ours_first, ours_second = STAGED.frameworks[CSF_1_1].references, STAGED.frameworks[CSF_2_0].references

    assert list(ours_first) == list(first)
    assert [identifier for identifier, one in ours_second.items() if one.parent] == list(second)
    for identifier, row in first.items():
        assert ours_first[identifier].group_title == row["category"]
        assert list(ours_first[identifier].successors) == listed(row["csf_2_0_successors"])
    for identifier, row in second.items():
        assert (ours_second[identifier].group, ours_second[identifier].group_title) == (
            row["category_id"],
            row["category"],
        )


def test_no_text_of_ours_shares_more_than_eight_words_in_a_row_with_an_official_one():
    taken = set().union(*(official.runs(text, LONGEST_RUN + 1) for text in official.every_text()))

    shared = {
        node.identifier: " ".join(run)
        for node in STAGED.nodes.values()
        for text in own_texts(node)
        for run in official.runs(text, LONGEST_RUN + 1) & taken
    }

    assert shared == {}


def test_no_page_of_the_catalog_shares_more_than_eight_words_in_a_row_with_an_official_text():
    taken = set().union(*(official.runs(text, LONGEST_RUN + 1) for text in official.every_text()))

    for page in (official.REPOSITORY / "templates" / "catalog").glob("*.html"):
        text = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", " ", page.read_text(encoding="utf-8"))
        assert official.runs(text, LONGEST_RUN + 1) & taken == set(), page.name


def test_no_statement_is_more_than_three_quarters_like_its_official_partner():
    alike = {}
    for identifier, row in SKELETON.items():
        ours, theirs = official.words(STAGED.nodes[identifier].statement), official.words(official.text_of(row))
        assert theirs, f"{identifier} has no official text at {row['source_sheet']}"
        for first, second in ((ours, theirs), (" ".join(ours), " ".join(theirs))):
            matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
            if matcher.real_quick_ratio() > MOST_ALIKE and matcher.quick_ratio() > MOST_ALIKE:
                alike[identifier] = max(alike.get(identifier, 0), matcher.ratio())

    assert {identifier: ratio for identifier, ratio in alike.items() if ratio > MOST_ALIKE} == {}
