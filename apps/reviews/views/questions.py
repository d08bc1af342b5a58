"""Questions to the manufacturer: the agency's side by review, and the manufacturer's list with its answers."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from apps.core.permissions import Permission
from apps.core.views import FormPage, Page
from apps.reviews import actions, permissions
from apps.reviews.forms.folded import FoldedForm
from apps.reviews.forms.questions import AnswerForm, LapseQuestionForm, ReleaseQuestionForm
from apps.reviews.models import Clarification
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.views.base import ReviewFormPage, ReviewPage
from apps.reviews.views.screens import SignsWhenSent
from apps.reviews.workflow import Verb

PAGE_SIZE = 50


class ReviewQuestions(ReviewPage):
    """Every question of one review, the open ones first."""

    permission = Permission.REVIEW_READ
    part = "desk"
    template_name = "reviews/review_questions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the questions and the actor's acts on them."""
        questions = open_first(Clarification.objects.visible_to(self.actor).filter(review=self.review)).select_related(
            "requirement", "drafted_by", "released_by", "answered_by"
        )
        return super().get_context_data(
            questions=Paginator(questions, PAGE_SIZE).get_page(self.request.GET.get("page")),
            acts=permissions.refusals(self.actor, self.review),
            **kwargs,
        )


class QuestionAct(ReviewFormPage):
    """An act of the contracting officer on one question, with a page of its own."""

    abstract = True
    part = "desk"
    template_name = "reviews/question_form.html"
    heading = ""
    done = ""

    @cached_property
    def question(self) -> Clarification:
        """Return the question of the address; 404 when it is not one of this review."""
        questions = Clarification.objects.visible_to(self.actor).select_related("requirement", "review", "drafted_by")
        return get_object_or_404(questions, review=self.kwargs["pk"], pk=self.kwargs["question"])

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Call the action."""
        raise NotImplementedError

    def act(self, form: FoldedForm) -> HttpResponse:
        """Perform the act and lead back to the questions of the review."""
        self.perform(form.cleaned_data, timezone.now())
        messages.success(self.request, self.done)
        return redirect("reviews:review_questions", pk=self.review.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        return super().get_context_data(question=self.question, heading=self.heading, **kwargs)


class ReleaseQuestion(QuestionAct):
    """Sends a drafted question to the manufacturer."""

    permission = PERMISSION_OF[Verb.RELEASE_QUESTION]
    heading = "Release the question to the manufacturer"
    done = "The question is released; the manufacturer's signers have been told."

    def get_form(self, form_class: Any = None) -> ReleaseQuestionForm:
        """Return the form for the due date."""
        return ReleaseQuestionForm(self.request.POST or None, slug="release", action=self.request.path)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Release it."""
        actions.release_question(self.question, by=self.actor, at=at, due_on=data["due_on"])


class LapseQuestion(QuestionAct):
    """Records that a question stays without an answer."""

    permission = PERMISSION_OF[Verb.LAPSE_QUESTION]
    heading = "Record that the question lapses"
    done = "The question has lapsed; the reason is in the record."

    def get_form(self, form_class: Any = None) -> LapseQuestionForm:
        """Return the form for the reason."""
        return LapseQuestionForm(self.request.POST or None, slug="lapse", action=self.request.path)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Let it lapse."""
        actions.lapse_question(self.question, by=self.actor, at=at, reason=data["reason"])


class Questions(Page):
    """What agencies ask this manufacturer: the question, its requirement and the day; nothing of their reviews."""

    permission = Permission.DECLARATION_READ
    side = "manufacturer"
    template_name = "reviews/questions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the released questions, the open ones first by their due date."""
        questions = asked_of(self.actor)
        return super().get_context_data(
            questions=Paginator(questions, PAGE_SIZE).get_page(self.request.GET.get("page")),
            may_answer=self.actor.has_permission(Permission.QUESTION_ANSWER),
            **kwargs,
        )


class AnswerQuestion(SignsWhenSent, FormPage):
    """The signer answers one question; the answer is an annex to the declaration."""

    permission = PERMISSION_OF[Verb.ANSWER]
    template_name = "reviews/answer.html"

    @cached_property
    def question(self) -> Clarification:
        """Return the question; 404 for anything that was not released to this manufacturer."""
        return get_object_or_404(asked_of(self.actor), pk=self.kwargs["pk"])

    def get_form(self, form_class: Any = None) -> AnswerForm:
        """Return the form for the answer."""
        return AnswerForm(self.request.POST or None, slug="answer", action=self.request.path)

    def act(self, form: AnswerForm) -> HttpResponse:
        """Sign and send the answer."""
        actions.answer_question(self.question, by=self.actor, at=timezone.now(), answer=form.cleaned_data["answer"])
        messages.success(self.request, "The answer is signed and sent.")
        return redirect("reviews:questions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question and the way back."""
        return super().get_context_data(question=self.question, list_url=reverse("reviews:questions"), **kwargs)


def asked_of(actor: Any) -> QuerySet[Clarification]:
    """Return the questions that were released to the actor's own company."""
    related = ("review__organization", "review__product", "requirement", "answered_by")
    return open_first(Clarification.objects.visible_to(actor)).select_related(*related)


def open_first(questions: Any) -> QuerySet[Clarification]:
    """Order questions: the open ones by their due date, then the closed ones, newest first."""
    is_open = Q(answered_at__isnull=True, lapsed_at__isnull=True)
    ordered: QuerySet[Clarification] = questions.annotate(open=is_open).order_by(
        "-open", F("due_on").asc(nulls_first=True), "-drafted_at", "pk"
    )
    return ordered
