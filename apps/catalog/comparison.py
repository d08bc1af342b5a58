"""Two editions of one catalog side by side: what became of each entry, and of its mapping.

Editions of one catalog share their entries, so an entry is the same wherever it stands. What a person has not decided
yet stays a proposal. Editions in different wordings (our sentences, the official ones) say the same in other words:
their texts are not compared, their structure and mappings are, and what was reworded on the way from the one to the
other counts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from apps.catalog.comparison_reading import (
    Cells,
    MappingChange,
    Seen,
    cells_of,
    examples_of,
    mapping_changes,
    nodes_of,
)
from apps.catalog.differences import Piece, difference
from apps.catalog.kinds import Change, RewordingDecision
from apps.catalog.matching import Place, match, normalized
from apps.catalog.models import Edition, Rewording
from apps.core.errors import Invalid

MAPPING, EXAMPLES, LEAD_INS, PROPOSED = "mapping", "examples", "lead_ins", "proposed"


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in both editions, or in one of them.

    `proposed` pairs are two entries that are alike; `rewording` is the row that a person decides on, if there is one.
    A reworded entry may have `moved` besides. Changed examples and lead-ins are notes: no requirement changes by them.
    """

    change: Change
    before: Seen | None
    after: Seen | None
    moved: bool = False
    proposed: bool = False
    similarity: int = 100
    rewording: int | None = None
    mapping: tuple[MappingChange, ...] = ()
    examples_changed: bool = False
    lead_in_changed: bool = False

    @property
    def is_told(self) -> bool:
        """Tell whether anything at all differs, be it a note."""
        changed = self.change != Change.UNCHANGED or bool(self.mapping)
        return changed or self.examples_changed or self.lead_in_changed

    @property
    def shown(self) -> Seen:
        """Return the entry as the later edition has it, or the earlier one when it is gone."""
        return self.after or self.before  # type: ignore[return-value]  # a row has one of them

    @property
    def kept(self) -> bool:
        """Tell whether what was decided about the entry still stands: neither its words nor its identity changed."""
        return self.change in (Change.UNCHANGED, Change.MOVED) and not self.proposed

    @property
    def difference(self) -> tuple[Piece, ...]:
        """Return how the words differ; nothing for an entry that one edition lacks."""
        return difference(self.before.text, self.after.text) if self.before and self.after else ()


