"""Products: the list, one product's page, and describing it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.core.permissions import Permission
from apps.core.views import Act, FormPage, Page
from apps.devices import actions, permissions
from apps.devices.forms.products import CertificateForm, ComponentForm, ProductForm, VersionForm
from apps.devices.models import Component, ComponentVersion, Declaration, FipsCertificate, Product
from apps.devices.views.base import OfComponent, OfProduct

PAGE_SIZE = 50


class Products(Page):
    """Lists one's own products, or for an agency those that it can find."""

    permission = Permission.PRODUCT_READ
    template_name = "devices/product_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of products with their components' newest versions and their declarations."""
        declarations = Declaration.objects.visible_to(self.actor).order_by("-number")
        products = (
            Product.objects.visible_to(self.actor)
            .select_related("organization")
            .prefetch_related(_components(), Prefetch("declarations", declarations))
            .order_by("organization__name", "name", "model", "pk")
        )
        return super().get_context_data(
            page=Paginator(products, PAGE_SIZE).get_page(self.request.GET.get("page")),
            can_create=permissions.user_can_create_product(self.actor),
            is_agency=self.actor.is_agency,
            today=timezone.localdate(),
            **kwargs,
        )


class ProductPage(OfProduct, Page):
    """One product as an agency would want to read it."""

    permission = Permission.PRODUCT_READ
    template_name = "devices/product_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the product with its parts and the declarations that the actor may read."""
        declarations = (
            Declaration.objects.visible_to(self.actor)
            .filter(product=self.product)
            .prefetch_related(
                Prefetch(
                    "versions",
                    ComponentVersion.objects.select_related("component").order_by("component__position", "pk"),
                )
            )
            .order_by("-number")
        )
        is_own = self.product.organization_id == self.actor.organization.pk
        requests = self.product.requests.visible_to(self.actor).open().select_related("agency").order_by("due_on", "pk")
        return super().get_context_data(
            product=self.product,
            components=_in_order(Component.objects.filter(product=self.product)),
            declarations=declarations,
            requests=requests,
            is_own=is_own,
            can_edit=permissions.user_can_edit_product(self.actor, self.product),
            can_declare=permissions.user_can_edit_declaration(self.actor, self.product),
            today=timezone.localdate(),
            **kwargs,
        )


class CreateProduct(FormPage):
    """Adds a product; the next step is its first component."""

    permission = Permission.PRODUCT_EDIT
    template_name = "devices/form.html"
    form_class = ProductForm
    extra_context = {"title": "Add a product"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the way back."""
        return super().get_form_kwargs() | {"cancel_url": reverse("devices:products")}

    def act(self, form: Any) -> HttpResponse:
        """Add the product and show it."""
        product = actions.create_product(by=self.actor, **form.description_fields())
        messages.success(self.request, f"{product} is added. Now name its components and their versions.")
        return redirect(product)


class EditProduct(OfProduct, FormPage):
    """Changes the description."""

    permission = Permission.PRODUCT_EDIT
    template_name = "devices/form.html"
    form_class = ProductForm
    extra_context = {"title": "Edit the product"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the product that it edits."""
        return super().get_form_kwargs() | {"product": self.product, "cancel_url": self.product.get_absolute_url()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the product above the form."""
        return super().get_context_data(product=self.product, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Save the description."""
        actions.edit_product(self.product, by=self.actor, read=form.cleaned_data["read"], **form.description_fields())
        messages.success(self.request, "Saved.")
        return redirect(self.product)


class ListProduct(OfProduct, Act):
    """Lets agencies find the product."""

    permission = Permission.PRODUCT_EDIT
    listed = True

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """List the product, or take it off the list."""
        actions.list_for_agencies(self.product, by=self.actor, listed=self.listed)
        found = "Agencies can find this product now." if self.listed else "Agencies no longer find this product."
        messages.success(request, found)
        return redirect(self.product)

    def back_url(self, **kwargs: Any) -> str:
        """Return the product's page."""
        return self.product.get_absolute_url()


class UnlistProduct(ListProduct):
    """Takes the product off the list; declarations stay with those they were shared with."""

    permission = Permission.PRODUCT_EDIT
    listed = False


class CreateComponent(OfProduct, FormPage):
    """Adds a component."""

    permission = Permission.PRODUCT_EDIT
    template_name = "devices/form.html"
    form_class = ComponentForm
    extra_context = {"title": "Add a component"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the way back."""
        return super().get_form_kwargs() | {"cancel_url": self.product.get_absolute_url()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the product above the form."""
        return super().get_context_data(product=self.product, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Add the component, then ask for its version."""
        component = actions.add_component(self.product, by=self.actor, **form.cleaned_data)
        messages.success(self.request, f"“{component}” is added. Which version of it do you offer?")
        return redirect("devices:version_create", component.pk)


class _OfComponentForm(OfComponent, FormPage):
    """Adds something to a component."""

    abstract = True
    permission = Permission.PRODUCT_EDIT
    template_name = "devices/form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the way back."""
        return super().get_form_kwargs() | {"cancel_url": self.component.product.get_absolute_url()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name product and component above the form."""
        return super().get_context_data(product=self.component.product, component=self.component, **kwargs)


class CreateVersion(_OfComponentForm):
    """Adds a version."""

    permission = Permission.PRODUCT_EDIT
    form_class = VersionForm
    extra_context = {"title": "Add a version"}

    def act(self, form: Any) -> HttpResponse:
        """Add the version and show the product."""
        actions.add_version(self.component, by=self.actor, **form.cleaned_data)
        messages.success(self.request, f"The version of “{self.component}” is added.")
        return redirect(self.component.product)


class CreateCertificate(_OfComponentForm):
    """Adds a FIPS certificate."""

    permission = Permission.PRODUCT_EDIT
    form_class = CertificateForm
    extra_context = {"title": "Add a FIPS certificate"}

    def act(self, form: Any) -> HttpResponse:
        """Add the certificate and show the product."""
        actions.add_fips_certificate(self.component, by=self.actor, **form.cleaned_data)
        messages.success(self.request, f"The certificate of “{self.component}” is added.")
        return redirect(self.component.product)


def _components() -> Prefetch:
    """Return the components of each product of a list."""
    return Prefetch("components", _in_order(Component.objects.all()))


def _in_order(components: QuerySet[Component]) -> QuerySet[Component]:
    """Return the components with their versions (newest first) and certificates."""
    versions = ComponentVersion.objects.order_by("-released_on", "-pk")
    certificates = FipsCertificate.objects.order_by("-standard", "number", "pk")
    return components.prefetch_related(
        Prefetch("versions", versions),
        Prefetch("fips_certificates", certificates),
        Prefetch("same_part_as__fips_certificates", certificates),
        Prefetch("also_in", Component.objects.select_related("product").order_by("pk")),
    ).order_by("position", "pk")
