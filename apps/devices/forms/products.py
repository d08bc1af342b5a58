"""Describing a product, its components, versions and certificates."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.core.fingerprint import fingerprint
from apps.core.forms import AssayFormHelper, Columns, DateInput, Fieldset, Link, RadioTiles, Submit
from apps.devices.actions.products import EDITABLE
from apps.devices.models import FipsCertificate, Product
from apps.devices.workflow import ComponentKind

KIND_HINTS: dict[str, str] = {
    ComponentKind.DEVICE: "The thing itself, with its hardware and firmware.",
    ComponentKind.GATEWAY: "A hub or bridge that the device needs.",
    ComponentKind.APP: "Software that people or administrators run.",
    ComponentKind.BACKEND: "A service that you or others host.",
}


class ProductForm(forms.Form):
    """What an agency needs to know about a product before it asks anything."""

    name = forms.CharField(max_length=120, help_text="The name that customers know, for instance “Lanternfish”.")
    model = forms.CharField(max_length=80, label="Model number")
    kind = forms.CharField(max_length=120, label="Kind of device", help_text="For instance “Network camera”.")
    description = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What it senses or moves, what it consists of, how it connects.",
    )
    intended_use = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), help_text="What it is made for, and what it is not made for."
    )
    intended_users = forms.CharField(max_length=200, required=False, label="Intended users")
    interfaces = forms.CharField(
        required=False, label="Network and local interfaces", widget=forms.Textarea(attrs={"rows": 3})
    )
    data_handled = forms.CharField(
        required=False,
        label="Data it handles",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What it collects, stores and sends, and whether people can be recognized in it.",
    )
    hosting = forms.CharField(
        required=False,
        label="Hosting places",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Where services that it talks to run, with country; “none” when it works without them.",
    )
    support_until = forms.DateField(
        required=False,
        label="Security support ends on",
        widget=DateInput,
        help_text="The last day of security updates.",
    )
    disclosure_policy_url = forms.URLField(
        required=False, max_length=500, label="Vulnerability disclosure policy", assume_scheme="https"
    )
    security_txt_url = forms.URLField(required=False, max_length=500, label="security.txt", assume_scheme="https")
    mud_url = forms.URLField(
        required=False, max_length=500, label="MUD file", assume_scheme="https", help_text="RFC 8520."
    )
    sbom_url = forms.URLField(required=False, max_length=500, label="Software bill of materials", assume_scheme="https")
    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, product: Product | None = None, cancel_url: str, **kwargs: Any) -> None:
        if product is not None:
            kept = {name: getattr(product, name) for name in EDITABLE}
            kwargs["initial"] = kept | {"read": fingerprint(product, EDITABLE)}
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(
            Submit.primary("Save" if product else "Add product"),
            Link.cancel(cancel_url),
            layout=Layout(
                "read",
                Columns("name", "model"),
                "kind",
                "description",
                "intended_use",
                "intended_users",
                Fieldset("How it connects, and what it handles", "interfaces", "data_handled", "hosting"),
                Fieldset(
                    "Support and security contacts",
                    "support_until",
                    "disclosure_policy_url",
                    "security_txt_url",
                    Columns("mud_url", "sbom_url"),
                ),
            ),
        )

    def description_fields(self) -> dict[str, Any]:
        """Return the cleaned values as the actions take them."""
        return {name: self.cleaned_data[name] for name in EDITABLE}


class ComponentForm(forms.Form):
    """A part of the product that answers for itself."""

    kind = forms.ChoiceField(choices=ComponentKind, widget=RadioTiles(descriptions=KIND_HINTS))
    name = forms.CharField(max_length=120, help_text="As it is called in manuals, for instance “Site Manager”.")

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(Submit.primary("Add component"), Link.cancel(cancel_url))


class VersionForm(forms.Form):
    """One version of a component."""

    hardware = forms.CharField(
        max_length=60, required=False, label="Hardware version", help_text="Only for things that can be touched."
    )
    software = forms.CharField(max_length=60, label="Firmware or software version")
    released_on = forms.DateField(required=False, label="Released on", widget=DateInput)
    support_until = forms.DateField(
        required=False,
        label="Security updates for it until",
        widget=DateInput,
        help_text="Empty: as long as the product is supported.",
    )
    changes = forms.CharField(
        required=False,
        label="What changed for security",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Agencies read this to decide whether a review is affected.",
    )

    def __init__(self, *args: Any, cancel_url: str, button: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(
            Submit.primary(button or "Add version"),
            Link.cancel(cancel_url),
            layout=Layout(Columns("hardware", "software"), Columns("released_on", "support_until"), "changes"),
        )


class CertificateForm(forms.Form):
    """A certificate of the Cryptographic Module Validation Program (CMVP)."""

    standard = forms.ChoiceField(choices=FipsCertificate.Standard, initial=FipsCertificate.Standard.FIPS_140_3)
    status = forms.ChoiceField(
        choices=[("", "Choose the status"), *FipsCertificate.Status.choices],
        label="Status at the CMVP",
        help_text="Since September 2026 only Active FIPS 140-3 certificates serve a new purchase.",
    )
    number = forms.CharField(
        max_length=20, required=False, label="Certificate number", help_text="Empty while the validation is in process."
    )
    module = forms.CharField(max_length=160, label="Name of the module, as on the certificate")
    level = forms.IntegerField(min_value=1, max_value=4, initial=1, label="Security level")
    sunset_on = forms.DateField(required=False, label="Sunset date", widget=DateInput)
    caveats = forms.CharField(
        max_length=300,
        required=False,
        help_text="As printed, for instance “interim validation” or a tested environment.",
    )

    def __init__(self, *args: Any, cancel_url: str, button: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(
            Submit.primary(button or "Add certificate"),
            Link.cancel(cancel_url),
            layout=Layout(Columns("standard", "status"), Columns("number", "level"), "module", "sunset_on", "caveats"),
        )


class EditVersionForm(VersionForm):
    """A version as it stands; `read` notices a colleague's change in between."""

    read = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, button="Save")


class EditCertificateForm(CertificateForm):
    """A certificate as it stands; `read` notices a colleague's change in between."""

    read = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, button="Save")
