"""Addresses of the bell."""

from django.urls import path

from apps.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.Notifications.as_view(), name="list"),
    path("read/", views.MarkAllRead.as_view(), name="mark_all_read"),
    path("settings/", views.Settings.as_view(), name="settings"),
    path("<uuid:pk>/", views.Open.as_view(), name="open"),
]
