"""Addresses of the requirement set: deciding, tailoring, adding, and the acts on the whole set."""

from django.urls import path

from apps.reviews.views import profile_source, set_templates, tailoring, traceability
from apps.reviews.views import requirements as views

SET = "reviews/<uuid:pk>/requirements/"
ONE = "reviews/<uuid:pk>/requirements/<str:identifier>/"

urlpatterns = [
    path("reviews/<uuid:pk>/traceability/", traceability.Traceability.as_view(), name="traceability"),
    path(SET, views.Requirements.as_view(), name="requirements"),
    path(f"{SET}decide/", views.Decide.as_view(), name="requirements_decide"),
    path(f"{SET}add/", views.AddEntry.as_view(), name="requirement_add"),
    path(f"{SET}add/own/", views.AddOwn.as_view(), name="requirement_add_own"),
    path(f"{SET}add/profile/", profile_source.TakeProfile.as_view(), name="requirement_profile"),
    path(f"{SET}add/template/", set_templates.StartFromTemplate.as_view(), name="requirement_template"),
    path(f"{SET}template/", set_templates.SaveTemplate.as_view(), name="template_save"),
    path(f"{SET}propose/", views.Propose.as_view(), name="propose"),
    path(f"{SET}approve/", views.Approve.as_view(), name="approve"),
    path(f"{SET}send-back/", views.SendBack.as_view(), name="send_back"),
    path(f"{SET}release/", views.Release.as_view(), name="release"),
    path(ONE, tailoring.Requirement.as_view(), name="requirement_tailor"),
    path(f"{ONE}tailor/", tailoring.Tailor.as_view(), name="requirement_save"),
    path(f"{ONE}change/", tailoring.RequestChange.as_view(), name="request_change"),
    path(f"{ONE}changes/<uuid:change>/decide/", tailoring.DecideChange.as_view(), name="decide_change"),
]
