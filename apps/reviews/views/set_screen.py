"""The page of the requirement set: a work list for whoever may change it, a reading view for everybody else."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse

from apps.core.templatetags.assay import day
from apps.reviews import candidates, permissions, policies, readiness
from apps.reviews.forms.requirements import BulkForm, SendBackForm
from apps.reviews.left_behind import left_behind
from apps.reviews.models import Act, RequirementChange, ReviewRequirement
from apps.reviews.views.base import ReviewMixin
from apps.reviews.views.screens import refusal_of, who_acts
from apps.reviews.workflow import ReviewState, Verb

PAGE_SIZE = 100
"""Larger than elsewhere: a sub-capability is decided as a whole, and they hold up to forty entries."""


class SetScreen(ReviewMixin):
    """The requirement set, whether it is read or an act on it was refused."""

    part = "requirements"
    template_name: str | None = "reviews/requirements.html"

    @cached_property
    def narrowed(self) -> candidates.SetFilter:
        """Return the filters of the address."""
        return candidates.SetFilter.of(self.request.GET.dict())

    @cached_property
    def acts(self) -> dict[str, str]:
        """Return the acts of the actor's offices in this state, each with its refusal."""
        return permissions.refusals(self.actor, self.review)

    @cached_property
    def last_act(self) -> Act | None:
        """Return the last proposal, approval or return of the set."""
        return readiness.last_set_act(self.review)

    @property
    def is_open(self) -> bool:
        """Tell whether the set can still be changed, by whomever."""
        return self.review.state == ReviewState.REQUIREMENTS and (
            self.last_act is None or self.last_act.verb == Verb.SEND_BACK
        )

    @property
    def may_edit(self) -> bool:
        """Tell whether this person can change the set now."""
        return self.is_open and self.acts.get(Verb.PROPOSE.value) == ""

    @property
    def may_save_template(self) -> bool:
        """Tell whether this person can keep the set as a template: a reviewer, once it is approved."""
        is_approved = self.last_act is not None and self.last_act.verb == Verb.APPROVE
        return is_approved and bool(self.actor.has_permission(permissions.PERMISSION_OF[Verb.PROPOSE]))

    def set_url(self) -> str:
        """Return the address of the page, without filters."""
        return reverse("reviews:requirements", args=[self.kwargs["pk"]])

    def screen_url(self) -> str:
        """Return the address of the page under the filters of this one."""
        return self.set_url() + self.narrowed.query

    def requirements(self) -> QuerySet[ReviewRequirement]:
        """Return the requirements that the filters show."""
        return self.narrowed.apply(ReviewRequirement.objects.filter(review=self.review))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the state of the set, its counts, what is missing, and the list to work on or to read."""
        context = super().get_context_data(**kwargs)
        sent = kwargs.get("form")
        titles = candidates.titles_of(self.review.edition_id)
        counts = candidates.Counts.of(self.review)
        body = self.work_list(sent, titles, counts) if self.may_edit else self.reading(titles)
        return context | {
            "acts": self.acts,
            "counts": {show.value: counts.total(show) for show in candidates.Show},
            "standing": self.standing(),
            "sent_back": self.last_act if self.last_act and self.last_act.verb == Verb.SEND_BACK else None,
            "send_back_form": self.send_back_form(sent),
            "changes": self.changes(),
            "signing": self.signing(),
            "may_save_template": self.may_save_template,
            "refused": sent.non_field_errors() if isinstance(sent, BulkForm) and not self.may_edit else (),
            **body,
        }

    def work_list(self, sent: Any, titles: dict[str, str], counts: candidates.Counts) -> dict[str, Any]:
        """Return what a reviewer works with: the page of candidates, filters, the bulk form, what is missing."""
        page = Paginator(self.requirements(), PAGE_SIZE).get_page(self.request.GET.get("page"))
        rows = list(page.object_list)
        controls = candidates.control_titles(rows)
        parts = [
            replace(part, rows=tuple(candidates.in_words(row, controls) for row in part.rows))
            for part in candidates.parts_of(rows, titles)
        ]
        action = reverse("reviews:requirements_decide", args=[self.review.pk]) + self.narrowed.query
        findings = readiness.for_proposal(self.review)
        return {
            "editing": True,
            "page": page,
            "parts": parts,
            "navigation": candidates.Navigation(self.set_url(), self.narrowed, counts, titles),
            "bulk_form": sent if isinstance(sent, BulkForm) else BulkForm(shown=page.paginator.count, action=action),
            "ticked": set(self.request.POST.getlist("chosen")) if isinstance(sent, BulkForm) else set(),
            "findings": [(finding, self.place_of(finding)) for finding in findings],
            "left_behind": left_behind(self.review),
            "incomplete": "Something is still missing; see the list below." if findings else "",
        }

    def reading(self, titles: dict[str, str]) -> dict[str, Any]:
        """Return the set as its approver reads it."""
        requirements = ReviewRequirement.objects.filter(review=self.review).order_by("position", "pk")
        return {"editing": False, "reading": candidates.Reading.of(requirements, titles)}

    def place_of(self, finding: readiness.Finding) -> str:
        """Return the address where a finding is mended."""
        if finding.identifier:
            return reverse("reviews:requirement_tailor", args=[self.review.pk, finding.identifier])
        return f"{self.set_url()}?show={candidates.Show.UNDECIDED.value}"

    def standing(self) -> str:
        """Say where the set is and who acts next, in one sentence."""
        last, review = self.last_act, self.review
        if review.state == ReviewState.REQUIREMENTS:
            if last is None or last.verb == Verb.SEND_BACK:
                return f"The set is being prepared. Next: {who_acts(Verb.PROPOSE)} proposes it."
            if last.verb == Verb.PROPOSE:
                return f"Proposed by {last.by} on {day(last.at)}. Next: {who_acts(Verb.APPROVE)} approves it."
            return f"Approved by {last.by} on {day(last.at)}. Next: {who_acts(Verb.RELEASE)} releases it."
        if review.request is not None:
            return f"Released to {review.product.organization} on {day(review.request.sent_at)}."
        return "The requirement set is made when the review has been categorized."

    def signing(self) -> dict[str, str]:
        """Return the acts of approval and release that this person's office has now, each with its refusal."""
        found = {}
        checks = {Verb.APPROVE: policies.check_approve, Verb.RELEASE: policies.check_release}
        following = {Verb.PROPOSE: Verb.APPROVE, Verb.APPROVE: Verb.RELEASE}
        due = following.get(Verb(self.last_act.verb)) if self.last_act else None
        if due is not None and due.value in self.acts and self.review.state == ReviewState.REQUIREMENTS:
            found[due.value] = self.acts[due.value] or refusal_of(checks[due], self.review)
        return found

    def send_back_form(self, sent: Any) -> SendBackForm | None:
        """Return the form for sending the set back, for whoever may and while there is something to send back."""
        if isinstance(sent, SendBackForm):
            return sent
        refused = self.acts.get(Verb.SEND_BACK.value)
        returnable = self.last_act is not None and self.last_act.verb != Verb.SEND_BACK
        if refused != "" or not returnable:
            return None
        return SendBackForm(slug="send-back", action=reverse("reviews:send_back", args=[self.review.pk]))

    def changes(self) -> list[RequirementChange]:
        """Return the changes of key flags after approval, the waiting ones first."""
        changes = RequirementChange.objects.filter(review=self.review)
        related = ("requirement", "requested_by", "decided_by")
        return list(changes.select_related(*related).order_by("decided_at", "requested_at", "pk")[:100])
