"""Damaged and hostile files: each is refused with sheet, row and reason, and nothing is written."""

import io
import json
import time
import zipfile

import pytest
from django.core.management import CommandError, call_command

from apps.audit.models import Event
from apps.catalog import bundle
from apps.catalog.models import Edition, Entry, Node
from apps.catalog.official import sources
from apps.catalog.official.sources import SourceFile, read_sources, unpacked
from apps.catalog.official.staged import staged_nodes
from apps.catalog.staging import BadSource
from tests.factories.official import (
    HEADERS,
    NON_TECHNICAL,
    PAGES,
    TECHNICAL,
    make_files,
    make_pages,
    make_workbook,
    member,
    repacked,
    zipped,
)

REFERENCES = {name: one.references for name, one in bundle.read_frame().frameworks.items()}
SHEET, OTHER_SHEET = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
BASE = make_workbook()


def edited(name: str, *pairs: tuple[str, str]) -> bytes:
    """Return the workbook with texts replaced in one part; a text that is not there is a mistake of the test."""
    text = member(BASE, name).decode()
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after, 1)
    return repacked(BASE, {name: text.encode()})


def technical(*rows) -> bytes:
    return make_workbook(technical=[TECHNICAL[0], *rows])


def non_technical(*rows) -> bytes:
    return make_workbook(non_technical=[*NON_TECHNICAL[:2], *rows])


def locked() -> bytes:
    """Return the archive with the sign that its members are encrypted."""
    content = bytearray(BASE)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(sign)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(sign, start + 4)
    return bytes(content)


def claiming(size: int) -> bytes:
    """Return an archive whose directory says that one member unpacks to `size` bytes."""
    content = bytearray(zipped({"xl/workbook.xml": b"x", "[Content_Types].xml": b"x"}))
    place = content.find(b"PK\x01\x02") + 24
    content[place : place + 4] = size.to_bytes(4, "little")
    return bytes(content)


def many_rows() -> bytes:
    rows = "".join(f'<row r="{number}"><c r="A{number}"/></row>' for number in range(9, 100_009))
    return edited(SHEET, ("</sheetData>", f"{rows}</sheetData>"))


def entities() -> bytes:
    text = member(BASE, SHEET).decode()
    bomb = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return repacked(BASE, {SHEET: (bomb + text.partition("?>")[2] if text.startswith("<?") else bomb + text).encode()})


def without_mapping(row) -> list:
    return [*row[:4], None, None]


