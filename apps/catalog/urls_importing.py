"""Addresses of the operator's import."""

from django.urls import path

from apps.catalog.views import importing

urlpatterns = [
    path("operate/catalog/import/", importing.ImportEdition.as_view(), name="import"),
    path("operate/catalog/import/<str:key>/", importing.ImportPreview.as_view(), name="import_preview"),
    path("operate/catalog/import/<str:key>/apply/", importing.ApplyImport.as_view(), name="import_apply"),
    path("operate/catalog/import/<str:key>/discard/", importing.DiscardUpload.as_view(), name="import_discard"),
]
