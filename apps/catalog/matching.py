"""Which entry of one edition is which of another (catalog-data.md section 7); plain records, no ORM.

The order is: the same text under the same parent; the same text elsewhere, if it is there once on both sides and is
no fragment; similar text under the same parent, which only proposes. The rest is new or retired.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from apps.catalog.kinds import Change

ROOT = ""
LEAST_ALIKE = 50
"""Percent of the words; below it two sentences have little more in common than the way all of them begin."""
_MANY = 5_000
"""Pairs of siblings; above it the words alone decide, not their order, so that no source can take minutes."""

_APOSTROPHES = re.compile("['`\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}]")
_PUNCTUATION = re.compile(r"[\W_]+")


def normalized(text: str) -> str:
    """Return the text lower-cased, without punctuation, with single blanks: what is compared."""
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())
    return _PUNCTUATION.sub(" ", plain).strip()


@dataclass(frozen=True, slots=True)
class Place:
    """An entry where it stands in one edition.

    `key` names it in its edition, `parent` is the key of the entry above (blank at the top), `name` is what tells it
    from its siblings whatever its text says (the code of a capability or sub-capability), `fragment` marks a text that
    means nothing without the entry above it.
    """

    key: str
    parent: str
    text: str
    kind: str
    name: str = ""
    fragment: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """The same entry in both editions, or, when `proposed`, what a person has to decide about.

    `percent` of the words are alike. A reworded pair that is not proposed is held together by its name.
    """

    old: str
    new: str
    change: Change
    percent: int = 100
    proposed: bool = False


@dataclass(frozen=True)
class Matching:
    """Every entry of both editions, each exactly once."""

    pairs: tuple[Pair, ...]
    new: tuple[str, ...]
    retired: tuple[str, ...]

    def of(self, change: Change, *, proposed: bool = False) -> tuple[Pair, ...]:
        """Return the pairs of one kind of change: the certain ones, or the proposed ones."""
        return tuple(pair for pair in self.pairs if pair.change == change and pair.proposed == proposed)

    @property
    def proposed(self) -> tuple[Pair, ...]:
        """Return the pairs that a person has to decide about, parents before their children."""
        return tuple(pair for pair in self.pairs if pair.proposed)


def match(old: Iterable[Place], new: Iterable[Place], *, known: Iterable[tuple[str, str]] = ()) -> Matching:
    """Return which place of `new` is which of `old`; both in the order of their editions, parents first.

    Pairs of keys that are `known` to be the same entry are taken as settled and not reported again.
    """
    work = _Work(_Side(old), _Side(new))
    work.settle(known)
    work.pair_below(ROOT, ROOT)
    work.pair_moved()
    work.propose_below(ROOT, ROOT)
    return work.result()


@dataclass
class _Side:
    """One edition while it is matched."""

    places: Iterable[Place]
    by_key: dict[str, Place] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[str, str] = field(default_factory=dict)
    free: dict[str, None] = field(default_factory=dict)
    often: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.by_key = {place.key: place for place in self.places}
        self.texts = {key: normalized(place.text) for key, place in self.by_key.items()}
        for key, place in self.by_key.items():
            self.children[place.parent if place.parent in self.by_key else ROOT].append(key)
            self.often[self.said(key)] += 1
        self.free = dict.fromkeys(self.by_key)

    def said(self, key: str) -> tuple[str, str]:
        """Return kind and text. A sub-capability may repeat its only element, so a text alone is not enough."""
        return self.by_key[key].kind, self.texts[key]

    def unpaired(self, parent: str) -> list[str]:
        return [key for key in self.children.get(parent, ()) if key in self.free]

    def movable(self) -> dict[tuple[str, str], str]:
        """Return the free places that can be recognized anywhere, by kind and text."""
        return {
            said: key
            for key in self.free
            if (said := self.said(key))[1] and self.often[said] == 1 and not self.by_key[key].fragment
        }


@dataclass
class _Work:
    """The pairs found so far. A key that is still in `free` has no partner."""

    old: _Side
    new: _Side
    found: list[Pair] = field(default_factory=list)
    settled: list[tuple[str, str]] = field(default_factory=list)

    def settle(self, known: Iterable[tuple[str, str]]) -> None:
        for old, new in known:
            del self.old.free[old], self.new.free[new]
            self.settled.append((old, new))

    def pair(self, old: str, new: str, change: Change, percent: int = 100, *, proposed: bool = False) -> None:
        del self.old.free[old], self.new.free[new]
        self.found.append(Pair(old, new, change, percent, proposed))

    def pair_below(self, old_parent: str, new_parent: str) -> None:
        """Pair what says the same, or has the same name, under two parents that are one; then go further down."""
        stack = [(old_parent, new_parent), *(self.settled if old_parent == ROOT else ())]
        while stack:
            above = stack.pop()
            stack += list(self._pair_siblings(*above))

    def _pair_siblings(self, old_parent: str, new_parent: str) -> Iterator[tuple[str, str]]:
        old, new = self.old, self.new
        names: dict[tuple[str, str], list[str]] = defaultdict(list)
        for key in old.unpaired(old_parent):
            names[old.by_key[key].kind, old.by_key[key].name].append(key)
        for key in new.unpaired(new_parent):
            place = new.by_key[key]
            if place.name and names[place.kind, place.name]:
                yield self._pair_named(names[place.kind, place.name].pop(0), key)
        waiting: dict[tuple[str, str], list[str]] = defaultdict(list)
        for key in old.unpaired(old_parent):
            waiting[old.said(key)].append(key)
        for key in new.unpaired(new_parent):
            if waiting[new.said(key)]:
                partner = waiting[new.said(key)].pop(0)
                self.pair(partner, key, Change.UNCHANGED)
                yield partner, key

    def _pair_named(self, old: str, new: str) -> tuple[str, str]:
        if self.old.texts[old] == self.new.texts[new]:
            self.pair(old, new, Change.UNCHANGED)
        else:
            self.pair(old, new, Change.REWORDED, _percent(self.old.texts[old], self.new.texts[new]))
        return old, new

    def pair_moved(self) -> None:
        """Pair what stands elsewhere now; parents come first, so that their children count as unchanged."""
        present = self.new.movable()
        for said, key in self.old.movable().items():
            partner = present.get(said)
            if key in self.old.free and partner is not None and partner in self.new.free:
                self.pair(key, partner, Change.MOVED)
                self.pair_below(key, partner)

    def propose_below(self, old_parent: str, new_parent: str) -> None:
        """Propose what is alike under two parents that are one, or may be one."""
        stack = [(old_parent, new_parent), *self.settled, *((pair.old, pair.new) for pair in self.found)]
        while stack:
            old, new = stack.pop(0)
            for percent, one, other in self._alike(self.old.unpaired(old), self.new.unpaired(new)):
                if one in self.old.free and other in self.new.free:
                    self.pair(one, other, Change.REWORDED, percent, proposed=True)
                    stack.append((one, other))

    def _alike(self, old: list[str], new: list[str]) -> list[tuple[int, str, str]]:
        """Return the pairs that are alike enough, best first, then in the order of the editions."""
        found = []
        closely = len(old) * len(new) <= _MANY
        olds = [(place, key, self.old.texts[key].split()) for place, key in enumerate(old)]
        matcher = SequenceMatcher(autojunk=False)
        for at, key in enumerate(new):
            matcher.set_seq2(self.new.texts[key].split())
            for place, other, words in olds:
                if self.old.by_key[other].kind != self.new.by_key[key].kind:
                    continue
                matcher.set_seq1(words)
                percent = _ratio(matcher, closely=closely)
                if percent >= LEAST_ALIKE:
                    found.append((-percent, abs(place - at), place, at, other, key))
        return [(-percent, other, key) for percent, _, _, _, other, key in sorted(found)]

    def result(self) -> Matching:
        """Return what was found in the order of the new edition."""
        order = {key: at for at, key in enumerate(self.new.by_key)}
        pairs = sorted(self.found, key=lambda pair: order[pair.new])
        return Matching(tuple(pairs), tuple(self.new.free), tuple(self.old.free))


def _ratio(matcher: SequenceMatcher[str], *, closely: bool) -> int:
    """Return the percent of words alike, or 0 as soon as a cheaper bound says that it is too few."""
    least = LEAST_ALIKE / 100
    if matcher.real_quick_ratio() < least:
        return 0
    bound = matcher.quick_ratio()
    return int(100 * matcher.ratio()) if closely and bound >= least else int(100 * bound)


def _percent(old: str, new: str) -> int:
    return int(100 * SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio())
