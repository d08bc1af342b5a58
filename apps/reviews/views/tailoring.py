"""One requirement of the set: why it is proposed, what is decided about it, and changes of its key flag."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from apps.core.permissions import Permission
from apps.reviews import actions, candidates, permissions
from apps.reviews.forms.requirements import DecideChangeForm, RequestChangeForm, TailorForm
from apps.reviews.models import RequirementChange, ReviewRequirement
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.views.base import ReviewPage
from apps.reviews.views.screens import ScreenAct, refusal_of
from apps.reviews.views.set_screen import SetScreen
from apps.reviews.workflow import Selection, Verb


class RequirementScreen(SetScreen):
    """One requirement with its form, or with what was decided and the changes since."""

    template_name: str | None = "reviews/requirement.html"

    @cached_property
    def requirement(self) -> ReviewRequirement:
        """Return the requirement of the address; 404 when it is not one of this review."""
        found: ReviewRequirement = get_object_or_404(
            ReviewRequirement, review=self.review, identifier=self.kwargs["identifier"]
        )
        found.review = self.review
        return found

    def find(self) -> Any:
        """Return the requirement."""
        return self.requirement

    def screen_url(self) -> str:
        """Return the address of the requirement."""
        return reverse("reviews:requirement_tailor", args=[self.kwargs["pk"], self.kwargs["identifier"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the requirement with its reasons, and the forms that this person may send."""
        context = super(SetScreen, self).get_context_data(**kwargs)
        sent, requirement = kwargs.get("form"), self.requirement
        titles = candidates.control_titles([requirement])
        changes = requirement.changes.select_related("requested_by", "decided_by").order_by("-requested_at", "-pk")
        return context | {
            "candidate": candidates.in_words(requirement, titles),
            "requirement": requirement,
            "tailor_form": self.tailor_form(sent),
            "changes": [(change, self.decision_form(change, sent)) for change in changes],
            "change_form": self.change_form(sent),
            "set_url": self.set_url(),
            "acts": self.acts,
            "standing": self.standing(),
        }

    def tailor_form(self, sent: Any) -> TailorForm | None:
        """Return the form of the decision, for whoever may change the set."""
        if isinstance(sent, TailorForm):
            return sent
        return self.build_tailor_form(None) if self.may_edit else None

    def build_tailor_form(self, data: Any) -> TailorForm:
        """Return the form, with the next undecided requirement to go on to."""
        undecided = ReviewRequirement.objects.filter(review=self.review, selection=Selection.CANDIDATE)
        ordered = undecided.exclude(pk=self.requirement.pk).order_by("position", "pk")
        names = ordered.values_list("identifier", flat=True)
        after = names.filter(position__gt=self.requirement.position).first() or names.first() or ""
        default = actions.default_strength(self.requirement, self.review)
        return TailorForm(
            data,
            requirement=self.requirement,
            default=default,
            action=reverse("reviews:requirement_save", args=[self.review.pk, self.requirement.identifier]),
            cancel_url=self.set_url(),
            next_identifier=after,
        )

    def change_form(self, sent: Any) -> RequestChangeForm | None:
        """Return the form for a change of the key flag, where the act exists and none waits."""
        if isinstance(sent, RequestChangeForm):
            return sent
        waiting = self.requirement.changes.filter(decided_at__isnull=True)
        if self.acts.get(Verb.REQUEST_CHANGE.value) != "" or self.requirement.selection != Selection.SELECTED:
            return None
        return None if waiting.exists() else self.build_change_form(None)

    def build_change_form(self, data: Any) -> RequestChangeForm:
        """Return the form with what was sent."""
        address = reverse("reviews:request_change", args=[self.review.pk, self.requirement.identifier])
        return RequestChangeForm(data, requirement=self.requirement, action=address)

    def decision_form(self, change: RequirementChange, sent: Any) -> DecideChangeForm | None:
        """Return the form for deciding a waiting change, for whose office it is."""
        slug = f"decide-{change.pk}"
        if isinstance(sent, DecideChangeForm) and sent.slug == slug:
            return sent
        if change.decided_at is not None or Verb.DECIDE_CHANGE.value not in self.acts:
            return None
        refused = self.acts[Verb.DECIDE_CHANGE.value] or refusal_of(
            permissions.check_change_decider, self.actor, change
        )
        return self.build_decision_form(change, None, refused)

    def build_decision_form(self, change: RequirementChange, data: Any, refused: str = "") -> DecideChangeForm:
        """Return the form with what was sent."""
        address = reverse("reviews:decide_change", args=[self.review.pk, self.requirement.identifier, change.pk])
        return DecideChangeForm(data, slug=f"decide-{change.pk}", action=address, disabled_because=refused)


