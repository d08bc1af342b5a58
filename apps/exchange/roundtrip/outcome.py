"""What each row of a file comes to against the present state; asked again when it is applied."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from apps.catalog.models import Node
from apps.core.errors import Invalid
from apps.devices.actions.claims import check_answer_is_complete
from apps.devices.models import Answer, Component, Declaration
from apps.exchange.roundtrip.rows import Filled, Values, read_mark, stored_values
from apps.exchange.workflow import WRITTEN, Fate

_PUT_BACK = "Put the entry back as it was exported."
_EXPORT_AGAIN = "Export the declaration again and copy what you filled in."


@dataclass(frozen=True)
class Outcome:
    """One row with its fate; `rule` and `cure` say why a row is refused."""

    number: int
    row: Filled
    fate: Fate
    node: Node | None = None
    component: Component | None = None
    stored: Answer | None = None
    rule: str = ""
    cure: str = ""

    @property
    def before(self) -> Values:
        """Return what stands here now."""
        return stored_values(self.stored)

    @property
    def label(self) -> str:
        """Return entry and component in words."""
        return f"{self.row.identifier}, {self.component}" if self.component else self.row.identifier


@dataclass(frozen=True)
class Outcomes:
    """All rows of a file, and the digest that changes when any of them comes to something else."""

    rows: tuple[Outcome, ...]

    def of(self, *fates: Fate) -> list[Outcome]:
        """Return the rows with one of these fates."""
        return [one for one in self.rows if one.fate in fates]

    def count(self, *fates: Fate) -> int:
        """Return how many rows have one of these fates."""
        return len(self.of(*fates))

    @property
    def written(self) -> list[Outcome]:
        """Return the rows that are written without asking further."""
        return self.of(*WRITTEN)

    @property
    def state(self) -> str:
        """Return the digest of what was compared."""
        facts = [
            f"{one.number}:{one.fate}:{one.stored.version if one.stored else 0}:{one.before.digest}"
            for one in self.rows
        ]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def outcomes(declaration: Declaration, rows: Iterable[Filled]) -> Outcomes:
    """Compare the rows with what stands now; three statements, whatever their number."""
    return Outcomes(tuple(_Comparison(declaration, list(rows)).all()))


class _Comparison:
    def __init__(self, declaration: Declaration, rows: list[Filled]) -> None:
        self.rows = rows
        nodes = Node.objects.filter(edition_id=declaration.edition_id, answerable=True)
        self.nodes = {node.identifier: node for node in nodes.only("identifier", "title", "path", "edition_id")}
        components = Component.objects.filter(versions__declarations=declaration)
        self.components = {str(component.pk): component for component in components}
        answers = declaration.answers.select_related("updated_by")
        self.answers: dict[tuple[int, UUID], Answer] = {(one.node_id, one.component_id): one for one in answers}
        self.times = Counter((row.identifier, row.component) for row in rows)

    def all(self) -> list[Outcome]:
        """Return every row with its fate."""
        return [self._one(number, row) for number, row in enumerate(self.rows)]

    def _one(self, number: int, row: Filled) -> Outcome:
        node, component = self.nodes.get(row.identifier), self.components.get(row.component)
        stored = self.answers.get((node.pk, component.pk)) if node and component else None
        refusal = self._refusal(row, node, component)
        if refusal is None:
            fate, refusal = _fate(row, stored)
        else:
            fate = Fate.REFUSED
        rule, cure = refusal or ("", "")
        return Outcome(number, row, fate, node, component, stored, rule, cure)

    def _refusal(self, row: Filled, node: Node | None, component: Component | None) -> tuple[str, str] | None:
        """Return why nothing can be said about the row at all: rule and cure."""
        if row.faults:
            return row.faults[0]
        if node is None:
            named = f"“{row.identifier}”" if row.identifier else "An empty cell"
            return f"{named} is no entry of this catalog that can be answered.", _PUT_BACK
        if component is None:
            return "The row names no component of this declaration.", _EXPORT_AGAIN
        if self.times[row.identifier, row.component] > 1:
            return f"{row.identifier} for {component} stands there more than once.", "Leave one of the rows."
        if row.mark and read_mark(row.mark) is None:
            return "The mark in the last column was changed.", _EXPORT_AGAIN
        return None


def _fate(row: Filled, stored: Answer | None) -> tuple[Fate, tuple[str, str] | None]:
    """Return what a readable row comes to: file, export and database are compared with each other."""
    version, digest = read_mark(row.mark) or (0, "")
    present = stored_values(stored)
    if row.values == present:
        if row.values.is_blank:
            return Fate.BLANK, None
        return (Fate.CONFIRMED if row.confirmed and stored and stored.carried_over else Fate.UNCHANGED), None
    if row.values.digest == digest:
        return Fate.NEWER, None
    if row.values.is_blank:
        return Fate.REFUSED, (
            "The answer was emptied. An answer is changed, never taken away.",
            "Put an answer there, for instance “No” or “Not applicable” with the reason.",
        )
    try:
        check_answer_is_complete(row.values.as_answer())
    except Invalid as error:
        said = str(error.message)
        return Fate.REFUSED, ("The answer is not complete.", said)
    if stored is None:
        return (Fate.NEW if version == 0 else Fate.CONFLICT), None
    return (Fate.CHANGED if row.mark and stored.version == version else Fate.CONFLICT), None
