"""What a profile would bring into a requirement set: nothing is selected or declined without a person's act."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from apps.catalog.kinds import ItemState, ProfileStatus
from apps.catalog.membership import Membership, memberships
from apps.catalog.models import Node, Profile
from apps.core.permissions import Actor
from apps.reviews.models import Review, ReviewRequirement
from apps.reviews.workflow import Selection, SourceKind

ALREADY = "federal-low"
"""Every set starts with the candidates of this profile."""


def offered(review: Review, actor: Actor) -> list[Profile]:
    """Return the published profiles of the review's edition that a set can take from, the agency's own ones first."""
    public = Profile.objects.public().exclude(slug=ALREADY)
    own = Profile.objects.visible_to(actor).filter(owner=actor.organization, status=ProfileStatus.PUBLISHED)
    every: Any = (own | public).filter(edition=review.edition_id).order_by("title", "slug", "-number", "pk")
    return sorted(every, key=lambda profile: profile.owner_id is None)


def value_of(profile: Profile) -> str:
    """Return how an address names a profile."""
    return f"own/{profile.slug}/{profile.number}" if profile.owner_id else f"catalog/{profile.slug}"


def name_of(profile: Profile) -> str:
    """Return how a requirement names the profile as its source."""
    return f"profile {profile.title}" + (f", version {profile.number}" if profile.owner_id else "")


def reason_of(profile: Profile, membership: Membership) -> str:
    """Return what a requirement says of the profile that proposes it."""
    recommended = " (recommended)" if membership.state == ItemState.RECOMMENDED else ""
    return f"{name_of(profile)}{recommended}: {membership.reason}"


@dataclass
class Taking:
    """What taking a profile as a source does; read once, and done from the same reading."""

    review: Review
    profile: Profile
    said: dict[int, Membership] = field(init=False)
    rows: dict[int, ReviewRequirement] = field(init=False)

    def __post_init__(self) -> None:
        """Read what the profile says and what the set has; three statements."""
        self.said = memberships(self.profile)
        rows = ReviewRequirement.objects.filter(review=self.review, node__isnull=False)
        self.rows = {row.node_id: row for row in rows if row.node_id is not None}

    @cached_property
    def new(self) -> list[int]:
        """Return the nodes that become candidates."""
        return [node for node, said in self.said.items() if said.is_in and node not in self.rows]

    @cached_property
    def nodes(self) -> dict[int, Node]:
        """Return the nodes that become candidates, with their texts; one statement."""
        found: dict[int, Node] = Node.objects.in_bulk(self.new)
        return found

    @cached_property
    def present(self) -> list[int]:
        """Return the nodes that are in the set already and do not name the profile yet."""
        return [node for node, said in self.said.items() if said.is_in and node in self.rows and not self._named(node)]

    @cached_property
    def decided(self) -> list[int]:
        """Return those of them that are decided; their decision stays."""
        return [node for node in self.present if self.rows[node].selection != Selection.CANDIDATE]

    @cached_property
    def excluded(self) -> list[int]:
        """Return the undecided candidates that the profile excludes."""
        return [
            node
            for node, said in self.said.items()
            if not said.is_in and node in self.rows and self.rows[node].selection == Selection.CANDIDATE
        ]

    @property
    def key(self) -> int:
        """Return how many of the undecided ones the profile calls key."""
        return sum(self.said[node].key for node in [*self.new, *self.present] if node not in self.decided)

    def _named(self, node: int) -> bool:
        start = name_of(self.profile)
        return any(
            source["kind"] == SourceKind.PROFILE and source["detail"].startswith((f"{start}:", f"{start} ("))
            for source in self.rows[node].sources
        )
