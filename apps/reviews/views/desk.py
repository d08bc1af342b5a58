"""The desk and the acts on one requirement: verdict, second reviewer, question."""

from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget, trigger_client_event

from apps.core.permissions import Permission
from apps.core.views import Act, FormPage, Page
from apps.reviews import actions
from apps.reviews.desk import keys, opened, presence
from apps.reviews.desk.rows import DeskList, desk_url, first_open, read_rows, row_of, shown, waiting_question
from apps.reviews.forms.desk import AskForm, VerdictForm
from apps.reviews.models import ReviewRequirement, Verdict
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.views.base import ReviewAct, ReviewPage
from apps.reviews.views.desk_screen import DeskScreen, both_verdicts
from apps.reviews.views.screens import ScreenAct
from apps.reviews.workflow import Selection, Verb


class Desk(DeskScreen, ReviewPage):
    """The desk opened at one requirement."""

    permission = Permission.REVIEW_READ


class DeskStart(ReviewPage):
    """Leads to the first requirement without a verdict; says so when there is no set yet."""

    permission = Permission.REVIEW_READ
    part = "desk"
    template_name = "reviews/desk_empty.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the requirement to start with."""
        row = first_open(read_rows(self.review))
        return redirect(desk_url(self.review.pk, row.identifier)) if row else super().get(request, *args, **kwargs)


class DeskCounts(ReviewPage):
    """The head of the list, fetched anew after a verdict was saved in place."""

    permission = Permission.REVIEW_READ
    template_name = "reviews/_desk_counts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the counts of the filters."""
        rows = tuple(read_rows(self.review))
        show = shown(self.request.GET.get("show", ""))
        return {"list": DeskList(self.review.pk, rows, self.kwargs["identifier"], show, {})}


class Keys(Page):
    """What the keyboard does at the desk."""

    permission = Permission.REVIEW_READ
    template_name = "reviews/keys.html"
    extra_context = {"groups": keys.GROUPS}


class PresenceAtDesk(Act):
    """Renews that a reviewer has this requirement open, and says who else has; polled by the page, no act, no event."""

    permission = Permission.REVIEW_READ
    background = True

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Answer with the sentence about colleagues, or with nothing when the page says it already."""
        sent, now = request.POST.get("version", ""), timezone.now()
        version = int(sent) if sent.isdecimal() and len(sent) < 10 else None
        found = presence.company(kwargs["pk"], kwargs["identifier"], self.actor, at=now, version=version)
        if found is None:
            raise Http404
        if self.actor.has_permission(PERMISSION_OF[Verb.GIVE_VERDICT]):
            actions.note_presence(kwargs["pk"], found.requirement_id, by=self.actor, at=now)
        if found.mark == request.POST.get("shown", ""):
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        return render(
            request,
            "reviews/_presence.html",
            {"company": found, "address": desk_url(kwargs["pk"], kwargs["identifier"])},
        )


class GiveVerdict(DeskScreen, FormPage):
    """Saves the verdict, in place when the page asks for that; what is refused comes back with nothing lost."""

    permission = PERMISSION_OF[Verb.GIVE_VERDICT]

    @cached_property
    def requirement(self) -> ReviewRequirement:
        """Return the requirement with its review and verdict, in one statement."""
        requirements = ReviewRequirement.objects.visible_to(self.actor).select_related("review", "verdict")
        return get_object_or_404(
            requirements.annotate(asked=waiting_question()),
            review=self.kwargs["pk"],
            identifier=self.identifier,
            selection=Selection.SELECTED,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the desk; a verdict is always sent."""
        return redirect(desk_url(self.requirement.review_id, self.identifier) + self.query)

    def get_form(self, form_class: Any = None) -> VerdictForm:
        """Return the form with what was sent."""
        return self.build_verdict_form(self.requirement, self.request.POST)

    def act(self, form: VerdictForm) -> HttpResponse:
        """Give the verdict; go on to the requirement named, or stay."""
        data = form.cleaned_data
        verdict = actions.give_verdict(
            self.requirement,
            by=self.actor,
            at=timezone.now(),
            entry=form.entry(),
            version=data["version"],
            evidence=data["evidence"],
        )
        go_on = self.request.POST.get("next", "")
        if self.in_place and not go_on and not self.request.POST.get("reload"):
            return self.saved(verdict, data["digest"])
        url = self.screen_url(go_on)
        if not self.in_place:
            messages.success(self.request, f"The verdict on {self.identifier} is saved.")
        return HttpResponseClientRedirect(url) if self.in_place else redirect(url)

    def saved(self, verdict: Verdict, evidence_read: str) -> HttpResponse:
        """Return what changes on the page: the line below the form, what the form carries, the row in the list."""
        context = {
            "verdict": verdict,
            "evidence_read": evidence_read,
            "row": row_of(self.requirement).drawn(
                desk_url(self.kwargs["pk"]), self.query, self.identifier, replaces=True
            ),
            "verdict_line": opened.saved_in_words(self.requirement, verdict),
        }
        response = render(self.request, "reviews/_verdict_saved.html", context)
        return trigger_client_event(response, "verdict-saved", after="settle")

    def show_again(self, form: Any, *, status: int) -> HttpResponse:
        """Return the desk, or only its right column, with what was typed; after a conflict with both verdicts."""
        stored = getattr(self.opened, "verdict", None) if status == 409 else None
        if stored is not None:
            form.read_anew(stored.version)
        context = self.get_context_data(form=form, conflict=both_verdicts(form, stored) if stored else None)
        if not self.in_place:
            return render(self.request, "reviews/desk.html", context, status=status)
        response = render(self.request, "reviews/_verdict_panel.html", context, status=status)
        return reswap(retarget(response, "#verdict"), "outerHTML")


