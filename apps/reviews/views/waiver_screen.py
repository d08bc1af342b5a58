"""What the waiver page shows: the request, its methods, two signatures of two offices, and the forms."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from apps.reviews import dossier, permissions, policies, waiver_record
from apps.reviews.forms.folded import FoldedForm
from apps.reviews.forms.waiver import DecideWaiverForm, SupportWaiverForm, VerifyMethodForm, WaiverRequestForm
from apps.reviews.models import Review, Waiver, WaiverMethod
from apps.reviews.views.decision_screen import DecidedReviewMixin
from apps.reviews.views.screens import Slots, refusal_of
from apps.reviews.workflow import Outcome


@dataclass(frozen=True)
class MethodRow:
    """One alternative method, with the form to verify it or the sentence why this person may not."""

    method: WaiverMethod
    verify: FoldedForm | None = None
    refused: str = ""


class WaiverScreen(DecidedReviewMixin):
    """What the page shows, whether it is read or an act on it was refused."""

    part = "decision"
    template_name: str | None = "reviews/waiver.html"

    def screen_url(self) -> str:
        """Return the address of the page."""
        return reverse("reviews:waiver", args=[self.kwargs["pk"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the waiver with its acts, and the forms that the actor may sign."""
        context = super().get_context_data(**kwargs)
        review, slots = self.review, Slots(context.get("form"))
        waiver = getattr(review, "waiver", None)
        acts = permissions.refusals(self.actor, review)
        shown = request_context(review, acts, slots) if waiver is None else waiver_context(waiver, acts, slots)
        return (
            context
            | shown
            | {
                "acts": acts,
                "waiver": waiver,
                "next": dossier.next_act(review, None),
                "displaced": slots.displaced,
            }
        )


def request_context(review: Review, acts: dict[str, str], slots: Slots) -> dict[str, Any]:
    """Return the form of the request where a waiver can be asked for, or the sentence why not."""
    determination = getattr(review, "determination", None)
    possible = determination is not None and determination.outcome == Outcome.PREVENTS
    offered = possible and acts.get("request_waiver") == ""
    return {"possible": possible, "request_form": slots.place(request_form(review)) if offered else None}


def waiver_context(waiver: Waiver, acts: dict[str, str], slots: Slots) -> dict[str, Any]:
    """Return the parts of a requested waiver."""
    methods = list(waiver.methods.select_related("verified_by").order_by("pk"))
    return {
        "standing": waiver_record.standing_of(waiver, timezone.localdate()),
        "ground": waiver_record.WaiverRow(waiver, waiver_record.WaiverStanding.REQUESTED).ground,
        "devices": waiver_record.devices_of(waiver),
        "methods": [method_row(method, acts, slots) for method in methods],
        "signatures": two_acts(waiver),
        "support_form": slots.place(support_form(waiver))
        if waiver.supported is None and acts.get("support_waiver") == ""
        else None,
        "decide_form": slots.place(decide_form(waiver))
        if waiver.granted is None and waiver.supported is not False and acts.get("grant_waiver") == ""
        else None,
    }


def method_row(method: WaiverMethod, acts: dict[str, str], slots: Slots) -> MethodRow:
    """Return a method with what the actor may do about it."""
    refused = acts.get("verify_method")
    if refused is None or method.verified_at is not None:
        return MethodRow(method)
    return MethodRow(method, None if refused else slots.place(method_form(method)), refused)


def two_acts(waiver: Waiver) -> list[dossier.Signature]:
    """Return the two acts of sec. 7(b), each with its office."""
    ground = dossier.Signature("CIO", "Determination of the ground", "next" if waiver.supported is None else "done")
    if waiver.cio_at is not None:
        words = "The ground holds." if waiver.supported else "The ground does not hold."
        ground = dossier.Signature(
            "CIO",
            "Determination of the ground",
            "done",
            str(waiver.cio_by),
            waiver.cio_at,
            None,
            waiver.cio_reason,
            words=words,
        )
    if waiver.head_at is not None:
        words = "The waiver is granted." if waiver.granted else "The waiver is refused."
        note = dossier.delegation_note(waiver.head_delegation)
        head = dossier.Signature(
            "Agency head", "Waiver", "done", str(waiver.head_by), waiver.head_at, None, waiver.head_reason, note, words
        )
    else:
        head = dossier.Signature("Agency head", "Waiver", "next" if waiver.supported else "later")
    return [ground, head]


def request_form(review: Review, data: Any = None, *, rows: int = 0, initial: Any = None) -> WaiverRequestForm:
    """Return the form to request a waiver."""
    action = reverse("reviews:request_waiver", args=[review.pk])
    return WaiverRequestForm(data, rows=rows, initial=initial, slug="request-waiver", action=action)


def method_form(method: WaiverMethod, data: Any = None) -> VerifyMethodForm:
    """Return the form to verify a method."""
    action = reverse("reviews:verify_method", args=[method.review_id, method.pk])
    return VerifyMethodForm(data, slug=f"method-{method.pk.hex}", action=action)


def support_form(waiver: Waiver, data: Any = None) -> SupportWaiverForm:
    """Return the CIO's form on the ground."""
    action = reverse("reviews:support_waiver", args=[waiver.review_id])
    return SupportWaiverForm(data, slug="support-waiver", action=action)


def decide_form(waiver: Waiver, data: Any = None) -> DecideWaiverForm:
    """Return the agency head's form, disabled with the sentence until the CIO has determined the ground."""
    refused = "" if data is not None else refusal_of(policies.check_decide_waiver, waiver)
    action = reverse("reviews:decide_waiver", args=[waiver.review_id])
    return DecideWaiverForm(data, slug="decide-waiver", action=action, disabled_because=refused)
