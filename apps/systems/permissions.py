"""Who may change an agency's systems."""

from apps.accounts.actors import Actor
from apps.core.errors import NotPermitted
from apps.core.permissions import Permission
from apps.systems.models import SecurityCapability, SecurityRequirement, System


def check_user_can_edit_systems(actor: Actor) -> None:
    """Refuse unless the actor keeps the systems of an agency (ISSO)."""
    if not actor.is_agency or not actor.has_permission(Permission.SYSTEM_EDIT):
        raise NotPermitted("Only an ISSO of the agency can change its systems. Ask yours to do it.")


def check_user_can_edit_system(actor: Actor, system: System) -> None:
    """Refuse unless the actor is an ISSO of the agency that owns the system."""
    check_user_can_edit_systems(actor)
    if not actor.acts_for(system.organization_id):
        raise NotPermitted("This system belongs to another agency.")


def check_user_can_edit_behind(actor: Actor, record: SecurityRequirement | SecurityCapability) -> None:
    """Refuse unless the actor is an ISSO of the agency whose requirement or capability it is."""
    check_user_can_edit_systems(actor)
    if not actor.acts_for(record.organization_id):
        raise NotPermitted("This record belongs to another agency.")


def edit_refusal(actor: Actor) -> str:
    """Return the sentence that a disabled button shows, or an empty one."""
    try:
        check_user_can_edit_systems(actor)
    except NotPermitted as error:
        return error.message
    return ""
