"""What the desk shows, whether it is read or an act on it was refused."""

from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from apps.core.templatetags.assay import day
from apps.reviews import permissions
from apps.reviews.desk import opened
from apps.reviews.desk.presence import EVERY
from apps.reviews.desk.rows import DeskList, Show, desk_url, read_rows, shown
from apps.reviews.earlier_verdict import Suggestion, suggestion
from apps.reviews.forms.desk import AskForm, VerdictForm, strength_words
from apps.reviews.models import Review, ReviewRequirement, Verdict
from apps.reviews.views.base import ReviewMixin
from apps.reviews.views.screens import who_acts
from apps.reviews.workflow import Method, ReviewState, Verb, VerdictValue


class DeskScreen(ReviewMixin):
    """The list, the opened requirement with claim and evidence, and the verdict with its questions."""

    part = "desk"
    template_name: str | None = "reviews/desk.html"

    @property
    def identifier(self) -> str:
        """Return which requirement is opened."""
        return str(self.kwargs["identifier"])

    @property
    def show(self) -> Show:
        """Return what the list is narrowed to."""
        return shown(self.request.GET.get("show", ""))

    @property
    def query(self) -> str:
        """Return what keeps the filter in an address."""
        return "" if self.show is Show.ALL else f"?show={self.show.value}"

    @cached_property
    def opened(self) -> ReviewRequirement:
        """Return the opened requirement; 404 when it is not in the set of this review."""
        requirement = opened.find_requirement(self.review, self.identifier)
        if requirement is None:
            raise Http404
        return requirement

    @cached_property
    def suggested(self) -> Suggestion | None:
        """Return the verdict on the same declaration in an earlier review, for a requirement without its own."""
        return None if getattr(self.opened, "verdict", None) else suggestion(self.opened, self.review)

    @property
    def taken(self) -> Verdict | None:
        """Return the earlier verdict with which the person asks to fill the form; nothing is saved by that."""
        return self.suggested.verdict if self.suggested and "take" in self.request.GET else None

    @cached_property
    def acts(self) -> dict[str, str]:
        """Return the acts of the actor's offices in this state, each with its refusal."""
        return permissions.refusals(self.actor, self.review)

    @property
    def in_place(self) -> bool:
        """Tell whether the page asks for the changed parts only."""
        return bool(getattr(self.request, "htmx", False))

    def screen_url(self, identifier: str = "") -> str:
        """Return the address of the desk at the opened requirement, or at another one, under the same filter."""
        return desk_url(self.kwargs["pk"], identifier or self.identifier) + self.query

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the list, the requirement, the claims with their evidence, the verdict and the questions."""
        context = super().get_context_data(**kwargs)
        requirement, sent = self.opened, kwargs.get("form")
        titles, guide, controls = opened.catalog_words(self.review, requirement)
        claims = opened.claims(self.review, requirement, self.actor, today=timezone.localdate())
        listed = DeskList(self.review.pk, tuple(read_rows(self.review)), requirement.identifier, self.show, titles)
        library = opened.own_library(self.taken.requirement if self.taken else requirement, self.actor)
        panel = self.panel(sent, library, listed, other_version=any(line.other_version for line in _lines(claims)))
        return context | {
            "requirement": requirement,
            "controls": controls,
            "claims": claims,
            "signed": signed_in_words(self.review),
            "no_claim": opened.no_claim(self.review, requirement),
            "is_assessment": self.review.state == ReviewState.ASSESSMENT,
            "guide": guide,
            "list": listed,
            "own_evidence": opened.verdict_evidence(library),
            "questions": opened.questions(requirement),
            "ask_form": self.ask_form(sent),
            "acts": self.acts,
            "presence_every": EVERY,
            **panel,
        }

    def panel(self, sent: Any, library: list[Any], listed: DeskList, *, other_version: bool) -> dict[str, Any]:
        """Return the right column: the verdict in force, the form of whoever may judge, or why not."""
        verdict = getattr(self.opened, "verdict", None)
        is_mine = verdict is not None and verdict.given_by_id == self.actor.user.pk
        may_judge = self.acts.get(Verb.GIVE_VERDICT.value) == ""
        form = sent if isinstance(sent, VerdictForm) else self.build_verdict_form(self.opened) if may_judge else None
        if form:
            form.furnish(
                library,
                other_version=other_version,
                next_identifier=listed.next_identifier,
                reload_after=verdict is not None and not is_mine,
            )
        return {
            "verdict": verdict,
            "strength": strength_words(verdict.strength) if verdict else "",
            "second": opened.second_in_words(self.opened, verdict) if verdict else "",
            "is_mine": is_mine,
            "verdict_line": opened.saved_in_words(self.opened, verdict) if verdict else "",
            "verdict_form": form,
            "suggestion": self.suggested,
            "taken": self.taken and not sent,
            "take_url": f"{self.screen_url()}{'&' if self.query else '?'}take=1#verdict" if may_judge else "",
            "confirm": self.confirmation(verdict),
            "why_not": "" if may_judge else self.why_not(),
        }

    def build_verdict_form(self, requirement: ReviewRequirement, data: Any = None) -> VerdictForm:
        """Return the verdict form of a requirement, with what was sent."""
        earlier = self.taken if data is None else None
        action = self.address("reviews:verdict")
        return VerdictForm(data, requirement=requirement, actor=self.actor, action=action, earlier=earlier)

    def confirmation(self, verdict: Verdict | None) -> dict[str, Any] | None:
        """Return the second reviewer's button, or None where nothing is to confirm."""
        verb = Verb.CONFIRM_VERDICT
        if verdict is None or not self.opened.key or verdict.confirmed_at or verb.value not in self.acts:
            return None
        refused = self.acts[verb.value] or permissions.second_reviewer_refusal(self.actor, verdict)
        return {"url": self.address("reviews:confirm"), "version": verdict.version, "refused": refused}

    def why_not(self) -> str:
        """Return why this person gives no verdict here and now."""
        if self.review.state != ReviewState.ASSESSMENT:
            state = self.review.shown_state.label
            return f"Verdicts are given during the assessment; this review is in the state “{state}”."
        office = who_acts(Verb.GIVE_VERDICT)
        return self.acts.get(Verb.GIVE_VERDICT.value) or f"{office[0].upper()}{office[1:]} gives the verdict."

    def ask_form(self, sent: Any) -> AskForm | None:
        """Return the form for a question, with its mistakes when it was sent; None for whoever may not ask."""
        if isinstance(sent, AskForm):
            return sent
        if self.acts.get(Verb.ASK.value) != "":
            return None
        return AskForm(slug="ask", action=self.address("reviews:ask"))

    def address(self, name: str) -> str:
        """Return the address of an act on the opened requirement, which keeps the filter."""
        return reverse(name, args=[self.kwargs["pk"], self.identifier]) + self.query


