"""Files that are broken or lie: refused with the place, or every fault named with its row or field; no database."""

import json
from typing import Any

import pytest

from apps.catalog.exchange import incoming, oscal_profile, profile_table
from apps.catalog.exchange.content import ReadProfile
from apps.catalog.exchange.naming import NAMESPACE
from apps.catalog.exchange.picture import PicturedItem, PicturedProfile, ProfileContent, ProfileIdentity
from apps.catalog.exchange.refusal import Refused
from apps.catalog.kinds import ItemState, ProfileBasis, RestsOn
from tests.catalog.exchange.pictures import AT, EDITION

R, X = ItemState.REQUIRED, ItemState.EXCLUDED
CONTENT = ProfileContent(
    edition=EDITION.slug,
    title="Lobby cameras",
    description="Cameras in lobbies.",
    source="",
    basis=ProfileBasis.AGENCY,
    rests_on=RestsOn.DECISION,
    items=(
        PicturedItem("DI", R, reason="All of it."),
        PicturedItem("DI-IMS.1", R, True, "TLS 1.2 or later", "We want it."),
        PicturedItem("DI-IMS.2", X, reason="Not here."),
    ),
)
OSCAL = oscal_profile.write(EDITION, PicturedProfile(CONTENT, ProfileIdentity("lobby", 1, "draft", AT)))
TABLE = profile_table.write(EDITION, CONTENT).decode("utf-8-sig")
HEAD = "entry,state,key,parameter,reason\r\n#title,T\r\n#description,D\r\n#edition,small-1\r\n"


def read(data: bytes | str) -> ReadProfile:
    return incoming.read(data if isinstance(data, bytes) else data.encode(), EDITION)


def changed(**parts: Any) -> str:
    """Return the OSCAL profile with parts of it replaced; None takes one away."""
    document = json.loads(OSCAL)
    for path, value in parts.items():
        *above, last = path.split("__")
        holder = document["profile"]
        for name in above:
            holder = holder[int(name) if name.isdigit() else name]
        holder[last] = value
    return json.dumps(document)


def with_ids(*ids: str, **other: Any) -> list[dict[str, Any]]:
    return [{"href": "#x", "include-controls": [{"with-ids": list(ids), **other}]}]


FOREIGN = json.dumps(
    {
        "profile": {
            "uuid": "e2b9bc4b-6f8c-4f0b-8f0e-2f6b36b8a111",
            "metadata": {
                "title": "Theirs",
                "last-modified": "2026-01-01T00:00:00Z",
                "version": "7",
                "oscal-version": "1.1.2",
            },
            "imports": with_ids("DI-IMS.1", "DO-SMP.a.1", **{"with-child-controls": "yes"}),
            "modify": {
                "set-parameters": [{"param-id": "DI-IMS.1_prm", "values": ["30 days"]}],
                "alters": [{"control-id": "DI-IMS.1", "adds": [{"props": [{"name": "priority", "value": "P1"}]}]}],
            },
        }
    }
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty"),
        (b" \n ", "The file is empty"),
        (b"x" * 10_000_000, "larger than 2 MB"),
        (b"PK\x03\x04 and so on", "This is a workbook or an archive"),
        ("entry,state,reason\nDI,required,Grün".encode("latin-1"), "line 2: The file is not in UTF-8"),
        ("{" + '"profile": [' * 3, "line 1, column 23: This is not JSON"),
        ('{"profile": ' * 100_000, "nested too deeply"),
        ("[" * 100_000, "nested too deeply"),
        ('{"profile": {}, "profile": {}}', "“profile” stands twice in one object"),
        ('{"profile": {"metadata": NaN}}', "“NaN” is no number"),
        ('{"catalog": {}}', "not an OSCAL profile. Its top has “catalog”"),
        ("{}", "It has no names at its top"),
        ("[]", "It has no names at its top"),
        ('{"profile": 7}', "profile: This must be an object"),
        (changed(metadata__title=["T"], metadata__props=[]), "profile.metadata.title: This must be a text"),
        (changed(metadata__remarks="a\x00b"), "profile.metadata.remarks: The text has the character U\\+0000"),
        (changed(metadata__remarks="half \ud83d"), "profile.metadata.remarks: The text has the character U\\+D83D"),
        (changed(metadata__props={}), "profile.metadata.props: This must be a list"),
        (changed(imports=[]), "profile.imports: A profile here has exactly one import"),
        (changed(imports=with_ids("DI-IMS.1", matching=[{"pattern": "DI*"}])), "List their identifiers instead"),
        (
            changed(metadata__props=[{"name": "edition", "ns": NAMESPACE, "value": "other-2"}]),
            "profile.metadata.props: The file was made for the edition “other-2”, and you chose “small-1”",
        ),
        (
            HEAD.replace("small-1", "other-2") + "DI,required,,,Why",
            "row 4: The file was made for the edition “other-2”",
        ),
        (
            "a table, but of something else\n1,2",
            "row 1: The first row must name the columns; entry and state and reason",
        ),
        ("entry,state,reason,state\n", "row 1: The column state is there twice"),
        (HEAD + 'DI,required,,,"never closed', "row 5: This row cannot be read as CSV"),
        (HEAD + "DI,required,,," + "x" * 140_000, "row 5: This row cannot be read as CSV"),
        (HEAD + "\n" * 6000, "row 5001: The table has more than 5000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_place(data: bytes | str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read(data.encode(errors="surrogatepass") if isinstance(data, str) and "\ud83d" in data else data)


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("DI,required,,,Why\r\nDI,excluded,,,Why", ["row 6, entry: DI is in row 5 already"]),
        ("AC-2,required,,,Why\r\n,required,,,Why", ["row 5, entry: Small 1 has no entry “AC-2”", "row 6, entry: Name"]),
        ("DI,must,,,Why", ["row 5, state: “must”: write required"]),
        ("DI-IMS.1,required,perhaps,,Why", ["row 5, key: “perhaps”: write yes or no"]),
        ("DI,required,,, ", ["row 5: DI: say why"]),
        ("DI,required,yes,,Why", ["row 5: DI groups the entries below it"]),
        ("DI-IMS.1,excluded,,TLS,Why", ["row 5: DI-IMS.1 is excluded"]),
        (f"DI-IMS.1,required,,{'p' * 301},{'r' * 501}", ["reason has 501 characters", "parameter has 301 characters"]),
        ("DI,required,,,Why,and more", ["row 5: The row has more cells"]),
        ("DI,required,,,a\x07b", ["row 5, reason: The cell has the character U+0007"]),
        (
            "#titel,T\r\n#title,again\r\nDI,required,,,Why",
            ["row 5: “#titel” is unknown", "row 6: “#title” is there twice"],
        ),
        ("", ["The file says nothing of any entry"]),
    ],
)
def test_a_table_names_every_fault_with_its_row(rows: str, faults: list[str]) -> None:
    found = [str(one) for one in read(HEAD + rows).findings.faults]
    assert len(found) == len(faults)
    for fault, expected in zip(found, faults, strict=True):
        assert expected in fault


