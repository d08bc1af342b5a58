from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app accounts and what it notes about signing in."""

    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Connect the receivers, and tell the record of acts the names of the roles."""
        from apps.accounts import receivers  # noqa: F401
        from apps.accounts.roles import Role
        from apps.audit.sentences import add_roles

        add_roles({str(role.value): str(role.label) for role in Role})
