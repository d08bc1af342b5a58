"""Addresses of reports."""

from django.urls import path

from apps.reports import views

app_name = "reports"
urlpatterns = [
    path("reviews/<uuid:pk>/reports/", views.ReviewReports.as_view(), name="review"),
    path("reviews/<uuid:pk>/reports/make/", views.MakeReport.as_view(), name="make"),
    path("reports/<uuid:pk>/download/", views.Download.as_view(), name="download"),
    path("verify/", views.Verify.as_view(), name="verify"),
    path("verify/keys/<slug:sha256>.pem", views.Certificate.as_view(), name="certificate"),
]
