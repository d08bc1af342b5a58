"""The manufacturer's home: what needs me now, in sentences, then the products with how far their answers are."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from apps.catalog.kinds import Branch
from apps.catalog.models import Node
from apps.core.components import Task
from apps.core.permissions import Permission
from apps.core.views import Page
from apps.devices import permissions
from apps.devices.models import (
    Answer,
    AnswerEvidence,
    AnswerRequest,
    Declaration,
    Product,
)
from apps.devices.readiness.asked import Asked, asked_of
from apps.devices.views import ending
from apps.devices.waiting import waiting_for
from apps.devices.workflow import DeclarationState

LISTED = 20
_NUMBERS = ("Nothing", "One thing", "Two things", "Three things", "Four things", "Five things", "Six things")
_NEVER = date(9999, 12, 31)


@dataclass(frozen=True)
class ProductRow:
    """One product: the declaration that agencies can read, the one being drafted, and how far that one is."""

    product: Product
    attested: Declaration | None
    draft: Declaration | None
    total: int
    asked: Asked | None = None

    @property
    def current(self) -> Declaration | None:
        """Return the declaration that is worked on, or the one in force."""
        return self.draft or self.attested


class Home(Page):
    """Requests by due date, declarations to finish or sign, evidence and support about to end, and the products."""

    permission = Permission.PRODUCT_READ
    side = "manufacturer"
    template_name = "devices/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what waits and the products; the number of statements does not depend on the data."""
        today = timezone.localdate()
        declarations = list(_counted(Declaration.objects.visible_to(self.actor)))
        products = list(Product.objects.visible_to(self.actor).order_by("name", "model", "pk")[: LISTED + 1])
        waiting = [
            *self._requests(today),
            *self._others(today),
            *self._declarations(declarations),
            *ending.dates(self.actor, today, LISTED),
        ]
        tasks = [task for _, task in sorted(waiting, key=lambda pair: pair[0])]
        return super().get_context_data(
            tasks=tasks[:LISTED],
            heading=heading(len(tasks)),
            summary=_summary(tasks, products),
            rows=_rows(products[:LISTED], declarations),
            more_products=len(products) > LISTED,
            has_products=bool(products),
            can_create=permissions.user_can_create_product(self.actor),
            **kwargs,
        )

    def _requests(self, today: date) -> list[tuple[date, Task]]:
        open_ones = AnswerRequest.objects.visible_to(self.actor).open().select_related("agency", "product")
        return [
            (
                asked.due_on,
                Task(
                    f"{asked.agency} asks about {asked.product}",
                    reverse("devices:request", args=[asked.pk]),
                    "Open",
                    meta=f"{asked.purpose} · {asked.count} {'entry' if asked.count == 1 else 'entries'}",
                    main=True,
                    **ending.due(asked.due_on, today),
                ),
            )
            for asked in open_ones.annotate(count=Count("entries")).order_by("due_on", "pk")[:LISTED]
        ]

    def _others(self, today: date) -> list[tuple[date, Task]]:
        """Return what the layers above have for the actor, such as questions of agencies."""
        return [
            (
                one.due_on,
                Task(one.title, one.url, one.button, meta=one.meta, main=one.main, **ending.due(one.due_on, today)),
            )
            for one in waiting_for(self.actor, LISTED)
        ]

    def _declarations(self, declarations: list[Any]) -> list[tuple[date, Task]]:
        """Return what the actor's own office can do: drafters draft and confirm, signers sign."""
        drafts = self.actor.has_permission(Permission.DECLARATION_EDIT)
        signs = self.actor.has_permission(Permission.DECLARATION_ATTEST)
        found = []
        for one in declarations:
            if one.state == DeclarationState.READY and signs:
                found.append((date.min, self._sign(one)))
            elif one.state == DeclarationState.DRAFT and drafts and one.waiting:
                found.append((_NEVER, self._confirm(one)))
            elif one.state == DeclarationState.DRAFT and drafts:
                found.append((_NEVER, self._draft(one)))
            elif one.state == DeclarationState.DISPUTED:
                title = f"{one} is disputed"
                found.append((date.min, Task(title, one.get_absolute_url(), "Read", due="Disputed", late=True)))
        return found

    def _sign(self, one: Any) -> Task:
        meta = f"{one.answered} answers, {one.proven} with evidence"
        return Task(
            f"Sign {_short(one)}",
            reverse("devices:attest", args=[one.pk]),
            "Read and sign",
            "Now",
            meta=meta,
            main=True,
        )

    def _confirm(self, one: Any) -> Task:
        count = one.waiting
        title = f"Confirm {count} carried-over {'answer' if count == 1 else 'answers'} in {_short(one)}"
        url = f"{reverse('devices:entries_start', args=[one.pk])}?show=to-confirm"
        return Task(title, url, "Confirm", "Draft", meta=f"{one.answered} answers in all")

    def _draft(self, one: Any) -> Task:
        meta = f"{one.answered} answered, {one.proven} with evidence"
        return Task(
            f"Go on with {_short(one)}", reverse("devices:entries_start", args=[one.pk]), "Answer", "Draft", meta=meta
        )


