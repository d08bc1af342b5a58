"""Addresses of the catalog; all of them are public."""

from django.urls import path

from apps.catalog import views

app_name = "catalog"
urlpatterns = [
    path("", views.Introduction.as_view(), name="introduction"),
    path("catalog/", views.Browse.as_view(), name="browse"),
    path("catalog/entries/<str:identifier>/", views.EntryPage.as_view(), name="entry"),
    path("catalog/controls/", views.ControlList.as_view(), name="controls"),
    path("catalog/controls/<str:identifier>/", views.ControlPage.as_view(), name="control"),
    path("catalog/csf/<str:identifier>/", views.SubcategoryPage.as_view(), name="subcategory"),
    path("catalog/profiles/", views.ProfileList.as_view(), name="profiles"),
    path("catalog/profiles/<slug:slug>/", views.ProfilePage.as_view(), name="profile"),
]
