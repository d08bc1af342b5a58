"""Every write of the evidence library."""

from apps.evidence.actions.granting import freeze, grant, record_download, withdraw_grants
from apps.evidence.actions.items import METADATA, add_file, add_link, edit_item

__all__ = ["METADATA", "add_file", "add_link", "edit_item", "freeze", "grant", "record_download", "withdraw_grants"]
