"""Addresses of systems, their controls, and the capabilities and requirements behind them."""

from django.urls import path

from apps.systems.views import capabilities, controls, importing, systems

app_name = "systems"
urlpatterns = [
    path("", systems.SystemList.as_view(), name="list"),
    path("new/", systems.CreateSystem.as_view(), name="create"),
    path("capabilities/", capabilities.Capabilities.as_view(), name="capabilities"),
    path("capabilities/new/", capabilities.DefineCapability.as_view(), name="capability_create"),
    path("capabilities/<uuid:pk>/edit/", capabilities.EditCapability.as_view(), name="capability_edit"),
    path("requirements/<uuid:pk>/edit/", capabilities.EditRequirement.as_view(), name="requirement_edit"),
    path("requirements/new/", capabilities.DefineRequirement.as_view(), name="requirement_create"),
    path("<uuid:pk>/", systems.SystemPage.as_view(), name="detail"),
    path("<uuid:pk>/edit/", systems.EditSystem.as_view(), name="edit"),
    path("<uuid:pk>/allocate/", systems.AllocateBaseline.as_view(), name="allocate"),
    path("<uuid:pk>/controls.csv", importing.ControlsTable.as_view(), name="controls_csv"),
    path("<uuid:pk>/controls/import/", importing.ImportControls.as_view(), name="import"),
    path("<uuid:pk>/controls/import/apply/", importing.ApplyControls.as_view(), name="import_apply"),
    path("<uuid:pk>/controls/add/", controls.AddControl.as_view(), name="control_add"),
    path("<uuid:pk>/controls/<str:identifier>/", controls.ControlPage.as_view(), name="control"),
    path("<uuid:pk>/controls/<str:identifier>/remove/", controls.RemoveControl.as_view(), name="control_remove"),
    path(
        "<uuid:pk>/controls/<str:identifier>/responsibility/",
        controls.SetResponsibility.as_view(),
        name="control_responsibility",
    ),
]