def heading(count: int) -> str:
    """Return the headline: how many things need the person."""
    if count == 0:
        return "Nothing needs you now"
    words = _NUMBERS[count] if count < len(_NUMBERS) else f"{count} things"
    return f"{words} {'needs' if count == 1 else 'need'} you"


def _summary(tasks: list[Task], products: list[Product]) -> str:
    late = sum(task.late for task in tasks)
    if late:
        return f"{'One is' if late == 1 else f'{late} are'} late."
    if not tasks and products:
        return "Requests of agencies, drafts to sign and dates that end appear here."
    return ""


def _short(declaration: Declaration) -> str:
    return f"declaration {declaration.number} of {declaration.product}"


def _counted(declarations: QuerySet[Any]) -> QuerySet[Any]:
    """Return the declarations that matter today with their counts, each count in a subquery of its own."""
    answers = Answer.objects.filter(declaration=OuterRef("pk")).order_by().values("declaration")
    proven = answers.filter(Exists(AnswerEvidence.objects.filter(answer=OuterRef("pk"))))
    states = (DeclarationState.DRAFT, DeclarationState.READY, DeclarationState.ATTESTED, DeclarationState.DISPUTED)
    return (
        declarations.filter(state__in=states)
        .select_related("product")
        .annotate(
            answered=_count(answers),
            proven=_count(proven),
            waiting=_count(answers.filter(carried_over=True)),
            component_count=Count("versions"),
        )
        .order_by("-number", "pk")
    )


def _count(answers: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(answers.annotate(count=Count("pk")).values("count"), output_field=IntegerField()), 0)


def _rows(products: list[Product], declarations: list[Any]) -> list[ProductRow]:
    """Return each product with its declarations; three statements count what there is to answer."""
    nodes = Node.objects.filter(edition__in={one.edition_id for one in declarations}, answerable=True)
    counted: Any = nodes.values("edition_id").annotate(
        technical=Count("pk", filter=Q(branch=Branch.TECHNICAL)),
        other=Count("pk", filter=Q(branch=Branch.NON_TECHNICAL)),
    )
    asked = {row["edition_id"]: row for row in counted.order_by("edition_id")}
    asked_for = asked_of([one for one in declarations if one.state != DeclarationState.DISPUTED])
    rows = []
    for product in products:
        of = [one for one in declarations if one.product_id == product.pk]
        attested = next((one for one in of if one.state == DeclarationState.ATTESTED), None)
        draft = next((one for one in of if one.state in (DeclarationState.DRAFT, DeclarationState.READY)), None)
        current: Any = draft or attested
        of_edition = asked.get(current.edition_id) if current else None
        total = of_edition["technical"] * current.component_count + of_edition["other"] if of_edition else 0
        rows.append(ProductRow(product, attested, draft, total, asked_for.get(current.pk) if current else None))
    return rows
