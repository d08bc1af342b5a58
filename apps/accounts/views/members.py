"""The people of an organization: their roles, delegations and invitations."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from apps.accounts import actions
from apps.accounts.forms.members import ConfirmForm, DelegationForm, InviteForm, RolesForm
from apps.accounts.identity import ConfirmsIdentity
from apps.accounts.mail import invitation_link
from apps.accounts.models import Invitation, Membership, RoleAssignment
from apps.accounts.roles import Role
from apps.core.permissions import Permission
from apps.core.views import DeclaresPermission, FormPage, Page


class Members(Page):
    """Who works here, in which roles; who is invited."""

    permission = Permission.MEMBERS_MANAGE
    template_name = "accounts/members.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return members and open invitations; six statements, however many there are."""
        actor, now = self.actor, timezone.now()
        roles = RoleAssignment.objects.filter(ended_at__isnull=True).select_related("delegated_by").order_by("role")
        members = (
            Membership.objects.visible_to(actor)
            .active()
            .select_related("user")
            .prefetch_related(Prefetch("role_assignments", roles))
            .order_by("user__name", "pk")
        )
        invitations = Invitation.objects.visible_to(actor).open(now).select_related("invited_by")
        return super().get_context_data(
            organization=actor.organization,
            members=[_row(member) for member in members],
            invitations=[
                {"invitation": invitation, "roles": [Role(role).label for role in invitation.roles]}
                for invitation in invitations.order_by("created_at", "pk")
            ],
            today=timezone.localdate(),
            **kwargs,
        )


def _row(member: Membership) -> dict[str, Any]:
    assignments = list(member.role_assignments.all())
    return {
        "member": member,
        "roles": [a.get_role_display() for a in assignments if a.delegated_by_id is None],
        "delegations": [a for a in assignments if a.delegated_by_id is not None],
    }


class Invite(ConfirmsIdentity, FormPage):
    """Invite a person by mail."""

    permission = Permission.MEMBERS_MANAGE
    template_name = "accounts/invite.html"
    form_class = InviteForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the organization, whose kind decides about the roles."""
        organization = self.actor.organization
        return super().get_form_kwargs() | {"organization": organization, "cancel_url": reverse("accounts:members")}

    def act(self, form: InviteForm) -> HttpResponse:
        """Invite, and show the link once in case the mail does not arrive."""
        invitation, token = actions.invite(
            organization=self.actor.organization, at=timezone.now(), by=self.actor, **form.cleaned_data
        )
        messages.success(
            self.request,
            f"The invitation is on its way to {invitation.email}. If it does not arrive, give them this link, "
            f"which is shown only now: {invitation_link(token)}",
        )
        return redirect("accounts:members")


class _OneMember(DeclaresPermission):
    """A page about one member of one's own organization."""

    abstract = True

    @cached_property
    def membership(self) -> Membership:
        """Return the member, or raise Http404."""
        members = Membership.objects.visible_to(self.actor).active().select_related("user", "organization")
        return get_object_or_404(members, pk=self.kwargs["membership"])


class _MemberForm(_OneMember, ConfirmsIdentity, FormPage):
    """A form about one member."""

    abstract = True

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the member and the way back."""
        return super().get_form_kwargs() | {"membership": self.membership, "cancel_url": reverse("accounts:members")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the member."""
        return super().get_context_data(membership=self.membership, **kwargs)


class EditRoles(_MemberForm):
    """Change the roles that a member holds by themselves."""

    permission = Permission.MEMBERS_MANAGE
    template_name = "accounts/edit_roles.html"
    form_class = RolesForm

    def get_initial(self) -> dict[str, Any]:
        """Start with the present roles, and remember them as seen."""
        roles = list(self.membership.role_assignments.own().values_list("role", flat=True))
        return {"roles": roles, "seen": " ".join(sorted(roles))}

    def act(self, form: RolesForm) -> HttpResponse:
        """Set the roles."""
        actions.set_roles(
            membership=self.membership,
            roles=form.cleaned_data["roles"],
            expected=form.cleaned_data["seen"].split(),
            by=self.actor,
        )
        messages.success(self.request, f"The roles of {self.membership.user} have been changed.")
        return redirect("accounts:members")


