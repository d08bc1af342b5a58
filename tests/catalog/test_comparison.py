"""Two editions side by side: what became of each entry, and what the command prints of it."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.catalog.comparison import Comparison, Row, compare
from apps.catalog.differences import ADDED, REMOVED, SAME, Piece, difference
from apps.catalog.kinds import Change, RewordingDecision, Wording
from apps.catalog.models import Catalog, Edition, Example, Rewording
from apps.core.errors import Invalid
from tests.factories.accounts import make_user
from tests.factories.catalog import PUBLISHED_AT, node_of
from tests.factories.editions import (
    first_files,
    make_draft_edition,
    make_first_edition,
    make_later_edition,
    make_small_edition,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(kept_world: None) -> dict[str, Edition]:
    first = make_first_edition()
    return {"first": first, "later": make_later_edition(), "draft": make_draft_edition(first)}


@pytest.fixture
def editions(db: None, made: dict[str, Edition]) -> dict[str, Edition]:
    return {name: Edition.objects.get(pk=edition.pk) for name, edition in made.items()}


def row_of(comparison: Comparison, identifier: str) -> Row:
    return next(row for row in comparison.rows if row.shown.identifier == identifier)


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("compare_editions", *arguments, stdout=out)
    return out.getvalue()


def test_each_entry_is_told_by_what_became_of_it(editions: dict[str, Edition]) -> None:
    comparison = compare(editions["first"], editions["later"])
    told = {row.shown.identifier: row.change.value for row in comparison.rows if row.change != Change.UNCHANGED}
    assert told == {"DI-IMS.1.a": "moved", "DI-IMS.2": "reworded", "DI-AID.3": "new", "DO-DAU.1": "retired"}
    assert comparison.counts == {
        "unchanged": 13,
        "moved": 1,
        "reworded": 1,
        "new": 1,
        "retired": 1,
        "proposed": 0,
        "mapping": 2,
        "examples": 0,
        "lead_ins": 0,
    }
    assert [row.shown.identifier for row in comparison.rows][-2:] == ["DO-DAU", "DO-DAU.1"]


def test_mapping_changes_are_told_apart_from_changes_of_the_text(editions: dict[str, Edition]) -> None:
    comparison = compare(editions["first"], editions["later"])
    assert [(one.framework, one.gained, one.lost) for one in row_of(comparison, "DI-IMS.2").mapping] == [
        ("SP 800-53 Rev. 5", ("AC-3", "AC-2"), ("AC-2(1)",))
    ]
    unchanged = row_of(comparison, "DI-AID.1.a")
    assert unchanged.change == Change.UNCHANGED
    assert [one.no_longer_low for one in unchanged.mapping] == [("AC-3",)]


def test_the_words_that_changed_are_shown(editions: dict[str, Edition]) -> None:
    comparison = compare(editions["first"], editions["later"])
    assert row_of(comparison, "DI-IMS.2").difference == (
        Piece(SAME, "The "),
        Piece(REMOVED, "device"),
        Piece(ADDED, "product"),
        Piece(SAME, " keeps its number safe when it starts anew."),
    )


def test_a_stated_absence_of_a_mapping_differs_from_silence(editions: dict[str, Edition]) -> None:
    editions["later"].nodes.filter(identifier="DI-IMS.1.b").update(control_state="not_stated")
    (change,) = row_of(compare(editions["first"], editions["later"]), "DI-IMS.1.b").mapping
    assert change.states == ("Stated: no mapping", "Not stated")


def test_what_nobody_has_decided_stays_a_proposal(editions: dict[str, Edition]) -> None:
    comparison = compare(editions["first"], editions["draft"])
    proposed = [
        (row.before.identifier, row.shown.identifier, row.similarity)
        for row in comparison.rows
        if row.proposed and row.before
    ]
    assert proposed == [("DI-IMS.2", "DI-IMS.3", 84), ("DI-AID.1", "DI-AID.2", 90), ("DI-AID.1.a", "DI-AID.2.a", 100)]
    assert all(row.rewording and not row.moved for row in comparison.rows if row.proposed)
    assert (comparison.counts["proposed"], comparison.counts["reworded"]) == (3, 0)


def test_two_different_entries_are_new_and_retired(editions: dict[str, Edition]) -> None:
    Rewording.objects.filter(node__identifier="DI-IMS.3").update(
        decision=RewordingDecision.DIFFERENT, decided_at=PUBLISHED_AT, decided_by=make_user()
    )
    comparison = compare(editions["first"], editions["draft"])
    assert {row.shown.identifier: row.change for row in comparison.rows}["DI-IMS.3"] == Change.NEW
    assert {row.shown.identifier: row.change for row in comparison.rows}["DI-IMS.2"] == Change.RETIRED


def test_entries_that_are_alike_are_pointed_out_even_when_nobody_was_asked(editions: dict[str, Edition]) -> None:
    Rewording.objects.all().delete()
    comparison = compare(editions["first"], editions["draft"])
    assert comparison.counts["proposed"] == 3
    assert not any(row.rewording for row in comparison.rows)


def test_changed_examples_are_a_note_and_no_changed_requirement(editions: dict[str, Edition]) -> None:
    Example.objects.create(node=node_of(editions["later"], "DI-IMS.1"), position=1, text="A number on a plate.")
    row = row_of(compare(editions["first"], editions["later"]), "DI-IMS.1")
    assert (row.change, row.examples_changed, row.kept) == (Change.UNCHANGED, True, True)


def test_a_changed_lead_in_is_a_note_too(editions: dict[str, Edition]) -> None:
    editions["later"].nodes.filter(identifier="DI").update(lead_in="Why a device has a name.")
    row = row_of(compare(editions["first"], editions["later"]), "DI")
    assert (row.change, row.lead_in_changed, row.is_told) == (Change.UNCHANGED, True, True)
    assert "DI: unchanged, lead-in changed" in printed("small-1", "small-2")


def test_another_wording_of_the_same_entries_is_not_a_rewording(editions: dict[str, Edition]) -> None:
    official = editions["draft"]
    official.wording = Wording.OFFICIAL
    official.save()
    comparison = compare(editions["first"], official)
    assert not comparison.texts_compared
    Rewording.objects.all().delete()
    assert compare(editions["first"], official).counts["reworded"] == 0
    assert compare(editions["first"], official).counts["proposed"] == 0


def test_what_was_reworded_on_the_way_to_the_other_wording_counts(editions: dict[str, Edition]) -> None:
    first, later = editions["first"], editions["later"]
    own = make_small_edition("own", first_files())
    first.wording = later.wording = Wording.OFFICIAL
    later.matched_with, first.matched_with = first, own
    first.save()
    later.save()
    there = compare(own, later)
    assert not there.texts_compared
    assert [row.shown.identifier for row in there.rows if row.change == Change.REWORDED] == ["DI-IMS.2"]
    back = compare(later, own)
    assert [row.shown.identifier for row in back.rows if row.change == Change.REWORDED] == ["DI-IMS.2"]


def test_an_edition_is_compared_with_another_one_of_its_catalog_only(editions: dict[str, Edition]) -> None:
    with pytest.raises(Invalid, match="two different editions"):
        compare(editions["first"], editions["first"])
    other = Edition.objects.create(
        catalog=Catalog.objects.create(slug="other", title="Other"), label="O", slug="o", digest="0" * 64
    )
    with pytest.raises(Invalid, match="two catalogs"):
        compare(editions["first"], other)


def test_a_comparison_takes_a_fixed_number_of_statements(
    editions: dict[str, Edition], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(5):
        compare(editions["first"], editions["draft"])


def test_the_command_counts_and_lists_what_changed(editions: dict[str, Edition]) -> None:
    out = printed("Small 1", "small-2")
    assert "    13 unchanged" in out
    assert "DI-IMS.2: reworded, mapping to SP 800-53 Rev. 5 changed" in out
    assert "DI-IMS.1:" not in out


def test_the_command_prints_one_json_object(editions: dict[str, Edition]) -> None:
    said = json.loads(printed("small-1", "small-draft", "--json"))
    assert said["counts"]["proposed"] == 3
    assert (said["before"]["slug"], said["after"]["status"]) == ("small-1", "draft")
    row = next(row for row in said["rows"] if row["identifier"] == "DI-IMS.3")
    assert (row["earlier_identifier"], row["similarity"], row["proposed"]) == ("DI-IMS.2", 84, True)
    assert row["difference"][:2] == [["same", "The "], ["removed", "device"]]


def test_the_command_refuses_what_it_cannot_compare(editions: dict[str, Edition]) -> None:
    for names, sentence in ((("small-1", "nowhere"), "Known: .*small-1"), (("small-1", "small-1"), "two different")):
        with pytest.raises(CommandError, match=sentence) as refused:
            printed(*names)
        assert refused.value.returncode == 2


@settings(max_examples=60, deadline=None, database=None)
@given(st.text("ab ,-'", max_size=25), st.text("ab ,-'", max_size=25))
def test_the_pieces_give_both_texts_again(earlier: str, later: str) -> None:
    pieces = difference(earlier, later)
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == earlier
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == later
