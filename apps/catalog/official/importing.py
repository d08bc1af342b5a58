"""From files to an edition that is ready to be applied: read, identified, counted, compared; nothing is written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from apps.catalog import bundle
from apps.catalog.kinds import NodeKind, Wording
from apps.catalog.models import Catalog, Edition, Entry, Node
from apps.catalog.official.identity import Identified, Known, by_matching, by_order
from apps.catalog.official.sources import OfficialTree, SourceFile, read_sources
from apps.catalog.official.staged import staged_nodes
from apps.catalog.staging import Remark, StagedEdition, StagedNode

LONGEST_LABEL = 100
_COLUMNS = ("pk", "identifier", "parent__identifier", "kind", "title", "statement")


@dataclass(frozen=True)
class ReadFiles:
    """What the files say, before it is known which entries they mean."""

    tree: OfficialTree
    nodes: dict[str, StagedNode]
    label: str


@dataclass(frozen=True)
class Prepared:
    """An edition ready to be applied.

    `against` is the edition that it was matched or laid beside; `present` is the edition that these very files made.
    """

    staged: StagedEdition
    identified: Identified
    against: Edition | None
    by_order: bool
    present: Edition | None

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Return everything that was odd, warnings first."""
        found = (*self.staged.remarks, *self.identified.remarks)
        return tuple(sorted(found, key=lambda one: one.level != "warning"))

    @property
    def counts(self) -> dict[str, Any]:
        """Return the counts that a reader checks against the publication."""
        return counts(self.staged.nodes)

    @property
    def changes(self) -> dict[str, int]:
        """Return how many entries became what, against the earlier edition."""
        found = self.identified
        if self.by_order:
            return {"shared": len(found.kept), "new": len(found.new), "only_there": len(found.retired)}
        return {
            "unchanged": len(found.kept),
            "moved": len(found.moved),
            "reworded": len(found.renamed),
            "proposed": len(found.proposals),
            "new": len(found.new),
            "retired": len(found.retired),
        }


def read_files(files: list[SourceFile], *, label: str = "", codes: Mapping[str, str] | None = None) -> ReadFiles:
    """Read the official files; raise BadSource with file, sheet, row and reason when they are refused."""
    references = {name: framework.references for name, framework in bundle.read_frame().frameworks.items()}
    tree = read_sources(files, references, given=codes)
    return ReadFiles(tree, staged_nodes(tree), label.strip()[:LONGEST_LABEL] or tree.label)


def prepare(read: ReadFiles) -> Prepared:
    """Find out which entries the nodes are; a few statements, nothing is written."""
    main = bundle.read_frame()
    catalog = Catalog.objects.filter(slug=main.catalog).first()
    editions = Edition.objects.filter(catalog=catalog).order_by("-created_at", "-pk")
    official = editions.filter(wording=Wording.OFFICIAL)
    earlier = official.first()
    own = editions.in_use(catalog.pk) if catalog and earlier is None else None
    taken = Entry.objects.filter(catalog=catalog).values_list("identifier", flat=True)
    against = earlier or own
    identify = by_matching if earlier else by_order
    identified = identify(read.nodes, _known(against), taken)
    staged = StagedEdition(
        catalog=main.catalog,
        catalog_title=main.catalog_title,
        label=read.label,
        source=read.tree.source,
        digest=read.tree.digest,
        nodes=identified.nodes,
        frameworks=main.frameworks,
        wording=Wording.OFFICIAL,
        remarks=read.tree.remarks,
    )
    return Prepared(staged, identified, against, earlier is None, official.filter(digest=staged.digest).first())


def _known(edition: Edition | None) -> list[Known]:
    rows: Any = Node.objects.filter(edition=edition).in_order().values_list(*_COLUMNS) if edition else ()
    return [
        Known(pk, identifier, parent or "", kind, title, statement)
        for pk, identifier, parent, kind, title, statement in rows
    ]


def counts(nodes: Mapping[str, StagedNode]) -> dict[str, Any]:
    """Return how many nodes there are of each kind and in each capability, and how many mappings and examples."""
    listed = list(nodes.values())
    kinds = Counter(str(one.kind) for one in listed)
    return {
        "nodes": len(listed),
        "kinds": {str(kind): kinds[str(kind)] for kind in NodeKind},
        "capabilities": dict(Counter(one.capability_code for one in listed)),
        "controls": len({control for one in listed for control in one.controls}),
        "control_pairs": sum(len(one.controls) for one in listed),
        "low_pairs": sum(len(one.printed_low) for one in listed),
        "csf_pairs": sum(len(one.csf) for one in listed),
        "examples": sum(len(one.examples) for one in listed),
    }


def report(prepared: Prepared, *, edition: Edition | None, status: str) -> dict[str, Any]:
    """Return the one JSON object that the command prints."""
    against = prepared.against
    return {
        "counts": prepared.counts,
        "warnings": [asdict(remark) for remark in prepared.remarks],
        "changes": {"against": against.label if against else None, **prepared.changes},
        "edition": {
            "label": edition.label if edition else prepared.staged.label,
            "slug": edition.slug if edition else None,
            "status": edition.status if edition else None,
            "digest": prepared.staged.digest,
            "result": status,
        },
    }
