"""Adding a part that another product of one's own has already."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from apps.core.permissions import Permission
from apps.core.views import FormPage
from apps.devices import actions
from apps.devices.forms.parts import SharedPartForm
from apps.devices.views.base import OfProduct


class CreateSharedPart(OfProduct, FormPage):
    """Adds a component that is the same part as one of another product."""

    permission = Permission.PRODUCT_EDIT
    template_name = "devices/form.html"
    form_class = SharedPartForm
    extra_context = {"title": "Add a part that another product has"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the parts of the organization's other products."""
        return super().get_form_kwargs() | {"product": self.product, "cancel_url": self.product.get_absolute_url()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the product above the form."""
        return super().get_context_data(product=self.product, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Add it, and say what comes along."""
        component = actions.add_shared_part(self.product, by=self.actor, part=form.cleaned_data["part"])
        messages.success(
            self.request, f"“{component}” is added with its versions and certificates. Its answers are given once."
        )
        return redirect(self.product)
