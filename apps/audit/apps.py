from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the app audit."""

    name = "apps.audit"
    label = "audit"