class Requirement(RequirementScreen, ReviewPage):
    """One requirement of the set."""

    permission = Permission.REVIEW_READ


class Tailor(RequirementScreen, ScreenAct):
    """Selects, declines or tailors one requirement."""

    permission = PERMISSION_OF[Verb.PROPOSE]

    def build_form(self, data: Any) -> TailorForm:
        """Return the form with what was sent."""
        return self.build_tailor_form(data)

    def act(self, form: TailorForm) -> HttpResponse:
        """Save the decision; go on to the next undecided requirement, or back to the set."""
        self.save(form.cleaned_data)
        messages.success(self.request, f"{self.requirement.identifier} is saved.")
        go_on = self.request.POST.get("next", "")
        if go_on:
            return redirect("reviews:requirement_tailor", pk=self.review.pk, identifier=go_on)
        return redirect(f"{self.set_url()}?capability={self.requirement.capability_code}")

    def save(self, data: dict[str, Any]) -> None:
        """Call the one action that the decision asks for."""
        if data["selection"] == Selection.SELECTED:
            wanted = ("key", "key_reason", "parameter", "minimum_strength", "read")
            actions.tailor_requirement(self.requirement, by=self.actor, **{name: data[name] for name in wanted})
            return
        actions.decide_candidates(
            self.review,
            by=self.actor,
            identifiers=[self.requirement.identifier],
            selection=data["selection"],
            decline_reason=data["decline_reason"],
            read=data["read"],
        )

    def show_again(self, form: Any, *, status: int) -> HttpResponse:
        """Return the page with what was typed; after a conflict also the decision stored now."""
        if status != 409:
            return super().show_again(form, status=status)
        self.requirement.refresh_from_db()
        self.requirement.review = self.review
        form.read_anew(self.requirement)
        conflict = both_decisions(form, self.requirement)
        return self.render_to_response(self.get_context_data(form=form, conflict=conflict), status=status)


def both_decisions(form: TailorForm, stored: ReviewRequirement) -> dict[str, str]:
    """Return what was entered and what is stored now, in words, for the page after a conflict."""
    shown = ("selection", "decline_reason", "key", "key_reason", "parameter", "minimum_strength")
    entered = [(form.fields[name].label, form.data.get(name, "")) for name in shown]
    kept = [(form.fields[name].label, getattr(stored, name)) for name in shown]
    return {"yours": _lines(entered), "theirs": _lines(kept)}


def _lines(pairs: list[tuple[Any, Any]]) -> str:
    return "\n".join(f"{label}: {'yes' if value in (True, 'on') else value}" for label, value in pairs if value)


class RequestChange(RequirementScreen, ScreenAct):
    """Asks for a change of the key flag after approval."""

    permission = PERMISSION_OF[Verb.REQUEST_CHANGE]
    done = "The change is requested. An ISSO who did not ask for it decides."

    def build_form(self, data: Any) -> RequestChangeForm:
        """Return the form with what was sent."""
        return self.build_change_form(data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Ask for it."""
        actions.request_change(self.requirement, by=self.actor, at=at, key=data["key"], reason=data["reason"])


class DecideChange(RequirementScreen, ScreenAct):
    """Approves or refuses a change of the key flag."""

    permission = PERMISSION_OF[Verb.DECIDE_CHANGE]
    done = "The decision on the key flag is recorded."

    @cached_property
    def change(self) -> RequirementChange:
        """Return the change of the address; 404 when it is not one of this requirement."""
        changes = RequirementChange.objects.filter(requirement=self.requirement).select_related("review", "requirement")
        return get_object_or_404(changes, pk=self.kwargs["change"])

    def find(self) -> RequirementChange:
        """Return the change."""
        return self.change

    def build_form(self, data: Any) -> DecideChangeForm:
        """Return the form with what was sent."""
        return self.build_decision_form(self.change, data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Decide it; whatever is not "yes" refuses."""
        approved = self.request.POST.get("approved") == "yes"
        actions.decide_change(self.change, by=self.actor, at=at, approved=approved, reason=data["reason"])
