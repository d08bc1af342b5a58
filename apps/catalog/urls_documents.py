"""Addresses of the public pages as JSON: those of the pages with `.json` in the place of the last slash."""

from django.urls import path

from apps.catalog.views import documents, edition_documents

urlpatterns = [
    path("catalog.json", documents.BrowseJson.as_view(), name="browse_json"),
    path("catalog/entries/<str:identifier>.json", documents.EntryJson.as_view(), name="entry_json"),
    path("catalog/controls.json", documents.ControlListJson.as_view(), name="controls_json"),
    path("catalog/controls/<str:identifier>.json", documents.ControlJson.as_view(), name="control_json"),
    path("catalog/csf/<str:identifier>.json", documents.SubcategoryJson.as_view(), name="subcategory_json"),
    path("catalog/profiles.json", documents.ProfileListJson.as_view(), name="profiles_json"),
    path("catalog/profiles/<slug:slug>.json", documents.ProfileJson.as_view(), name="profile_json"),
    path("catalog/editions.json", edition_documents.EditionListJson.as_view(), name="editions_json"),
    path(
        "catalog/editions/compare/<slug:before>/<slug:after>.json",
        edition_documents.ComparisonJson.as_view(),
        name="comparison_json",
    ),
]
