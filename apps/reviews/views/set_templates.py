"""Templates of the agency: keeping an approved set, and starting one from what was kept."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.reviews import actions
from apps.reviews.forms.set_templates import SaveTemplateForm, StartForm
from apps.reviews.models import SetTemplate
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.views.base import ReviewFormPage
from apps.reviews.views.requirements import set_refusal
from apps.reviews.workflow import Verb


class _OfSet(ReviewFormPage):
    """A page beside the requirement set."""

    abstract = True
    part = "requirements"
    template_name = "reviews/requirement_template.html"
    heading = ""
    lead = ""

    def set_url(self) -> str:
        """Return the address of the set."""
        return reverse("reviews:requirements", args=[self.review.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the page is for."""
        return super().get_context_data(heading=self.heading, lead=self.lead, **kwargs)


class SaveTemplate(_OfSet):
    """Keeps the decisions of the approved set as a template."""

    permission = PERMISSION_OF[Verb.PROPOSE]
    heading = "Keep the set as a template"
    lead = "Selections, declined candidates with their reasons, key flags, parameters and own requirements are kept."

    def get_form(self, form_class: Any = None) -> SaveTemplateForm:
        """Return the form."""
        return SaveTemplateForm(self.request.POST or None, cancel_url=self.set_url())

    def act(self, form: SaveTemplateForm) -> HttpResponse:
        """Keep it and go back."""
        title = form.cleaned_data["title"]
        template = actions.save_template(self.review, by=self.actor, at=timezone.now(), title=title)
        messages.success(self.request, f"“{template}” is a template of your agency now.")
        return redirect(self.set_url())


class StartFromTemplate(_OfSet):
    """Decides the undecided candidates as an earlier set did."""

    permission = PERMISSION_OF[Verb.PROPOSE]
    heading = "Start from a template"
    lead = "Undecided candidates are decided as in the earlier set, each with its reason; you can change every one."

    def get_form(self, form_class: Any = None) -> StartForm:
        """Return the form with the agency's templates."""
        return StartForm(
            self.request.POST or None, actor=self.actor, cancel_url=self.set_url(), refused=set_refusal(self)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say when there is nothing to start from."""
        return super().get_context_data(empty=not SetTemplate.objects.visible_to(self.actor).exists(), **kwargs)

    def act(self, form: StartForm) -> HttpResponse:
        """Take it and show the set."""
        template = form.cleaned_data["template"]
        done = actions.start_from_template(self.review, by=self.actor, template=template)
        said = f"“{template}” is taken: {done.decided} decided, {done.added} added."
        left = f" {done.reworded} were reworded since and wait for you." if done.reworded else ""
        messages.success(self.request, said + left)
        return redirect(self.set_url())
