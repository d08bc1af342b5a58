"""How forms are laid out: one helper, the buttons, and the layout parts of our USWDS template pack.

In a form: `self.helper = AssayFormHelper(Submit.primary("Save"), Link.cancel(url))`; in the page: `{% crispy form %}`.
"""

from collections.abc import Mapping
from typing import Any, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import BaseInput, Div, Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class Submit(BaseInput):
    """A button that sends the form, with `name=value` if named; `key` is the letter or digit that presses it.

    `disabled_because` disables it and shows that sentence beside it.
    """

    input_type = "submit"
    field_classes = "usa-button"
    template = "%s/layout/button.html"

    def __init__(
        self,
        label: str,
        *,
        name: str = "",
        value: str = "",
        css_class: str = "",
        key: str = "",
        disabled_because: str = "",
        **attrs: Any,
    ) -> None:
        super().__init__(name or "send", label, css_class=css_class, **attrs)
        self.name, self.label, self.sent_value = name, label, value
        self.key, self.disabled_because = key, disabled_because

    @classmethod
    def primary(cls, label: str, **options: Any) -> Self:
        """Return the one button that the page is for."""
        return cls(label, **options)

    @classmethod
    def secondary(cls, label: str, **options: Any) -> Self:
        """Return a button for another way to go on."""
        return cls(label, css_class="usa-button--outline", **options)

    outline = secondary

    @classmethod
    def danger(cls, label: str, **options: Any) -> Self:
        """Return the button of an act that destroys or refuses."""
        return cls(label, css_class="usa-button--secondary", **options)

    @classmethod
    def plain(cls, label: str, **options: Any) -> Self:
        """Return a button that looks like a link."""
        return cls(label, css_class="usa-button--unstyled", **options)

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        """Return the button; its label is text and never compiled as a template."""
        return render_to_string(self.get_template_name(template_pack), {"input": self})


class Link(LayoutObject):
    """A link in the row of buttons."""

    template = "%s/layout/link.html"

    def __init__(self, label: str, url: str, css_class: str = "usa-button usa-button--unstyled") -> None:
        self.label, self.url, self.css_class = label, url, css_class
        self.fields: list[str] = []

    @classmethod
    def cancel(cls, url: str, label: str = "Cancel") -> Self:
        """Return the way back without saving."""
        return cls(label, url)

    template_in_pack = "uswds/layout/link.html"

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        """Return the link."""
        return render_to_string(self.template % template_pack, {"input": self})


class Fieldset(LayoutObject):
    """Fields that belong together, under a legend (text, never compiled as a template) and an optional hint."""

    template = "%s/layout/fieldset.html"

    def __init__(self, legend: str, *fields: Any, hint: str = "", css_class: str = "", css_id: str = "") -> None:
        self.legend, self.hint, self.css_class, self.css_id = legend, hint, css_class, css_id
        self.fields = list(fields)

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        """Return the fields inside a fieldset."""
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(self.template % template_pack, {"fieldset": self, "fields": fields})


class Columns(Div):
    """Fields side by side on a wide screen, below each other on a small one."""

    css_class = "a-form-columns"


class FieldHint(LayoutObject):
    """A sentence between fields."""

    template = "%s/layout/hint.html"

    def __init__(self, text: str) -> None:
        self.text = text
        self.fields: list[str] = []

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        """Return the sentence as a paragraph."""
        return render_to_string(self.template % template_pack, {"text": self.text})


class AssayFormHelper(FormHelper):
    """The helper of every form: POST, CSRF token, error summary on top, buttons in one row at the end.

    The browser's own checks are off (`novalidate`): its bubbles vanish, speak the browser's language and show one
    mistake at a time, while the server checks everything anyway and lists all mistakes with links to the fields.
    `guard` warns before typed text is lost; for forms with long texts.
    """

    def __init__(
        self,
        *buttons: Submit | Link,
        layout: Layout | None = None,
        action: str = "",
        method: str = "post",
        form_id: str = "",
        css_class: str = "",
        form_tag: bool = True,
        guard: bool = False,
        attrs: Mapping[str, str | bool] | None = None,
    ) -> None:
        super().__init__()
        self.form_method = method
        self.form_action = action
        self.form_id = form_id
        self.form_class = f"usa-form usa-form--large a-form {css_class}".strip()
        self.form_tag = form_tag
        self.disable_csrf = method == "get"
        self.attrs = {"novalidate": True, **({"data-guard": True} if guard else {}), **(attrs or {})}
        self.layout = layout
        self.render_hidden_fields = True
        self.inputs = list(buttons)


class _Tiles:
    """What both kinds of tiles share."""

    def __init__(
        self,
        attrs: Any = None,
        choices: Any = (),
        *,
        descriptions: Mapping[str, str] | None = None,
        keys: Mapping[str, str] | None = None,
        compact: bool = False,
    ) -> None:
        super().__init__(attrs, choices)  # type: ignore[call-arg]
        self.descriptions, self.keys, self.compact = dict(descriptions or {}), dict(keys or {}), compact


class RadioTiles(_Tiles, forms.RadioSelect):
    """Radio buttons as tiles.

    By value, `descriptions` gives a line below the label and `keys` the letter or digit that chooses it;
    `compact` sets small tiles in two columns, as at the desk.
    """


class CheckboxTiles(_Tiles, forms.CheckboxSelectMultiple):
    """Check boxes as tiles, with the options of RadioTiles."""


class DateInput(forms.DateInput):
    """A date in the browser's own picker; it sends and shows ISO dates."""

    input_type = "date"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.SplitDateTimeWidget):
    """A day and a time of day side by side; each part is named for people who cannot see the other."""

    def __init__(self) -> None:
        super().__init__(
            date_attrs={"type": "date", "aria-label": "Day"},
            time_attrs={"type": "time", "aria-label": "Time"},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        )
