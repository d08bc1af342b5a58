"""Workbooks and pages shaped like the official ones, with their traps, in our own words."""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from apps.catalog.official.sources import SourceFile

type Rows = list[list[Any]]

TITLES = ("Technical Capabilities 800-53 ", "Non Technical Manufacturers")
HEADERS = {
    "technical": ["TECHNICAL\nCapability", "Sub-Capabilities", "Field that parts them", "Element/Action"],
    "non-technical": ["NON-TECHNICAL\nCapability", "Sub-Capabilities", "Element/Action", "Sub-Element/Sub-Action"],
}
MAPPED = {"controls": "Related Rev 5 Controls", "csf": "Related Cybersecurity Framework Subcategories"}


def rich(*parts: tuple[str, bool | None]) -> CellRichText:
    """Return mixed text: each part bold, not bold, or (None) without a font of its own."""
    return CellRichText(
        *(text if bold is None else TextBlock(InlineFont(b=bold or None), text) for text, bold in parts)
    )


# Capability, sub-capability, lead-in or condition, element, controls, subcategories.
TECHNICAL: Rows = [
    [
        "Device Identity",
        "Identifier Management Support",
        "The device can be told apart:",
        (
            "It has a number that nobody else has.\no\t Printed on its case.\n"
            "o \t Shown on its screen:\n-\t in large type\n-\t in Braille"
        ),
        rich(("IA-4 IDENTIFIERS\n", True), ("AC-3 ACCESS (7) BY ROLE", False)),
        "PR.AC-1; ID-AM-1",
    ],
    [None, None, None, "It keeps the number over a reset.", "No Mapping", "PR.AC-1, PR.AC-7\nID.AM-2"],
    [None, "Physical Identifiers", None, "Somebody can stick a label on it.", "IA-3DEVICE IDENTITY", "No Mapping "],
    [
        "Software Update",
        "Update Application Support ",
        None,
        "It takes updates from afar.",
        "bold:SI-2 FLAWS",
        "PT.PT-1",
    ],
    [
        None,
        None,
        "If updates come by themselves:",
        "It checks them first.",
        "SI-7 INTEGRITY(15) SIGNED CODE",
        "PR.DS-6",
    ],
    [None, None, None, "Its owner can switch that off.", "CM-3 CHANGE ", None],
]
NON_TECHNICAL: Rows = [
    [
        "A. Documentation by the maker ",
        "1.\tWrite down the assumptions of the development process. ",
        "a.\tWho it is for ",
        None,
        None,
        None,
    ],
    [
        None,
        None,
        "1.\tDevice acquisition and maintenance: Tell buyers what they get",
        "Listing what the device can do. ",
        "SA-8 PRINCIPLES (32) DOCUMENTS\n",
        "ID.SC-3\n",
    ],
    [None, None, None, "Listing what it cannot do, such as:\no\tSpeaking\no\tSwimming ", "bold:SA-5 DOCS", "ID.SC-3"],
    [None, None, "\nb.\tWhere it stands", None, None, None],
    [None, None, "2.\tSay how warm it may get", "Naming the warmest room.", "bold:PE-14 ENVIRONMENT", "ID.BE-5"],
    ["B.\tInformation and Query Reception", "1.\tRespond to all queries.", "a.\tQuestions", None, None, None],
    [None, None, "1.\tDevice Security: Answer", "Naming a person who answers.", "bold:IR-7 HELP", "RS.CO-5"],
]
# Merged ranges of the technical sheet: the lead-in goes on, the condition covers two rows.
MERGED = ("C2:C3", "C6:C7")


