import re
from typing import Any

import pytest
from crispy_forms.layout import Layout, Row
from crispy_forms.utils import render_crispy_form
from django import forms

from apps.core.forms import (
    AssayFormHelper,
    CheckboxTiles,
    Columns,
    DateInput,
    FieldHint,
    Fieldset,
    Link,
    MomentInput,
    RadioTiles,
    Submit,
)
from apps.core.templatetags import uswds


def draw(form: Any, helper: AssayFormHelper | None = None, **context: Any) -> str:
    html: str = render_crispy_form(
        form, AssayFormHelper() if helper is None else helper, {"csrf_token": "token", **context}
    )
    return html


def form_of(data: dict[str, Any] | None = None, /, prefix: str | None = None, **fields: forms.Field) -> forms.Form:
    return type("Sample", (forms.Form,), fields)(data, prefix=prefix)


def test_a_text_field_has_label_hint_and_the_classes_of_the_design_system() -> None:
    html = draw(form_of(name=forms.CharField(help_text="As on the type plate.")))

    assert '<label class="usa-label" for="id_name">Name</label>' in html
    assert '<span class="usa-hint" id="id_name_helptext">As on the type plate.</span>' in html
    assert re.search(r'<input type="text" [^>]*class="usa-input"[^>]*aria-describedby="id_name_helptext"', html)


def test_an_optional_field_says_so_in_words_and_a_required_one_does_not() -> None:
    html = draw(form_of(first=forms.CharField(), second=forms.CharField(required=False)))

    assert html.count("(optional)") == 1
    assert 'Second <span class="usa-hint">(optional)</span>' in html


def test_a_mistake_is_marked_in_color_in_words_and_for_screen_readers() -> None:
    html = draw(form_of({}, name=forms.CharField(help_text="As on the type plate.")))

    assert 'class="usa-form-group usa-form-group--error"' in html
    assert '<span class="usa-error-message" id="id_name_error">Fill this in.</span>' in html
    control = re.search(r"<input [^>]*>", html[html.index('id="group_id_name"') :])
    assert control
    assert 'aria-invalid="true"' in control[0]
    assert 'aria-describedby="id_name_helptext id_name_error"' in control[0]
    assert "usa-input--error" in control[0]


def test_the_summary_on_top_links_to_every_field_that_is_wrong() -> None:
    form = form_of(
        {"word": ""},
        word=forms.CharField(),
        side=forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect),
        sides=forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple),
    )
    form.add_error(None, "These do not fit together.")
    html = draw(form)

    summary = html[html.index("a-error-summary") : html.index('id="group_id_word"')]
    assert 'role="alert"' in summary
    assert "4 things need correcting" in summary
    assert "These do not fit together." in summary
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_word", "id_side", "id_sides"]
    assert all(f'id="{target}"' in html for target in targets)


def test_one_mistake_is_counted_in_the_singular() -> None:
    assert "One thing needs correcting" in draw(form_of({}, name=forms.CharField()))


def test_a_mistake_in_a_hidden_field_is_said_without_a_link() -> None:
    html = draw(form_of({}, version=forms.IntegerField(widget=forms.HiddenInput)))

    assert "<li>Fill this in.</li>" in html


def test_a_form_without_mistakes_has_no_summary() -> None:
    assert "a-error-summary" not in draw(form_of({"name": "x"}, name=forms.CharField()))


def test_typed_text_comes_back_with_its_blank_lines() -> None:
    text = "First.\n\n\n\nSecond   with <b> and {{ braces }}."
    html = draw(
        form_of({"text": text, "other": ""}, text=forms.CharField(widget=forms.Textarea), other=forms.CharField())
    )

    assert "First.\n\n\n\nSecond   with &lt;b&gt; and {{ braces }}." in html


def test_labels_of_buttons_and_legends_are_text_and_never_templates() -> None:
    html = draw(
        form_of(name=forms.CharField()),
        AssayFormHelper(
            Submit.primary("{{ 7|add:1 }} <b>"),
            Link("{{ 7|add:1 }}", "/x/"),
            layout=Layout(Fieldset("{{ 7|add:1 }}", "name")),
        ),
    )

    assert html.count("{{ 7|add:1 }}") == 3
    assert "<b>" not in html


def test_a_button_that_may_not_be_pressed_says_why() -> None:
    html = draw(form_of(), AssayFormHelper(Submit.primary("Attest", disabled_because="Three answers are missing.")))

    assert re.search(r"<button [^>]* disabled>Attest</button>", html)
    assert '<span class="a-why-not">Three answers are missing.</span>' in html


@pytest.mark.parametrize(
    ("make", "css_class"),
    [
        (Submit.primary, "usa-button"),
        (Submit.secondary, "usa-button usa-button--outline"),
        (Submit.outline, "usa-button usa-button--outline"),
        (Submit.danger, "usa-button usa-button--secondary"),
        (Submit.plain, "usa-button usa-button--unstyled"),
    ],
)
def test_each_kind_of_button_has_its_look(make: Any, css_class: str) -> None:
    assert f'<button class="{css_class}" type="submit">Go</button>' in draw(form_of(), AssayFormHelper(make("Go")))


def test_a_named_button_sends_its_value_and_shows_its_key() -> None:
    html = draw(form_of(), AssayFormHelper(Submit.primary("Save", name="then", value="next", key="s")))

    assert 'name="then" value="next" data-key="s"' in html
    assert '<kbd class="a-key" aria-hidden="true">s</kbd>' in html


def test_a_form_that_posts_carries_the_token_and_one_that_gets_does_not() -> None:
    assert "csrfmiddlewaretoken" in draw(form_of(name=forms.CharField()))
    assert "csrfmiddlewaretoken" not in draw(form_of(name=forms.CharField()), AssayFormHelper(method="get"))


