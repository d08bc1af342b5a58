"""What was typed into the search, read as concepts: identifiers, controls, subcategories, words and their synonyms."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from apps.catalog.index import EditionIndex, Item
from apps.catalog.kinds import CSF_1_1, SP_800_53
from apps.catalog.words import (
    STOP_WORDS,
    Meaning,
    Token,
    longest_synonym,
    phrase_key,
    said_by_trade,
    stem,
    stems,
    synonyms,
    tokens,
)

type Known = Callable[[str], list[str] | None]
"""Gives the stems of the edition's words that begin as a word does; None when it has the word itself."""
SAID_OTHERWISE = 0.85
MEANT = 0.85
LEAST_PREFIX = 3
BEGUN = 0.6
_MOST_BEGUN = 2
_MEANT_STEP = 0.08
_ENTRY = re.compile(r"([a-z]{2})(?:[\s.\-_]*([a-z]{3})((?:[\s.\-_]*(?:\d{1,2}|[a-z]))*))?")
_ENTRY_WITHIN = re.compile(r"\b[a-z]{2}[-.][a-z]{3}(?:\.(?:\d{1,2}|[a-z]))*\b")
_CONTROL = re.compile(r"(?<![\w.])([a-z]{2})[\s-]?0*(\d{1,2})\b(?:\s*\(\s*0*(\d{1,2})\s*\)|\s+0*(\d{1,2})\b)?")
_SUBCATEGORY = re.compile(r"\b([a-z]{2})[\s.-]?([a-z]{2})(?:\s?-?\s?(\d{1,2}))?(?![\w.-])")
_STEP = re.compile(r"\d+|[a-z]")


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which an entry can say what is looked for: all of these stems; `via` says how it comes to mean it."""

    stems: tuple[str, ...]
    quality: float = 1.0
    via: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that is looked for: in words, or `items` that are meant by an identifier, with what each is worth."""

    said: str
    ways: tuple[Way, ...] = ()
    items: tuple[tuple[int, float, str], ...] = ()


def entry_meant(index: EditionIndex, typed: str) -> Item | None:
    """Return the entry whose identifier or SP 800-213A code was typed, in any notation, and nothing else."""
    shape = _ENTRY.fullmatch(typed.strip().casefold())
    if shape is None:
        return None
    capability, part, steps = shape.groups()
    identifier = capability.upper() + (f"-{part.upper()}" if part else "")
    for step in _STEP.findall(steps or ""):
        identifier += f".{int(step)}" if step.isdigit() else f".{step}"
    return index.get(identifier)


def concepts_of(index: EditionIndex, typed: str, known: Known) -> list[Concept]:
    """Return what is looked for."""
    text = typed.casefold()
    found: list[Concept] = []
    for read in (_entries, _subcategories, _controls):
        text = read(index, text, found)
    return [*found, *_words(text, known)]


def _taken(pattern: re.Pattern[str], text: str, read: Callable[[re.Match[str]], Concept | None]) -> tuple[str, list]:
    found: list[Concept] = []

    def replaced(match: re.Match[str]) -> str:
        concept = read(match)
        if concept is None:
            return match[0]
        found.append(concept)
        return " "

    return pattern.sub(replaced, text), found


def _entries(index: EditionIndex, text: str, found: list[Concept]) -> str:
    def read(match: re.Match[str]) -> Concept | None:
        item = entry_meant(index, match[0])
        if item is None:
            return None
        below = [one for one in index.items if one.path.startswith(item.path)]
        return Concept(item.identifier, items=tuple((index.place(one), 10.0, "") for one in below))

    text, read_here = _taken(_ENTRY_WITHIN, text, read)
    found += read_here
    return text


def _controls(index: EditionIndex, text: str, found: list[Concept]) -> str:
    families = {identifier[:2] for identifier in index.referenced(SP_800_53)}

    def read(match: re.Match[str]) -> Concept | None:
        family, number, bracketed, spaced = match.groups()
        if family.upper() not in families:
            return None
        control, enhancement = f"{family.upper()}-{number}", bracketed or spaced
        wanted = f"{control}({enhancement})" if enhancement else control
        return Concept(wanted, items=tuple(_supporting(index, SP_800_53, wanted)))

    text, read_here = _taken(_CONTROL, text, read)
    found += read_here
    return text


