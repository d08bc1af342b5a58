"""Forms of the agency's templates of requirement sets."""

from typing import Any

from django import forms

from apps.accounts.actors import Actor
from apps.core.forms import AssayFormHelper, Link, RadioTiles, Submit
from apps.core.templatetags.assay import day
from apps.reviews.models import SetTemplate


class SaveTemplateForm(forms.Form):
    """What the template is called."""

    title = forms.CharField(
        max_length=120,
        help_text="For example: Cameras in public areas, moderate.",
        error_messages={"required": "Give the template a title."},
    )

    def __init__(self, data: Any = None, *, cancel_url: str) -> None:
        super().__init__(data)
        self.helper = AssayFormHelper(Submit.primary("Keep it"), Link.cancel(cancel_url, "Back to the set"))


class _TemplateField(forms.ModelChoiceField):
    def label_from_instance(self, obj: SetTemplate) -> str:
        return f"{obj.title}: {obj.selected} selected on {obj.edition}, kept {day(obj.saved_at)}"


class StartForm(forms.Form):
    """The template to start from."""

    template = _TemplateField(
        SetTemplate.objects.none(),
        empty_label=None,
        widget=RadioTiles,
        error_messages={"required": "Choose a template.", "invalid_choice": "Choose one of your agency's templates."},
    )

    def __init__(self, data: Any = None, *, actor: Actor, cancel_url: str, refused: str = "") -> None:
        super().__init__(data)
        field: Any = self.fields["template"]
        visible = SetTemplate.objects.visible_to(actor).select_related("edition")
        field.queryset = visible.order_by("-saved_at", "-pk")
        self.helper = AssayFormHelper(
            Submit.primary("Decide as in the template", disabled_because=refused),
            Link.cancel(cancel_url, "Back to the set"),
        )