class Delegate(_MemberForm):
    """Record that a member acts in somebody's office for a time."""

    permission = Permission.MEMBERS_MANAGE
    template_name = "accounts/delegate.html"
    form_class = DelegationForm

    def act(self, form: DelegationForm) -> HttpResponse:
        """Record the delegation."""
        actions.delegate(membership=self.membership, by=self.actor, **form.cleaned_data)
        messages.success(self.request, f"The delegation to {self.membership.user} is recorded.")
        return redirect("accounts:members")


class _Confirm(FormPage):
    """A page that asks once before something ends, and says what is lost."""

    abstract = True
    form_class = ConfirmForm
    template_name = "accounts/confirm.html"
    button = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the button's words and the way back."""
        return super().get_form_kwargs() | {"button": self.button, "cancel_url": reverse("accounts:members")}


class EndMembership(_OneMember, _Confirm):
    """End a membership."""

    permission = Permission.MEMBERS_MANAGE
    button = "End membership"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is lost."""
        member = self.membership
        return super().get_context_data(
            question=f"End the membership of {member.user}?",
            consequence=f"{member.user} loses all roles and delegations at {member.organization} at once. What they "
            "wrote and signed stays, under their name. To come back they need a new invitation.",
            **kwargs,
        )

    def act(self, form: ConfirmForm) -> HttpResponse:
        """End it."""
        member = self.membership
        actions.end_membership(membership=member, at=timezone.now(), by=self.actor)
        messages.success(self.request, f"{member.user} no longer works for {member.organization}.")
        return redirect("accounts:members")


class EndDelegation(_Confirm):
    """End a delegation before its last day."""

    permission = Permission.MEMBERS_MANAGE
    button = "End delegation"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is lost."""
        delegation = self._delegation()
        person = delegation.membership.user
        return super().get_context_data(
            question=f"End the delegation of {delegation.get_role_display()} to {person}?",
            consequence=f"{person} can no longer sign in the office of {delegation.delegated_by}, from now on. "
            "What they signed under it stays valid.",
            **kwargs,
        )

    def act(self, form: ConfirmForm) -> HttpResponse:
        """End it."""
        actions.end_delegation(assignment=self._delegation(), at=timezone.now(), by=self.actor)
        messages.success(self.request, "The delegation has ended.")
        return redirect("accounts:members")

    def _delegation(self) -> RoleAssignment:
        delegations = RoleAssignment.objects.visible_to(self.actor).delegations()
        return get_object_or_404(
            delegations.select_related("membership__user", "delegated_by"), pk=self.kwargs["delegation"]
        )


class WithdrawInvitation(_Confirm):
    """Withdraw an invitation that has not been accepted yet."""

    permission = Permission.MEMBERS_MANAGE
    button = "Withdraw invitation"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is lost."""
        invitation = self._invitation()
        return super().get_context_data(
            question=f"Withdraw the invitation of {invitation.email}?",
            consequence="The link that was sent stops working at once. You can invite the person again.",
            **kwargs,
        )

    def act(self, form: ConfirmForm) -> HttpResponse:
        """Withdraw it."""
        invitation = self._invitation()
        actions.withdraw_invitation(invitation=invitation, at=timezone.now(), by=self.actor)
        messages.success(self.request, f"The invitation of {invitation.email} has been withdrawn.")
        return redirect("accounts:members")

    def _invitation(self) -> Invitation:
        invitations = Invitation.objects.visible_to(self.actor).open(timezone.now())
        return get_object_or_404(invitations, pk=self.kwargs["invitation"])
