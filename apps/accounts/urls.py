"""Addresses of accounts."""

from django.urls import path

from apps.accounts.views import delegations, members, people

app_name = "accounts"
urlpatterns = [
    path("profile/", people.Profile.as_view(), name="profile"),
    path("organizations/switch/", people.Switch.as_view(), name="switch"),
    path("organizations/none/", people.NoMembership.as_view(), name="no_membership"),
    path("invitations/<str:token>/accept/", people.AcceptInvitation.as_view(), name="accept_invitation"),
    path("invitations/<uuid:invitation>/withdraw/", members.WithdrawInvitation.as_view(), name="withdraw_invitation"),
    path("members/", members.Members.as_view(), name="members"),
    path("members/invite/", members.Invite.as_view(), name="invite"),
    path("members/<uuid:membership>/roles/", members.EditRoles.as_view(), name="edit_roles"),
    path("members/<uuid:membership>/delegate/", members.Delegate.as_view(), name="delegate"),
    path("members/<uuid:membership>/end/", members.EndMembership.as_view(), name="end_membership"),
    path("delegations/", delegations.Delegations.as_view(), name="delegations"),
    path("delegations/new/", delegations.DelegateOffice.as_view(), name="delegate_office"),
    path("delegations/<uuid:delegation>/revoke/", delegations.Revoke.as_view(), name="revoke_delegation"),
    path("delegations/<uuid:delegation>/end/", members.EndDelegation.as_view(), name="end_delegation"),
]
