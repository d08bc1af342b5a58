"""Who may change what in the catalog; each check raises NotPermitted with a sentence for the person."""

from apps.accounts.actors import Actor, Operator
from apps.catalog.models import Profile
from apps.core.errors import NotPermitted
from apps.core.permissions import Permission


def check_user_can_edit_profiles(actor: Actor) -> None:
    """Refuse unless the actor keeps the profiles of an agency (reviewer or ISSO)."""
    if not actor.is_agency or not actor.has_permission(Permission.PROFILE_EDIT):
        raise NotPermitted("Only a reviewer or an ISSO of the agency can change its profiles. Ask one of yours.")


def check_user_can_edit_profile(actor: Actor, profile: Profile) -> None:
    """Refuse unless the actor keeps the profiles of the agency that owns this one."""
    check_user_can_edit_profiles(actor)
    if profile.owner_id is None:
        raise NotPermitted("This profile belongs to the catalog. Make one of your own from it, and change that.")
    if not actor.acts_for(profile.owner_id):
        raise NotPermitted("This profile belongs to another agency.")


def profile_edit_refusal(actor: Actor) -> str:
    """Return the sentence that a disabled button shows, or an empty one."""
    try:
        check_user_can_edit_profiles(actor)
    except NotPermitted as error:
        return error.message
    return ""


def check_user_can_operate(actor: Actor | Operator | None) -> None:
    """Refuse unless the actor keeps the service (None and Operator: its command line)."""
    if isinstance(actor, Actor) and not actor.has_permission(Permission.OPERATE):
        raise NotPermitted("Only who operates the service can change the editions of the catalog.")