def altered(identifier: str, state: str) -> list[dict[str, Any]]:
    props = [{"name": "state", "ns": NAMESPACE, "value": state}]
    return [{"control-id": identifier, "adds": [{"props": props}]}]


def setting(parameter: str) -> str:
    return changed(**{"modify__set-parameters": [{"param-id": parameter, "values": ["a"]}]})


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (
            changed(imports=with_ids("AC-2")),
            ["imports[0].include-controls[0].with-ids[0]: Small 1 has no entry “AC-2”"],
        ),
        (changed(**{"imports__0__exclude-controls": [{"with-ids": ["DI-IMS.1"]}]}), ["DI-IMS.1 is required by"]),
        (changed(modify__alters=altered("QQ", "required")), ["alters[0]: Small 1 has no entry “QQ”"]),
        (changed(modify__alters=altered("DI-IMS.1", "maybe")), ["alters[0]: State “maybe”: write required"]),
        (changed(modify__alters=2 * altered("DI-IMS.1", "required")), ["alters[1]: DI-IMS.1 is stated twice"]),
        (setting("DI-IMS.1"), ["set-parameters[0]: Set one value"]),
        (setting("DO-SMP.a.1_prm"), ["set-parameters[0]: A value is set for DO-SMP.a.1"]),
        (
            changed(metadata__title=" ", metadata__remarks="x" * 4001),
            ["metadata.title: The title is missing", "metadata.remarks: The description has 4001"],
        ),
    ],
)
def test_an_oscal_profile_names_every_fault_with_its_field(data: str, faults: list[str]) -> None:
    found = [str(one) for one in read(data).findings.faults]
    for expected in faults:
        assert any(expected in fault for fault in found), found


def test_a_profile_of_another_tool_is_taken_as_far_as_it_is_about_the_catalog() -> None:
    found = read(FOREIGN)
    assert found.findings.faults == []
    assert [(item.identifier, item.state, item.parameter) for item in found.content.items] == [
        ("DI-IMS.1", R, "30 days"),
        ("DO-SMP.a.1", R, ""),
    ]
    assert [str(one) for one in found.findings.notices] == [
        "The file names no edition. It was read against Small 1.",
        "profile.modify.alters: 1 changes of controls are not taken over.",
        "profile.imports[0]: 2 entries come without a reason. Give each its own.",
    ]


def test_a_profile_that_includes_an_entry_without_its_children_leaves_them_out() -> None:
    found = read(FOREIGN.replace('"yes"', '"no"'))
    assert [(item.identifier, item.state) for item in found.content.items] == [
        ("DI-IMS.1", R),
        ("DI-IMS.1.a", X),
        ("DI-IMS.1.b", X),
        ("DO-SMP.a.1", R),
        ("DO-SMP.a.1.2", X),
    ]


def test_a_profile_that_includes_everything_but_a_few_entries_says_so_in_few_items() -> None:
    imports = [{"href": "#x", "include-all": {}, "exclude-controls": [{"with-ids": ["DI-IMS.1.a"]}]}]
    document = json.loads(FOREIGN)
    document["profile"] |= {"imports": imports, "modify": {}}
    assert [(item.identifier, item.state) for item in read(json.dumps(document)).content.items] == [
        ("DI-IMS.1", R),
        ("DI-IMS.1.a", X),
        ("DI-IMS.1.a.1", R),
        ("DI-IMS.2", R),
        ("DO-SMP.a.1", R),
    ]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_that_excel_saved_with_other_delimiters_is_read_alike(delimiter: str) -> None:
    rows = ["entry,state,reason", "#title,T", "#description,D", "#edition,small-1", "DI , Required ,Why", ",,"]
    found = read("\ufeff" + "\r\n".join(rows).replace(",", delimiter))
    assert found.findings.faults == []
    assert found.content.items == (PicturedItem("DI", R, reason="Why"),)


def test_a_formula_that_somebody_typed_stays_the_text_that_it_is() -> None:
    found = read(TABLE.replace("We want it.", "=HYPERLINK(A1)"))
    assert found.content.items[1].reason == "=HYPERLINK(A1)"
    assert b",'=HYPERLINK(A1)," in profile_table.write(EDITION, found.content)
