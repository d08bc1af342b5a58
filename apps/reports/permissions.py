"""Who may make reports."""

from apps.accounts.actors import Actor
from apps.core.errors import NotPermitted
from apps.core.permissions import Permission
from apps.reviews.models import Review


def check_user_can_make_report(actor: Actor, review: Review) -> None:
    """Refuse unless the actor works on reviews of the agency that owns this one."""
    if not actor.has_permission(Permission.REPORT_MAKE):
        raise NotPermitted("Your role does not include making reports.")
    if not actor.acts_for(review.organization_id):
        raise NotPermitted("This review belongs to another agency.")


def user_can_make_report(actor: Actor, review: Review) -> bool:
    """Tell whether `check_user_can_make_report` would let the actor pass."""
    try:
        check_user_can_make_report(actor, review)
    except NotPermitted:
        return False
    return True
