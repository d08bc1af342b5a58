"""One form after the other, in one agency."""

from apps.accounts.actors import Actor
from apps.accounts.models import Organization


def one_at_a_time(by: Actor) -> None:
    """Let a form that was sent twice find what its first copy made."""
    Organization.objects.select_for_update().get(pk=by.own_organization.pk)
