from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Registers the app catalog, and the words for its acts whose names do not read as a sentence."""

    name = "apps.catalog"
    label = "catalog"

    def ready(self) -> None:
        """Tell the record of acts these words."""
        from apps.audit.sentences import add_phrases

        add_phrases(
            {
                "profile.carried_over": "carried a profile to another edition",
                "profile.findings_settled": "settled entries of a carried profile",
                "profile.item_removed": "took back what a profile says of an entry",
                "profile.item_set": "set an entry of a profile",
                "profile.version_started": "started a version of a profile",
            }
        )