WORKBOOKS = {
    "a text file": (b"This is no workbook.", r"its content is something else"),
    "an empty file": (b"", r"its content is something else"),
    "an archive that is cut off": (BASE[: len(BASE) // 2], r"it is cut off or damaged"),
    "a part that is damaged": (BASE.replace(b"PK\x01\x02", b"PK\x01\x03", 1), r"cut off or damaged"),
    "an old or encrypted workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, r"without a password"),
    "an archive with a password": (locked(), r"locked with a password"),
    "an archive of something else": (zipped({"hello.txt": b"hello"}), r"no Excel workbook"),
    "more than 50 MB unpacked": (zipped({"xl/workbook.xml": b"0" * (51 * 1024**2)}), r"more than 50 MB"),
    "a directory that lies about 4 GB": (claiming(2**32 - 2), r"more than 50 MB"),
    "a path that leads out": (repacked(BASE, {"../../evil.xml": b"<a/>"}), r"leads out of the archive"),
    "a thousand members": (zipped({f"{number}.xml": b"" for number in range(1_001)}), r"at most 1000"),
    "macros": (repacked(BASE, {"xl/vbaProject.bin": b"x"}), r"macros"),
    "a content type with macros": (
        edited("[Content_Types].xml", ("spreadsheetml.sheet.main", "sheet.macroEnabled.main")),
        r"workbook with macros",
    ),
    "links to other workbooks": (repacked(BASE, {"xl/externalLinks/externalLink1.xml": b"<a/>"}), r"foreign objects"),
    "a sheet that is no XML": (repacked(BASE, {SHEET: b"<worksheet><sheetData>"}), r"no valid XML"),
    "entities that unfold": (entities(), r"declares entities"),
    "styles that are damaged": (repacked(BASE, {"xl/styles.xml": b"<styleSheet/>"}), r"damaged inside"),
    "no relations": (repacked(BASE, {"xl/_rels/workbook.xml.rels": b"<Relationships/>"}), r"damaged inside"),
    "100,000 rows": (many_rows(), r"sheet “Technical Capabilities 800-53”, row 20001: .* at most 20000 rows"),
    "one row far down": (
        edited(SHEET, ("</sheetData>", '<row r="900000"><c r="A900000"/></row></sheetData>')),
        r"row 900000: .* at most 20000 rows",
    ),
    "a row of many cells": (
        edited(SHEET, ("</sheetData>", f'<row r="40">{"<c/>" * 2_001}</row></sheetData>')),
        r"row 40: there are far more cells",
    ),
    "a merge over the whole sheet": (
        edited(SHEET, ('ref="C2:C3"', 'ref="A1:XFD1048576"')),
        r"the range A1:XFD1048576 is far larger",
    ),
    "a link over the whole sheet": (
        edited(SHEET, ("<mergeCells", '<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks><mergeCells')),
        r"the range A1:XFD1048576 is far larger",
    ),
    "a range that is none": (edited(SHEET, ('ref="C2:C3"', 'ref="C2:here"')), r"the range C2:here"),
    "endless text in one place": (
        edited(SHEET, ("Device Identity", "x" * 300_000)),
        r"far more text in one place",
    ),
    "endless styles": (
        repacked(BASE, {"xl/styles.xml": b"<a>" + b"<b/>" * 80_001 + b"</a>"}),
        r"holds far more than a catalog has",
    ),
    "endless shared texts": (
        repacked(BASE, {"xl/sharedStrings.xml": b"<a>" + b"<b>x</b>" * 1_600_000 + b"</a>"}),
        r"larger than a catalog can be",
    ),
    "a formula": (
        edited(SHEET, ('<row r="3">', '<row r="3"><c r="A3"><f>1+1</f></c>')),
        r"sheet “Technical Capabilities 800-53”, row 3: the cell A3 holds a formula",
    ),
    "a number for a text": (technical([None, None, None, 42, None, None]), r"row 3: column D holds a number"),
    "an error for a text": (technical([None, None, None, "#REF!", None, None]), r"row 3: column D holds an error"),
    "a cell without end": (technical([None, None, None, "x" * 20_001, None, None]), r"row 3: .* 20000 characters"),
    "one sheet only": (make_workbook(titles=("Technical Capabilities",), merged=()), r"starts with “Non-technical”"),
    "sheets of other names": (make_workbook(titles=("One", "Two")), r"starts with “Technical”"),
    "two sheets of a kind": (make_workbook(titles=("Technical A", "Technical B")), r"two technical sheets"),
    "other headers": (
        make_workbook(headers={**HEADERS, "technical": ["Name", "City", "Street", "Age"]}),
        r"row 1: the header of column A is not the catalog's \(it says: Name\)",
    ),
    "a mapping to nothing known": (
        edited(SHEET, ("Related Rev 5 Controls", "Related Recipes")),
        r"row 1: the header of column E",
    ),
    "nothing below the headers": (make_workbook(technical=[[None] * 6], merged=()), r"row 2: there is no entry"),
    "a row that belongs nowhere": (
        make_workbook(technical=[[None, None, None, "Lost.", None, None]], merged=()),
        r"row 2: no capability and sub-capability stand above",
    ),
    "a bullet in the air": (technical([None, None, None, "One.\n-\tTwo", None, None]), r"row 3: the bullet “- Two”"),
    "a mapping without a statement": (
        technical([None, None, None, None, "AC-3 ACCESS", None]),
        r"row 3: .* no statement",
    ),
    "an unknown control": (
        technical([None, None, None, "Text.", "ZZ-99 NOTHING", None]),
        r"row 3: .* no control ZZ-99",
    ),
    "a line without a control": (
        technical([None, None, None, "Text.", "see above", None]),
        r"row 3: the line “see above”",
    ),
    "a mapping that names nothing": (technical([None, None, None, "Text.", "\n;\n", None]), r"row 3: the line “;”"),
    "a topic with a mapping": (
        non_technical([None, None, "b.\tMore", None, "AC-3 ACCESS", None]),
        r"row 4: a row with a topic",
    ),
    "an action without a label": (non_technical([None, None, "More", "Text.", None, None]), r"row 4: column C starts"),
    "a sub-action without an action": (
        make_workbook(non_technical=[NON_TECHNICAL[0], [None, None, None, "Text.", None, None]]),
        r"row 3: no action",
    ),
    "a label twice": (
        non_technical([None, None, "a.\tAgain", None, None, None]),
        r"row 4: the label “a\.” stands there twice",
    ),
    "a name twice": (
        technical([None, TECHNICAL[0][1], "Again:", "Text.", None, None]),
        r"row 3: .* is on no list .* IMS is taken",
    ),
}


def read(*files: SourceFile):
    return read_sources(list(files), REFERENCES)


@pytest.mark.parametrize("content", [pytest.param(one, id=name) for name, (one, _) in WORKBOOKS.items()])
def test_a_workbook_is_refused_quickly(content, request):
    expected = WORKBOOKS[request.node.callspec.id][1]
    started = time.process_time()

    with pytest.raises(BadSource, match=expected):
        read(SourceFile("a.xlsx", content))

    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            make_files(update=""), r"Software Update: the page of this capability is missing", id="missing page"
        ),
        pytest.param(
            make_pages(), r"Data Protection: the page of this capability is missing", id="too few pages alone"
        ),
        pytest.param(
            [SourceFile("_Technical/a.md", b"\xff\xfe\x00#")],
            r"_Technical/a\.md: line 1: this is no text in UTF-8",
            id="binary",
        ),
        pytest.param([SourceFile("a.md", b"# A\n\0\n## B\n")], r"binary data", id="zero bytes"),
        pytest.param([SourceFile("a.md", b"# A\n" * 20_001)], r"far too many lines", id="endless page"),
        pytest.param([SourceFile("a.md", b"#" * 2_100_000)], r"larger than 2 MB", id="large page"),
        pytest.param([SourceFile("x/a.md", b"## B\n\n- c\n")], r"line 1: the first heading", id="no capability"),
        pytest.param([SourceFile("x/a.md", b"# A\n\n## B\n")], r"category Technical or Nontechnical", id="no category"),
        pytest.param([SourceFile("a.md", b"Nothing.")], r"none of them is a workbook or a page", id="no catalog"),
        pytest.param([SourceFile("a.pdf", b"%PDF-1.7")], r"only workbooks", id="another kind"),
        pytest.param(
            [SourceFile("a.xlsx", BASE), SourceFile("b.xlsx", BASE)], r"b\.xlsx: a second workbook", id="the same twice"
        ),
        pytest.param(
            [*make_pages(), SourceFile("_Technical/again.md", PAGES["_Technical/identity.md"].encode())],
            r"Device Identification",
            id="a page twice",
        ),
        pytest.param(
            [
                SourceFile("a.xlsx", BASE),
                SourceFile("b.xlsx", make_workbook("csf", technical=[without_mapping(row) for row in TECHNICAL[:3]])),
            ],
            r"b\.xlsx: technical sheet, row 5: the text or the structure is not that of the other workbook",
            id="workbooks of two editions",
        ),
    ],
)
def test_files_that_do_not_fit_together_are_refused(files, expected):
    with pytest.raises(BadSource, match=expected):
        read(*files)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [[None, None, None, f"Text {number}.", None, None] for number in range(1_000)],
            r"row 2: more than 999 entries",
        ),
        (
            [
                [
                    None,
                    f"Lamp {chr(65 + n // 26)} {chr(65 + n % 26)}",
                    "x",
                    "\n".join(["One."] + ["o\ttwo"] * 900),
                    None,
                    None,
                ]
                for n in range(6)
            ],
            r"5\d{3} entries; a catalog has at most 5000",
        ),
    ],
)
def test_a_catalog_that_no_table_holds_is_refused(rows, expected):
    with pytest.raises(BadSource, match=expected):
        staged_nodes(read(SourceFile("a.xlsx", technical(*rows))))


