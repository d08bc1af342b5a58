"""Addresses of products and declarations."""

from django.urls import path

from apps.devices.views import declarations, entries, home, products

app_name = "devices"
urlpatterns = [
    path("manufacturer/", home.Home.as_view(), name="home"),
    path("products/", products.Products.as_view(), name="products"),
    path("products/new/", products.CreateProduct.as_view(), name="product_create"),
    path("products/<uuid:pk>/", products.ProductPage.as_view(), name="product"),
    path("products/<uuid:pk>/edit/", products.EditProduct.as_view(), name="product_edit"),
    path("products/<uuid:pk>/list/", products.ListProduct.as_view(), name="product_list"),
    path("products/<uuid:pk>/unlist/", products.UnlistProduct.as_view(), name="product_unlist"),
    path("products/<uuid:pk>/components/new/", products.CreateComponent.as_view(), name="component_create"),
    path("products/<uuid:pk>/declarations/new/", declarations.StartDeclaration.as_view(), name="declaration_create"),
    path("components/<uuid:pk>/versions/new/", products.CreateVersion.as_view(), name="version_create"),
    path("components/<uuid:pk>/certificates/new/", products.CreateCertificate.as_view(), name="certificate_create"),
    path("declarations/<uuid:pk>/", declarations.DeclarationPage.as_view(), name="declaration"),
    path("declarations/<uuid:pk>/entries/", entries.Entries.as_view(), name="entries_start"),
    path(
        "declarations/<uuid:pk>/answers/<str:identifier>/<uuid:component>/", entries.SaveAnswer.as_view(), name="answer"
    ),
    path("declarations/<uuid:pk>/finish/", declarations.FinishPage.as_view(), name="finish"),
    path("declarations/<uuid:pk>/ready/", declarations.MarkReady.as_view(), name="mark_ready"),
    path("declarations/<uuid:pk>/reopen/", declarations.Reopen.as_view(), name="reopen"),
    path("declarations/<uuid:pk>/attest/", declarations.Attest.as_view(), name="attest"),
    path("declarations/<uuid:pk>/sharing/", declarations.Sharing.as_view(), name="sharing"),
    path(
        "declarations/<uuid:pk>/sharing/<uuid:grant>/withdraw/",
        declarations.WithdrawShare.as_view(),
        name="withdraw_share",
    ),
]
