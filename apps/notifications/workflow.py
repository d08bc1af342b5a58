"""How a notice reaches a person besides the bell; no ORM."""

from django.db.models import TextChoices


class Mail(TextChoices):
    """When a notice goes out by e-mail."""

    NOW = "now", "At once"
    DAILY = "daily", "Once a day"
    NEVER = "never", "Not by e-mail"
