"""One's own account: profile, the organization acted for, and joining one by invitation."""

from typing import Any

from allauth.account.utils import perform_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from apps.accounts import actions
from apps.accounts.forms.people import JoinForm, NewAccountForm, ProfileForm, SwitchForm
from apps.accounts.middleware import SESSION_KEY
from apps.accounts.models import Invitation, Membership, User
from apps.accounts.roles import Role
from apps.core.permissions import Permission
from apps.core.views import FormPage, Page


class Profile(FormPage):
    """Name, title and time zone; links to password, second factor and sessions."""

    permission = Permission.SIGNED_IN
    template_name = "accounts/profile.html"
    form_class = ProfileForm

    def get_initial(self) -> dict[str, Any]:
        """Start with what is known."""
        user = self.actor.user
        return {"name": user.name, "title": user.title, "time_zone": user.time_zone}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the time, which decides about the offsets of time zones."""
        return super().get_form_kwargs() | {"now": timezone.now()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add memberships and whether there is a second factor."""
        return super().get_context_data(
            memberships=self.actor.memberships, has_second_factor=is_mfa_enabled(self.actor.user), **kwargs
        )

    def act(self, form: ProfileForm) -> HttpResponse:
        """Save the profile."""
        actions.change_profile(by=self.actor, **form.cleaned_data)
        messages.success(self.request, "Your profile is saved.")
        return redirect("accounts:profile")


class Switch(FormPage):
    """Choose the organization to act for."""

    permission = Permission.SIGNED_IN
    template_name = "accounts/switch.html"
    form_class = SwitchForm

    def get_initial(self) -> dict[str, Any]:
        """Start with the present one."""
        return {"organization": str(self.actor.organization.pk) if self.actor.organization else ""}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the memberships; nothing else can be chosen."""
        back = reverse("accounts:profile")
        return super().get_form_kwargs() | {"memberships": self.actor.memberships, "cancel_url": back}

    def act(self, form: SwitchForm) -> HttpResponse:
        """Switch, for this session."""
        try:
            organization = actions.switch_organization(organization_id=form.cleaned_data["organization"], by=self.actor)
        except Membership.DoesNotExist as error:
            raise Http404 from error
        self.request.session[SESSION_KEY] = str(organization.pk)
        messages.success(self.request, f"You now act for {organization}.")
        return redirect(settings.LOGIN_REDIRECT_URL)


class NoMembership(Page):
    """What a person sees who works for nobody."""

    permission = Permission.SIGNED_IN
    template_name = "accounts/no_membership.html"


class AcceptInvitation(FormPage):
    """Join an organization by a link: with the account that is signed in, or with a new one."""

    permission = Permission.PUBLIC
    template_name = "accounts/accept_invitation.html"

    invitation: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show one and the same page for every link that cannot be used."""
        found = actions.find_open_invitation(self.kwargs["token"], at=timezone.now())
        if found is None:
            return render(request, "accounts/dead_invitation.html", status=404)
        self.invitation = found
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[JoinForm | NewAccountForm]:
        """Return one button for a signed-in person, otherwise the form of a new account."""
        return JoinForm if self.request.user.is_authenticated else NewAccountForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the invitation."""
        return super().get_form_kwargs() | {"invitation": self.invitation}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the invitation, and whether the invited address has an account to sign in with."""
        has_account = User.objects.filter(email=self.invitation.email).exists()
        return super().get_context_data(
            invitation=self.invitation,
            roles=[Role(role).label for role in self.invitation.roles],
            must_sign_in=has_account and not self.request.user.is_authenticated,
            **kwargs,
        )

    def act(self, form: JoinForm | NewAccountForm) -> HttpResponse:
        """Join; a new account is signed in."""
        user = self.request.user if self.request.user.is_authenticated else None
        membership = actions.accept_invitation(
            token=self.kwargs["token"], at=timezone.now(), user=user, **form.cleaned_data
        )
        self.request.session[SESSION_KEY] = str(membership.organization_id)
        if user is None:
            perform_login(self.request, membership.user)
        messages.success(self.request, f"Welcome to {membership.organization}.")
        return redirect(settings.LOGIN_REDIRECT_URL)
