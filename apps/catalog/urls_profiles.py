"""Addresses of an agency's own profiles; a version is named by slug and number."""

from django.urls import path

from apps.catalog.views import own_profiles, profile_carrying, profile_editor

ONE = "profiles/<slug:slug>/v<slug:number>/"

urlpatterns = [
    path("profiles/", own_profiles.OwnProfileList.as_view(), name="own_profiles"),
    path("profiles/new/", own_profiles.CreateProfile.as_view(), name="profile_create"),
    path("profiles/<slug:slug>/versions/", own_profiles.ProfileVersions.as_view(), name="profile_versions"),
    path(ONE, own_profiles.OwnProfilePage.as_view(), name="own_profile"),
    path(f"{ONE}edit/", profile_editor.Editor.as_view(), name="profile_edit"),
    path(f"{ONE}describe/", profile_editor.DescribeProfile.as_view(), name="profile_describe"),
    path(f"{ONE}entries/<str:identifier>/", profile_editor.SaveItem.as_view(), name="profile_item"),
    path(f"{ONE}publish/", own_profiles.PublishProfile.as_view(), name="profile_publish"),
    path(f"{ONE}discard/", own_profiles.DiscardProfile.as_view(), name="profile_discard"),
    path(f"{ONE}retire/", own_profiles.RetireProfile.as_view(), name="profile_retire"),
    path(f"{ONE}next/", own_profiles.NextVersion.as_view(), name="profile_next"),
    path(f"{ONE}carry/", profile_carrying.CarryProfile.as_view(), name="profile_carry"),
    path(f"{ONE}findings/", profile_carrying.Findings.as_view(), name="profile_findings"),
    path(f"{ONE}findings/settle/", profile_carrying.SettleFindings.as_view(), name="profile_settle"),
]
