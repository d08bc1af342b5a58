"""Addresses of evidence."""

from django.urls import path

from apps.evidence.views import items, library

app_name = "evidence"
urlpatterns = [
    path("", library.Library.as_view(), name="list"),
    path("new/", items.AddFile.as_view(), name="create"),
    path("new/link/", items.AddLink.as_view(), name="create_link"),
    path("<uuid:pk>/", items.Detail.as_view(), name="detail"),
    path("<uuid:pk>/edit/", items.Edit.as_view(), name="edit"),
    path("<uuid:pk>/replace/", items.Replace.as_view(), name="replace"),
    path("<uuid:pk>/view/", items.View.as_view(), name="view"),
    path("<uuid:pk>/download/", items.Download.as_view(), name="download"),
]