class ConfirmVerdict(ReviewAct):
    """Confirms the verdict on a key requirement as second reviewer."""

    permission = PERMISSION_OF[Verb.CONFIRM_VERDICT]

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Confirm the version that the page showed."""
        requirements = ReviewRequirement.objects.visible_to(self.actor).select_related("review")
        requirement = get_object_or_404(requirements, review=kwargs["pk"], identifier=kwargs["identifier"])
        version = request.POST.get("version", "")
        read = int(version) if version.isdecimal() else 0
        actions.confirm_verdict(requirement, by=self.actor, at=timezone.now(), version=read)
        messages.success(request, f"You confirmed the verdict on {requirement.identifier} as second reviewer.")
        return redirect(self.back_url(**kwargs))

    def back_url(self, **kwargs: Any) -> str:
        """Return the desk at the requirement."""
        return desk_url(kwargs["pk"], kwargs["identifier"])


class Ask(DeskScreen, ScreenAct):
    """Drafts a question to the manufacturer; the contracting officer releases it."""

    permission = PERMISSION_OF[Verb.ASK]
    done = "The question is drafted. The contracting officer releases it."

    def build_form(self, data: Any) -> AskForm:
        """Return the form with what was sent."""
        return AskForm(data, slug="ask", action=self.address("reviews:ask"))

    def find(self) -> ReviewRequirement:
        """Return the requirement that is asked about."""
        return self.opened

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Draft the question."""
        actions.ask(self.opened, by=self.actor, at=at, question=data["question"])

    def act(self, form: AskForm) -> HttpResponse:
        """Draft the question; show the thread in place, so that an unsaved verdict beside it stays."""
        if not self.in_place:
            return super().act(form)
        self.perform(form.cleaned_data, timezone.now())
        context = {
            "questions": opened.questions(self.opened),
            "ask_form": self.ask_form(None),
            "acts": self.acts,
            "said": self.done,
        }
        return render(self.request, "reviews/_desk_questions.html", context)

    def show_again(self, form: Any, *, status: int) -> HttpResponse:
        """Return the desk, or only the thread, with what was typed."""
        if not self.in_place:
            return super().show_again(form, status=status)
        context = {"questions": opened.questions(self.opened), "ask_form": form, "acts": self.acts}
        return render(self.request, "reviews/_desk_questions.html", context, status=status)