def test_the_browsers_own_checks_are_off_and_files_are_sent_as_files() -> None:
    html = draw(form_of(manual=forms.FileField()), AssayFormHelper(action="/upload/"))

    tag = re.search(r"<form[^>]*>", html)
    assert tag
    assert " novalidate" in tag[0]
    assert 'action="/upload/"' in tag[0]
    assert 'enctype="multipart/form-data"' in tag[0]


def test_a_guarded_form_asks_the_script_to_warn() -> None:
    assert " data-guard" in draw(form_of(), AssayFormHelper(guard=True))
    assert " data-guard" not in draw(form_of())


def test_a_form_can_leave_out_its_own_tag() -> None:
    html = draw(form_of(name=forms.CharField()), AssayFormHelper(form_tag=False))

    assert "<form" not in html
    assert 'name="name"' in html


def test_drawing_a_form_leaves_its_widgets_as_they_were() -> None:
    form = form_of({}, name=forms.CharField())
    assert draw(form) == draw(form)
    assert "class" not in form.fields["name"].widget.attrs


def test_a_class_of_the_widgets_own_is_kept() -> None:
    html = draw(form_of(name=forms.CharField(widget=forms.TextInput(attrs={"class": "usa-input--small"}))))

    assert 'class="usa-input usa-input--small"' in html


def test_radio_tiles_have_descriptions_and_keys() -> None:
    widget = RadioTiles(descriptions={"a": "The first one."}, keys={"b": "2"}, compact=True)
    html = draw(form_of(side=forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=widget)))

    assert '<legend class="usa-legend">Side</legend>' in html
    assert html.count("usa-radio__input--tile") == 2
    assert '<span class="usa-radio__label-description">The first one.</span>' in html
    assert 'data-key="2"' in html
    assert "a-options--compact" in html


def test_a_group_of_boxes_is_required_as_a_group_and_not_box_by_box() -> None:
    field = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=CheckboxTiles(keys={"a": "e"}))
    html = draw(form_of(methods=field))

    assert html.count("usa-checkbox__input--tile") == 2
    assert " required" not in html


def test_a_single_box_has_its_label_beside_it() -> None:
    html = draw(form_of({}, ok=forms.BooleanField(label="I have read it.", help_text="All of it.")))

    assert '<label class="usa-checkbox__label" for="id_ok">I have read it.</label>' in html
    assert 'id="id_ok_error"' in html
    assert 'id="id_ok_helptext"' in html


def test_a_date_is_asked_and_shown_as_the_browser_reads_it() -> None:
    from datetime import date

    form = form_of(day=forms.DateField(widget=DateInput, initial=date(2026, 11, 14)))

    assert re.search(r'<input type="date" name="day" value="2026-11-14"', draw(form))


def test_both_parts_of_a_moment_are_named() -> None:
    html = draw(form_of(at=forms.SplitDateTimeField(widget=MomentInput)))

    assert 'aria-label="Day"' in html
    assert 'aria-label="Time"' in html
    assert '<legend class="usa-legend">At</legend>' in html


@pytest.mark.parametrize(
    ("widget", "kind"),
    [
        (forms.TextInput, "input"),
        (forms.EmailInput, "input"),
        (forms.PasswordInput, "password"),
        (forms.Textarea, "textarea"),
        (forms.Select, "select"),
        (forms.SelectMultiple, "select_multiple"),
        (forms.CheckboxInput, "checkbox"),
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.ClearableFileInput, "file"),
        (forms.DateInput, "date"),
        (forms.SplitDateTimeWidget, "several"),
    ],
)
def test_each_widget_has_its_kind(widget: type[forms.Widget], kind: str) -> None:
    assert uswds.kind(form_of(x=forms.Field(widget=widget))["x"]) == kind


def test_fields_of_a_layout_stand_in_their_groups_and_hidden_ones_are_never_forgotten() -> None:
    form = form_of(
        one=forms.CharField(),
        two=forms.CharField(),
        three=forms.CharField(),
        read=forms.CharField(widget=forms.HiddenInput),
    )
    layout = Layout(
        Fieldset("Names", Columns("one", "two"), hint="As in the contract."), FieldHint("Then:"), Row("three")
    )
    html = draw(form, AssayFormHelper(layout=layout))

    assert (
        '<legend class="usa-legend usa-legend--large">Names</legend><p class="usa-hint">As in the contract.</p>' in html
    )
    assert 'class="a-form-columns"' in html
    assert '<p class="usa-hint">Then:</p>' in html
    assert 'type="hidden" name="read"' in html


def test_rows_of_a_formset_keep_their_prefixes_and_name_the_row_that_is_wrong() -> None:
    row = type("Row", (forms.Form,), {"part": forms.CharField(), "version": forms.CharField()})
    data = {"r-TOTAL_FORMS": "2", "r-INITIAL_FORMS": "0", "r-0-part": "Camera", "r-0-version": "1", "r-1-version": "2"}
    rows = forms.formset_factory(row, extra=0)(data, prefix="r")
    html = draw(rows, AssayFormHelper(Submit.primary("Save")))

    assert 'name="r-TOTAL_FORMS"' in html
    assert 'id="id_r-0-part"' in html
    assert "Row 2" in html
    assert 'href="#id_r-1-part"' in html
    assert html.count("csrfmiddlewaretoken") == 1


def test_a_field_drawn_alone_looks_the_same() -> None:
    from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field

    form = form_of(name=forms.CharField())
    assert as_crispy_field(form["name"]).strip() in draw(form)
