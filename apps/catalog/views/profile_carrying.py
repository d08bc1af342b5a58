"""Carrying a profile to another edition, and settling what has to be looked at since."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from apps.catalog import actions
from apps.catalog.forms_profiles import CarryForm, SettleForm
from apps.catalog.models import Edition
from apps.catalog.profile_findings import findings_of
from apps.catalog.views.own_profiles import EDIT, READ, OfProfile
from apps.core.views import FormPage, Page


class CarryProfile(OfProfile, FormPage):
    """Starts the next version on another edition."""

    permission = EDIT
    template_name = "profiles/carry.html"

    def editions(self) -> list[Edition]:
        """Return the editions that it can be carried to, newest first."""
        published = Edition.objects.published().filter(catalog=self.profile.edition.catalog_id)
        return [one for one in published if one.pk != self.profile.edition_id]

    def get_form(self, form_class: Any = None) -> CarryForm:
        """Return the form over the other published editions."""
        return CarryForm(self.request.POST or None, editions=self.editions(), cancel_url=self.address())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the version and whether there is an edition to carry it to."""
        return super().get_context_data(**self.head(), others=self.editions(), **kwargs)

    def act(self, form: CarryForm) -> HttpResponse:
        """Carry it and show what has to be looked at."""
        edition = next(one for one in self.editions() if one.slug == form.cleaned_data["edition"])
        draft = actions.carry_profile(self.profile, by=self.actor, edition=edition)
        messages.success(self.request, f"Version {draft.number} is a draft on {edition}.")
        return redirect("catalog:profile_findings", slug=draft.slug, number=draft.number)


class FindingsScreen(OfProfile):
    """What has to be looked at since the profile was carried over."""

    template_name: str | None = "profiles/findings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the findings by kind of change, and offer to settle them."""
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        head, sent = self.head(), kwargs.get("form")
        may_settle = head["is_draft"] and not head["refusal"]
        return {
            **context,
            **head,
            "groups": findings_of(self.profile),
            "settle_form": (sent or SettleForm(action=self.address("profile_settle"))) if may_settle else None,
            "ticked": set(self.request.POST.getlist("chosen")),
        }


class Findings(FindingsScreen, Page):
    """The list."""

    permission = READ


class SettleFindings(FindingsScreen, FormPage):
    """Settles the entries that are ticked, with one note and, for new ones, a decision."""

    permission = EDIT

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the list."""
        return redirect("catalog:profile_findings", slug=self.profile.slug, number=self.profile.number)

    def get_form(self, form_class: Any = None) -> SettleForm:
        """Return the form with what was sent."""
        return SettleForm(self.request.POST, action=self.address("profile_settle"))

    def act(self, form: SettleForm) -> HttpResponse:
        """Settle them and show the list again."""
        number = actions.settle_findings(
            self.profile,
            by=self.actor,
            at=timezone.now(),
            identifiers=self.request.POST.getlist("chosen"),
            **form.cleaned_data,
        )
        messages.success(self.request, f"{number} {'entry is' if number == 1 else 'entries are'} settled.")
        return redirect("catalog:profile_findings", slug=self.profile.slug, number=self.profile.number)
