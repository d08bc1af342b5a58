"""Addresses of reviews, by the part of the case that a person works on."""

from apps.reviews.urls import case, decision, desk, home, requirements, treatment

app_name = "reviews"
urlpatterns = [
    *home.urlpatterns,
    *case.urlpatterns,
    *requirements.urlpatterns,
    *desk.urlpatterns,
    *treatment.urlpatterns,
    *decision.urlpatterns,
]