def make_workbook(
    framework: str = "controls",
    *,
    technical: Rows | None = None,
    non_technical: Rows | None = None,
    titles: Sequence[str] = TITLES,
    headers: dict[str, list[str]] | None = None,
    merged: Sequence[str] = MERGED,
    extra_sheet: str = "",
) -> bytes:
    """Return the bytes of a workbook; a mapping that starts with "bold:" is printed bold as a whole."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    rows = {"technical": technical or TECHNICAL, "non-technical": non_technical or NON_TECHNICAL}
    for title, branch in zip(titles, rows, strict=False):
        sheet = book.create_sheet(title)
        sheet.append([*(headers or HEADERS)[branch], MAPPED[framework]])
        for number, row in enumerate(rows[branch], start=2):
            sheet.append(row[:4])
            cell = sheet.cell(number, 5)
            value = row[4 if framework == "controls" else 5]
            if isinstance(value, str) and value.startswith("bold:"):
                value, cell.font = value.removeprefix("bold:"), Font(bold=True)
            cell.value = value
    for area in merged if len(book.worksheets) else ():
        book.worksheets[0].merge_cells(area)
    if extra_sheet:
        book.create_sheet(extra_sheet)
    content = io.BytesIO()
    book.save(content)
    # The same rows are the same file, whenever they are written.
    saved = re.sub(rb"20\d\d-[0-9T:-]+Z", b"2026-11-02T09:00:00Z", member(content.getvalue(), "docProps/core.xml"))
    return repacked(content.getvalue(), {"docProps/core.xml": saved})


def repacked(content: bytes, changes: dict[str, bytes | None]) -> bytes:
    """Return the archive with these members replaced, added, or (None) left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *changes]):
            said = changes.get(name, old.read(name) if name in old.namelist() else None)
            if said is not None:
                new.writestr(zipfile.ZipInfo(name), said, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def member(content: bytes, name: str) -> bytes:
    """Return one member of the archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a ZIP file of these files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


IDENTITY_PAGE = """\
---
title: "Device Identification"
category: "Technical"
---
{% include head.html %}

# Device Identification

What the device is called&nbsp;&#40;and more&#41;.

# Identifier Management Support
The device can be told apart:
 - It has a number that nobody else has.
   - Printed on its case.
 - Shown on its screen:
    - in large type
    - in Braille
 - It keeps the number over a reset, always.
 - It keeps the number over a reset, always.

# Physical Identifiers

Somebody can stick a label on it.
"""
UPDATE_PAGE = """\
---
category: "Technical"
---
# Software Update

How it gets new software.

## Update Application Support

- It takes updates from afar.
- If updates come by themselves:
  - It checks them first.
  - Its owner can switch that off.
"""
DOCUMENTS_PAGE = """\
---
category: "Nontechnical"
---
# A. &nbsp;&nbsp;Documentation by the maker

{: .note }
**What the maker writes.**

1. for buyers,
2. for users.

## 1).&nbsp; Write down the assumptions of the development process.
{: #Doc1 }
 Assumptions are cheap.

 **a. Who it is for**

  1. **Device acquisition and maintenance: Tell buyers what they get****.**
     It helps them to choose.

     - Listing what the device can do.
\t<details>
       <summary markdown='span'> _Examples_ </summary>

        - _It can measure._<br/>
        _It can report &quot;wet&quot;._
        </details>
     - Listing what it cannot do, such as:
       <details><summary>_Example_</summary>

         - _It <script>alert(1)</script> never sings._
       </details>
       - Speaking
       - Swimming

 **b. Where it stands**

  2. **Say how warm it may get**

     - Naming the warmest room.
"""
QUERIES_PAGE = """\
---
category: "Nontechnical"
---
# B.&nbsp; Information and Query Reception

How questions arrive.

## 1.)&nbsp; Respond to all queries.

 **a. Questions**

   1. **Device Security: Answer**

      - Naming a person who answers.
        <details><summary>_Example_</summary>

        - _A help desk._
        </details>
"""
OVERVIEW_PAGE = "---\ncategory: Technical\nexclude: true\n---\n# All of it\n\n* One\n* Two\n"
PAGES = {
    "_Technical/identity.md": IDENTITY_PAGE,
    "_Technical/update.md": UPDATE_PAGE,
    "_Nontechnical/documents.md": DOCUMENTS_PAGE,
    "_Nontechnical/queries.md": QUERIES_PAGE,
    "_Technical/overview.md": OVERVIEW_PAGE,
}


def make_pages(**changed: str) -> list[SourceFile]:
    """Return the pages; `identity="…"` replaces the page of that name, an empty text leaves it out."""
    texts = {name: changed.get(name.rpartition("/")[2].removesuffix(".md"), text) for name, text in PAGES.items()}
    return [SourceFile(name, text.encode()) for name, text in texts.items() if text]


def make_files(**pages: str) -> list[SourceFile]:
    """Return both workbooks and the pages."""
    return [
        SourceFile("Catalog_to_800-53.xlsx", make_workbook()),
        SourceFile("Catalog_to_Framework.xlsx", make_workbook("csf")),
        *make_pages(**pages),
    ]
