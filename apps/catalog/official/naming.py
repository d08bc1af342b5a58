"""Identifiers on the first import: codes of SP 800-213A, below them labels as printed and numbers by order.

A later import finds its entries by comparing (see identity.py); there these identifiers only tell the nodes apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.catalog.identifiers import ordinal
from apps.catalog.kinds import Branch, NodeKind
from apps.catalog.official import codes
from apps.catalog.official.tree import SourceNode, short
from apps.catalog.staging import Fault, Remark

_LONGEST_NAME = 120


@dataclass
class Names:
    """The identifiers of a whole tree, by node, with what was proposed and what could not be."""

    given: Mapping[str, str] = field(default_factory=dict)
    """Codes that a person gave to names, by the name as printed: DI or DI-IMS."""
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def name(self, capabilities: list[SourceNode]) -> None:
        """Write the identifier and the name of every node; what has no code becomes a fault."""
        taken: set[str] = {named.code for listed in codes.CAPABILITIES.values() for named in listed}
        used: set[str] = set()
        for capability in capabilities:
            code = self._code(capability, codes.CAPABILITIES[capability.branch], 2, used, taken - used)
            if code:
                capability.identifier = code
                self._name_subs(capability)

    def _name_subs(self, capability: SourceNode) -> None:
        listed = codes.SUBCAPABILITIES.get(capability.identifier, ())
        reserved = {named.code for named in listed}
        used: set[str] = set()
        for sub in capability.children:
            code = self._code(sub, listed, 3, used, reserved - used)
            if code:
                sub.identifier = f"{capability.identifier}-{code}"
                _number(sub, level=0)

    def _code(
        self, node: SourceNode, listed: tuple[codes.Named, ...], length: int, used: set[str], reserved: set[str]
    ) -> str:
        printed = node.name or node.text
        given = self.given.get(printed, "")
        named = codes.find(printed, [one for one in listed if one.code not in used])
        code = given.rpartition("-")[2] or (named.code if named else "")
        if named is not None and (node.kind is NodeKind.CAPABILITY or not node.name):
            node.name = named.name
        else:
            node.name = short(printed, _LONGEST_NAME) if len(printed) > _LONGEST_NAME or not node.name else node.name
        try:
            if not code:
                code = codes.propose(printed, length, used | reserved)
                done = f"The name is on no list; the code {code} was proposed for it. Look at it before publishing."
                self.remarks.append(Remark("warning", node.place.sheet, node.place.row, printed[:80], done))
            elif code in used:
                raise codes.NoCode(f"“{printed[:60]}” has the code {code}, which another name beside it has.")
        except codes.NoCode as error:
            self.faults.append(Fault(node.place.sheet, f"row {node.place.row}", str(error)))
            return ""
        used.add(code)
        return code


def _number(above: SourceNode, *, level: int) -> None:
    """Give the nodes below `above` their numbers: technical levels take digits and letters in turn."""
    technical = above.branch is Branch.TECHNICAL
    for position, node in enumerate(above.children, start=1):
        by_letter = level % 2 == 1 if technical else _is_bullet(node, above)
        mark = node.label if node.label and not technical else ordinal(position, by_letter=by_letter)
        node.identifier = f"{above.identifier}.{mark}"
        _number(node, level=level + 1)


def _is_bullet(node: SourceNode, above: SourceNode) -> bool:
    """Tell whether a non-technical node stands below a sub-action, which has a number."""
    return not node.label and not above.label
