"""Tells the evidence library which answers refer to its items."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from apps.core.permissions import Actor
from apps.devices.anchors import answer_slug
from apps.devices.models import AnswerEvidence, CommonAnswer, CommonEvidence, Declaration
from apps.evidence.uses import Use


class AnswersUseEvidence:
    """Answers of the declarations that the reader may see."""

    def in_use(self) -> Q:
        """Return the condition "an answer refers to this item"."""
        return Q(Exists(AnswerEvidence.objects.filter(item=OuterRef("pk"))))

    def uses(self, items: Collection[UUID], actor: Actor) -> dict[UUID, list[Use]]:
        """Return the answers by item; one statement."""
        found: dict[UUID, list[Use]] = {}
        uses = (
            AnswerEvidence.objects.filter(item__in=items, answer__declaration__in=Declaration.objects.visible_to(actor))
            .select_related("answer__node", "answer__component", "answer__declaration__product")
            .order_by("-answer__declaration__number", "answer__node__path", "pk")
        )
        for use in uses:
            answer = use.answer
            identifier = answer.node.identifier
            anchor = answer_slug(identifier, answer.component)
            label = f"{identifier}, {answer.component}"
            url = f"{answer.declaration.get_absolute_url()}entries/?part={identifier.partition('.')[0]}#{anchor}"
            found.setdefault(use.item_id, []).append(Use(label, url, str(answer.declaration), use.locator))
        return found


class CommonAnswersUseEvidence:
    """Answers that are given once, for the company or for a part of several products."""

    def in_use(self) -> Q:
        """Return the condition "such an answer refers to this item"."""
        return Q(Exists(CommonEvidence.objects.filter(item=OuterRef("pk"))))

    def uses(self, items: Collection[UUID], actor: Actor) -> dict[UUID, list[Use]]:
        """Return the answers by item; one statement."""
        found: dict[UUID, list[Use]] = {}
        own = CommonAnswer.objects.visible_to(actor)
        uses = CommonEvidence.objects.filter(item__in=items, answer__in=own)
        for use in uses.select_related("answer__node", "answer__component__product").order_by(
            "answer__node__path", "pk"
        ):
            answer, identifier = use.answer, use.answer.node.identifier
            whose = answer.component
            page = reverse("devices:part_answers", args=[whose.pk]) if whose else reverse("devices:company_answers")
            url = f"{page}?open={identifier}#{answer_slug(identifier, whose)}"
            group = f"Answers for {whose}" if whose else "Company answers"
            found.setdefault(use.item_id, []).append(Use(identifier, url, group, use.locator))
        return found
