"""The official files, where they are present: next to the repository, or where ASSAY_REFERENCE_DATA points."""

import csv
import os
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl

REPOSITORY = Path(__file__).resolve().parents[2]
# The one condition that groups the rows below it; its text stands in the column of the lead-ins.
GROUPING = {"SU-APP.2"}
ROW = re.compile(r"(technical|non-technical) sheet R(\d+)(?:\.(\d+))?")


def folder() -> Path | None:
    """Return the folder with the official files, or None where there is none."""
    path = Path(os.environ.get("ASSAY_REFERENCE_DATA") or REPOSITORY.parent / "shared" / "data")
    return path if (path / "catalog-skeleton.csv").is_file() else None


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one CSV file."""
    found = folder()
    assert found is not None
    with (found / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words(text: str) -> list[str]:
    """Return the words of a text, lower-cased, without punctuation."""
    return re.findall(r"[a-z0-9]+", re.sub(r"['\N{RIGHT SINGLE QUOTATION MARK}]", "", text.lower()))


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Return every run of `length` consecutive words."""
    listed = words(text)
    return {tuple(listed[start : start + length]) for start in range(len(listed) - length + 1)}


@cache
def sheets(mapped_to: str) -> dict[str, Any]:
    """Return the two sheets of the workbook "800-53" or "Framework", by branch."""
    found = folder()
    assert found is not None
    (path,) = (found / "nist-catalog").glob(f"*{mapped_to}.xlsx")
    workbook = openpyxl.load_workbook(path)
    return {
        "non-technical" if sheet.title.strip().lower().startswith("non") else "technical": sheet for sheet in workbook
    }


def every_text() -> list[str]:
    """Return all texts of both workbooks, all pages and the introduction."""
    found = folder()
    assert found is not None
    cells = [
        str(cell)
        for mapped_to in ("800-53", "Framework")
        for sheet in sheets(mapped_to).values()
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell
    ]
    pages = [*sorted((found / "nist-catalog").glob("_*/*.md")), found / "seed-introduction.md"]
    return cells + [page.read_text(encoding="utf-8") for page in pages]


def text_of(row: dict[str, str]) -> str:
    """Return the official text of one row of the skeleton, without its list label and theme."""
    text = re.sub(r"^\s*(?:[o-]\s+|[A-Za-z]\.\s*|\d+\.\s*)", "", _cell_of(row))
    return text.partition(":")[2] if row["theme"] else text


def _cell_of(row: dict[str, str]) -> str:
    shape = ROW.fullmatch(row["source_sheet"])
    assert shape, f"{row['id']} names no place in a sheet: {row['source_sheet']}"
    branch, number, line = shape[1], int(shape[2]), int(shape[3] or 0)
    cells = ["", *(str(cell.value or "") for cell in sheets("800-53")[branch][number][:5])]
    if row["kind"] == "capability":
        return cells[1]
    if row["kind"] == "subcapability":
        # Without a lead-in, the only element of the sub-capability is its statement too.
        return (cells[3] or cells[4]) if branch == "technical" else cells[2]
    in_third_column = row["kind"] == "topic" or (branch == "non-technical" and row["depth"] == "3")
    if in_third_column or row["id"] in GROUPING:
        return cells[3]
    return [part for part in re.split(r"[\r\n]+", cells[4] or cells[3]) if part.strip()][line]


def tokens(cell: str, pattern: str) -> list[str]:
    """Return the identifiers in a mapping cell, the printed hyphen for a dot repaired."""
    return [re.sub(r"^([A-Z]{2})-([A-Z]{2}-)", r"\1.\2", token) for token in re.findall(pattern, cell)]


def in_same_order(listed: list[str], reference: list[str]) -> bool:
    """Tell whether what both lists hold stands in the same order."""
    places = {item: place for place, item in enumerate(reference)}
    common = [places[item] for item in listed if item in places]
    return all(earlier < later for earlier, later in pairwise(common))
