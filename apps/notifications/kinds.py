"""What people can be told. The apps above declare their topics and kinds here when they start.

A kind's sentence says what happened and nothing else: it goes into mails, where no name of a product, a review or
another organization may stand. What a notice is about is looked up when its reader opens the page, among what they may
see at that moment.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from apps.accounts.roles import ROLE_PERMISSIONS, OrganizationKind, Role
from apps.core.permissions import Actor, Permission
from apps.notifications.workflow import Mail

type Labels = Callable[[Actor, Collection[UUID]], dict[UUID, str]]
"""Returns, of these objects, those that the actor may see now, each with its name; one statement."""


@dataclass(frozen=True)
class Topic:
    """What a person chooses about: a heading, what falls under it, and how it is mailed unless they choose."""

    slug: str
    title: str
    hint: str
    side: OrganizationKind
    mail: Mail = Mail.NOW


@dataclass(frozen=True)
class Kind:
    """One thing that happens: the sentence, who is told (roles that hold one of these permissions), and its names."""

    slug: str
    topic: Topic
    sentence: str
    audience: tuple[Permission, ...]
    labels: Labels

    @property
    def roles(self) -> list[Role]:
        """Return the roles whose people are told."""
        wanted = set(self.audience)
        return [role for role in Role if ROLE_PERMISSIONS[role] & wanted]


_topics: dict[str, Topic] = {}
_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind and its topic; called once by the app that owns it."""
    _topics.setdefault(kind.topic.slug, kind.topic)
    _kinds[kind.slug] = kind
    return kind


def kind_of(slug: str) -> Kind | None:
    """Return the kind, or None when no app declares it any more."""
    return _kinds.get(slug)


def all_kinds() -> list[Kind]:
    """Return every kind that an app has declared."""
    return list(_kinds.values())


def topics_of(actor: Actor) -> list[Topic]:
    """Return the topics of which the actor's roles can ever be told, in the order in which they were declared."""
    held = {kind.topic.slug for kind in _kinds.values() if set(kind.roles) & actor.roles}
    side = OrganizationKind.AGENCY if actor.is_agency else OrganizationKind.MANUFACTURER
    return [topic for topic in _topics.values() if topic.side == side and topic.slug in held]
