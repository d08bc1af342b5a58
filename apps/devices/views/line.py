"""The version line of a product: its declarations one after the other, and what changed from each to the next."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404

from apps.core.permissions import Permission
from apps.core.views import Page
from apps.devices.models import ComponentVersion, Declaration
from apps.devices.readiness.changes import Changes, changes, said_in
from apps.devices.views.base import OfDeclaration, OfProduct
from apps.devices.workflow import OpenedPage
from apps.evidence.models import EvidenceItem

DECLARATIONS, ANSWERS, ITEMS = 5, 50, 100
"""How many stand on a page: declarations of a line, answers of a comparison, evidence items of each kind."""


@dataclass(frozen=True)
class Station:
    """One declaration of the line, with what changed since the one that it continues."""

    declaration: Declaration
    attested_at: Any
    since: Declaration | None
    changes: Changes | None


class VersionLine(OfProduct, Page):
    """The declarations of a product that the reader may see, the newest first, a few a page."""

    permission = Permission.PRODUCT_READ
    template_name = "devices/version_line.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Compare each declaration of the page with the one that it continues, as far as the reader sees that one."""
        seen = Declaration.objects.visible_to(self.actor).filter(product=self.product)
        page = Paginator(_with_versions(seen).order_by("-number"), DECLARATIONS).get_page(self.request.GET.get("page"))
        shown = list(page.object_list)
        earlier = [one.based_on_id for one in shown if one.based_on_id is not None]
        known = {one.pk: one for one in [*shown, *_with_versions(seen.filter(pk__in=earlier))]}
        said = said_in(list(known.values()))
        return super().get_context_data(
            product=self.product,
            page=page,
            stations=[_station(one, known, said) for one in shown],
            is_own=self.product.organization_id == self.actor.organization.pk,
            **kwargs,
        )


class ChangesPage(OfDeclaration, Page):
    """One declaration against the one that it continues: versions, evidence, and both texts of each changed answer."""

    permission = Permission.DECLARATION_READ
    template_name = "devices/declaration_changes.html"

    @cached_property
    def before(self) -> Declaration:
        """Return the declaration that it continues, as far as the reader may see that one; else answer 404."""
        seen = _with_versions(Declaration.objects.visible_to(self.actor))
        found = seen.filter(successors=self.declaration).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the differences, a page of answers at a time; the statements do not depend on how many there are."""
        self.note_opening(OpenedPage.ANSWERS)
        said = said_in([self.before, self.declaration])
        found = changes(said[self.before.pk], said[self.declaration.pk], self.before.versions.all(), self.versions)
        items = EvidenceItem.objects.visible_to(self.actor).order_by("title", "pk")
        return super().get_context_data(
            before=self.before,
            changes=found,
            page=Paginator(found.answers, ANSWERS).get_page(self.request.GET.get("page")),
            added=items.filter(pk__in=list(found.evidence_added)[:ITEMS]),
            gone=items.filter(pk__in=list(found.evidence_gone)[:ITEMS]),
            **self.header(""),
            **kwargs,
        )


def _with_versions(declarations: QuerySet[Declaration]) -> QuerySet[Declaration]:
    versions = ComponentVersion.objects.select_related("component").order_by("component__position", "component__pk")
    return declarations.select_related("product", "attestation").prefetch_related(Prefetch("versions", versions))


def _station(one: Declaration, known: dict[Any, Declaration], said: dict[Any, Any]) -> Station:
    since = known.get(one.based_on_id)
    found = None
    if since is not None:
        found = changes(said[since.pk], said[one.pk], since.versions.all(), one.versions.all())
    attestation = getattr(one, "attestation", None)
    return Station(one, attestation.signed_at if attestation else None, since, found)
