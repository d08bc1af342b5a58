"""Profiles of an agency for tests."""

from typing import Any

from apps.accounts.actors import Actor
from apps.catalog import actions
from apps.catalog.actions import ItemInput
from apps.catalog.models import Edition, Profile
from tests.factories.catalog import PUBLISHED_AT

WHY = "Lobby devices are reachable by the public."


def say(identifier: str, state: str = "required", **values: Any) -> ItemInput:
    """Return what a profile says of an entry, with a reason."""
    return ItemInput(identifier, state, **{"reason": WHY} | values)


def make_profile(
    by: Actor, edition: Edition, *items: ItemInput | str, title: str = "Lobby", published: bool = True, **values: Any
) -> Profile:
    """Return a profile of the actor's agency with these items; a plain identifier is required."""
    listed = [say(one) if isinstance(one, str) else one for one in items]
    profile = actions.create_profile(
        by=by, edition=edition, title=title, description="Devices in lobbies.", items=listed, **values
    )
    return actions.publish_profile(profile, by=by, at=PUBLISHED_AT) if published else profile
