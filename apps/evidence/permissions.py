"""Who may do what with evidence; each check raises NotPermitted with a sentence for the person."""

from apps.accounts.actors import Actor
from apps.core.errors import NotPermitted
from apps.core.permissions import Permission
from apps.evidence.models import EvidenceItem


def check_user_can_add_evidence(actor: Actor) -> None:
    """Raise NotPermitted unless the person may add to the library of the organization acted for."""
    if actor.organization is None or not actor.has_permission(Permission.EVIDENCE_ADD):
        raise NotPermitted(
            "Your role does not include adding evidence. Ask a drafter, or an administrator for the role."
        )


def check_user_can_edit_evidence(actor: Actor, item: EvidenceItem) -> None:
    """Raise NotPermitted unless the item is in the library of the person's organization and the role allows it."""
    check_user_can_add_evidence(actor)
    if not _owns(actor, item):
        raise NotPermitted("This evidence belongs to another organization; only its owner can change it.")


def check_user_can_grant_evidence(actor: Actor, item: EvidenceItem) -> None:
    """Raise NotPermitted unless the person's organization owns the item (the sharing act checks the role)."""
    if not _owns(actor, item):
        raise NotPermitted("Only the organization that owns the evidence can let others read it.")


def user_can_add_evidence(actor: Actor) -> bool:
    """Tell whether the person may add evidence."""
    return actor.organization is not None and actor.has_permission(Permission.EVIDENCE_ADD)


def user_can_edit_evidence(actor: Actor, item: EvidenceItem) -> bool:
    """Tell whether the person may edit the item."""
    return user_can_add_evidence(actor) and _owns(actor, item)


def _owns(actor: Actor, item: EvidenceItem) -> bool:
    return actor.organization is not None and item.organization_id == actor.organization.pk
