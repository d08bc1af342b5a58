from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Registers the app reviews."""

    name = "apps.reviews"
    label = "reviews"
