from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app accounts and what it notes about signing in."""

    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Connect the receivers."""
        from apps.accounts import receivers  # noqa: F401
