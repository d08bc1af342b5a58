"""What the pages of one product or declaration share: the object, loaded once from what the actor may see."""

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from apps.core.permissions import Permission
from apps.core.views import DeclaresPermission
from apps.devices import actions
from apps.devices.models import Component, ComponentVersion, Declaration, Product
from apps.devices.readiness.tallies import Standing, requested_identifiers, standing
from apps.devices.readiness.versions import DeclaredVersions, declared_versions
from apps.devices.views.header import parts
from apps.devices.workflow import OpenedPage


class OfProduct(DeclaresPermission):
    """A page of one product, found through `pk`."""

    abstract = True

    @cached_property
    def product(self) -> Product:
        """Return the product, or answer 404."""
        products = Product.objects.visible_to(self.actor).select_related("organization")
        return get_object_or_404(products, pk=self.kwargs["pk"])


class OfComponent(DeclaresPermission):
    """A page of one component, found through its product."""

    abstract = True

    @cached_property
    def component(self) -> Component:
        """Return the component of a product of one's own, or answer 404."""
        own = Product.objects.visible_to(self.actor).filter(organization=self.actor.organization)
        return get_object_or_404(Component.objects.select_related("product"), pk=self.kwargs["pk"], product__in=own)


class OfDeclaration(DeclaresPermission):
    """A page of one declaration, found through `pk`."""

    abstract = True

    @cached_property
    def declaration(self) -> Declaration:
        """Return the declaration, or answer 404."""
        found = Declaration.objects.visible_to(self.actor).select_related("product__organization", "edition")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @cached_property
    def is_own(self) -> bool:
        """Tell whether the acting person works for the manufacturer."""
        return bool(self.declaration.product.organization_id == self.actor.organization.pk)

    @cached_property
    def versions(self) -> list[ComponentVersion]:
        """Return the versions that the declaration is about, the main component first."""
        versions = self.declaration.versions.select_related("component")
        return list(versions.order_by("component__position", "component__pk"))

    @cached_property
    def components(self) -> list[Component]:
        """Return the components that the declaration is about."""
        return [version.component for version in self.versions]

    @cached_property
    def declared(self) -> DeclaredVersions:
        """Return the lookup that flags evidence of other versions."""
        return declared_versions(self.versions)

    @cached_property
    def standing(self) -> Standing:
        """Return the counts of the whole declaration."""
        agency = None if self.is_own else self.actor.organization
        requested = requested_identifiers(self.declaration, agency=agency)
        return standing(self.declaration, components=len(self.versions), requested=requested)

    def note_opening(self, page: OpenedPage, part: str = "") -> None:
        """Note that somebody of an agency opened this; what the manufacturer's own people open is not noted."""
        if not self.is_own:
            actions.note_opening(self.declaration, by=self.actor, at=timezone.now(), page=page, part=part)

    def header(self, current: str) -> dict[str, Any]:
        """Return what stands above every page of a declaration."""
        return {
            "declaration": self.declaration,
            "product": self.declaration.product,
            "versions": self.versions,
            "is_own": self.is_own,
            "tabs": parts(
                self.declaration,
                is_own=self.is_own,
                may_share=self.actor.has_permission(Permission.DECLARATION_SHARE),
                current=current,
            ),
        }
