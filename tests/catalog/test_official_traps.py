"""Every trap of the official files (catalog-data.md sections 2 to 4), in files of our own words."""

import pytest

from apps.catalog import bundle
from apps.catalog.official.importing import counts
from apps.catalog.official.sources import SourceFile, read_sources
from apps.catalog.official.staged import staged_nodes
from tests.factories.official import (
    DOCUMENTS_PAGE,
    NON_TECHNICAL,
    TECHNICAL,
    UPDATE_PAGE,
    make_files,
    make_workbook,
    rich,
)

REFERENCES = {name: one.references for name, one in bundle.read_frame().frameworks.items()}


def read(*files):
    tree = read_sources(list(files), REFERENCES)
    return staged_nodes(tree), [(one.level, one.row, one.done) for one in tree.remarks]


def read_sheet(rows, branch="technical", framework="controls", **other):
    key = branch.replace("-", "_")
    return read(SourceFile("a.xlsx", make_workbook(framework, **{key: rows}, **other)))


@pytest.fixture(scope="module")
def merged():
    return read(*make_files())


def texts(nodes, prefix):
    return {one: node.statement for one, node in nodes.items() if one.startswith(prefix)}


# --- the tree --------------------------------------------------------------------------------------


def test_the_whole_gives_the_counts_that_stand_in_the_files(merged):
    found = counts(merged[0])

    assert found["kinds"] == {"capability": 4, "subcapability": 5, "topic": 3, "element": 20}
    assert (found["control_pairs"], found["controls"], found["low_pairs"]) == (10, 10, 5)
    assert (found["csf_pairs"], found["examples"]) == (11, 4)


@pytest.mark.parametrize(
    ("identifier", "statement"),
    [
        ("DI-IMS", "The device can be told apart:"),
        ("DI-IMS.1", "It has a number that nobody else has."),
        ("DI-IMS.1.a", "Printed on its case."),
        # A blank before the tab and one after it.
        ("DI-IMS.1.b", "Shown on its screen:"),
        ("DI-IMS.1.b.1", "in large type"),
        ("DI-IMS.1.b.2", "in Braille"),
        # The blank in the column of the lead-in lies inside a merged range.
        ("DI-IMS.2", "It keeps the number over a reset."),
        # No lead-in and one row: both statement and only element.
        ("DI-PID", "Somebody can stick a label on it."),
        ("DI-PID.1", "Somebody can stick a label on it."),
        ("SU-APP.1", "It takes updates from afar."),
        ("SU-APP.2", "If updates come by themselves:"),
        ("SU-APP.2.a", "It checks them first."),
        ("SU-APP.2.b", "Its owner can switch that off."),
        # Labels are part of the text, one after a line break.
        ("DO", "Documentation by the maker"),
        ("DO-SMP", "Write down the assumptions of the development process."),
        ("DO-SMP.a", "Who it is for"),
        ("DO-SMP.a.1", "Tell buyers what they get"),
        ("DO-SMP.a.1.2", "Listing what it cannot do, such as:"),
        ("DO-SMP.a.1.2.b", "Swimming"),
        ("DO-SMP.b", "Where it stands"),
        ("DO-SMP.b.2", "Say how warm it may get"),
        ("IQ-QRY.a.1.1", "Naming a person who answers."),
    ],
)
def test_an_entry_stands_where_it_belongs(merged, identifier, statement):
    assert merged[0][identifier].statement == statement


@pytest.mark.parametrize(
    ("identifier", "title", "theme"),
    [
        ("DI", "Device Identification", ""),
        ("DI-PID", "Physical Identifiers", ""),
        ("SU-APP", "Update Application Support", ""),
        ("DO-SMP", "Assumptions Made in Product Development", ""),
        ("IQ-QRY", "Query Response", ""),
        # One theme is spelled in two ways; one action has none, which is no error.
        ("DO-SMP.a.1", "Tell buyers what they get", "Device Acquisition and Maintenance"),
        ("DO-SMP.b.2", "Say how warm it may get", ""),
        ("IQ-QRY.a.1", "Answer", "Device Security"),
    ],
)
def test_names_and_themes_are_those_of_the_fixed_lists(merged, identifier, title, theme):
    assert (merged[0][identifier].title, merged[0][identifier].theme) == (title, theme)


def test_a_grouping_condition_cannot_be_answered_and_everything_else_can(merged):
    elements = [node for node in merged[0].values() if node.kind == "element"]

    assert [node.identifier for node in elements if not node.answerable] == ["SU-APP.2"]


