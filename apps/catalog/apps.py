from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Registers the app catalog, and the words for its acts whose names do not read as a sentence."""

    name = "apps.catalog"
    label = "catalog"

    def ready(self) -> None:
        """Tell the record of acts these words, and what a change of edition means for profiles."""
        from apps.audit.sentences import add_phrases
        from apps.catalog import impact
        from apps.catalog.profile_impact import on_profiles

        impact.register("profiles", on_profiles, order=1)
        add_phrases(
            {
                "catalog.edition_chosen": "put an edition in use",
                "profile.carried_over": "carried a profile to another edition",
                "profile.findings_settled": "settled entries of a carried profile",
                "profile.item_removed": "took back what a profile says of an entry",
                "profile.item_set": "set an entry of a profile",
                "profile.version_started": "started a version of a profile",
            }
        )
