"""Taking a profile as a source of candidates: choose it, see what it would bring, take it."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.catalog.models import Profile
from apps.catalog.profile_reading import rests_words
from apps.core.components import Choice
from apps.core.errors import Invalid
from apps.reviews import actions, profile_source
from apps.reviews.forms.profile_source import TakeForm
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.profile_source import Taking
from apps.reviews.views.base import ReviewFormPage
from apps.reviews.views.requirements import set_refusal
from apps.reviews.workflow import Verb


class TakeProfile(ReviewFormPage):
    """Offers the profiles of the review's edition; the one in the address is shown with what it would bring."""

    permission = PERMISSION_OF[Verb.PROPOSE]
    part = "requirements"
    template_name = "reviews/requirement_profile.html"

    @cached_property
    def offered(self) -> dict[str, Profile]:
        """Return the profiles by how an address names them."""
        profiles = profile_source.offered(self.review, self.actor)
        return {profile_source.value_of(one): one for one in profiles}

    @cached_property
    def taking(self) -> Taking | None:
        """Return what the chosen profile would bring; 404 for one that is not offered."""
        asked = self.request.GET.get("profile", "")
        if asked and asked not in self.offered:
            raise Http404("There is no such published profile on the edition of this review.")
        return Taking(self.review, self.offered[asked]) if asked else None

    def get_form(self, form_class: Any = None) -> TakeForm:
        """Return the form for the chosen profile."""
        return TakeForm(
            self.request.POST if self.request.method == "POST" else None,
            excluded=len(self.taking.excluded) if self.taking else 0,
            action=self.request.get_full_path(),
            cancel_url=reverse("reviews:requirements", args=[self.review.pk]),
            refused=set_refusal(self),
        )

    def act(self, form: TakeForm) -> HttpResponse:
        """Take it and show the set."""
        taking = self.taking
        if taking is None:
            raise Invalid("Choose a profile first.")
        decline = form.cleaned_data.get("decline_excluded", False)
        taken = actions.take_from_profile(self.review, by=self.actor, profile=taking.profile, decline_excluded=decline)
        done = [
            (taken.new, "new candidate", "new candidates"),
            (taken.present, "that was there names it as a source", "that were there name it as a source"),
            (taken.declined, "declined", "declined"),
        ]
        said = ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in done if number)
        messages.success(self.request, f"{taking.profile.title} is taken: {said}.")
        return redirect("reviews:requirements", pk=self.review.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the profiles to choose from, and what the chosen one would bring."""
        taking = self.taking
        choices = [
            Choice(one.title, f"?profile={value}", taking is not None and one == taking.profile)
            for value, one in self.offered.items()
        ]
        rows = list(zip(self.offered.values(), choices, strict=True))
        return super().get_context_data(
            own=[row for row in rows if row[0].owner_id],
            public=[row for row in rows if not row[0].owner_id],
            taking=taking,
            rests=rests_words(taking.profile) if taking else "",
            refused=set_refusal(self),
            **kwargs,
        )
