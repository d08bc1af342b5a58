"""Which entry of one edition is which of another: the order of the rules, and what holds for any two trees."""

import time
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.catalog.kinds import Change
from apps.catalog.matching import Pair, Place, match, normalized

TEXTS = [
    "Keep the key.",
    "Keep the key",
    "Log it",
    "Keep the old key safe",
    "Keep the new key safe",
    "User accounts",
    "",
]


@st.composite
def trees(draw: st.DrawFn) -> list[Place]:
    places: list[Place] = []
    for number in range(draw(st.integers(0, 9))):
        parent = draw(st.sampled_from(["", *(place.key for place in places)]))
        places.append(
            Place(
                key=f"k{number}",
                parent=parent,
                text=draw(st.sampled_from(TEXTS)),
                kind=draw(st.sampled_from(["element", "topic"])),
                name=draw(st.sampled_from(["", "", "A"])),
                fragment=draw(st.booleans()),
            )
        )
    return places


def element(key: str, text: str, parent: str = "", **other: object) -> Place:
    return Place(key=key, parent=parent, text=text, kind="element", **other)  # type: ignore[arg-type]


SMALL = settings(max_examples=40, deadline=None, database=None)


@SMALL
@given(trees(), trees())
def test_every_entry_of_both_editions_is_in_exactly_one_class(old: list[Place], new: list[Place]) -> None:
    found = match(old, new)
    assert sorted([*(pair.old for pair in found.pairs), *found.retired]) == [place.key for place in old]
    assert sorted([*(pair.new for pair in found.pairs), *found.new]) == [place.key for place in new]


@SMALL
@given(trees())
def test_an_edition_matched_with_itself_is_unchanged(tree: list[Place]) -> None:
    renamed = [replace(place, key=f"n{place.key}", parent=place.parent and f"n{place.parent}") for place in tree]
    found = match(tree, renamed)
    assert found.pairs == tuple(Pair(place.key, f"n{place.key}", Change.UNCHANGED) for place in tree)


@SMALL
@given(trees(), trees())
def test_only_the_proposed_pairs_and_the_named_ones_differ_in_text(old: list[Place], new: list[Place]) -> None:
    olds, news = ({place.key: place for place in side} for side in (old, new))
    for pair in match(old, new).pairs:
        one, other = olds[pair.old], news[pair.new]
        assert one.kind == other.kind
        if not pair.proposed and pair.change != Change.REWORDED:
            assert normalized(one.text) == normalized(other.text)
        if not pair.proposed and pair.change == Change.REWORDED:
            assert one.name == other.name != ""
        if pair.change == Change.MOVED:
            assert not one.fragment


def test_punctuation_case_and_blanks_are_no_difference() -> None:
    assert normalized("Over-the-air  “Updates”; the device's.") == normalized("over the air updates the devices")
    assert match([element("a", "Keep it.")], [element("b", " keep IT ")]).of(Change.UNCHANGED) == (
        Pair("a", "b", Change.UNCHANGED),
    )


def test_a_sentence_elsewhere_is_moved_and_takes_its_children_along() -> None:
    old = [
        element("1", "One"),
        element("2", "Two"),
        element("1.a", "Moves", "1"),
        element("1.a.1", "Part", "1.a", fragment=True),
    ]
    new = [
        element("1", "One"),
        element("2", "Two"),
        element("2.a", "Moves", "2"),
        element("2.a.1", "Part", "2.a", fragment=True),
    ]
    found = match(old, new)
    assert found.of(Change.MOVED) == (Pair("1.a", "2.a", Change.MOVED),)
    assert Pair("1.a.1", "2.a.1", Change.UNCHANGED) in found.pairs


def test_a_fragment_or_a_sentence_said_twice_is_never_recognized_elsewhere() -> None:
    old = [element("1", "One"), element("2", "Two"), element("1.a", "User accounts", "1", fragment=True)]
    new = [element("1", "One"), element("2", "Two"), element("2.a", "User accounts", "2", fragment=True)]
    assert (match(old, new).retired, match(old, new).new) == (("1.a",), ("2.a",))
    said_twice = [*new[:2], element("2.a", "Log it", "2"), element("2.b", "Log it", "2")]
    once = [*old[:2], element("1.a", "Log it", "1")]
    assert (match(once, said_twice).retired, match(once, said_twice).new) == (("1.a",), ("2.a", "2.b"))


def test_similar_siblings_are_proposed_best_pair_first_and_each_once() -> None:
    old = [element("a", "The device keeps its key in a safe place"), element("b", "The device keeps its log")]
    new = [
        element("x", "The device keeps its keys in a safe place"),
        element("y", "The product keeps its log"),
        element("z", "Entirely different words here"),
    ]
    found = match(old, new)
    assert [(pair.old, pair.new, pair.percent) for pair in found.proposed] == [("a", "x", 88), ("b", "y", 80)]
    assert found.new == ("z",)


def test_entries_below_a_proposed_parent_are_proposed_with_it() -> None:
    old = [element("a", "The device keeps its key safe"), element("a.1", "User accounts", "a", fragment=True)]
    new = [element("x", "The product keeps its key safe"), element("x.1", "User accounts", "x", fragment=True)]
    assert [(pair.old, pair.new, pair.percent) for pair in match(old, new).proposed] == [
        ("a", "x", 83),
        ("a.1", "x.1", 100),
    ]


def test_a_name_holds_a_capability_together_whatever_its_text_says() -> None:
    old = [Place("c", "", "What it was", "capability", name="DI"), element("1", "One", "c")]
    new = [Place("d", "", "Said anew", "capability", name="DI"), element("2", "One", "d")]
    found = match(old, new)
    assert found.of(Change.REWORDED) == (Pair("c", "d", Change.REWORDED, 0),)
    assert found.of(Change.UNCHANGED) == (Pair("1", "2", Change.UNCHANGED),)


def test_hundreds_of_siblings_take_little_time() -> None:
    old = [element(f"o{n}", f"The device keeps record {n} of kind {n % 7}") for n in range(300)]
    new = [element(f"n{n}", f"The product holds its own list {n} for {n % 13} weeks") for n in range(300)]
    started = time.process_time()
    found = match(old, new)
    assert len(found.pairs) + len(found.new) == 300
    assert time.process_time() - started < 3


def test_pairs_that_are_known_are_settled_and_what_stands_below_them_is_matched() -> None:
    old = [element("a", "Said so"), element("a.1", "The device keeps its key safe", "a"), element("a.2", "Part", "a")]
    new = [
        element("x", "Said otherwise"),
        element("x.1", "The product keeps its key safe", "x"),
        element("x.2", "Part", "x"),
    ]
    found = match(old, new, known=[("a", "x")])
    assert [(pair.old, pair.new, pair.change, pair.proposed) for pair in found.pairs] == [
        ("a.1", "x.1", Change.REWORDED, True),
        ("a.2", "x.2", Change.UNCHANGED, False),
    ]