@dataclass(frozen=True)
class Comparison:
    """What became of every entry, in the order of the later edition; what is gone stands where it was."""

    before: Edition
    after: Edition
    rows: tuple[Row, ...]
    texts_compared: bool

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return how many entries are unchanged, moved, reworded, proposed, new, retired, and what else changed."""
        by_change = Counter(row.change for row in self.rows if not row.proposed)
        return {
            **{change.value: by_change[change] for change in Change},
            PROPOSED: sum(row.proposed for row in self.rows),
            MAPPING: sum(bool(row.mapping) for row in self.rows),
            EXAMPLES: sum(row.examples_changed for row in self.rows),
            LEAD_INS: sum(row.lead_in_changed for row in self.rows),
        }

    @cached_property
    def by_earlier_node(self) -> Mapping[int, Row]:
        """Return the row of each node of the earlier edition."""
        return {row.before.pk: row for row in self.rows if row.before}

    @cached_property
    def by_later_node(self) -> Mapping[int, Row]:
        """Return the row of each node of the later edition."""
        return {row.after.pk: row for row in self.rows if row.after}

    @property
    def same(self) -> bool:
        """Tell whether nothing at all differs, not even an example."""
        return not any(row.is_told for row in self.rows)


def compare(before: Edition, after: Edition) -> Comparison:
    """Compare two editions of one catalog in six or more statements; raise Invalid for others."""
    if before.pk == after.pk:
        raise Invalid("Choose two different editions; an edition does not differ from itself.")
    if before.catalog_id != after.catalog_id:
        raise Invalid(f"{before} and {after} are editions of two catalogs, so their entries have nothing in common.")
    texts_compared = before.wording == after.wording
    work = _Work(nodes_of(before), nodes_of(after), texts_compared)
    work.reworded = frozenset() if texts_compared else reworded_on_the_way(before, after)
    work.pair_entries()
    work.propose(_rewordings(before, after))
    mappings, examples = cells_of(before, after), examples_of(before, after)
    return Comparison(before, after, tuple(work.rows(mappings, examples)), texts_compared)


@dataclass
class _Pairing:
    """Two nodes, and what is said of them before mappings and examples are looked at."""

    before: Seen
    after: Seen
    proposed: bool = False
    similarity: int = 100
    rewording: int | None = None


@dataclass
class _Work:
    old: dict[int, Seen]
    new: dict[int, Seen]
    texts_compared: bool
    reworded: frozenset[int] = frozenset()
    pairs: dict[int, _Pairing] = field(default_factory=dict)
    """By the key of the earlier node."""

    def pair_entries(self) -> None:
        """Pair what has the same entry: identity needs no guess."""
        by_entry = {node.entry_id: node for node in self.new.values()}
        for node in self.old.values():
            if partner := by_entry.get(node.entry_id):
                self.pairs[node.pk] = _Pairing(node, partner)

    def propose(self, decided: Mapping[tuple[int, int], tuple[int, str, int]]) -> None:
        """Pair what somebody has yet to decide about, then what is alike and was never asked about."""
        free = {pairing.after.pk for pairing in self.pairs.values()}
        for (old, new), (pk, decision, similarity) in decided.items():
            open_still = decision == RewordingDecision.OPEN and old not in self.pairs and new not in free
            if open_still and old in self.old and new in self.new:
                self.pairs[old] = _Pairing(self.old[old], self.new[new], True, similarity, pk)
                free.add(new)
        if not self.texts_compared or len(self.pairs) == len(self.old) or len(free) == len(self.new):
            return
        known = [(str(old), str(pairing.after.pk)) for old, pairing in self.pairs.items()]
        for pair in match(_places(self.old), _places(self.new), known=known).pairs:
            old, new = int(pair.old), int(pair.new)
            if (old, new) not in decided:
                self.pairs[old] = _Pairing(self.old[old], self.new[new], True, pair.percent)

    def rows(self, mappings: Mapping[int, Cells], examples: Mapping[int, tuple[str, ...]]) -> Iterable[Row]:
        """Return the rows in the order of the later edition."""
        keyed: list[tuple[tuple[str, int, str], Row]] = []
        place: dict[str, str] = {}
        for node in self.old.values():
            pairing = self.pairs.get(node.pk)
            if pairing is None:
                keyed.append(((place.get(node.capability_code, ""), 1, node.path), Row(Change.RETIRED, node, None)))
                continue
            if pairing.after.capability_code == node.capability_code:
                place[node.capability_code] = pairing.after.path
            keyed.append(((pairing.after.path, 0, ""), self._row(pairing, mappings, examples)))
        paired = {pairing.after.pk for pairing in self.pairs.values()}
        keyed += [
            ((node.path, 0, ""), Row(Change.NEW, None, node)) for node in self.new.values() if node.pk not in paired
        ]
        return [row for _, row in sorted(keyed, key=lambda one: one[0])]

    def _row(self, pairing: _Pairing, mappings: Mapping[int, Cells], examples: Mapping[int, tuple[str, ...]]) -> Row:
        before, after = pairing.before, pairing.after
        parent = self.pairs.get(before.parent_id or 0)
        moved = (parent.after.pk if parent else None) != after.parent_id
        reworded = pairing.proposed or before.entry_id in self.reworded
        if self.texts_compared and not reworded:
            reworded = normalized(before.text) != normalized(after.text)
        change = Change.REWORDED if reworded else Change.MOVED if moved else Change.UNCHANGED
        return Row(
            change,
            before,
            after,
            moved=moved,
            proposed=pairing.proposed,
            similarity=pairing.similarity,
            rewording=pairing.rewording,
            mapping=mapping_changes(before, after, mappings),
            examples_changed=self.texts_compared and examples.get(before.pk, ()) != examples.get(after.pk, ()),
            lead_in_changed=self.texts_compared and normalized(before.lead_in) != normalized(after.lead_in),
        )


def _places(nodes: Mapping[int, Seen]) -> list[Place]:
    return [
        Place(str(node.pk), str(node.parent_id or ""), node.text, node.kind, fragment=node.is_fragment)
        for node in nodes.values()
    ]


def _rewordings(before: Edition, after: Edition) -> dict[tuple[int, int], tuple[int, str, int]]:
    """Return what was proposed between the two editions, in either direction, by earlier and later node."""
    editions = [before.pk, after.pk]
    rows = Rewording.objects.filter(node__edition__in=editions, earlier__edition__in=editions)
    found = {}
    for one in rows.select_related("node").order_by("-similarity", "pk"):
        pair = (one.earlier_id, one.node_id) if one.node.edition_id == after.pk else (one.node_id, one.earlier_id)
        found[pair] = (one.pk, one.decision, one.similarity)
    return found


def reworded_on_the_way(before: Edition, after: Edition) -> frozenset[int]:
    """Return the entries whose words changed between the editions that lead from the one wording to the other.

    An imported edition names the one that its entries were matched with; only steps in one wording tell of changes.
    """
    way = _way(after, before) or _way(before, after)
    found: set[int] = set()
    for later, earlier in pairwise(way):
        if later.wording == earlier.wording:
            texts = {node.entry_id: normalized(node.text) for node in nodes_of(earlier).values()}
            found |= {
                node.entry_id
                for node in nodes_of(later).values()
                if texts.get(node.entry_id, normalized(node.text)) != normalized(node.text)
            }
    return frozenset(found)


def _way(start: Edition, end: Edition) -> list[Edition]:
    """Return the editions from `start` to `end`, each matched with the next; nothing when there is no such way."""
    way = [start]
    while way[-1].pk != end.pk:
        step = way[-1].matched_with
        if step is None or step in way:
            return []
        way.append(step)
    return way
