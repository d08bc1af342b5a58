"""From the rows of the two sheets to the tree, with all their traps (catalog-data.md section 2)."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

from apps.catalog.frameworks import References
from apps.catalog.kinds import SP_800_53, Branch, NodeKind
from apps.catalog.official import cells
from apps.catalog.official.mappings import BadCell, MappingReader, Report, low_disagreements
from apps.catalog.official.tree import Place, Said, SourceNode, tidy
from apps.catalog.official.workbook import Cell, Row, Sheet, Workbook
from apps.catalog.staging import BadSource, Fault, Remark


def read_tree(workbook: Workbook, references: Mapping[str, References], remarks: list[Remark]) -> list[SourceNode]:
    """Return the capabilities of both sheets, the technical ones first; raise BadSource with every fault."""
    faults: list[Fault] = []
    found = []
    for branch, reader in ((Branch.TECHNICAL, _TechnicalReader), (Branch.NON_TECHNICAL, _NonTechnicalReader)):
        found += reader(workbook.sheets[branch], references, faults, remarks).read()
    if faults:
        raise BadSource(faults)
    return found


class _Reader(ABC):
    """What both sheets share: a blank in A or B means "as above", and the mapping hangs on the first line of D."""

    def __init__(
        self, sheet: Sheet, references: Mapping[str, References], faults: list[Fault], remarks: list[Remark]
    ) -> None:
        self._sheet = sheet
        self._references = references
        self._mappings = MappingReader(sheet.framework, references)
        self._faults = faults
        self._remarks = remarks
        self._found: list[SourceNode] = []
        self._capability: SourceNode | None = None
        self._sub: SourceNode | None = None
        self._row = 0

    def read(self) -> list[SourceNode]:
        """Return the capabilities of the sheet with everything below them."""
        for row in self._sheet.rows:
            if not any(cell.filled for cell in row.cells):
                continue
            self._row = row.number
            self._open(row)
            if self._capability is None or self._sub is None:
                self._fault("no capability and sub-capability stand above this row; fill columns A and B.")
            else:
                self._read(row, self._sub)
        return self._found

    @abstractmethod
    def _read(self, row: Row, sub: SourceNode) -> None:
        """Take what the row says below its sub-capability."""

    def _open(self, row: Row) -> None:
        """Open the capability and the sub-capability that the row starts."""
        first, second = row.cells[0], row.cells[1]
        if first.filled:
            label, text = cells.without_label(first.text, cells.CAPABILITY_LABEL)
            self._capability = self._node(NodeKind.CAPABILITY, text, label=label)
            self._found.append(self._capability)
            self._sub = None
        if second.filled and self._capability is not None:
            label, text = cells.without_label(second.text, cells.SUBCAPABILITY_LABEL)
            self._sub = self._node(NodeKind.SUBCAPABILITY, text, label=label)
            self._capability.children.append(self._sub)

    def _node(self, kind: NodeKind, text: str, *, label: str = "", line: int = 0) -> SourceNode:
        place = Place(self._sheet.name, self._row, line)
        return SourceNode(kind, self._sheet.branch, text, place, label, answerable=kind is NodeKind.ELEMENT)

    def _elements(self, above: SourceNode, text: Cell, mapping: Cell) -> SourceNode | None:
        """Add the statement of the cell below `above`, its bullets below that, and its mapping."""
        if not text.filled:
            if mapping.filled:
                self._fault("there is a mapping in column E, but no statement in column D that it belongs to.")
            return None
        try:
            lines = cells.lines_of(text.text)
        except cells.BadBullet as error:
            self._fault(f"the bullet “{str(error)[:60]}” has none of the level above it; mend the bullets of column D.")
            return None
        path = [above]
        for line in lines:
            node = self._node(NodeKind.ELEMENT, line.text, line=line.number)
            if line.odd:
                self._report("warning", line.text[:80], line.odd)
            path = [*path[: line.level + 1], node]
            path[-2].children.append(node)
        first = above.children[-1]
        self._map(first, mapping)
        return first

    def _map(self, node: SourceNode, mapping: Cell) -> None:
        try:
            said = self._mappings.read(mapping, self._report)
        except BadCell as error:
            self._faults.append(error.fault(self._sheet.file, f"sheet “{self._sheet.title}”, row {self._row}"))
            return
        if self._sheet.framework == SP_800_53:
            node.controls = said
            low_disagreements(said, self._references, self._report)
        else:
            node.csf = Said(said.state, said.tokens)

    @property
    def _report(self) -> Report:
        row = self._row
        return lambda level, raw, done: self._remarks.append(Remark(level, self._sheet.name, row, raw, done))

    def _fault(self, problem: str) -> None:
        self._faults.append(Fault(self._sheet.file, f"sheet “{self._sheet.title}”, row {self._row}", problem))


class _TechnicalReader(_Reader):
    """Columns: capability, sub-capability, lead-in or grouping condition, element, mapping."""

    _group: SourceNode | None = None

    def _read(self, row: Row, sub: SourceNode) -> None:
        lead_in, statement, mapping = row.cells[2:]
        if row.cells[1].filled:
            self._group = None
            sub.name = sub.text
            # Without a lead-in the first row states what the sub-capability is, and stays an element too.
            first = cells.lines_of(statement.text) if statement.filled else []
            sub.text = tidy(lead_in.text) or (first[0].text if first else sub.name)
        elif lead_in.filled:
            self._group = self._node(NodeKind.ELEMENT, tidy(lead_in.text))
            self._group.answerable = False
            sub.children.append(self._group)
        elif not lead_in.within:
            # A blank cell that no merge covers ends the condition above; it is never filled down.
            self._group = None
        if not statement.filled and self._group is None and not mapping.filled:
            self._report("warning", sub.name, "The row holds no element; only its sub-capability was taken.")
        self._elements(self._group or sub, statement, mapping)


class _NonTechnicalReader(_Reader):
    """Columns: capability, sub-capability, topic or action, sub-action, mapping."""

    _topic: SourceNode | None = None
    _action: SourceNode | None = None

    def _read(self, row: Row, sub: SourceNode) -> None:
        third, statement, mapping = row.cells[2:]
        if row.cells[1].filled:
            self._topic = self._action = None
        if third.filled and self._opens_topic(third, sub):
            if statement.filled or mapping.filled:
                self._fault(
                    "a row with a topic has neither a sub-action nor a mapping; move them to a row of their own."
                )
            return
        if self._action is None:
            self._fault("no action such as “1.” stands above this row in column C.")
        elif mapping.filled and not statement.filled:
            self._map(self._action, mapping)
        else:
            self._elements(self._action, statement, mapping)

    def _opens_topic(self, cell: Cell, sub: SourceNode) -> bool:
        """Open the topic (a letter) or the action (a digit) of the cell; tell whether it was a topic."""
        letter, text = cells.without_label(cell.text, cells.TOPIC_LABEL)
        if letter:
            self._topic, self._action = self._node(NodeKind.TOPIC, text, label=letter), None
            self._add(sub, self._topic)
            return True
        digit, text = cells.without_label(cell.text, cells.ACTION_LABEL)
        if not digit:
            self._fault("column C starts with neither a letter (topic) nor a digit (action); add the label.")
            return False
        theme, rest = cells.theme_of(text)
        self._action = self._node(NodeKind.ELEMENT, rest, label=digit)
        self._action.theme = theme
        if theme and not text.startswith(theme):
            self._report("note", text[: len(theme)], f"The theme is spelled “{theme}” elsewhere; so it is here.")
        self._add(self._topic or sub, self._action)
        return False

    def _add(self, above: SourceNode, node: SourceNode) -> None:
        if any(other.label == node.label for other in above.children):
            self._fault(f"the label “{node.label}.” stands there twice; identifiers would clash.")
            return
        above.children.append(node)
