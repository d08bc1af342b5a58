"""The preview of an import, as its page shows it."""

from collections import Counter
from dataclasses import dataclass

from apps.catalog.kinds import NodeKind
from apps.catalog.official.importing import Prepared
from apps.catalog.staging import Remark
from apps.core.components import Fact

MOST_LISTED = 100


@dataclass(frozen=True)
class Changed:
    """Entries of one kind of change: its words, and the first of them with identifier and text."""

    title: str
    meaning: str
    total: int
    entries: tuple[tuple[str, str], ...] = ()

    @property
    def more(self) -> int:
        """Return how many are not listed."""
        return max(self.total - len(self.entries), 0) if self.entries else 0


@dataclass(frozen=True)
class Preview:
    """What would be imported."""

    prepared: Prepared

    @property
    def counts(self) -> list[Fact]:
        """Return the counts to be held against the publication."""
        found = self.prepared.counts
        kinds = found["kinds"]
        csf = sum(token not in self._resolved_csf for token in self._csf)
        return [
            Fact("Entries", found["nodes"]),
            Fact("Capabilities", kinds[NodeKind.CAPABILITY]),
            Fact("Sub-capabilities", kinds[NodeKind.SUBCAPABILITY]),
            Fact("Topics", kinds[NodeKind.TOPIC]),
            Fact("Elements", kinds[NodeKind.ELEMENT]),
            Fact("Mappings to controls", found["control_pairs"], note=f"{found['low_pairs']} printed as low baseline"),
            Fact("Controls", found["controls"]),
            Fact("Mappings to the CSF", found["csf_pairs"], note=f"{csf} unresolved" if csf else ""),
            Fact("Examples", found["examples"]),
        ]

    @property
    def _csf(self) -> list[str]:
        return [token for node in self.prepared.staged.nodes.values() for token in node.csf]

    @property
    def _resolved_csf(self) -> frozenset[str]:
        return frozenset(one for framework in self.prepared.staged.frameworks.values() for one in framework.references)

    @property
    def capabilities(self) -> list[tuple[str, str, int]]:
        """Return code, name and number of entries of each capability."""
        nodes = self.prepared.staged.nodes.values()
        numbers = Counter(node.capability_code for node in nodes)
        return [
            (one.identifier, one.title, numbers[one.identifier]) for one in nodes if one.kind is NodeKind.CAPABILITY
        ]

    @property
    def warnings(self) -> tuple[Remark, ...]:
        """Return what should be looked at."""
        return self._of_level("warning")

    @property
    def notes(self) -> tuple[Remark, ...]:
        """Return what only tells of a repair, or of what was left out."""
        return self._of_level("note")

    @property
    def remarks_more(self) -> int:
        """Return how many remarks the page does not list."""
        return len(self.prepared.remarks) - len(self.warnings) - len(self.notes)

    def _of_level(self, level: str) -> tuple[Remark, ...]:
        return tuple(one for one in self.prepared.remarks if one.level == level)[:MOST_LISTED]

    @property
    def changes(self) -> list[Changed]:
        """Return what would become of the entries."""
        found, new = self.prepared.identified, self._named(self.prepared.identified.new)
        if self.prepared.by_order:
            there = tuple((one.identifier, one.title) for one in found.retired[:MOST_LISTED])
            return [
                Changed("Shared", "The same place and number there: one entry in two wordings.", len(found.kept)),
                Changed(
                    "New", "Only in these files; each is a new entry with a number of its own.", len(found.new), new
                ),
                Changed("Only there", "Not in these files; they stay in the other edition.", len(found.retired), there),
            ]
        retired = tuple((one.identifier, one.statement) for one in found.retired[:MOST_LISTED])
        alike = tuple((one.identifier, f"{one.percent} % like {one.earlier.identifier}") for one in found.proposals)
        return [
            Changed("Unchanged", "The same text at the same place; the entry is kept.", len(found.kept)),
            Changed(
                "Moved",
                "The same text stands elsewhere; the entry is kept.",
                len(found.moved),
                self._named(found.moved),
            ),
            Changed(
                "Reworded",
                "A capability or sub-capability of the same name says something else; the entry is kept.",
                len(found.renamed),
                self._named(found.renamed),
            ),
            Changed(
                "Alike",
                "Alike, which proves nothing: each is a new entry until a person decides.",
                len(found.proposals),
                alike[:MOST_LISTED],
            ),
            Changed("New", "Each is a new entry with the next free number.", len(found.new), new),
            Changed(
                "Retired",
                "Not in these files; their identifiers are never given out again.",
                len(found.retired),
                retired,
            ),
        ]

    def _named(self, identifiers: list[str]) -> tuple[tuple[str, str], ...]:
        nodes = self.prepared.staged.nodes
        return tuple((one, nodes[one].title) for one in identifiers[:MOST_LISTED])
