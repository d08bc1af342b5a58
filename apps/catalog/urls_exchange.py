"""Addresses of files: editions and profiles handed out, and profiles taken in."""

from django.urls import path

from apps.catalog.views import exports, profile_import

urlpatterns = [
    path("catalog/export/<slug:slug>.<slug:format>", exports.EditionExport.as_view(), name="edition_export"),
    path("catalog/profiles/<slug:slug>/export.<slug:format>", exports.ProfileExport.as_view(), name="profile_export"),
    path(
        "profiles/<slug:slug>/v<slug:number>/export.<slug:format>",
        exports.OwnProfileExport.as_view(),
        name="own_profile_export",
    ),
    path("profiles/import/", profile_import.ProfileImport.as_view(), name="profile_import"),
    path("profiles/import/apply/", profile_import.ProfileImportApply.as_view(), name="profile_import_apply"),
]
