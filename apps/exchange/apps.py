from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Registers the app exchange and its words for the record."""

    name = "apps.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Tell the record how acts of this app read."""
        from apps.audit.sentences import add_phrases

        add_phrases(
            {
                "exchange.report_downloaded": "downloaded the supplier's report",
                "exchange.page_published": "published the declaration on a public page",
                "exchange.page_taken_down": "took down the public page",
                "exchange.mapping_saved": "saved a mapping of columns",
                "exchange.mapping_deleted": "deleted a mapping of columns",
            }
        )
