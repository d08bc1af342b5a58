"""Which entry each node of the official files is: by order on the first import, by comparing on every later one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from apps.catalog.identifiers import next_free
from apps.catalog.kinds import Branch, Change, NodeKind
from apps.catalog.matching import Matching, Place, match
from apps.catalog.official.codes import CAPABILITIES, SUBCAPABILITIES
from apps.catalog.staging import BadSource, Fault, Remark, StagedNode

_FEW_WORDS = 4


@dataclass(frozen=True)
class Known:
    """A node of an earlier edition, as far as the matching reads it."""

    pk: int
    identifier: str
    parent: str
    kind: str
    title: str
    statement: str


@dataclass(frozen=True)
class Proposal:
    """A node that may be an earlier one in other words; a person decides."""

    identifier: str
    earlier: Known
    percent: int


@dataclass
class Identified:
    """The nodes with their lasting identifiers, and what became of the entries of the earlier edition."""

    nodes: dict[str, StagedNode] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    retired: list[Known] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def by_order(nodes: Mapping[str, StagedNode], own: Iterable[Known], given_out: Iterable[str]) -> Identified:
    """Share entries with our own edition by identifier: the first import of official files numbers them the same way.

    `given_out` are all identifiers of the catalog; one that our edition does not have is never given out again.
    """
    known = {one.identifier: one for one in own}
    work = _Numbering(set(given_out), reserved=set(given_out) - known.keys())
    found = Identified()
    for node in nodes.values():
        partner = known.get(node.identifier)
        if partner is not None and partner.kind == node.kind:
            identifier = work.take(node, node.identifier)
            found.kept.append(identifier)
        else:
            identifier = work.fresh(node)
            found.new.append(identifier)
        found.nodes[identifier] = work.named(node, identifier)
    found.retired = [one for one in known.values() if one.identifier not in found.nodes]
    if known:
        found.remarks = list(_other_structure(found, known))
    return found


def by_matching(nodes: Mapping[str, StagedNode], earlier: Iterable[Known], given_out: Iterable[str]) -> Identified:
    """Keep the entries of what is unchanged or moved; give new ones to what is new or only alike."""
    known = {str(one.pk): one for one in earlier}
    matching = match(_places_of(known), _places(nodes))
    certain = {pair.new: pair for pair in matching.pairs if not pair.proposed}
    work = _Numbering(set(given_out), reserved=set(given_out))
    found = Identified()
    lists = {Change.UNCHANGED: found.kept, Change.MOVED: found.moved, Change.REWORDED: found.renamed}
    for key, node in nodes.items():
        pair = certain.get(key)
        identifier = work.take(node, known[pair.old].identifier) if pair else work.fresh(node)
        (lists[pair.change] if pair else found.new).append(identifier)
        found.nodes[identifier] = work.named(node, identifier)
    _tell(matching, known, work, found)
    return found


def _tell(matching: Matching, known: Mapping[str, Known], work: "_Numbering", found: Identified) -> None:
    for pair in matching.proposed:
        found.proposals.append(Proposal(work.final[pair.new], known[pair.old], pair.percent))
    proposed = {one.identifier for one in found.proposals}
    found.new = [identifier for identifier in found.new if identifier not in proposed]
    found.retired = [known[key] for key in matching.retired]


class _Numbering:
    """Gives identifiers out; `reserved` ones only go to the entry that has them."""

    def __init__(self, taken: set[str], reserved: set[str]) -> None:
        self._taken = taken
        self._reserved = reserved
        self.final: dict[str, str] = {}
        self._used: dict[str, StagedNode] = {}

    def take(self, node: StagedNode, identifier: str) -> str:
        """Give the node this identifier."""
        if identifier in self._used:
            _clash(node, identifier)
        self._used[identifier] = node
        self.final[node.identifier] = identifier
        self._taken.add(identifier)
        return identifier

    def fresh(self, node: StagedNode) -> str:
        """Give the node an identifier of its own: its code, its printed label, or the next free number."""
        if node.kind is NodeKind.CAPABILITY:
            return self._coded(node, node.identifier)
        above = self.final[node.parent]
        if node.kind is NodeKind.SUBCAPABILITY:
            return self._coded(node, f"{above}-{node.identifier.rpartition('-')[2]}")
        printed = f"{above}.{node.identifier.rpartition('.')[2]}"
        first = printed if printed not in self._taken and _is_labeled(node) else ""
        return self.take(node, first or next_free(above, node.identifier, self._taken))

    def _coded(self, node: StagedNode, identifier: str) -> str:
        if identifier in self._reserved and not _is_listed(identifier):
            _clash(node, identifier)
        return self.take(node, identifier)

    def named(self, node: StagedNode, identifier: str) -> StagedNode:
        """Return the node with its lasting identifier and its parent's."""
        capability = self.final.get(node.capability_code, node.capability_code)
        parent = self.final.get(node.parent, "")
        return replace(node, identifier=identifier, parent=parent, capability_code=capability)


def _clash(node: StagedNode, identifier: str) -> None:
    problem = (
        f"“{node.title[:60]}” would get the code {identifier}, which another entry has; give it a code of its own."
    )
    raise BadSource([Fault(node.source, "", problem)])


def _is_listed(identifier: str) -> bool:
    """Tell whether the code of a capability or sub-capability is one of SP 800-213A."""
    capability, _, code = identifier.partition("-")
    listed = SUBCAPABILITIES.get(capability, ()) if code else [one for branch in Branch for one in CAPABILITIES[branch]]
    return (code or capability) in {named.code for named in listed}


def _is_labeled(node: StagedNode) -> bool:
    """Tell whether the source prints a letter or number before the node that is a part of it."""
    return node.kind is NodeKind.TOPIC or bool(node.theme)


def _places(nodes: Mapping[str, StagedNode]) -> list[Place]:
    return [_place(one.identifier, one.parent, one.identifier, one) for one in nodes.values()]


def _places_of(known: Mapping[str, Known]) -> list[Place]:
    keys = {one.identifier: key for key, one in known.items()}
    return [_place(key, keys.get(one.parent, ""), one.identifier, one) for key, one in known.items()]


def _place(key: str, parent: str, identifier: str, one: StagedNode | Known) -> Place:
    named = one.kind in (NodeKind.CAPABILITY, NodeKind.SUBCAPABILITY)
    fragment = one.kind == NodeKind.ELEMENT and len(one.statement.split()) < _FEW_WORDS
    # A title is only a short form of the text below the names, so it is no text of its own.
    text = f"{one.title}\n{one.statement}" if named else one.statement
    # A code that was only proposed from initials tells nothing; there the texts decide.
    name = identifier if named and _is_listed(identifier) else ""
    return Place(key, parent, text, str(one.kind), name, fragment)


def _other_structure(found: Identified, known: Mapping[str, Known]) -> Iterable[Remark]:
    """Report sub-capabilities that have other entries below them than in our own edition."""
    for identifier, node in found.nodes.items():
        if node.kind is not NodeKind.SUBCAPABILITY or identifier not in known:
            continue
        here = {one for one in found.nodes if one.startswith(f"{identifier}.")}
        there = {one for one in known if one.startswith(f"{identifier}.")}
        if here != there:
            sheet, _, row = node.source.rpartition(" R")
            done = (
                f"{len(here)} entries stand below {identifier}, and {len(there)} in our own edition: they share "
                "numbers by order. Compare the two editions before publishing."
            )
            yield Remark("warning", sheet, int(row) if row.isdigit() else 0, node.title, done)
