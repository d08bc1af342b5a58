"""How each step of a draft is read and saved: questions, system, scope test, contract."""

from datetime import datetime
from typing import Any, ClassVar

from apps.accounts.actors import Actor
from apps.reviews import actions, reading
from apps.reviews.forms.draft import ContractStep, ScopeStep, StepForm, SystemStep
from apps.reviews.models import Procurement, Review
from apps.reviews.use_case import STEPS, Step

_CONTRACT = ("reference", "offeror", "amount")


class Section:
    """A step that asks use-case questions."""

    form_class: ClassVar[type[StepForm]] = StepForm

    def __init__(self, step: Step) -> None:
        self.step = step

    def stored(self, review: Review) -> dict[str, Any]:
        """Return the answers as they are now, with what the form carries; two statements."""
        answers = dict(review.use_case.filter(question__in=self.step.questions).values_list("question", "text"))
        values = {slug: answers.get(slug, "") for slug in self.step.questions}
        return values | {"read": reading.draft_read(review, self.step.questions)}

    def save(self, review: Review, form: Any, *, by: Actor, at: datetime) -> None:
        """Save what was entered."""
        actions.edit_draft(review, by=by, use_case=form.use_case, read=form.cleaned_data["read"])


class _System(Section):
    form_class = SystemStep

    def stored(self, review: Review) -> dict[str, Any]:
        read = reading.draft_read(review, self.step.questions, place=True)
        return super().stored(review) | {"system": review.system_id, "quantity": review.quantity, "read": read}

    def save(self, review: Review, form: Any, *, by: Actor, at: datetime) -> None:
        values = {name: form.cleaned_data[name] for name in ("system", "quantity", "read")}
        actions.edit_draft(review, by=by, use_case=form.use_case, **values)


class _Scope(Section):
    form_class = ScopeStep

    def stored(self, review: Review) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for slug, holds, reason in review.scope_answers.values_list("criterion", "holds", "reason"):
            values |= {f"{slug}_holds": "yes" if holds else "no", f"{slug}_reason": reason}
        return values | {"read": reading.scope_read(review)}

    def save(self, review: Review, form: Any, *, by: Actor, at: datetime) -> None:
        actions.answer_scope(review, by=by, at=at, answers=form.answers, read=form.cleaned_data["read"])


class _Contract(Section):
    form_class = ContractStep

    def stored(self, review: Review) -> dict[str, Any]:
        now = Procurement.objects.get(pk=review.procurement_id)
        return {name: getattr(now, name) for name in _CONTRACT} | {"read": reading.procurement_read(now)}

    def save(self, review: Review, form: Any, *, by: Actor, at: datetime) -> None:
        values = {name: form.cleaned_data[name] for name in (*_CONTRACT, "read")}
        actions.edit_procurement(review.procurement, by=by, **values)


_KINDS: dict[str, type[Section]] = {"system": _System, "scope": _Scope, "contract": _Contract}
SECTIONS = {step.slug: _KINDS.get(step.slug, Section)(step) for step in STEPS}
"""Every step by its name in addresses."""
