"""When something may be done with evidence, whoever asks."""

from apps.core.errors import NotNow
from apps.evidence.models import EvidenceItem

FROZEN = (
    "This evidence is frozen, because an attested declaration or a decision refers to it. "
    "Add the new state as new evidence."
)


def check_item_can_be_edited(item: EvidenceItem) -> None:
    """Raise NotNow when an attestation or a decision has frozen the item."""
    if item.frozen_at is not None:
        raise NotNow(FROZEN)
