"""Who may manage the members of an organization."""

from apps.accounts.actors import Actor
from apps.accounts.models import Organization, User
from apps.core.errors import NotPermitted
from apps.core.permissions import Permission


def check_user_can_manage_members(actor: Actor | None, organization: Organization) -> None:
    """Raise NotPermitted unless the person is an administrator of this very organization (None: the operator)."""
    if actor is None:
        return
    if actor.organization != organization or not actor.has_permission(Permission.MEMBERS_MANAGE):
        raise NotPermitted(f"Only an administrator of {organization} can change who works for it and in which roles.")


def check_user_can_delegate(actor: Actor | None, organization: Organization, holder: User) -> None:
    """Raise NotPermitted unless the person delegates their own office, or is the administrator who records it."""
    if actor is not None and actor.organization == organization and actor.user == holder:
        return
    check_user_can_manage_members(actor, organization)


def user_can_manage_members(actor: Actor | None, organization: Organization) -> bool:
    """Tell whether `check_user_can_manage_members` would let the person through."""
    try:
        check_user_can_manage_members(actor, organization)
    except NotPermitted:
        return False
    return True
