from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Registers the app catalog."""

    name = "apps.catalog"
    label = "catalog"
