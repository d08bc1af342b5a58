from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app accounts."""

    name = "apps.accounts"
    label = "accounts"
