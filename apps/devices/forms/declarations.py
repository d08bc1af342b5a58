"""Forms of a declaration: starting it, answering one entry, attesting, sharing."""

from typing import Any

from django import forms

from apps.accounts.actors import Actor
from apps.accounts.models import Organization
from apps.accounts.roles import OrganizationKind
from apps.core.forms import AssayFormHelper, DateInput, RadioTiles, Submit
from apps.devices.models import Answer, AnswerRequest, Component, ComponentVersion, Declaration, Product
from apps.devices.workflow import AnswerValue
from apps.evidence.models import EvidenceItem

_TEXT = {"rows": 3}


class StartForm(forms.Form):
    """The versions that a declaration is about: one of each component."""

    versions = forms.ModelMultipleChoiceField(
        ComponentVersion.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="One version of each component that the answers are about.",
    )

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions: Any = self.fields["versions"]
        versions.queryset = (
            ComponentVersion.objects.filter(component__product=product)
            .select_related("component")
            .order_by("component__position", "-released_on", "pk")
        )
        versions.label_from_instance = lambda version: f"{version.component}: {version}"
        self.helper = AssayFormHelper(Submit.primary("Start the declaration"))

    def clean_versions(self) -> list[ComponentVersion]:
        """Return the versions; refuse two of one component."""
        versions = list(self.cleaned_data["versions"])
        if len({version.component_id for version in versions}) < len(versions):
            raise forms.ValidationError("Choose one version of each component, not two.")
        return versions


class AnswerForm(forms.Form):
    """The answer to one entry for one component, with one more piece of evidence if wanted."""

    value = forms.ChoiceField(label="Answer", choices=AnswerValue.choices, widget=RadioTiles(compact=True))
    explanation = forms.CharField(
        label="How it works", required=False, max_length=8000, widget=forms.Textarea(attrs=_TEXT)
    )
    configuration = forms.CharField(
        label="How to configure it", required=False, max_length=8000, widget=forms.Textarea(attrs=_TEXT)
    )
    planned_version = forms.CharField(label="Planned: with version", required=False, max_length=60)
    planned_on = forms.DateField(label="Planned: on", required=False, widget=DateInput)
    item = forms.ModelChoiceField(EvidenceItem.objects.none(), label="Add evidence", required=False)
    locator = forms.CharField(
        label="Where to look", required=False, max_length=120, help_text="For example: p. 12, 3.2"
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, items: Any, choices: Any, answer: Answer | None, slug: str, action: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": f"{slug}-%s"})
        item: Any = self.fields["item"]
        item.queryset, item.choices = items, choices
        self.fields["version"].initial = answer.version if answer else 0
        for name in ("value", "explanation", "configuration", "planned_version", "planned_on"):
            self.fields[name].initial = getattr(answer, name) if answer else None
        self.helper = AssayFormHelper(Submit.primary("Save this answer"), action=action)


class AttestForm(forms.Form):
    """The signer's statement."""

    title = forms.CharField(label="Your title", max_length=120)
    statement = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs=_TEXT),
        initial="I have read every answer. To the best of my knowledge they are true and complete for these versions.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(Submit.primary("Attest"))


class ShareForm(forms.Form):
    """An agency that may read the declaration, until when, and with which evidence."""

    agency = forms.ModelChoiceField(Organization.objects.none())
    until = forms.DateField(label="Until", required=False, widget=DateInput, help_text="Empty: until you withdraw it.")
    include_proprietary = forms.BooleanField(label="With proprietary evidence", required=False, initial=True)
    request = forms.ModelChoiceField(AnswerRequest.objects.none(), label="Answers the request", required=False)

    def __init__(self, *args: Any, declaration: Declaration, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies: Any = self.fields["agency"]
        agencies.queryset = Organization.objects.filter(kind=OrganizationKind.AGENCY).order_by("name", "pk")
        requests: Any = self.fields["request"]
        requests.queryset = (
            AnswerRequest.objects.visible_to(actor)
            .filter(product=declaration.product_id)
            .open()
            .select_related("agency", "product")
            .order_by("due_on", "pk")
        )
        self.helper = AssayFormHelper(Submit.primary("Share"))


def answer_slug(identifier: str, component: Component) -> str:
    """Return the anchor and id prefix of one answer on the page."""
    return f"{identifier.replace('.', '-')}-{component.position}"
