"""Addresses of the treatment page and of the acts on it."""

from django.urls import path

from apps.reviews.views import treatment as views

urlpatterns = [
    path("reviews/<uuid:pk>/treatment/", views.TreatmentPage.as_view(), name="treatment"),
    path("reviews/<uuid:pk>/gaps/<uuid:gap>/treat/", views.Treat.as_view(), name="treat"),
    path("reviews/<uuid:pk>/gaps/<uuid:gap>/state/", views.StateGap.as_view(), name="state_gap"),
    path("reviews/<uuid:pk>/gaps/<uuid:gap>/accept-risk/", views.AcceptRisk.as_view(), name="accept_risk"),
    path(
        "reviews/<uuid:pk>/treatments/<uuid:treatment>/verify/",
        views.VerifyTreatment.as_view(),
        name="verify_treatment",
    ),
    path("reviews/<uuid:pk>/treatments/<uuid:treatment>/drop/", views.DropTreatment.as_view(), name="drop_treatment"),
    path("reviews/<uuid:pk>/conditions/set/", views.SetCondition.as_view(), name="set_condition"),
    path("reviews/<uuid:pk>/conditions/<uuid:condition>/drop/", views.DropCondition.as_view(), name="drop_condition"),
    path("reviews/<uuid:pk>/recommend/", views.Recommend.as_view(), name="recommend"),
]
