from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Registers the app reports."""

    name = "apps.reports"
    label = "reports"
