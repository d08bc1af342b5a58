"""Forms of a declaration: starting and continuing it, signing it, ending it, sharing it."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.accounts.actors import Actor
from apps.accounts.models import Organization
from apps.accounts.roles import OrganizationKind
from apps.core.forms import AssayFormHelper, DateInput, FieldHint, Link, RadioTiles, Submit
from apps.devices.models import AnswerRequest, ComponentVersion, Declaration, Product

STATEMENT = (
    "I have read this declaration. To the best of my knowledge its answers are true and complete "
    "for the versions that it names, and the evidence is what it says it is."
)
_TERMS = {
    "with": "With proprietary evidence",
    "public": "Public evidence only",
}
_TERM_HINTS = {
    "with": "The agency opens every item beside your answers.",
    "public": "The agency sees that proprietary evidence exists, and neither its name nor its content.",
}


class VersionsForm(forms.Form):
    """The versions that a declaration is about: for each component one, or none."""

    def __init__(self, *args: Any, product: Product, button: str, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        components = product.components.prefetch_related("versions").order_by("position", "pk")
        for component in components:
            versions = sorted(component.versions.all(), key=_newest_first)
            if not versions:
                continue
            field: Any = forms.ModelChoiceField(
                ComponentVersion.objects.filter(component=component),
                required=False,
                label=str(component),
                help_text=component.get_kind_display(),
                empty_label="Not part of this declaration",
                initial=versions[0].pk,
            )
            field.choices = [("", "Not part of this declaration"), *((one.pk, str(one)) for one in versions)]
            self.fields[f"component-{component.pk}"] = field
        self.helper = AssayFormHelper(Submit.primary(button), Link.cancel(cancel_url))

    @property
    def has_versions(self) -> bool:
        """Tell whether there is any version to choose."""
        return bool(self.fields)

    def versions(self) -> list[ComponentVersion]:
        """Return the versions chosen."""
        return [version for version in self.cleaned_data.values() if version is not None]


class AttestForm(forms.Form):
    """The signer's statement; a drafter who is the only signer also says why."""

    statement = forms.CharField(
        max_length=2000, initial=STATEMENT, label="Your statement", widget=forms.Textarea(attrs={"rows": 4})
    )
    title = forms.CharField(max_length=120, label="Your title or office")
    drafter_exception = forms.CharField(
        required=False,
        max_length=1000,
        label="Why the drafter signs",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="You drafted a part of it and nobody else may sign. The reason becomes a part of the record.",
    )

    def __init__(self, *args: Any, asks_why: bool, refused: str, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_why:
            del self.fields["drafter_exception"]
        self.helper = AssayFormHelper(
            Submit.primary("Attest and seal", disabled_because=refused),
            Link.cancel(cancel_url, "Not now"),
            layout=Layout(
                "statement",
                "title",
                *(["drafter_exception"] if asks_why else []),
                FieldHint("Your name, this title and the time become a part of the record."),
            ),
        )


class ReasonForm(forms.Form):
    """One reason for an act that ends something."""

    reason = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, button: str, label: str, hint: str, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, hint
        self.helper = AssayFormHelper(Submit.danger(button), Link.cancel(cancel_url))


class ShareForm(forms.Form):
    """An agency that may read the declaration, until when, and with which evidence."""

    request = forms.ModelChoiceField(
        AnswerRequest.objects.none(),
        required=False,
        label="Answers a request",
        empty_label="No, nobody asked for it here",
        help_text="The request is closed with it.",
    )
    agency = forms.ModelChoiceField(
        Organization.objects.none(), required=False, empty_label="The agency that asked, or choose one"
    )
    evidence = forms.ChoiceField(
        choices=_TERMS, initial="with", label="Which evidence", widget=RadioTiles(descriptions=_TERM_HINTS)
    )
    until = forms.DateField(
        required=False, label="Last day of access", widget=DateInput, help_text="Empty: until you withdraw it."
    )

    def __init__(self, *args: Any, declaration: Declaration, actor: Actor, refused: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies: Any = self.fields["agency"]
        agencies.queryset = Organization.objects.filter(kind=OrganizationKind.AGENCY).order_by("name", "pk")
        requests: Any = self.fields["request"]
        requests.queryset = (
            AnswerRequest.objects.visible_to(actor)
            .filter(product=declaration.product_id)
            .open()
            .select_related("agency")
            .order_by("due_on", "pk")
        )
        requests.label_from_instance = lambda one: f"{one.agency}: {one.purpose}, due {one.due_on:%-d %b %Y}"
        self.helper = AssayFormHelper(Submit.primary("Share", disabled_because=refused))

    def clean(self) -> dict[str, Any]:
        """Take the agency from the request when one is answered."""
        cleaned = super().clean() or {}
        request, agency = cleaned.get("request"), cleaned.get("agency")
        if request is not None and agency is None:
            cleaned["agency"] = request.agency
        elif request is None and agency is None and "agency" not in self.errors:
            self.add_error("agency", "Choose the agency that may read the declaration, or the request it answers.")
        return cleaned

    def terms(self) -> dict[str, Any]:
        """Return what the action takes."""
        cleaned = self.cleaned_data
        return {
            "agency": cleaned["agency"],
            "request": cleaned["request"],
            "until": cleaned["until"],
            "include_proprietary": cleaned["evidence"] == "with",
        }


def _newest_first(version: ComponentVersion) -> tuple[int, str]:
    released = version.released_on.toordinal() if version.released_on else 0
    return (-released, str(version.pk))
