"""The search over one edition, in memory: what a person means by some words, the likeliest entries first.

How an entry ranks is computed from where the words stand (title before statement before guidance), how rare they are
and how near to each other; equal ones stay in the order of the catalog. The number behind it is never shown.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from math import log

from apps.catalog.guidance import guidance_by_identifier
from apps.catalog.index import EditionIndex, Item
from apps.catalog.kinds import NodeKind
from apps.catalog.search_query import LEAST_PREFIX, Concept, Way, concepts_of, entry_meant
from apps.catalog.words import STOP_WORDS, stem, synonyms, tokens

TITLE, HEADING, TOPIC, PARENT, THEME, STATEMENT, CONTROLS, GUIDANCE = range(8)
WEIGHTS = {TITLE: 10.0, HEADING: 4.5, TOPIC: 2.5, PARENT: 3.0, THEME: 2.5, STATEMENT: 5.0, CONTROLS: 1.2, GUIDANCE: 1.5}
SHOWN = (TITLE, STATEMENT, HEADING, TOPIC, PARENT, THEME)
ENOUGH = 0.45
"""Which share of what is looked for, by rarity, an entry must have to be listed among those with some of the words."""
_SAID_AGAIN = 0.04
_MOST_UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found: whether it has all that is looked for, what to mark in its texts, and why it is here."""

    item: Item
    complete: bool
    marks: frozenset[str]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that the edition does not have, and the nearest that it has."""

    word: str
    nearest: tuple[str, ...]


@dataclass(slots=True)
class _Match:
    """How one entry answers one concept."""

    value: float
    stems: tuple[str, ...]
    via: str
    why: str = ""


class Searcher:
    """Finds entries of one edition."""

    def __init__(self, index: EditionIndex) -> None:
        """Read every text of the edition, and the guidance on its sub-capabilities, into lists by word."""
        self._index = index
        self._fields: list[dict[int, tuple[str, ...]]] = []
        self._surfaces: list[frozenset[str]] = []
        self._worth: dict[str, dict[int, float]] = defaultdict(dict)
        self._vocabulary: dict[str, str] = {}
        guidance = guidance_by_identifier(index.edition)
        for item in index.items:
            self._add(item, guidance.get(item.identifier, ""))
        self._sorted = sorted(self._vocabulary)

    def _add(self, item: Item, guidance: str) -> None:
        place = len(self._fields)
        fields: dict[int, tuple[str, ...]] = {}
        own: set[str] = set()
        for field, text in _texts(self._index, item, guidance):
            listed = [token for token in tokens(text) if token.surface not in STOP_WORDS or token.joined]
            fields[field] = tuple(token.stem for token in listed)
            for token in listed:
                self._vocabulary.setdefault(token.surface, token.stem)
                for one in filter(None, (token.stem, token.joined)):
                    held = self._worth[one].get(place, 0.0)
                    self._worth[one][place] = max(held, WEIGHTS[field]) + min(held, WEIGHTS[field]) * 0.1
            if field in (TITLE, STATEMENT):
                own |= {token.surface for token in listed}
        self._fields.append(fields)
        self._surfaces.append(frozenset(own))

    def search(self, typed: str) -> list[Hit]:
        """Return what is found, the likeliest first; entries with all that is looked for before the others."""
        meant = entry_meant(self._index, typed)
        below = [one for one in self._index.items if meant and one.path.startswith(meant.path)]
        first = [Hit(one, complete=True, marks=frozenset(), reasons=()) for one in below]
        if meant and meant.kind != NodeKind.CAPABILITY:
            return first
        concepts = concepts_of(self._index, typed, self._beginning)
        matched = [self._matches(concept) for concept in concepts]
        rarity = [log(1 + len(self._fields) / max(len(one), 1)) for one in matched]
        ranked = self._ranked(concepts, matched, rarity)
        placed = {one.identifier for one in below[:1]}
        return [*first[:1], *(hit for hit in ranked if hit.item.identifier not in placed)]

    def unknown(self, typed: str) -> list[Unknown]:
        """Return the words that the edition does not have, with the nearest that it has."""
        found: list[Unknown] = []
        for concept in concepts_of(self._index, typed, self._beginning):
            if not concept.items and not self._matches(concept) and len(found) < _MOST_UNKNOWN:
                said = {" ".join(key) for key in synonyms() if len(key) == 1}
                every = sorted({*self._vocabulary, *said} - STOP_WORDS)
                near = get_close_matches(concept.said, [one for one in every if len(one) > 2], n=3, cutoff=0.72)
                found.append(Unknown(concept.said, tuple(near)))
        return found

    def _beginning(self, begun: str) -> list[str] | None:
        """Return the stems of the words that begin so; None if the edition has the word itself, or it is too short."""
        if stem(begun) in self._worth or len(begun) < LEAST_PREFIX:
            return None
        return sorted({self._vocabulary[word] for word in self._sorted if word.startswith(begun)})

    def _matches(self, concept: Concept) -> dict[int, _Match]:
        found = {place: _Match(value, (), "", why) for place, value, why in concept.items}
        ways: Counter[int] = Counter()
        for way in concept.ways:
            for place in self._places(way):
                value = self._value(way, place) * way.quality
                if not way.via:
                    value *= 1.1 if set(concept.said.split()) <= self._surfaces[place] else 1.0
                ways[place] += 1
                if place not in found or value > found[place].value:
                    found[place] = _Match(value, way.stems, way.via)
        for place, count in ways.items():
            found[place].value *= 1 + _SAID_AGAIN * min(count - 1, 4)
        return found

    def _places(self, way: Way) -> Iterable[int]:
        first, *others = sorted((self._worth.get(one, {}) for one in way.stems), key=len)
        return [place for place in first if all(place in other for other in others)]

    def _value(self, way: Way, place: int) -> float:
        total = sum(self._worth[one][place] for one in way.stems) / len(way.stems)
        if len(way.stems) == 1:
            return total
        together = [field for field, held in self._fields[place].items() if set(way.stems) <= set(held)]
        if not together:
            return total * 0.35
        return max(WEIGHTS[field] * _nearness(self._fields[place][field], way.stems) for field in together)

    def _ranked(self, concepts: list[Concept], matched: list[dict[int, _Match]], rarity: list[float]) -> list[Hit]:
        # What the edition does not have at all is said apart, and keeps nothing back.
        whole = sum(rare for one, rare in zip(matched, rarity, strict=True) if one)
        scored: list[tuple[bool, float, int]] = []
        for place in set().union(*matched):
            has = [(one[place], rare) for one, rare in zip(matched, rarity, strict=True) if place in one]
            complete = len(has) == len(concepts)
            if not complete and not _is_worth_showing(has, whole):
                continue
            score = sum(match.value * rare for match, rare in has)
            scored.append((not complete, -score * self._bonus(place, [match for match, _ in has], concepts), place))
        return [self._hit(place, not partial, matched, concepts) for partial, _, place in sorted(scored)]

    def _bonus(self, place: int, matches: list[_Match], concepts: list[Concept]) -> float:
        """Return what the whole of the words adds: a title made of little else, and words that follow each other."""
        title = self._fields[place][TITLE]
        stems = {one for match in matches for one in match.stems}
        covered = sum(1 for one in title if one in stems) / max(len(title), 1)
        factor = 1.0 + 0.35 * covered
        literal = tuple(one for concept in concepts for one in (concept.ways[0].stems if concept.ways else ()))
        if len(literal) > 1:
            if _has_phrase(title, literal):
                factor += 0.6
            elif _has_phrase(self._fields[place][STATEMENT], literal):
                factor += 0.3
        return factor

    def _hit(self, place: int, complete: bool, matched: list[dict[int, _Match]], concepts: list[Concept]) -> Hit:
        marks: set[str] = set()
        reasons: list[str] = []
        for concept, found in zip(concepts, matched, strict=True):
            match = found.get(place)
            if match is None:
                continue
            marks.update(match.stems)
            reasons += [match.why] if match.why else self._reasons(place, concept, match)
            marks.update(one for way in concept.ways[:1] for one in way.stems if place in self._worth.get(one, {}))
        return Hit(self._index.items[place], complete, frozenset(marks), tuple(dict.fromkeys(reasons)))

    def _reasons(self, place: int, concept: Concept, match: _Match) -> list[str]:
        fields = self._fields[place]
        reasons = [match.via] if match.via else []
        if not match.stems or any(match.stems[0] in fields.get(field, ()) for field in SHOWN):
            return reasons
        if match.stems[0] in fields.get(GUIDANCE, ()):
            return [*reasons, "in its guidance"]
        item = self._index.items[place]
        for one in self._index.support(item).references:
            if any(token.stem == match.stems[0] for token in tokens(one.title)):
                return [*reasons, f"supports {one.identifier} {one.title}"]
        return reasons


def _is_worth_showing(has: list[tuple[_Match, float]], whole: float) -> bool:
    """Tell whether an entry with some of what is looked for has enough of it, and not just in its guidance."""
    shown = sum(rare for match, rare in has if match.value > WEIGHTS[GUIDANCE] * 1.5)
    return shown >= ENOUGH * whole


def _texts(index: EditionIndex, item: Item, guidance: str) -> Iterable[tuple[int, str]]:
    yield TITLE, item.title
    above = item.ancestors
    yield HEADING, " ".join(one.title for one in above if one.kind == NodeKind.SUBCAPABILITY)
    yield TOPIC, " ".join(one.title for one in above if one.kind in (NodeKind.TOPIC, NodeKind.CAPABILITY))
    yield PARENT, item.parent.title if item.parent and item.parent.is_element else ""
    yield THEME, item.theme
    yield STATEMENT, item.statement
    yield CONTROLS, "\n".join(one.title for one in index.support(item).references) if item.is_element else ""
    yield GUIDANCE, guidance


def _nearness(held: tuple[str, ...], wanted: tuple[str, ...]) -> float:
    """Return what several words in one text are worth: most in a row, less with a word between, least apart."""
    if _has_phrase(held, wanted):
        return 1.25
    window, needed = len(wanted) + 1, set(wanted)
    near = any(needed <= set(held[at : at + window]) for at in range(max(len(held) - len(wanted), 0) + 1))
    return 1.0 if near else 0.6


def _has_phrase(held: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    if not phrase or phrase[0] not in held:
        return False
    return any(held[at : at + len(phrase)] == phrase for at in range(len(held) - len(phrase) + 1))