@pytest.mark.parametrize(
    "line",
    ["[" * 30_000, "{%" * 30_000, "<!--" * 30_000, "[a](" * 30_000, "<summary" * 30_000, "* " * 30_000, "_a" * 30_000],
)
def test_no_line_of_a_page_takes_longer_than_its_length(line):
    started = time.process_time()

    with pytest.raises(BadSource, match="is missing"):
        read(
            SourceFile(
                "_Technical/a.md", f"# Device Identification\n\n## Physical Identifiers\n\n- {line}\n{line}\n".encode()
            )
        )

    assert time.process_time() - started < 1


def test_lists_nested_without_end_do_not_matter():
    nested = "\n".join(f"{'  ' * level}- Level {level}" for level in range(900))

    with pytest.raises(BadSource, match="is missing"):
        read(
            SourceFile("_Technical/a.md", f"# Device Identification\n\n## Physical Identifiers\n\n{nested}\n".encode())
        )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"no archive", r"its content is something else"),
        (zipped({"a.txt": b""}), r"holds no page"),
        (zipped({f"{number}.md": b"" for number in range(201)}), r"201 workbooks and pages"),
    ],
)
def test_an_archive_of_pages_is_refused(content, expected):
    with pytest.raises(BadSource, match=expected):
        unpacked(SourceFile("pages.zip", content))


