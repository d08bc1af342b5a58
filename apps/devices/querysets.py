"""Which products and declarations an organization can see."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apps.core.permissions import Actor
from apps.devices.workflow import SEALED, DeclarationState


class ProductQuerySet(models.QuerySet[Any]):
    """Products: a manufacturer sees its own; an agency those listed for agencies or with a declaration shared to it."""

    def visible_to(self, actor: Actor | None) -> "ProductQuerySet":
        """Return what the actor's organization may see."""
        from apps.devices.models import DeclarationGrant

        if actor is None or actor.organization is None:
            return self.none()
        if actor.is_agency:
            grants = DeclarationGrant.objects.in_force().filter(agency=actor.organization)
            return self.filter(Q(listed=True) | Exists(grants.filter(declaration__product=OuterRef("pk"))))
        return self.filter(organization=actor.organization)


class DeclarationQuerySet(models.QuerySet[Any]):
    """Declarations: one's own; for an agency those shared with it and sealed."""

    def visible_to(self, actor: Actor | None) -> "DeclarationQuerySet":
        """Return what the actor's organization may see."""
        from apps.devices.models import DeclarationGrant

        if actor is None or actor.organization is None:
            return self.none()
        if not actor.is_agency:
            return self.filter(product__organization=actor.organization)
        grants = DeclarationGrant.objects.in_force().filter(declaration=OuterRef("pk"), agency=actor.organization)
        return self.filter(Exists(grants), state__in=SEALED)

    def open(self) -> "DeclarationQuerySet":
        """Return those that are drafted or wait for their signer."""
        return self.filter(state__in=(DeclarationState.DRAFT, DeclarationState.READY))

    def in_force(self) -> "DeclarationQuerySet":
        """Return those that are attested and nothing else since."""
        return self.filter(state=DeclarationState.ATTESTED)


class DeclarationGrantQuerySet(models.QuerySet[Any]):
    """Grants of access to a declaration."""

    def visible_to(self, actor: Actor | None) -> "DeclarationGrantQuerySet":
        """Return the grants that the actor's organization gave or was given."""
        if actor is None or actor.organization is None:
            return self.none()
        own = Q(declaration__product__organization=actor.organization)
        return self.filter(own | Q(agency=actor.organization))

    def in_force(self) -> "DeclarationGrantQuerySet":
        """Return the grants that were not withdrawn and whose last day has not passed."""
        return self.filter(withdrawn_at__isnull=True).filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))


class AnswerQuerySet(models.QuerySet[Any]):
    """Answers, seen through their declaration."""

    def visible_to(self, actor: Actor | None) -> "AnswerQuerySet":
        """Return the answers of the declarations that the actor may see."""
        from apps.devices.models import Declaration

        return self.filter(declaration__in=Declaration.objects.visible_to(actor))


class CommonAnswerQuerySet(models.QuerySet[Any]):
    """Answers that are given once; the manufacturer's own."""

    def visible_to(self, actor: Actor | None) -> "CommonAnswerQuerySet":
        """Return those of the actor's organization."""
        if actor is None or actor.organization is None:
            return self.none()
        return self.filter(organization=actor.organization)

    def of_company(self) -> "CommonAnswerQuerySet":
        """Return those that hold for the whole company."""
        return self.filter(component__isnull=True)

    def for_answer(self, answer: Any, organization: Any) -> Any:
        """Return what stands for an answer of a declaration, or None; `answer` with its node and component."""
        part = answer.component.same_part_as_id or answer.component_id
        of_whom = Q(component__isnull=True) | Q(component=part)
        return self.filter(of_whom, organization=organization, entry=answer.node.entry_id).first()


class OwnDraftingQuerySet(models.QuerySet[Any]):
    """Comments and assignments of a declaration: nobody but its manufacturer ever sees them."""

    def visible_to(self, actor: Actor | None) -> "OwnDraftingQuerySet":
        """Return those on declarations of the actor's own organization."""
        if actor is None or actor.organization is None:
            return self.none()
        return self.filter(declaration__product__organization=actor.organization)


class AnswerRequestQuerySet(models.QuerySet[Any]):
    """Requests of agencies for a declaration."""

    def visible_to(self, actor: Actor | None) -> "AnswerRequestQuerySet":
        """Return the requests that the actor's organization sent or received."""
        if actor is None or actor.organization is None:
            return self.none()
        return self.filter(Q(agency=actor.organization) | Q(product__organization=actor.organization))

    def open(self) -> "AnswerRequestQuerySet":
        """Return the requests that have not been answered."""
        return self.filter(closed_at__isnull=True)

    def closed(self, *, declined: bool) -> "AnswerRequestQuerySet":
        """Return those that were declined, or those that were answered."""
        return self.filter(closed_at__isnull=False, declined_at__isnull=not declined)


class OpeningQuerySet(models.QuerySet[Any]):
    """What agencies opened; for the manufacturer whose declaration it is."""

    def visible_to(self, actor: Actor | None) -> "OpeningQuerySet":
        """Return the openings of one's own declarations; an agency sees none, not even its own."""
        if actor is None or actor.organization is None or actor.is_agency:
            return self.none()
        return self.filter(declaration__product__organization=actor.organization)