def test_an_unmerged_blank_ends_the_condition_above_it():
    nodes, _ = read_sheet(TECHNICAL, merged=("C2:C3",))

    assert nodes["SU-APP.3"].statement == "Its owner can switch that off."


def test_lines_without_bullet_or_tab_are_read_and_told():
    rows = [[*TECHNICAL[0][:3], "It has a name,\nand a number.\no Printed", None, None]]

    nodes, remarks = read_sheet(rows)

    assert texts(nodes, "DI-IMS.") == {"DI-IMS.1": "It has a name, and a number.", "DI-IMS.1.a": "Printed"}
    assert [done for level, _, done in remarks if level == "warning"] == [
        "A line without a bullet was added to the text before it.",
        "The tab after the bullet is missing; it was read as a bullet.",
    ]


def test_rows_far_below_the_last_filled_one_do_not_matter():
    nodes, _ = read_sheet([*TECHNICAL, *[[None, None, None, " ", None, None]] * 30])

    assert len(texts(nodes, "SU")) == 6


def test_a_name_on_no_list_gets_initials_that_are_told():
    rows = [[*TECHNICAL[0][:1], "Care of the Glowing Lamp", *TECHNICAL[0][2:]]]

    nodes, remarks = read_sheet(rows)

    assert nodes["DI-CGL"].title == "Care of the Glowing Lamp"
    assert "the code CGL was proposed" in remarks[-2][2] + remarks[-1][2]


# --- mapping cells ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "controls", "low"),
    [
        ("SA-8 PRINCIPLES (32) DOCUMENTS", ("SA-8(32)",), ()),
        ("AC-2 ACCOUNTS(5) LOGOUT", ("AC-2(5)",), ()),
        ("CM-5  TWO BLANKS ", ("CM-5",), ()),
        ("SC-28AT REST", ("SC-28",), ()),
        ("IA-2 USERS (OF THE HOUSE) (1) MANY FACTORS", ("IA-2(1)",), ()),
        ("IA-2 USERS (OF THE HOUSE)", ("IA-2",), ()),
        ("AC-3 MISSPELT       \n\nAU-2 EVENTS\n", ("AC-3", "AU-2"), ()),
        ("bold:AC-3 ACCESS\nAU-2 EVENTS", ("AC-3", "AU-2"), ("AC-3", "AU-2")),
        (rich(("AC-3 ACCESS\n", True), ("AC-3 ACCESS (7) ROLES", False)), ("AC-3", "AC-3(7)"), ("AC-3",)),
        (rich(("AC-3 ACCESS\n", None), ("AU-2 EVENTS", True)), ("AC-3", "AU-2"), ("AU-2",)),
        # Bold counts where the identifier starts.
        (rich(("AC-3", True), (" ACCESS\n", False), ("A", False), ("U-2 EVENTS", True)), ("AC-3", "AU-2"), ("AC-3",)),
    ],
)
def test_a_control_cell_is_read(cell, controls, low):
    nodes, _ = read_sheet([[*TECHNICAL[0][:3], "Text.", cell, None]])

    assert nodes["DI-IMS.1"].controls == controls
    assert nodes["DI-IMS.1"].printed_low == set(low)


def test_three_states_of_a_mapping_are_held_apart(merged):
    nodes, _ = merged

    assert [str(nodes[one].control_state) for one in ("DI-IMS.1", "DI-IMS.2", "DI-IMS.1.a", "DO-SMP.a.1")] == [
        "mapped",
        "stated_none",
        "not_stated",
        "not_stated",
    ]
    assert [str(nodes[one].csf_state) for one in ("DI-PID.1", "SU-APP.2.b")] == ["stated_none", "not_stated"]


def test_framework_tokens_are_parted_repaired_or_kept_as_text(merged):
    nodes, remarks = merged

    assert nodes["DI-IMS.1"].csf == ("PR.AC-1", "ID.AM-1")
    assert nodes["DI-IMS.2"].csf == ("PR.AC-1", "PR.AC-7", "ID.AM-2")
    assert nodes["SU-APP.1"].csf == ("PT.PT-1",)
    assert ("note", 2, "A hyphen stands for the dot; it was read as ID.AM-1.") in remarks
    assert ("warning", 5, "CSF 1.1 has no such subcategory; kept as text, unresolved.") in remarks


def test_bold_that_disagrees_with_the_low_baseline_is_told_and_kept():
    nodes, remarks = read_sheet([[*TECHNICAL[0][:3], "Text.", "bold:IA-3 DEVICES\nAC-3 ACCESS", None]])

    assert nodes["DI-IMS.1"].printed_low == {"IA-3", "AC-3"}
    assert [(level, done.split(";")[0]) for level, _, done in remarks if "baseline" in done and level == "warning"] == [
        ("warning", "It is printed bold and is not in the published low baseline")
    ]


