"""Putting the sources together: structure from one workbook, the other's mapping, the pages' lead-ins and examples."""

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import zip_longest

from apps.catalog.kinds import CSF_1_1, Branch, NodeKind
from apps.catalog.official.tree import SourceNode, key, short
from apps.catalog.staging import BadSource, Fault, Remark

_ALIKE = 0.8
_MOST_WORDS = 60
_MOST_COMPARED = 3_000
"""Pairs of texts in one import; what is left after that has no partner. The official files need some forty."""


def merge_workbooks(first: list[SourceNode], second: list[SourceNode], file: str, remarks: list[Remark]) -> None:
    """Take the mapping of `second` over into `first`, place by place; raise BadSource where the texts disagree."""
    faults: list[Fault] = []
    for ours, theirs in zip_longest(_all(first), _all(second)):
        if ours is None or theirs is None or _place(ours) != _place(theirs) or key(ours.printed) != key(theirs.printed):
            place = next(node.place for node in (ours, theirs) if node is not None)
            faults.append(
                Fault(
                    file,
                    f"{place.sheet}, row {place.row}",
                    "the text or the structure is not that of the other workbook; both must be of the same edition.",
                )
            )
            break
        if ours.printed != theirs.printed and not (ours.children and ours.children[0].text == ours.text):
            done = "The two workbooks differ in signs or blanks only; the text of the 800-53 workbook was taken."
            remarks.append(Remark("note", ours.place.sheet, ours.place.row, short(theirs.printed), done))
        ours.csf = theirs.csf
    if faults:
        raise BadSource(faults)


def _place(node: SourceNode) -> tuple[object, ...]:
    return node.place, node.kind, node.label


def only_framework(framework: str) -> str:
    """Return what is missing when only one workbook was given."""
    return "controls of SP 800-53" if framework == CSF_1_1 else "subcategories of the CSF"


def merge_pages(capabilities: list[SourceNode], pages: dict[str, SourceNode], remarks: list[Remark]) -> None:
    """Take lead-ins and examples over from the pages (by capability code); the sheets' structure stays.

    Raises BadSource when the page of a capability is missing.
    """
    missing = [one for one in capabilities if one.identifier not in pages]
    if missing:
        raise BadSource(
            [
                Fault("pages", one.name, "the page of this capability is missing; give the whole folder of pages.")
                for one in missing
            ]
        )
    alike = _Alike()
    for capability in capabilities:
        page = pages[capability.identifier]
        capability.lead_in = page.lead_in
        theirs = {sub.identifier: sub for sub in page.children}
        for sub in capability.children:
            partner = theirs.pop(sub.identifier, None)
            if partner is None:
                _tell(remarks, "warning", sub, "The page of the capability does not have this sub-capability.")
                continue
            if key(partner.lead_in) != key(sub.text):
                sub.lead_in = partner.lead_in
            _Merge(sub, partner, alike, remarks).run()
        for rest in theirs.values():
            _tell(remarks, "warning", rest, "Only the page has this sub-capability; it was left out.")


