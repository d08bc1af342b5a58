"""From the tree of the official files to a staged edition, with the identifiers of a first import."""

from apps.catalog.kinds import NodeKind
from apps.catalog.official.sources import OfficialTree
from apps.catalog.official.tree import SourceNode, short
from apps.catalog.staging import StagedNode
from apps.core.sheets.archives import refuse

MOST_NODES = 5_000
MOST_SIBLINGS = 999
MOST_LEVELS = 8


def staged_nodes(tree: OfficialTree) -> dict[str, StagedNode]:
    """Return the nodes by identifier, in order."""
    found: dict[str, StagedNode] = {}
    for position, capability in enumerate(tree.capabilities, start=1):
        _check(capability)
        _stage(capability, None, position, capability.identifier, found)
    if len(found) > MOST_NODES:
        refuse("files", "", f"they hold {len(found)} entries; a catalog has at most {MOST_NODES}.")
    return found


def _check(node: SourceNode, depth: int = 0) -> None:
    """Refuse what the tables cannot hold in order: too many siblings, or too many levels."""
    place = f"row {node.place.row}"
    if depth > MOST_LEVELS:
        refuse(node.place.sheet, place, f"lists stand more than {MOST_LEVELS} levels deep; a catalog has six.")
    if len(node.children) > MOST_SIBLINGS:
        refuse(node.place.sheet, place, f"more than {MOST_SIBLINGS} entries stand below this one.")
    for child in node.children:
        _check(child, depth + 1)


def _stage(
    node: SourceNode, above: StagedNode | None, position: int, capability: str, found: dict[str, StagedNode]
) -> None:
    is_sub = node.kind is NodeKind.SUBCAPABILITY
    staged = StagedNode(
        identifier=node.identifier,
        parent=above.identifier if above else "",
        kind=node.kind,
        branch=node.branch,
        capability_code=capability,
        position=position,
        depth=above.depth + 1 if above else 0,
        path=f"{above.path}.{position:03}" if above else f"{position:03}",
        code_213a=node.identifier.replace("-", ".") if is_sub else above.code_213a if above else "",
        title=node.name or short(node.text, 120 if node.kind is NodeKind.TOPIC else 80),
        theme=node.theme,
        statement=node.text,
        answerable=node.answerable,
        in_draft=True,
        controls=node.controls.tokens,
        printed_low=node.controls.bold,
        control_state=node.controls.state,
        csf=node.csf.tokens,
        csf_state=node.csf.state,
        source=str(node.place),
        guidance=None,
        lead_in=node.lead_in,
        examples=tuple(node.examples),
    )
    found[staged.identifier] = staged
    for place, child in enumerate(node.children, start=1):
        _stage(child, staged, place, capability, found)
