"""What has to be looked at since a profile was carried over, with the texts of both editions beside each other."""

from dataclasses import dataclass

from apps.catalog.differences import Piece, difference
from apps.catalog.kinds import Change
from apps.catalog.membership import Membership, Said, items_by_path, membership_at
from apps.catalog.models import Node, Profile, ProfileFinding
from apps.catalog.policies import TO_DECIDE

ORDER = (Change.REWORDED, Change.NEW, Change.RETIRED, Change.MOVED)
_EXPLAINED = {
    Change.REWORDED: "The text is another one. What was said of the entry is kept; read whether it still fits.",
    Change.NEW: "The earlier edition did not have it. Say whether the profile requires, recommends or excludes it.",
    Change.RETIRED: "The new edition does not have it: the profile has lost it. Note what takes its place, if any.",
    Change.MOVED: "The text is the same in another place. It is kept as it was; nothing has to be decided.",
}


@dataclass(frozen=True)
class Line:
    """One finding: the entry before and now, how its words differ, and what the profile says of it."""

    finding: ProfileFinding
    before: Node | None
    pieces: tuple[Piece, ...]
    held: Membership | None
    holds: Membership | None

    @property
    def node(self) -> Node | None:
        """Return the entry as it is shown: now, or as it was when it is lost."""
        return self.finding.node or self.before

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for a person."""
        return self.finding.settled_at is None


@dataclass(frozen=True)
class Group:
    """The findings of one kind of change."""

    change: Change
    explained: str
    lines: tuple[Line, ...]

    @property
    def has_to_be_settled(self) -> bool:
        """Tell whether the profile cannot be published before these are settled."""
        return self.change in TO_DECIDE

    @property
    def waiting(self) -> int:
        """Return how many are open."""
        return sum(line.is_open for line in self.lines)


def findings_of(profile: Profile) -> list[Group]:
    """Return the findings by kind of change, in the order of the catalog; five statements."""
    rows = list(
        ProfileFinding.objects.filter(profile=profile)
        .select_related("entry", "node__parent", "settled_by")
        .order_by("node__path", "entry__identifier")
    )
    source = profile.carried_from
    entries = [one.entry_id for one in rows]
    earlier: dict[int, Node] = {}
    said_before: dict[str, Said] = {}
    if source is not None:
        nodes = Node.objects.filter(edition=source.edition_id, entry__in=entries).select_related("parent")
        earlier = {node.entry_id: node for node in nodes}
        said_before = items_by_path(source)
    said_now = items_by_path(profile)
    lines = [_line(one, earlier.get(one.entry_id), said_before, said_now) for one in rows]
    grouped = ((change, tuple(line for line in lines if line.finding.change == change)) for change in ORDER)
    return [Group(change, _EXPLAINED[change], listed) for change, listed in grouped if listed]


def _line(
    finding: ProfileFinding, before: Node | None, said_before: dict[str, Said], said_now: dict[str, Said]
) -> Line:
    node = finding.node
    reworded = finding.change == Change.REWORDED and before is not None and node is not None
    return Line(
        finding,
        before,
        difference(before.statement, node.statement) if reworded and before and node else (),
        membership_at(before.path, said_before) if before else None,
        membership_at(node.path, said_now) if node and (finding.settled_at or finding.change != Change.NEW) else None,
    )
