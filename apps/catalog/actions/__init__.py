"""Every write on the catalog. Callers use `from apps.catalog import actions` and `actions.create_profile(…)`."""

from apps.catalog.actions.profiles import ItemInput, create_profile

__all__ = ["ItemInput", "create_profile"]