# --- both workbooks --------------------------------------------------------------------------------


def test_workbooks_that_differ_in_full_stops_are_merged_and_it_is_told():
    other = [[*row[:3], str(row[3]).rstrip("."), *row[4:]] for row in TECHNICAL]

    nodes, remarks = read(
        SourceFile("b.xlsx", make_workbook("csf", technical=other)), SourceFile("a.xlsx", make_workbook())
    )

    assert nodes["DI-IMS.2"].statement == "It keeps the number over a reset."
    assert nodes["DI-IMS.2"].csf == ("PR.AC-1", "PR.AC-7", "ID.AM-2")
    assert (
        "note",
        3,
        "The two workbooks differ in signs or blanks only; the text of the 800-53 workbook was taken.",
    ) in (remarks)


@pytest.mark.parametrize(("framework", "filled"), [("controls", "control_state"), ("csf", "csf_state")])
def test_one_workbook_alone_says_nothing_of_the_other_framework(framework, filled):
    nodes, remarks = read(SourceFile("a.xlsx", make_workbook(framework)))

    states = {name: {str(getattr(one, name)) for one in nodes.values()} for name in ("control_state", "csf_state")}
    assert "mapped" in states.pop(filled)
    assert list(states.values()) == [{"not_stated"}]
    assert any("Only this workbook was given" in done for _, _, done in remarks)


def test_sheets_of_other_things_are_left_alone():
    nodes, remarks = read(SourceFile("a.xlsx", make_workbook(extra_sheet="Read me")))

    assert len(nodes) == 32
    assert ("note", 1, "The sheet is none of the catalog's and was not read.") in remarks


# --- pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identifier", "lead_in"),
    [
        ("DI", "What the device is called (and more)."),
        # The sub-capability's lead-in is its statement already.
        ("DI-IMS", ""),
        ("DO", "What the maker writes.\n\n1. for buyers,\n2. for users."),
        ("DO-SMP", "Assumptions are cheap."),
        ("DO-SMP.a.1", "It helps them to choose."),
        ("DO-SMP.a.1.1", ""),
    ],
)
def test_lead_ins_come_from_the_pages(merged, identifier, lead_in):
    assert merged[0][identifier].lead_in == lead_in


@pytest.mark.parametrize(
    ("identifier", "examples"),
    [
        # One has no list mark; the fold starts left of every item, so they belong to the last one.
        ("DO-SMP.a.1.1", ("It can measure.", 'It can report "wet".')),
        # The fold stands below the item that its indent reaches; tags never pass.
        ("DO-SMP.a.1.2", ("It alert(1) never sings.",)),
        ("IQ-QRY.a.1.1", ("A help desk.",)),
    ],
)
def test_examples_come_from_the_pages(merged, identifier, examples):
    assert merged[0][identifier].examples == examples


def test_what_pages_say_otherwise_is_told_and_the_sheet_is_kept(merged):
    nodes, remarks = merged

    assert nodes["DI-IMS.2"].statement == "It keeps the number over a reset."
    assert ("warning", 18, "The text is longer than the sheet's, which is cut off; the sheet's was kept.") in remarks
    assert ("note", 19, "Only the page has this; it repeats another item there. It was left out.") in remarks
    assert ("note", 15, "It stands under another entry than in the sheet; the sheet's place was taken.") in remarks


def test_an_entry_that_is_an_example_on_its_page_stays_an_entry():
    page = DOCUMENTS_PAGE.replace("     - Naming the warmest room.", "").replace(
        "It can measure.", "Naming the warmest room."
    )

    nodes, remarks = read(*make_files(documents=page))

    assert nodes["DO-SMP.b.2.1"].statement == "Naming the warmest room."
    assert ("note", 6, "On its page it is an example; the entry of the sheet was kept.") in remarks


def test_an_entry_that_its_page_lacks_is_told():
    _, remarks = read(*make_files(update=UPDATE_PAGE.replace("- It takes updates from afar.\n", "")))

    assert ("warning", 5, "The page does not have this entry; the sheet's was kept.") in remarks


def test_an_action_keeps_its_printed_number():
    rows = [*NON_TECHNICAL[:2], [None, None, "3.\tSay more", "Saying it.", None, None]]

    nodes, _ = read_sheet(rows, "non-technical")

    assert nodes["DO-SMP.a.3"].statement == "Say more"
    assert nodes["DO-SMP.a.3.1"].statement == "Saying it."
