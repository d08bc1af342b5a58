"""What the template pack `uswds` needs to draw a field."""

from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from apps.core.forms import CheckboxTiles, RadioTiles

register = template.Library()

# The first kind whose widget class fits; a plain input is the rest.
_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.ClearableFileInput, "file"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.SelectMultiple, "select_multiple"),
    (forms.Select, "select"),
    (forms.MultiWidget, "several"),
    (forms.SelectDateWidget, "several"),
    (forms.PasswordInput, "password"),
    (forms.DateInput, "date"),
)
KINDS = (*dict.fromkeys(kind for _, kind in _KINDS), "input")
_CLASSES = {
    "checkbox": "usa-checkbox__input",
    "file": "usa-file-input",
    "textarea": "usa-textarea",
    "select": "usa-select",
    "select_multiple": "usa-select a-select-multiple",
}


@dataclass(frozen=True)
class Option:
    """One radio button or check box of a group, ready to be shown."""

    control: SafeString
    id: str
    label: str
    description: str
    key: str


@register.filter
def kind(field: BoundField) -> str:
    """Return which of KINDS the field is drawn as."""
    widget = field.field.widget
    return next((name for widget_class, name in _KINDS if isinstance(widget, widget_class)), "input")


@register.filter
def field_template(field: BoundField) -> str:
    """Return the template that draws the field."""
    return f"uswds/fields/{kind(field)}.html"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw the field's widget with the classes of the design system; the widget itself stays as it is."""
    widget = field.field.widget
    classes = [_CLASSES.get(kind(field), "usa-input"), widget.attrs.get("class", "")]
    if field.errors and kind(field) != "checkbox":
        classes.append("usa-input--error")
    return field.as_widget(attrs={"class": " ".join(filter(None, classes))})


@register.simple_tag
def options(field: BoundField) -> list[Option]:
    """Return the radio buttons or check boxes of the group."""
    widget: Any = field.field.widget
    block = "usa-radio" if kind(field) == "radios" else "usa-checkbox"
    is_tiles = isinstance(widget, RadioTiles | CheckboxTiles)
    tiles = f" {block}__input--tile" if is_tiles else ""
    descriptions, keys = (widget.descriptions, widget.keys) if is_tiles else ({}, {})
    shown = []
    for part in field.subwidgets:
        part.data["attrs"]["class"] = f"{block}__input{tiles}"
        value = str(part.data["value"])
        if value in keys:
            part.data["attrs"]["data-key"] = keys[value]
        # The group is required, not each of its boxes.
        if kind(field) == "checkboxes":
            part.data["attrs"].pop("required", None)
        shown.append(
            Option(
                control=part.tag(wrap_label=False),
                id=part.id_for_label,
                label=part.choice_label,
                description=descriptions.get(value, ""),
                key=keys.get(value, ""),
            )
        )
    return shown


@register.filter
def anchor(field: BoundField) -> str:
    """Return the id that a link to the field points to: the control, or its group."""
    return field.id_for_label or field.auto_id


@register.filter
def error_links(form: forms.BaseForm) -> list[tuple[str, str, str]]:
    """Return (anchor, label, message) of every mistake in the fields; hidden ones have no anchor."""
    links: list[tuple[str, str, str]] = []
    for field in form:
        target = "" if field.is_hidden else anchor(field)
        links.extend((target, str(field.label), str(message)) for message in field.errors)
    return links


@register.filter
def error_count(forms_shown: Any) -> int:
    """Return how many mistakes the form, or all forms of the formset, have."""
    if isinstance(forms_shown, forms.BaseFormSet):
        return len(forms_shown.non_form_errors()) + sum(error_count(form) for form in forms_shown)
    return sum(len(messages) for messages in forms_shown.errors.values())