def signed_in_words(review: Review) -> str:
    """Return when the pinned declaration was attested."""
    return f"answer of {day(review.declaration.attestation.signed_at)}" if review.declaration else ""


def both_verdicts(form: VerdictForm, stored: Verdict) -> dict[str, str]:
    """Return what was typed and what is stored now, in words, for the page after a conflict."""
    labels = dict(VerdictValue.choices)
    chosen = str(labels.get(form.data.get("value", ""), "No verdict"))
    methods = [str(method.label) for method in Method if method in form.data.getlist("methods")]  # type: ignore[attr-defined]
    sent = str(form.data.get("strength", ""))
    strength = strength_words(int(sent)) if sent in {"0", "1", "2", "3", "4"} else "no strength chosen"
    return {
        "yours": _all_of_it(
            chosen, methods, strength, form.data.get("reason", ""), form.data.get("version_reason", "")
        ),
        "theirs": _all_of_it(
            str(stored.shown.label),
            stored.methods,
            strength_words(stored.strength),
            stored.reason,
            stored.version_reason,
        ),
        "who": f"{stored.given_by}, {day(stored.given_at)}, {timezone.localtime(stored.given_at):%H:%M}",
    }


def _all_of_it(value: str, methods: list[str], strength: str, reason: str, version_reason: str) -> str:
    parts = [f"{value}\n{', '.join(methods) or 'No method'} · {strength}", reason, version_reason]
    return "\n\n".join(part for part in parts if part)


def _lines(claims: list[opened.Claim]) -> list[opened.EvidenceLine]:
    return [line for claim in claims for line in claim.evidence]
