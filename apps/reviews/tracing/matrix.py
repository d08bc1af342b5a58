"""The chain as a matrix: each control of the system against the capabilities of the catalog."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from apps.reviews.traceability import ControlSupport, Reason, Support, worst
from apps.reviews.tracing.trace import address_of


@dataclass(frozen=True)
class Cell:
    """What the selected requirements of one catalog capability do for one control."""

    support: Support
    count: int
    url: str


@dataclass(frozen=True)
class Line:
    """One control with its status and its cells; None where the capability has no requirement for it."""

    control: ControlSupport
    url: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Family:
    """The controls of one family."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Matrix:
    """Families of controls against the codes of the capabilities that occur."""

    codes: tuple[str, ...]
    families: tuple[Family, ...]


def build(controls: Iterable[ControlSupport], order: Iterable[str], only: Support | None = None) -> Matrix:
    """Return the matrix of the controls with a device side, or of those with the status `only`.

    `order` are the codes of the catalog's capabilities in its order.
    """
    rows = [row for row in controls if _shown(row, only)]
    present = {reason.requirement.capability_code for row in rows for reason in row.reasons}
    codes = tuple(code for code in order if code in present)
    return Matrix(
        codes,
        tuple(
            Family(title, tuple(_line(row, codes) for row in found))
            for (_, title), found in groupby(rows, key=lambda row: (row.control.group, row.control.group_title))
        ),
    )


def _shown(row: ControlSupport, only: Support | None) -> bool:
    return row.support is only if only else row.support is not Support.NOT_DEVICE_RELEVANT


def _line(row: ControlSupport, codes: tuple[str, ...]) -> Line:
    by_code: dict[str, list[Reason]] = {}
    for reason in row.reasons:
        by_code.setdefault(reason.requirement.capability_code, []).append(reason)
    cells = tuple(_cell(row, code, by_code[code]) if code in by_code else None for code in codes)
    return Line(row, address_of("control", row.identifier), cells)


def _cell(row: ControlSupport, code: str, reasons: list[Reason]) -> Cell:
    support = worst(reason.support for reason in reasons) or Support.UNKNOWN
    return Cell(support, len(reasons), f"{address_of('control', row.identifier)}#reasons-{code}")
