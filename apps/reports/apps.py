from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Registers the app reports and its check of the seal."""

    name = "apps.reports"
    label = "reports"

    def ready(self) -> None:
        from apps.reports import checks  # noqa: F401 registers them
