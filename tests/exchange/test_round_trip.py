"""A declaration goes out as a file, is filled in elsewhere, and comes in again; request in, database out."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Event
from apps.devices.models import Answer
from apps.exchange.models import Intake
from tests.exchange.conftest import Desk
from tests.factories.devices import attested, component_of, element_of, make_answer, make_declaration
from tests.factories.exchange import export, filled, make_intake

pytestmark = pytest.mark.django_db


def bring_in(desk: Desk, content: bytes, name: str = "filled.xlsx") -> Any:
    """Upload the file as the drafter, and return the answer."""
    address = reverse("exchange:bring_in", args=[desk.key])
    return desk.client().post(address, {"file": SimpleUploadedFile(name, content)})


def preview_of(desk: Desk, content: bytes, name: str = "filled.xlsx") -> tuple[str, Any]:
    """Upload the file; return the address of the preview and the page."""
    answer = bring_in(desk, content, name)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return answer.url, desk.client().get(answer.url)


def apply(desk: Desk, url: str, page: Any, **choices: str) -> Any:
    """Press the button of the preview."""
    data = {"state": page.context["preview"].state, **{name.replace("_", "-"): one for name, one in choices.items()}}
    return desk.client().post(url, data)


def counts(page: Any) -> dict[str, int]:
    return {name: count for name, count in page.context["preview"].counts.items() if count}


def answers(desk: Desk) -> dict[tuple[str, str], Answer]:
    found = desk.draft.answers.select_related("node", "component").order_by("node__path", "component__position")
    return {(one.node.identifier, str(one.component)): one for one in found}


def test_the_workbook_is_locked_but_for_the_answers_and_offers_them(desk: Desk) -> None:
    make_answer(desk.draft, by=desk.drafter, explanation="=HYPERLINK(1)\r\nand more")
    response = desk.client().get(reverse("exchange:export", args=[desk.key, "xlsx"]))
    assert response["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    readme, page = book.worksheets
    assert book.security.lockStructure
    assert "yellow columns" in str([row[1].value for row in readme.iter_rows(max_col=2)])
    assert page.title == "LA Logical Access to Interfaces"
    assert page.protection.sheet
    assert [page[f"{letter}2"].protection.locked for letter in "ABCDEFGHIJKL"] == [True] * 3 + [False] * 6 + [True] * 3
    assert page.column_dimensions["K"].hidden
    lists = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation}
    assert lists == {
        "D2:D25": '"Yes,Partly,No,Planned,Not applicable"',
        "I2:I25": '"to confirm,confirmed"',
    }
    assert page.max_row == 25
    assert (page["E2"].value, page["E2"].data_type) == ("=HYPERLINK(1)\nand more", "s")


def test_nothing_in_the_csv_can_run(desk: Desk) -> None:
    make_answer(desk.draft, by=desk.drafter, explanation="@SUM(1)", configuration="-1", value="partly")
    response = desk.client().get(reverse("exchange:export", args=[desk.key, "csv"]))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1][3:6] == ["Partly", "'@SUM(1)", "'-1"]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_goes_out_and_comes_in_untouched_changes_nothing(desk: Desk, form: str) -> None:
    make_answer(desk.draft, by=desk.drafter, explanation="=1+1", configuration="'quoted\r\n\r\nlines", value="partly")
    make_answer(
        desk.draft,
        by=desk.drafter,
        node=element_of(desk.draft, 1),
        value="planned",
        planned_version="4.10",
        planned_on=timezone.localdate() + timedelta(days=40),
    )
    make_answer(desk.draft, by=desk.drafter, node=element_of(desk.draft, 2), configuration="bell \x07 and _x0041_")
    content = desk.client().get(reverse("exchange:export", args=[desk.key, form])).content
    url, page = preview_of(desk, content, f"answers.{form}")
    # The third answer cannot stand in a spreadsheet as it is; it is left to the application.
    assert counts(page) == {"unchanged": 2, "blank": 21}
    assert "changes no answer by itself" in page.content.decode()
    assert apply(desk, url, page).status_code == 422


def test_filled_rows_are_shown_then_written_in_one_act(desk: Desk) -> None:
    make_answer(desk.draft, by=desk.drafter, value="yes", explanation="As before.")
    content = filled(
        export(desk.draft),
        {
            2: {"value": "No", "explanation": "It has none."},
            3: {"value": " not applicable ", "explanation": "There is no such interface."},
            4: {"value": "Planned", "version": 4.2, "on": "2031-02-03", "explanation": "With 4.2."},
            5: {"value": "Yes"},
        },
    )
    url, page = preview_of(desk, content)
    assert counts(page) == {"new": 3, "changed": 1, "blank": 20}
    assert len(answers(desk)) == 1
    before = Event.objects.count()
    answer = apply(desk, url, page)
    assert answer.url == reverse("devices:entries_start", args=[desk.key])
    first, second, third, fourth = answers(desk).values()
    assert (first.value, first.explanation, first.version) == ("no", "It has none.", 2)
    assert second.value == "not_applicable"
    assert (third.planned_version, str(third.planned_on)) == ("4.2", "2031-02-03")
    assert (fourth.value, fourth.explanation, fourth.updated_by) == ("yes", "", desk.drafter.user)
    event = Event.objects.order_by("sequence").last()
    assert event is not None
    assert (event.verb, event.after["new"], event.after["changed"]) == ("devices.answers_filled_in", 3, 1)
    assert [one["explanation"] for one in event.before.values()] == ["As before."]
    assert Event.objects.count() == before + 1
    assert apply(desk, url, page).status_code == 422, "a second press writes nothing"
    assert Event.objects.count() == before + 1


FAULTY = {
    "an unknown answer": ({"value": "Perhaps"}, "“Perhaps” is no answer", "Choose Yes, Partly"),
    "no reason beside a no": ({"value": "No"}, "not complete", "Say why not"),
    "a plan without day or version": ({"value": "Planned"}, "not complete", "version or the date"),
    "a day that could be another": ({"value": "Planned", "on": "3/1/2027"}, "“3/1/2027” is no day", "2027-03-31"),
    "a text without an answer": ({"explanation": "It does."}, "not complete", "Choose an answer"),
    "a formula": ({"value": "Yes", "explanation": "=1+1"}, "“How it works” holds a formula", "as a value"),
    "a text without end": ({"value": "Yes", "explanation": "x" * 8001}, "8001 characters", "Shorten it"),
    "another entry": ({"A": "XX-YY.1", "value": "Yes"}, "“XX-YY.1” is no entry", "Put the entry back"),
    "a mark of one's own": ({"L": "7-nothing", "value": "Yes"}, "mark in the last column", "Export the declaration"),
    "another component": ({"K": "{draft}/1", "value": "Yes"}, "names no component", "Export the declaration"),
    "another declaration": ({"K": "1/1", "value": "Yes"}, "belongs to another declaration", "Export the declaration"),
}


def test_each_faulty_row_is_named_with_rule_and_cure_and_the_others_are_taken_over(desk: Desk) -> None:
    rows = {number: dict(cells) for number, (cells, _, _) in enumerate(FAULTY.values(), start=2)}
    for cells in rows.values():
        cells.update({name: one.replace("{draft}", str(desk.key)) for name, one in cells.items() if name == "K"})
    rows[20] = {"value": "Yes", "explanation": "Sound."}
    url, page = preview_of(desk, filled(export(desk.draft), rows))
    assert counts(page) == {"new": 1, "refused": len(FAULTY), "blank": 12}
    shown = page.content.decode()
    refused = {one.row.place: one for one in page.context["preview"].refused}
    for number, (name, (_, rule, cure)) in enumerate(FAULTY.items(), start=2):
        place = f"sheet “LA Logical Access to Interfaces”, row {number}"
        assert rule in refused[place].rule, name
        assert cure in refused[place].cure, name
        assert place in shown
    answer = apply(desk, url, page)
    assert answer.url == url
    assert [one.explanation for one in answers(desk).values()] == ["Sound."]
    after = desk.client().get(url)
    assert f"{len(FAULTY)} rows stayed out" in after.content.decode()
    assert "“Perhaps” is no answer" in after.content.decode()


def test_two_rows_of_one_answer_are_both_refused(desk: Desk) -> None:
    content = filled(export(desk.draft), {2: {"value": "Yes"}, 4: {"A": "LA-IFC.1", "value": "No", "explanation": "x"}})
    _, page = preview_of(desk, content)
    assert {one.rule for one in page.context["preview"].refused} == {
        f"LA-IFC.1 for {component_of(desk.draft)} stands there more than once."
    }
    assert counts(page)["refused"] == 2


def test_a_newer_answer_is_a_conflict_in_which_the_person_chooses(desk: Desk) -> None:
    draft = desk.draft
    first, second, third = (element_of(draft, number) for number in range(3))
    make_answer(draft, by=desk.drafter, node=first, explanation="First.")
    make_answer(draft, by=desk.drafter, node=second, explanation="Second.")
    content = export(draft)
    for node, version in ((first, 1), (second, 1), (third, 0)):
        make_answer(draft, by=desk.colleague, node=node, explanation="A colleague's.", version=version)
    url, page = preview_of(
        desk,
        filled(content, {2: {"explanation": "Mine."}, 6: {"value": "Partly", "explanation": "Mine too."}}),
    )
    # The second was changed here only: the file's row is as it went out, so there is nothing to choose.
    assert counts(page) == {"conflict": 2, "newer": 1, "blank": 21}
    assert desk.colleague.user.name in page.content.decode()
    undecided = apply(desk, url, page, choice_0="take")
    assert undecided.status_code == 422
    assert "1 conflict has no choice yet" in undecided.content.decode()
    assert 'id="take-0" name="choice-0" value="take" checked' in undecided.content.decode()
    assert apply(desk, url, page, choice_0="take", choice_4="keep").status_code == 302
    assert [one.explanation for one in answers(desk).values()] == ["Mine.", "A colleague's.", "A colleague's."]


def test_what_changes_after_the_preview_is_shown_again_before_anything_is_written(desk: Desk) -> None:
    content = filled(export(desk.draft), {2: {"value": "Yes"}, 4: {"value": "Yes"}})
    url, page = preview_of(desk, content)
    make_answer(desk.draft, by=desk.colleague, explanation="Faster.")
    stale = apply(desk, url, page)
    assert stale.status_code == 409
    assert "Somebody changed answers" in stale.content.decode()
    assert counts(stale) == {"conflict": 1, "new": 1, "blank": 22}
    assert [one.explanation for one in answers(desk).values()] == ["Faster."]
    assert apply(desk, url, stale, choice_0="keep").status_code == 302
    assert [one.explanation for one in answers(desk).values()] == ["Faster.", ""]


def test_an_answer_cannot_be_taken_away_by_emptying_its_row(desk: Desk) -> None:
    make_answer(desk.draft, by=desk.drafter)
    _, page = preview_of(desk, filled(export(desk.draft), {2: {"value": None, "explanation": None}}))
    assert [one.rule for one in page.context["preview"].refused] == [
        "The answer was emptied. An answer is changed, never taken away."
    ]


def test_answers_that_were_carried_over_are_confirmed_in_the_file(desk: Desk) -> None:
    from apps.devices import actions
    from tests.factories.devices import make_version

    first = make_declaration(by=desk.drafter, edition=desk.draft.edition)
    make_answer(first, by=desk.drafter, explanation="Still so.")
    make_answer(first, by=desk.drafter, node=element_of(first, 1), explanation="Perhaps not.")
    sealed = attested(first, by=desk.drafter)
    version = make_version(component_of(sealed), by=desk.drafter)
    successor = actions.start_successor(sealed, by=desk.drafter, versions=[version], at=timezone.now())
    content = export(successor)
    assert openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]["I2"].value == "to confirm"
    intake = make_intake(successor, by=desk.drafter, content=filled(content, {2: {"carried": "confirmed"}}))
    page = desk.client().get(intake.get_absolute_url())
    assert counts(page) == {"confirmed": 1, "unchanged": 1, "blank": 10}
    desk.client().post(intake.get_absolute_url(), {"state": page.context["preview"].state})
    assert list(successor.answers.order_by("node__path").values_list("carried_over", flat=True)) == [False, True]


def test_a_preview_is_its_persons_own_and_ends(desk: Desk) -> None:
    intake = make_intake(desk.draft, by=desk.drafter)
    url = intake.get_absolute_url()
    assert "filled.xlsx" in desk.client().get(reverse("exchange:fill", args=[desk.key])).content.decode()
    assert desk.client(desk.colleague).get(url).status_code == 404
    assert desk.client(desk.colleague).post(url, {"state": ""}).status_code == 404
    Intake.objects.filter(pk=intake.pk).update(uploaded_at=timezone.now() - timedelta(hours=25))
    assert desk.client().get(url).status_code == 404
    other = make_intake(desk.draft, by=desk.drafter)
    assert not Intake.objects.filter(pk=intake.pk).exists(), "what is too old goes when something comes in"
    assert desk.client().post(reverse("exchange:discard", args=[desk.key, other.pk])).status_code == 302
    assert not Intake.objects.exists()
    assert not desk.draft.answers.exists()


def test_a_finished_declaration_takes_nothing_in(desk: Desk) -> None:
    draft = make_declaration(by=desk.drafter, edition=desk.draft.edition)
    make_answer(draft, by=desk.drafter)
    intake = make_intake(draft, by=desk.drafter)
    page = desk.client().get(intake.get_absolute_url())
    attested(draft, by=desk.drafter)
    refused = desk.client().post(intake.get_absolute_url(), {"state": page.context["preview"].state})
    assert refused.status_code == 422
    assert "attested: nothing in it changes any more" in refused.content.decode()
    assert draft.answers.count() == 1


def test_preview_and_export_cost_the_same_whatever_the_size(desk: Desk, django_assert_max_num_queries: Any) -> None:
    for number in range(8):
        make_answer(desk.draft, by=desk.drafter, node=element_of(desk.draft, number))
    content = filled(export(desk.draft), {row: {"value": "Partly", "explanation": "So."} for row in range(2, 26)})
    intake = make_intake(desk.draft, by=desk.drafter, content=content)
    client = desk.client()
    with django_assert_max_num_queries(20):
        page = client.get(intake.get_absolute_url())
    assert page.context["preview"].to_write == 24
    with django_assert_max_num_queries(15):
        client.get(reverse("exchange:export", args=[desk.key, "xlsx"]))
    with django_assert_max_num_queries(30):
        client.post(intake.get_absolute_url(), {"state": page.context["preview"].state})
    assert desk.draft.answers.filter(value="partly").count() == 24
