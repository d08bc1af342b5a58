"""Words of the search: taken apart, brought to their stem, and the trade's other words for them; no ORM."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

SYNONYMS = Path(__file__).parent / "data" / "synonyms.toml"
_STOP = (
    "a an and any are as at be by can do does for from has have how i if in into is it its may must my no not of on or "
    "our shall should so such than that the their them then there these they this those to up upon was we what when "
    "where which who whose will with without you your"
)
STOP_WORDS = frozenset(_STOP.split())
# Compounds keep together what a hyphen, dot or apostrophe joins: log-on, x.509, 802.11.
_COMPOUND = re.compile(r"[a-z0-9]+(?:[-.\u2019'/][a-z0-9]+)*")
_PART = re.compile(r"[a-z0-9]+")
_SHOWN = re.compile(r"[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*")
_IRREGULAR = {"used": "use", "using": "use", "uses": "use", "users": "user", "lost": "loss", "sent": "send"}
_SHORTEST = 3


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return the word without its ending: plural, -ing, -ed, -ion, -ation, -ate and a last e."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= _SHORTEST or not word.isalpha():
        return word
    word = _singular(word)
    for ending in ("ization", "isation"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)] + "iz"
    for ending, least in (("ation", 4), ("ing", _SHORTEST), ("ed", _SHORTEST)):
        if word.endswith(ending) and len(word) - len(ending) >= least and _has_vowel(word[: -len(ending)]):
            return _undoubled(word[: -len(ending)])
    if word.endswith(("sion", "tion")) and len(word) > 5:
        return word[:-3]
    if word.endswith("ate") and len(word) > 6:
        return word[:-3]
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _has_vowel(word: str) -> bool:
    return any(letter in "aeiouy" for letter in word)


def _undoubled(word: str) -> str:
    if word.endswith("at") and len(word) > 5:
        return word[:-2]
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "sl":
        return word[:-1]
    return word


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text; `joined` are the parts of a compound written as one word (log-on: logon)."""

    surface: str
    stem: str
    joined: str = ""


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text with their stems; the last part of a compound also carries it as one word."""
    for compound in _COMPOUND.findall(text.casefold()):
        parts = [part for part in _PART.findall(compound) if part != "s"]
        whole = "".join(parts)
        for at, part in enumerate(parts):
            last = at == len(parts) - 1 and len(parts) > 1
            yield Token(part, stem(part), stem(whole) if last else "")


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text in order, without stop words unless there is nothing else."""
    found = tuple(token.stem for token in tokens(text) if token.surface not in STOP_WORDS)
    return found or tuple(token.stem for token in tokens(text))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What else a word of the trade is called: other ways to say the same, and what the catalog calls it."""

    said: tuple[str, ...]
    means: tuple[str, ...]


@cache
def synonyms() -> dict[tuple[str, ...], Meaning]:
    """Return the reviewed synonyms by the stems of what is said."""
    found: dict[tuple[str, ...], Meaning] = {}
    for table in tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["term"]:
        meaning = Meaning(tuple(table["said"]), tuple(table["means"]))
        for phrase in meaning.said:
            found.setdefault(phrase_key(phrase), meaning)
    return found


@cache
def said_by_trade() -> tuple[str, ...]:
    """Return every phrase that has synonyms, in the order of the letters."""
    return tuple(sorted(phrase for meaning in set(synonyms().values()) for phrase in meaning.said))


@cache
def longest_synonym() -> int:
    """Return how many words the longest phrase among the synonyms has."""
    return max(len(key) for key in synonyms())


def phrase_key(phrase: str) -> tuple[str, ...]:
    """Return the stems of a phrase, stop words included, as synonyms are looked up."""
    return tuple(token.stem for token in tokens(phrase))


def highlight(text: str, marks: frozenset[str]) -> SafeString:
    """Return the text escaped, with <mark> around each word whose stem is in `marks`."""
    if not marks:
        return conditional_escape(text)
    parts, last = [], 0
    for found in _SHOWN.finditer(text):
        for start, end in _marked(found, marks):
            parts += [conditional_escape(text[last:start]), format_html("<mark>{}</mark>", text[start:end])]
            last = end
    return mark_safe("".join([*parts, conditional_escape(text[last:])]))


def _marked(found: re.Match[str], marks: frozenset[str]) -> Iterable[tuple[int, int]]:
    """Return the places of the word to mark: the whole compound, or its single parts."""
    listed = list(tokens(found[0]))
    if any(token.joined in marks for token in listed if token.joined):
        return [found.span()]
    parts = [(part.start() + found.start(), part.end() + found.start()) for part in _PART.finditer(found[0].casefold())]
    stems_of = [stem(part) for part in _PART.findall(found[0].casefold())]
    return [place for place, one in zip(parts, stems_of, strict=True) if one in marks]
