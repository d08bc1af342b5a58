"""Addresses of the catalog: public ones, and those of the operator."""

from django.urls import path

from apps.catalog import views
from apps.catalog.urls_documents import urlpatterns as document_patterns
from apps.catalog.urls_exchange import urlpatterns as exchange_patterns
from apps.catalog.urls_importing import urlpatterns as import_patterns
from apps.catalog.urls_profiles import urlpatterns as profile_patterns

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
    *document_patterns,
    *exchange_patterns,
    path("catalog/editions/", views.EditionList.as_view(), name="editions"),
    path("catalog/editions/compare/", views.Compare.as_view(), name="compare"),
    path("catalog/editions/compare/<slug:before>/<slug:after>/", views.ComparisonPage.as_view(), name="comparison"),
    path("operate/catalog/", views.OperateEditions.as_view(), name="operate_editions"),
    *import_patterns,
    path("operate/catalog/editions/<slug:slug>/", views.OperateEdition.as_view(), name="operate_edition"),
    path("operate/catalog/editions/<slug:slug>/decide/", views.DecideProposals.as_view(), name="decide_proposals"),
    path("operate/catalog/editions/<slug:slug>/publish/", views.PublishEdition.as_view(), name="publish_edition"),
    path("operate/catalog/editions/<slug:slug>/use/", views.PutEditionInUse.as_view(), name="use_edition"),
    path("operate/catalog/editions/<slug:slug>/retire/", views.RetireEdition.as_view(), name="retire_edition"),
    path("operate/catalog/editions/<slug:slug>/discard/", views.DiscardEdition.as_view(), name="discard_edition"),
    *profile_patterns,
]
