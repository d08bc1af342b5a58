"""What a notice is about, looked up among what its reader may see now: one statement a kind of object."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from apps.core.permissions import Actor
from apps.notifications.kinds import Labels, kind_of
from apps.notifications.models import Delivery


@dataclass(frozen=True)
class Row:
    """One notice on the page; without a label its object can no longer be opened by this person."""

    delivery: Delivery
    sentence: str
    label: str

    @property
    def is_new(self) -> bool:
        """Tell whether the person has not opened it."""
        return self.delivery.read_at is None


def rows(deliveries: Iterable[Delivery], actor: Actor) -> list[Row]:
    """Return the notices with the names of what they are about."""
    listed = [(one, kind_of(one.notice.kind)) for one in deliveries]
    wanted: dict[Labels, set[UUID]] = {}
    for one, kind in listed:
        if kind is not None:
            wanted.setdefault(kind.labels, set()).add(one.notice.about)
    named = {labels: labels(actor, ids) for labels, ids in wanted.items()}
    return [Row(one, kind.sentence, named[kind.labels].get(one.notice.about, "")) for one, kind in listed if kind]
