"""An agency's own profiles: the list, a new one, one version as it is read, its versions, and the acts on it."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from apps.catalog import actions
from apps.catalog.exchange.links import profile_downloads
from apps.catalog.forms_profiles import ProfileForm
from apps.catalog.kinds import ProfileStatus
from apps.catalog.models import Profile
from apps.catalog.permissions import profile_edit_refusal
from apps.catalog.policies import open_findings
from apps.catalog.profile_reading import Navigation, ProfileFilter, Show, Standing, parts_of
from apps.catalog.profile_sources import choices_of, starts_of
from apps.catalog.profile_versions import counts_of, difference
from apps.core.permissions import Permission
from apps.core.views import Act, FormPage, Page

PER_PAGE = 50
LISTED = 50
READ, EDIT = Permission.REVIEW_READ, Permission.PROFILE_EDIT


def own_profiles(actor: Any) -> Any:
    """Return the profiles of the actor's agency, in the order of their versions."""
    owned = Profile.objects.visible_to(actor).filter(owner=actor.organization)
    return owned.select_related("edition", "owner", "made_from", "carried_from__edition").order_by("slug", "number")


class OfProfile(View):
    """Loads the version that the address names; 404 when the actor's agency has none such."""

    @cached_property
    def profile(self) -> Profile:
        """Return the version."""
        number = self.kwargs["number"]
        if not (number.isascii() and number.isdigit() and len(number) < 5):
            raise Http404("A version is a number.")
        found: Profile = get_object_or_404(
            own_profiles(self.actor),  # type: ignore[attr-defined]
            slug=self.kwargs["slug"],
            number=int(number),
        )
        return found

    def address(self, name: str = "own_profile") -> str:
        """Return an address of this version."""
        return reverse(f"catalog:{name}", args=[self.kwargs["slug"], self.kwargs["number"]])

    def head(self) -> dict[str, Any]:
        """Return what stands above every page of the version."""
        profile = self.profile
        return {
            "profile": profile,
            "shown": ProfileStatus(profile.status),
            "is_draft": profile.status == ProfileStatus.DRAFT,
            "waiting": open_findings(profile).count() if profile.carried_from_id else 0,
            "refusal": profile_edit_refusal(self.actor),  # type: ignore[attr-defined]
        }


class OwnProfileList(Page):
    """The agency's profiles, each with its latest version and, if there is one, its draft."""

    permission = READ
    template_name = "profiles/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Cut one page and count; six statements whatever their number."""
        versions: dict[str, list[Profile]] = {}
        for one in own_profiles(self.actor):
            versions.setdefault(one.slug, []).append(one)
        latest = sorted((listed[-1] for listed in versions.values()), key=lambda one: (one.title.casefold(), one.slug))
        page = Paginator(latest, LISTED).get_page(self.request.GET.get("page"))
        counts = counts_of(page.object_list)
        return super().get_context_data(
            page=page,
            rows=[(one, counts[one.pk], _standing_of(versions[one.slug])) for one in page.object_list],
            refusal=profile_edit_refusal(self.actor),
            **kwargs,
        )


def _standing_of(versions: list[Profile]) -> list[tuple[Profile, ProfileStatus]]:
    """Return the versions worth naming, newest first: a draft, and the latest one that is not a draft."""
    done = [one for one in versions if one.status != ProfileStatus.DRAFT]
    drafts = [one for one in versions if one.status == ProfileStatus.DRAFT]
    return [(one, ProfileStatus(one.status)) for one in (*drafts, *done[-1:])]


