"""Reading one Markdown page: a capability with lead-ins, items and examples (catalog-data.md section 4)."""

from dataclasses import dataclass, field

from apps.catalog.kinds import Branch, NodeKind
from apps.catalog.official import cells, markdown
from apps.catalog.official.markdown import Kind, PageLine
from apps.catalog.official.tree import Place, SourceNode, key
from apps.catalog.staging import Remark
from apps.core.sheets.archives import refuse, shown

MOST_BYTES = 2 * 1024 * 1024
MOST_LINES = 20_000
_MOST_NESTED = 6
_BETWEEN = "\n\n"


def read_page(file: str, content: bytes, remarks: list[Remark]) -> SourceNode | None:
    """Return the capability that the page describes, or None for a page without entries (overviews, introductions).

    Raises BadSource when the page cannot be read.
    """
    text = _decoded(file, content)
    lines = markdown.lines_of(text)
    headings = [line for line in lines if line.kind is Kind.HEADING]
    has_entries = any(line.level == 2 for line in headings) or sum(line.level == 1 for line in headings) > 1
    if not has_entries:
        return None
    if headings[0].level != 1:
        refuse(file, f"line {headings[0].number}", "the first heading must be the capability, with one # before it.")
    category = key(markdown.front_matter(text).get("category", "") or file.rpartition("/")[0].rpartition("/")[2])
    if category not in ("technical", "nontechnical"):
        refuse(file, "line 1", "the front matter does not say category Technical or Nontechnical.")
    branch = Branch.TECHNICAL if category == "technical" else Branch.NON_TECHNICAL
    return _Page(file, branch, remarks).read(lines)


def _decoded(file: str, content: bytes) -> str:
    if len(content) > MOST_BYTES:
        refuse(file, "", "the page is larger than 2 MB; a page of the catalog is text.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        refuse(file, f"line {line}", "this is no text in UTF-8; save the page anew.")
    if "\x00" in text or text.count("\n") > MOST_LINES:
        refuse(file, "", "this is no page of the catalog: it holds binary data or far too many lines.")
    return text


@dataclass
class _Open:
    """An item that may still get children: the column where its text starts."""

    column: int
    node: SourceNode


@dataclass
class _Page:
    """The page while it is read, line after line."""

    file: str
    branch: Branch
    remarks: list[Remark]
    capability: SourceNode | None = None
    sub: SourceNode | None = None
    topic: SourceNode | None = None
    action: SourceNode | None = None
    items: list[_Open] = field(default_factory=list)
    examples_at: int | None = None
    """Where the folded examples start that are open."""
    before: Kind = Kind.BLANK

    def read(self, lines: list[PageLine]) -> SourceNode:
        """Return the capability with everything on the page."""
        for line in lines:
            if line.kind is Kind.HEADING:
                self._heading(line)
            elif line.kind is Kind.OPENS:
                self.examples_at = line.indent
            elif line.kind is Kind.CLOSES:
                self.examples_at = None
            elif self.examples_at is not None and line.kind in (Kind.ITEM, Kind.TEXT):
                self._example(line, self.examples_at)
            elif line.kind is Kind.ITEM:
                self._item(line)
            elif line.kind is Kind.TEXT:
                self._text(line)
            self.before = line.kind
        assert self.capability is not None  # noqa: S101 the caller has seen that the first heading is one
        return self.capability

    def _heading(self, line: PageLine) -> None:
        self.topic = self.action = None
        self.items, self.examples_at = [], None
        if self.capability is None:
            label, text = cells.without_label(line.text, cells.CAPABILITY_LABEL)
            self.capability = self._node(NodeKind.CAPABILITY, text, line, label)
            return
        if line.level > 2:
            self._remark(
                "warning", line, "A heading of this level means nothing here; it was read as a sub-capability."
            )
        label, text = cells.without_label(line.text, cells.SUBCAPABILITY_LABEL)
        self.sub = self._node(NodeKind.SUBCAPABILITY, text, line, label)
        self.capability.children.append(self.sub)

    def _node(self, kind: NodeKind, text: str, line: PageLine, label: str = "") -> SourceNode:
        place = Place(self.file, line.number)
        return SourceNode(kind, self.branch, text, place, label, answerable=kind is NodeKind.ELEMENT)

    def _item(self, line: PageLine) -> None:
        introduces = self.branch is Branch.NON_TECHNICAL and self.topic is None
        if self.sub is None or introduces:
            self._lead_in(f"{line.label}. {line.text}" if line.label else line.text, goes_on=self.before is Kind.ITEM)
            return
        if self.topic is not None and line.label and (line.bold or self.action is None):
            theme, text = cells.theme_of(line.text)
            self.action = self._node(NodeKind.ELEMENT, text, line, line.label)
            self.action.theme = theme
            self.topic.children.append(self.action)
            self.items = [_Open(line.column, self.action)]
            return
        while self.items and line.indent < self.items[-1].column and self.items[-1].node is not self.action:
            self.items.pop()
        del self.items[_MOST_NESTED:]
        above = self.items[-1].node if self.items else self.topic or self.sub
        node = self._node(NodeKind.ELEMENT, line.text, line)
        above.children.append(node)
        self.items.append(_Open(line.column, node))

    def _example(self, line: PageLine, indent: int) -> None:
        """Give the example to the innermost item whose text column the fold reaches, otherwise to the last item."""
        reached = [item.node for item in self.items if item.column <= indent and item.node is not self.action]
        last = self.items[-1].node if self.items else self.action or self.topic or self.sub
        owner = reached[-1] if reached else last
        if owner is None:
            self._remark("warning", line, "The example stands before every entry; it was left out.")
        else:
            owner.examples.append(line.text)

    def _text(self, line: PageLine) -> None:
        letter, text = cells.without_label(line.text, cells.TOPIC_LABEL)
        if self.branch is Branch.NON_TECHNICAL and self.sub is not None and letter and line.bold:
            self.topic, self.action, self.items = self._node(NodeKind.TOPIC, text, line, letter), None, []
            self.sub.children.append(self.topic)
            return
        last = self.items[-1].node if self.items else None
        if last is not None and last is not self.action and self.before in (Kind.ITEM, Kind.TEXT):
            last.text = f"{last.text} {line.text}"
            return
        self._lead_in(line.text, goes_on=self.before is Kind.TEXT)

    def _lead_in(self, text: str, *, goes_on: bool) -> None:
        """Add a paragraph, or the next line of one, to what is open."""
        owner = self.action or self.topic or self.sub or self.capability
        if owner is not None:
            between = ("\n" if goes_on else _BETWEEN) if owner.lead_in else ""
            owner.lead_in = f"{owner.lead_in}{between}{text}"

    def _remark(self, level: str, line: PageLine, done: str) -> None:
        self.remarks.append(Remark(level, shown(self.file), line.number, line.text[:80], done))
