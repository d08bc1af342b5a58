"""Addresses of files that come in and go out."""

from django.urls import path

from apps.exchange.views import filling

app_name = "exchange"
_FILL = "declarations/<uuid:pk>/fill"
urlpatterns = [
    path(f"{_FILL}/", filling.FillElsewhere.as_view(), name="fill"),
    path(f"{_FILL}/bring-in/", filling.BringIn.as_view(), name="bring_in"),
    path(f"{_FILL}/answers.<str:format>", filling.ExportAnswers.as_view(), name="export"),
    path(f"{_FILL}/<uuid:intake>/", filling.PreviewPage.as_view(), name="preview"),
    path(f"{_FILL}/<uuid:intake>/discard/", filling.DiscardIntake.as_view(), name="discard"),
]
