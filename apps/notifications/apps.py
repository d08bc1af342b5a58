from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Registers the app notifications."""

    name = "apps.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Let each membership come with how many notices its person has not read."""
        from apps.accounts.actors import count_with_memberships
        from apps.notifications.querysets import unread_of_membership

        count_with_memberships("unread", unread_of_membership)