def test_every_fault_of_a_sheet_is_told_at_once():
    content = technical(
        [None, None, None, "One.", "ZZ-1 A", None],
        [None, None, None, "Two.", "ZZ-2 B", None],
        [None, None, None, None, "x", None],
    )

    with pytest.raises(BadSource) as refused:
        read(SourceFile("a.xlsx", content))

    assert [fault.place for fault in refused.value.faults] == [
        f"sheet “Technical Capabilities 800-53”, row {row}" for row in (3, 4, 5)
    ]


# --- the command -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_command_prints_the_faults_and_writes_nothing(tmp_path):
    path = tmp_path / "bad.xlsx"
    path.write_bytes(technical([None, None, None, "Text.", "ZZ-99 NOTHING", None]))
    before = [model.objects.count() for model in (Edition, Entry, Node, Event)]
    out = io.StringIO()

    with pytest.raises(CommandError, match=r"(?s)Nothing was imported\..*bad\.xlsx: sheet .*, row 3: .*ZZ-99"):
        call_command("import_catalog", path, "--json", stdout=out)

    assert json.loads(out.getvalue())["faults"][0]["file"] == "bad.xlsx"
    assert [model.objects.count() for model in (Edition, Entry, Node, Event)] == before


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nowhere.xlsx"], r"there is no such file"),
        (["nowhere.xlsx", "--code", "Lamp"], r"no NAME=CODE"),
    ],
)
def test_the_command_refuses_arguments_that_mean_nothing(arguments, expected):
    with pytest.raises(CommandError, match=expected):
        call_command("import_catalog", *arguments)


def test_folders_without_files_and_far_too_large_files_are_refused(tmp_path, monkeypatch):
    with pytest.raises(BadSource, match=r"holds no workbook and no page"):
        sources.gather([tmp_path])
    (tmp_path / "a.xlsx").write_bytes(BASE)
    monkeypatch.setattr(sources, "MOST_BYTES", 100)
    with pytest.raises(BadSource, match=r"larger than 20 MB"):
        sources.gather([tmp_path])


def test_the_base_of_these_files_is_accepted():
    assert len(read(SourceFile("a.xlsx", BASE)).capabilities) == 4
    assert zipfile.is_zipfile(io.BytesIO(BASE))
