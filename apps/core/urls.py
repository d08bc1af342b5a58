"""Addresses of core."""

from django.urls import path

from apps.core import pages

app_name = "core"
urlpatterns = [
    path("gallery/", pages.Gallery.as_view(), {"page": "components"}, name="gallery"),
    path("gallery/<slug:page>/", pages.Gallery.as_view(), name="gallery"),
    path("healthz", pages.Health.as_view(), name="healthz"),
    path("readyz", pages.Ready.as_view(), name="readyz"),
]
