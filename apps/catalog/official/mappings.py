"""Reading the mapping cells: controls of SP 800-53, one a line, and subcategories of the CSF (catalog-data.md 3)."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from apps.catalog.frameworks import References
from apps.catalog.kinds import CSF_1_1, SP_800_53, MappingState
from apps.catalog.official.tree import Said, key, tidy
from apps.catalog.official.workbook import Cell
from apps.catalog.staging import Fault

_NONE = "nomapping"
_CONTROL = re.compile(r"([A-Z]{2})\s*-\s*0*(\d{1,2})(?!\d)")
_ENHANCEMENT = re.compile(r"\(\s*0*(\d{1,2})\s*\)")
_SUBCATEGORY = re.compile(r"([A-Z]{2})[.-]([A-Z]{2})-(\d{1,2})")
_LONGEST_TOKEN = 60

type Report = Callable[[str, str, str], None]
"""Takes level, raw text, and what was done."""


@dataclass(frozen=True)
class MappingReader:
    """Reads the cells of one framework against the references that it has."""

    framework: str
    references: Mapping[str, References]

    def read(self, cell: Cell, report: Report) -> Said:
        """Return what the cell says; raise BadCell when it can be read in no way."""
        if not cell.filled:
            return Said()
        if key(cell.text) == _NONE:
            return Said(MappingState.STATED_NONE)
        read = self._controls if self.framework == SP_800_53 else self._subcategories
        tokens: dict[str, bool] = {}
        for token, bold in read(cell, report):
            if token in tokens:
                report("note", token, "It stands there twice; it was taken once.")
            tokens.setdefault(token, bold)
        if not tokens:
            raise BadCell(f"the mapping “{tidy(cell.text)[:60]}” names nothing; write identifiers or “No Mapping”.")
        bold_ones = frozenset(token for token, bold in tokens.items() if bold)
        return Said(MappingState.MAPPED, tuple(tokens), bold_ones)

    def _controls(self, cell: Cell, report: Report) -> Iterator[tuple[str, bool]]:
        known = self.references[SP_800_53]
        for line, bold_at in _lines(cell):
            start = len(line) - len(line.lstrip())
            found = _CONTROL.match(line, start)
            if not found:
                raise BadCell(f"the line “{tidy(line)[:60]}” does not start with a control such as AC-2.")
            number = _ENHANCEMENT.search(line, found.end())
            token = f"{found[1]}-{found[2]}" + (f"({number[1]})" if number else "")
            if line[found.end() : found.end() + 1].isalpha():
                report("note", tidy(line), f"The blank after the identifier is missing; it was read as {token}.")
            if token not in known:
                raise BadCell(f"SP 800-53 Rev. 5 has no control {token}.")
            if known[token].withdrawn:
                report("warning", token, "The control is withdrawn; it was kept as printed.")
            yield token, bold_at(start)

    def _subcategories(self, cell: Cell, report: Report) -> Iterator[tuple[str, bool]]:
        known = self.references[CSF_1_1]
        for part in re.split(r"[\n\r;,]+", cell.text):
            raw = tidy(part)
            if not raw:
                continue
            found = _SUBCATEGORY.fullmatch(raw)
            token = f"{found[1]}.{found[2]}-{found[3]}" if found else raw[:_LONGEST_TOKEN]
            if token not in known:
                report("warning", raw[:_LONGEST_TOKEN], "CSF 1.1 has no such subcategory; kept as text, unresolved.")
            elif token != raw:
                report("note", raw, f"A hyphen stands for the dot; it was read as {token}.")
            yield token, False


def low_disagreements(said: Said, references: Mapping[str, References], report: Report) -> None:
    """Report controls that are printed bold and are not in the low baseline, or the other way round."""
    for token in said.tokens:
        is_low = "low" in references[SP_800_53][token].baselines
        if is_low != (token in said.bold):
            printed, truly = ("bold", "is not") if token in said.bold else ("not bold", "is")
            done = f"It is printed {printed} and {truly} in the published low baseline; it was kept as printed."
            report("warning", token, done)


class BadCell(Exception):
    """A mapping cell that cannot be read; its text says why."""

    def fault(self, file: str, place: str) -> Fault:
        """Return it as a fault at a place."""
        return Fault(file, place, str(self))


def _lines(cell: Cell) -> Iterator[tuple[str, Callable[[int], bool]]]:
    """Yield the lines that are not blank, each with a function that tells whether its letter at a place is bold."""
    bold = [is_bold for text, is_bold in cell.runs for _ in text]
    start = 0
    for line in re.split(r"(?<=[\n\r])", cell.text):
        if line.strip():
            yield line, lambda at, start=start: bold[start + at]  # type: ignore[misc]
        start += len(line)
