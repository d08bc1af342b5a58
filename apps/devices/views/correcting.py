"""Correcting a version or a certificate."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from apps.core.editing import EditPage
from apps.core.fingerprint import fingerprint
from apps.core.permissions import Permission
from apps.devices import actions
from apps.devices.actions.correcting import CERTIFICATE_FIELDS, VERSION_FIELDS
from apps.devices.forms.products import EditCertificateForm, EditVersionForm
from apps.devices.models import ComponentVersion, FipsCertificate, Product


class _Correct(EditPage):
    """A form that starts from what stands; `fields` are those of the row."""

    abstract = True
    permission = Permission.PRODUCT_EDIT
    template_name = "devices/form.html"
    model: Any = None
    fields: tuple[str, ...] = ()

    @cached_property
    def row(self) -> Any:
        """Return the row of a product of one's own, or answer 404."""
        own = Product.objects.visible_to(self.actor).filter(organization=self.actor.organization)
        rows = self.model.objects.filter(component__product__in=own).select_related("component__product")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def stored(self) -> dict[str, Any]:
        """Return what stands, with the fingerprint that the form carries."""
        values = {name: getattr(self.row, name) for name in self.fields}
        return values | {"read": fingerprint(self.row, self.fields)}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the way back."""
        return super().get_form_kwargs() | {"cancel_url": self.row.component.product.get_absolute_url()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name product and component above the form."""
        component = self.row.component
        return super().get_context_data(product=component.product, component=component, **kwargs)

    def done(self) -> HttpResponse:
        """Say so and show the product."""
        messages.success(self.request, "Saved.")
        return redirect(self.row.component.product)


class EditVersion(_Correct):
    """Changes what is said about a version."""

    permission = Permission.PRODUCT_EDIT
    model, fields, form_class = ComponentVersion, VERSION_FIELDS, EditVersionForm
    extra_context = {"title": "Edit the version"}

    def act(self, form: Any) -> HttpResponse:
        """Save it."""
        actions.edit_version(self.row, by=self.actor, **form.cleaned_data)
        return self.done()


class EditCertificate(_Correct):
    """Changes a certificate to what the CMVP lists now."""

    permission = Permission.PRODUCT_EDIT
    model, fields, form_class = FipsCertificate, CERTIFICATE_FIELDS, EditCertificateForm
    extra_context = {"title": "Edit the FIPS certificate"}

    def act(self, form: Any) -> HttpResponse:
        """Save it."""
        actions.edit_certificate(self.row, by=self.actor, **form.cleaned_data)
        return self.done()
