"""Addresses of audit."""

from django.urls import path

from apps.audit.views import EventList, Export

app_name = "audit"
urlpatterns = [
    path("", EventList.as_view(), name="list"),
    path("export/", Export.as_view(), name="export"),
]
