"""What people type, and what they find first; the list of queries was written before the search."""

import tomllib
from pathlib import Path
from time import process_time

import pytest

from apps.catalog.index import EditionIndex
from apps.catalog.models import Edition
from apps.catalog.search import Searcher
from apps.catalog.words import SYNONYMS, highlight, phrase_key, stem, synonyms

pytestmark = pytest.mark.django_db
QUERIES = tomllib.loads((Path(__file__).parent / "search_queries.toml").read_text(encoding="utf-8"))["query"]


@pytest.fixture(scope="module")
def index(django_db_setup: None, django_db_blocker) -> EditionIndex:
    """Return the bundled edition with its search, read once."""
    with django_db_blocker.unblock():
        found = EditionIndex(Edition.objects.current())
        assert found.searcher
    return found


def first(index: EditionIndex, words: str, count: int = 5) -> list[str]:
    return [hit.item.identifier for hit in index.searcher.search(words)[:count]]


def reasons(index: EditionIndex, words: str) -> dict[str, tuple[str, ...]]:
    return {hit.item.identifier: hit.reasons for hit in index.searcher.search(words)}


def answers(query: dict, found: list[str]) -> bool:
    anything = query.get("any")
    return set(query.get("all", ())) <= set(found) and (not anything or not set(anything).isdisjoint(found))


def test_what_people_expect_is_among_the_first_five_for_nine_of_ten_queries(index):
    found = {query["words"]: first(index, query["words"]) for query in QUERIES}
    misses = {query["words"]: found[query["words"]] for query in QUERIES if not answers(query, found[query["words"]])}

    assert len(QUERIES) >= 60
    assert len(misses) <= len(QUERIES) // 10, f"{len(misses)} of {len(QUERIES)} missed: {misses}"


@pytest.mark.parametrize("words", ["over the air update", "default password", "SBOM", "SI-7(15)"])
def test_what_the_product_promises_to_find_is_found(index, words):
    query = next(one for one in QUERIES if one["words"] == words)

    assert answers(query, first(index, words))


def test_every_expected_entry_is_in_the_edition(index):
    named = {name for query in QUERIES for name in (*query.get("all", ()), *query.get("any", ()))}

    assert [name for name in sorted(named) if index.get(name) is None] == []


def test_a_search_takes_less_than_fifty_milliseconds(index):
    slowest = {}
    for query in QUERIES[::5]:
        times = []
        # The better of two: a busy machine is not what is measured.
        for _ in range(2):
            start = process_time()
            index.searcher.search(query["words"])
            times.append(process_time() - start)
        slowest[query["words"]] = min(times)

    assert max(slowest.values()) < 0.05, max(slowest, key=slowest.__getitem__)


@pytest.mark.parametrize("typed", ["DP-KEY.2", "dp key 2", "DP.KEY.2", "dpkey2", " dp-key.2 ", "DP_KEY_2"])
def test_an_identifier_is_understood_in_any_notation(index, typed):
    assert first(index, typed)[0] == "DP-KEY.2"


@pytest.mark.parametrize("typed", ["SI-7(15)", "si-7 15", "SI 7 (15)", "si7(15)", "SI-07 (15)"])
def test_a_control_is_understood_in_any_notation_and_named_as_the_reason(index, typed):
    assert reasons(index, typed)["SU-UPD.5"] == ("supports SI-7(15)",)


def test_a_control_brings_those_of_its_enhancements_after_its_own(index):
    found = first(index, "AC-3", 200)

    assert found.index("DI-AID.1") < found.index("LA-ROL.2")
    assert reasons(index, "AC-3")["LA-ROL.2"] == ("supports AC-3(7)",)


@pytest.mark.parametrize("typed", ["PR.AC-1", "pr.ac-1", "PR.AA-01"])
def test_a_subcategory_of_either_version_brings_its_entries(index, typed):
    assert "DI-IMS.1" in first(index, typed, 200)


def test_a_control_and_a_word_have_to_hold_together(index):
    assert set(first(index, "SC-12 key", 3)) == {"DP-KEY.1", "DP-KEY.2", "DP-KEY.3"}


def test_a_synonym_is_named_as_the_reason(index):
    assert "“remote update” is near to “ota”" in reasons(index, "ota")["SU-APP.1"]


def test_the_beginning_of_a_word_finds_it_while_it_is_typed(index):
    assert "LA-IFC.13" in first(index, "microw")
    assert "LA-ACF.1.b" in first(index, "lockou")


def test_words_in_the_guidance_count_least_and_are_said(index):
    found = reasons(index, "quotas")

    assert next(iter(found)) == "DS-RSC.5"
    assert found["DS-RSC"] == ("in its guidance",)


def test_a_misspelt_word_gets_the_nearest_that_the_edition_has(index):
    (unknown,) = index.searcher.unknown("encrption")

    assert index.searcher.search("encrption") == []
    assert unknown.nearest[0] == "encryption"


@pytest.mark.parametrize("typed", ["%", "_", "'", "((((", "☃", "-", ".", "the", "a" * 120, "SI-7(", "\u202e"])
def test_nothing_that_is_typed_breaks_the_search(index, typed):
    assert isinstance(index.searcher.search(typed), list)
    assert isinstance(index.searcher.unknown(typed), list)


def test_the_same_words_give_the_same_order_in_a_search_made_anew(index):
    assert first(index, "access", 100) == [hit.item.identifier for hit in Searcher(index).search("ACCESS ")[:100]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("updates", "updating"),
        ("keys", "key"),
        ("policies", "policy"),
        ("encrypted", "encryption"),
        ("logging", "logs"),
        ("authenticate", "authentication"),
        ("authorized", "authorization"),
        ("configured", "configuration"),
    ],
)
def test_endings_do_not_matter(one, other):
    assert stem(one) == stem(other)


def test_every_phrase_of_the_trade_is_reviewed_once():
    tables = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["term"]
    said = [phrase_key(phrase) for table in tables for phrase in table["said"]]

    assert all(table.keys() == {"said", "means"} and table["means"] for table in tables)
    assert set(said) == synonyms().keys()


def test_what_is_marked_is_escaped():
    assert highlight("<b>Keys</b> & log-on", frozenset({"key", "logon"})) == (
        "&lt;b&gt;<mark>Keys</mark>&lt;/b&gt; &amp; <mark>log-on</mark>"
    )
