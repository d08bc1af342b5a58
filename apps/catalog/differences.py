"""How two texts differ, word by word; plain data, no HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "same", "removed", "added"
_PARTS = re.compile(r"\w+(?:[-'\N{RIGHT SINGLE QUOTATION MARK}]\w+)*|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both texts have, or only the earlier (removed) or the later one (added)."""

    kind: str
    text: str


def difference(earlier: str, later: str) -> tuple[Piece, ...]:
    """Return the pieces in order: the same and the removed ones give `earlier`, the same and the added ones `later`."""
    old, new = _PARTS.findall(earlier), _PARTS.findall(later)
    return tuple(_joined(_runs(old, new)))


def _runs(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(old[old_start:old_end]))
            continue
        if old_end > old_start:
            yield Piece(REMOVED, "".join(old[old_start:old_end]))
        if new_end > new_start:
            yield Piece(ADDED, "".join(new[new_start:new_end]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Take a lone blank between two changes into both, so that a changed phrase reads as one."""
    removed = added = ""
    for piece in pieces:
        if piece.kind == REMOVED:
            removed += piece.text
        elif piece.kind == ADDED:
            added += piece.text
        elif piece.text.isspace() and (removed or added):
            removed, added = removed + piece.text, added + piece.text
        else:
            yield from _changed(removed, added)
            removed = added = ""
            yield piece
    yield from _changed(removed, added)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    """Return what is removed, then what is added; a blank that both end in is no change."""
    if removed == added:
        if removed:
            yield Piece(SAME, removed)
        return
    blank = removed[len(removed.rstrip()) :]
    both = blank and removed.endswith(blank) and added.endswith(blank)
    if both:
        removed, added = removed[: -len(blank)], added[: -len(blank)]
    if removed:
        yield Piece(REMOVED, removed)
    if added:
        yield Piece(ADDED, added)
    if both:
        yield Piece(SAME, blank)