class CreateProfile(FormPage):
    """Makes a profile, empty or from another one."""

    permission = EDIT
    template_name = "profiles/form.html"
    form_class = ProfileForm

    @cached_property
    def starts(self) -> dict[str, Any]:
        """Return what it can start from, by the value in the form."""
        return {one.value: one for one in starts_of(self.actor)}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what it can start from, the one named in the address first."""
        asked = self.request.GET.get("from", "")
        return super().get_form_kwargs() | {
            "starts": choices_of(list(self.starts.values())),
            "initial": {"start": asked if asked in self.starts else next(iter(self.starts))},
            "cancel_url": reverse("catalog:own_profiles"),
            "button": "Make the profile",
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(heading="Make a profile", **kwargs)

    def act(self, form: ProfileForm) -> HttpResponse:
        """Make it and open its editor."""
        data = form.cleaned_data
        start = self.starts[data["start"]]
        profile = actions.create_profile(
            by=self.actor,
            edition=start.edition,
            made_from=start.profile,
            **{name: data[name] for name in ("title", "description", "source")},
        )
        messages.success(self.request, f"“{profile.title}” is a draft. Say of its entries what you need, then publish.")
        return redirect("catalog:profile_edit", slug=profile.slug, number=profile.number)


class OwnProfilePage(OfProfile, Page):
    """One version as it is read."""

    permission = READ
    template_name = "profiles/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List what the profile has, or what the filters show."""
        standing = Standing(self.profile)
        asked = ProfileFilter.of(self.request.GET.dict())
        narrowed = asked if asked.narrows else ProfileFilter(Show.IN, asked.capability)
        page = Paginator(standing.listed(narrowed), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            **self.head(),
            standing=standing,
            navigation=Navigation(self.address(), narrowed, standing),
            page=page,
            parts=parts_of(standing.rows(page.object_list), standing.places),
            versions_url=reverse("catalog:profile_versions", args=[self.profile.slug]),
            downloads=profile_downloads(self.profile),
            **kwargs,
        )


class ProfileVersions(Page):
    """All versions of a profile, and how two of them differ."""

    permission = READ
    template_name = "profiles/versions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the versions; compare those of the address, else the two latest."""
        versions = list(own_profiles(self.actor).filter(slug=self.kwargs["slug"]))
        if not versions:
            raise Http404("The agency has no such profile.")
        by_number = {str(one.number): one for one in versions}
        asked = [by_number.get(self.request.GET.get(name, "")) for name in ("from", "to")]
        pair = asked if all(asked) and asked[0] != asked[1] else versions[-2:]
        counts = counts_of(versions)
        return super().get_context_data(
            profile=versions[-1],
            versions=[(one, ProfileStatus(one.status), counts[one.pk]) for one in reversed(versions)],
            pair=pair if len(pair) == 2 else None,
            difference=difference(*pair) if len(pair) == 2 else None,  # type: ignore[arg-type]
            **kwargs,
        )


class ProfileAct(OfProfile, Act):
    """An act on one version; a refusal leads back to it."""

    abstract = True

    def back_url(self, **kwargs: Any) -> str:
        """Return the page of the version."""
        return self.address("profile_edit") if self.profile.status == ProfileStatus.DRAFT else self.address()


class PublishProfile(ProfileAct):
    """Publishes a draft; from then on it never changes."""

    permission = EDIT

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Publish it and show it."""
        actions.publish_profile(self.profile, by=self.actor, at=timezone.now())
        messages.success(request, f"Version {self.profile.number} is published. Reviews can take it as a source.")
        return redirect(self.address())


class DiscardProfile(ProfileAct):
    """Throws a draft away."""

    permission = EDIT

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Discard it and show the list."""
        actions.discard_profile(self.profile, by=self.actor)
        messages.success(request, f"The draft of version {self.profile.number} is discarded.")
        return redirect("catalog:own_profiles")


class RetireProfile(ProfileAct):
    """Retires a published version."""

    permission = EDIT

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Retire it with the reason that was sent."""
        actions.retire_profile(self.profile, by=self.actor, reason=request.POST.get("reason", "")[:500])
        messages.success(request, f"Version {self.profile.number} is retired. It stays readable.")
        return redirect(self.address())


class NextVersion(ProfileAct):
    """Starts the next version from this one."""

    permission = EDIT

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Start it and open its editor."""
        draft = actions.start_next_version(self.profile, by=self.actor)
        messages.success(
            request, f"Version {draft.number} is a draft that says what version {self.profile.number} says."
        )
        return redirect("catalog:profile_edit", slug=draft.slug, number=draft.number)