def _subcategories(index: EditionIndex, text: str, found: list[Concept]) -> str:
    known = index.referenced(CSF_1_1)
    categories = {identifier.partition("-")[0] for identifier in known}

    def read(match: re.Match[str]) -> Concept | None:
        category, number = f"{match[1]}.{match[2]}".upper(), match[3]
        identifier = f"{category}-{number}" if number else category
        older = (identifier,) if identifier in known else index.preceding(identifier)
        if not number and category in categories and any(mark in match[0] for mark in ". -"):
            older = tuple(one for one in known if one.startswith(f"{category}-"))
        if not older:
            return None
        items = {place: (place, worth, why) for one in older for place, worth, why in _supporting(index, CSF_1_1, one)}
        return Concept(identifier, items=tuple(items.values()))

    text, read_here = _taken(_SUBCATEGORY, text, read)
    found += read_here
    return text


def _supporting(index: EditionIndex, framework: str, wanted: str) -> Iterator[tuple[int, float, str]]:
    """Yield the entries that support a reference, those that state it themselves first, then through enhancements."""
    for item in index.elements:
        support = index.support(item, framework)
        names = [one.identifier for one in support.references]
        through = next((name for name in names if name.startswith(f"{wanted}(")), "")
        if wanted in names:
            inherited = f" through {support.inherited_from}" if support.inherited_from else ""
            yield (
                index.place(item),
                8.0 if inherited else 10.0 - names.index(wanted) / 10,
                f"supports {wanted}{inherited}",
            )
        elif through:
            yield index.place(item), 5.0, f"supports {through}"


def _words(text: str, known: Known) -> Iterator[Concept]:
    listed = list(tokens(text))
    serious = [token for token in listed if token.surface not in STOP_WORDS]
    at = 0
    while at < len(listed):
        length, meaning = _longest(listed, at)
        if meaning:
            said = " ".join(token.surface for token in listed[at : at + length])
            yield Concept(said, tuple(_ways(said, listed[at : at + length], meaning.said, meaning.means)))
            at += length
            continue
        token = listed[at]
        at += 1
        if token.surface in STOP_WORDS and serious:
            continue
        ways = [Way((token.stem,))]
        if token.joined:
            ways.append(Way((token.joined,)))
        begun = known(token.surface)
        if begun is not None:
            ways += [*(Way((one,), BEGUN) for one in begun), *_begun(token.surface)]
        yield Concept(token.surface, tuple(ways))


def _begun(surface: str) -> Iterator[Way]:
    """Yield what the words of the trade mean that begin as the word that is being typed."""
    phrases = [phrase for phrase in said_by_trade() if phrase.startswith(surface)]
    for phrase in phrases[:_MOST_BEGUN]:
        meaning = synonyms()[phrase_key(phrase)]
        for way in _ways(phrase, list(tokens(phrase)), meaning.said, meaning.means):
            yield Way(way.stems, way.quality * BEGUN, way.via or f"“{phrase}”")


def _longest(listed: list[Token], at: int) -> tuple[int, Meaning | None]:
    for length in range(min(longest_synonym(), len(listed) - at), 0, -1):
        meaning = synonyms().get(tuple(token.stem for token in listed[at : at + length]))
        if meaning:
            return length, meaning
    return 0, None


def _ways(said: str, typed: list[Token], others: tuple[str, ...], means: tuple[str, ...]) -> Iterator[Way]:
    yield Way(stems(said))
    if len(typed) > 1:
        yield Way((stem("".join(token.surface for token in typed)),))
    for number, phrase in enumerate(means):
        yield Way(stems(phrase), max(MEANT - _MEANT_STEP * number, 0.4), _near(phrase, said))
    for phrase in others:
        if phrase_key(phrase) != phrase_key(said):
            yield Way(stems(phrase), SAID_OTHERWISE, f"“{phrase}” is a synonym of “{said}”")


def _near(phrase: str, said: str) -> str:
    return "" if phrase_key(phrase) == phrase_key(said) else f"“{phrase}” is near to “{said}”"
