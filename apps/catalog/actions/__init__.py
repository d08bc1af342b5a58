"""Every write on the catalog. Callers use `from apps.catalog import actions` and `actions.create_profile(…)`."""

from apps.catalog.actions.editions import discard_edition, publish_edition, put_edition_in_use, retire_edition
from apps.catalog.actions.profile_carrying import carry_profile, settle_findings
from apps.catalog.actions.profile_items import clear_item, item_read, set_item
from apps.catalog.actions.profile_versions import (
    describe_profile,
    discard_profile,
    profile_read,
    publish_profile,
    retire_profile,
    start_next_version,
)
from apps.catalog.actions.profiles import ItemInput, create_profile
from apps.catalog.actions.rewordings import decide_rewordings

__all__ = [
    "ItemInput",
    "carry_profile",
    "clear_item",
    "create_profile",
    "decide_rewordings",
    "describe_profile",
    "discard_edition",
    "discard_profile",
    "item_read",
    "profile_read",
    "publish_edition",
    "publish_profile",
    "put_edition_in_use",
    "retire_edition",
    "retire_profile",
    "set_item",
    "settle_findings",
    "start_next_version",
]