class _Merge:
    """Finds, below one sub-capability, the partner of each item of the page among the nodes of the sheet."""

    def __init__(self, sub: SourceNode, page: SourceNode, alike: "_Alike", remarks: list[Remark]) -> None:
        self._sub = sub
        self._page = page
        self._alike = alike
        self._remarks = remarks
        self._free = {id(node): node for node in _below(sub)}
        self._done: list[tuple[SourceNode, SourceNode]] = []

    def run(self) -> None:
        """Give lead-ins and examples to the partners, and tell what has none."""
        exact: dict[str, list[SourceNode]] = defaultdict(list)
        for node in self._free.values():
            exact[key(node.printed)].append(node)
        repeated = set(exact)
        waiting = []
        for item in _below(self._page):
            partners = exact[key(item.printed)]
            if partners:
                self._pair(partners.pop(0), item)
            else:
                waiting.append(item)
        for item in waiting:
            self._pair_alike(item, repeats=key(item.printed) in repeated)
        self._tell_places()
        self._tell_left()

    def _pair(self, node: SourceNode, item: SourceNode) -> None:
        del self._free[id(node)]
        self._done.append((node, item))
        node.lead_in, node.examples = item.lead_in, item.examples

    def _pair_alike(self, item: SourceNode, *, repeats: bool) -> None:
        best = None if repeats else self._alike.find(item, self._free.values())
        if best is None:
            again = repeats or self._alike.find(item, [node for node, _ in self._done]) is not None
            done = "it repeats another item there" if again else "the sheet has no such entry"
            _tell(
                self._remarks, "note" if again else "warning", item, f"Only the page has this; {done}. It was left out."
            )
            if item.examples:
                _tell(self._remarks, "warning", item, f"Its {len(item.examples)} examples were left out too.")
            return
        longer = key(item.printed).startswith(key(best.printed))
        what = "is longer than the sheet's, which is cut off" if longer else "differs from the sheet's"
        _tell(self._remarks, "warning" if longer else "note", item, f"The text {what}; the sheet's was kept.")
        self._pair(best, item)

    def _tell_left(self) -> None:
        examples = {key(text) for item in self._page.walk() for text in item.examples}
        single = len(self._sub.children) == 1 and not self._page.children
        for node in self._free.values():
            if key(node.text) in examples:
                _tell(self._remarks, "note", node, "On its page it is an example; the entry of the sheet was kept.")
            elif not single:
                _tell(self._remarks, "warning", node, "The page does not have this entry; the sheet's was kept.")

    def _tell_places(self) -> None:
        above = {id(child): node for root in (self._sub, self._page) for node in root.walk() for child in node.children}
        partners = {id(item): node for node, item in self._done} | {id(self._page): self._sub}
        for node, item in self._done:
            if partners.get(id(above[id(item)])) is not above[id(node)]:
                done = "It stands under another entry than in the sheet; the sheet's place was taken."
                _tell(self._remarks, "note", item, done)


class _Alike:
    """Looks for texts that are nearly the same, as long as there are not too many of them."""

    def __init__(self) -> None:
        self._left = _MOST_COMPARED

    def find(self, item: SourceNode, nodes: Iterable[SourceNode]) -> SourceNode | None:
        """Return the node whose words are most like the item's, or whose text begins as its does."""
        text, words = key(item.printed), item.printed.split()[:_MOST_WORDS]
        best, found = _ALIKE, None
        for node in nodes:
            if self._left <= 0:
                break
            self._left -= 1
            other = key(node.printed)
            if min(len(text), len(other)) > 20 and (text.startswith(other) or other.startswith(text)):
                return node
            matcher = SequenceMatcher(None, words, node.printed.split()[:_MOST_WORDS], autojunk=False)
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
                best, found = ratio, node
        return found


def _all(capabilities: list[SourceNode]) -> Iterable[SourceNode]:
    for capability in capabilities:
        yield from capability.walk()


def _below(node: SourceNode) -> Iterable[SourceNode]:
    for child in node.children:
        yield from child.walk()


def _tell(remarks: list[Remark], level: str, node: SourceNode, done: str) -> None:
    remarks.append(Remark(level, node.place.sheet, node.place.row, short(node.printed), done))


def complete_pages(pages: list[SourceNode], remarks: list[Remark]) -> None:
    """Complete pages that stand alone to what a sheet would say."""
    for page in pages:
        for sub in page.children:
            _complete(sub)
            _drop_repeated(sub, set(), remarks)


def _complete(sub: SourceNode) -> None:
    if sub.branch is Branch.TECHNICAL:
        sub.name = sub.text
        sub.text = sub.lead_in or (sub.children[0].text if sub.children else sub.name)
        sub.lead_in = ""
        if not sub.children and sub.text != sub.name:
            # A page that only states the sub-capability: the statement is its only element, as on the sheet.
            sub.children.append(SourceNode(NodeKind.ELEMENT, sub.branch, sub.text, sub.place, answerable=True))
    for node in _below(sub):
        if node.children and node.text.startswith("If ") and node.text.endswith(":"):
            node.answerable = False


def _drop_repeated(above: SourceNode, seen: set[str], remarks: list[Remark]) -> None:
    for node in list(above.children):
        words = key(node.printed)
        if words in seen and not node.children and len(words) > 20:
            _tell(remarks, "note", node, "It repeats another item of the page; it was left out.")
            above.children.remove(node)
        seen.add(words)
        _drop_repeated(node, seen, remarks)
