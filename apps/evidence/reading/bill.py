"""What both kinds of bill of materials say: which parts there are, under which licenses, from whom."""

from collections import Counter
from dataclasses import dataclass

from apps.evidence.reading.outcome import Document, Table, count, listed, words

NOT_STATED = ("", "NOASSERTION", "NONE")


@dataclass(frozen=True)
class Part:
    """One component of the product."""

    name: str
    version: str
    license: str
    supplier: str
    has_hash: bool
    place: str


def tell(document: Document, parts: list[Part], place: str) -> None:
    """Add components and licenses to summary and facts."""
    licenses = Counter(words(part.license, 60) if part.license not in NOT_STATED else "not stated" for part in parts)
    document.tell("Components", len(parts) or "none")
    most = ", ".join(f"{name} ({number})" for name, number in licenses.most_common(8))
    document.tell("Licenses", most + (f" and {len(licenses) - 8} more" if len(licenses) > 8 else ""))
    table = Table("Components and licenses", ["Component", "Version", "License", "Supplier"])
    for part in parts:
        table.add(part.name, part.version or "not stated", _stated(part.license), _stated(part.supplier))
    document.tables.append(table)
    _facts(document, parts, place)


def _facts(document: Document, parts: list[Part], place: str) -> None:
    if not parts:
        document.fact("sbom.components", "opposite", "It lists no component at all.", place)
        return
    bare = [part for part in parts if not part.version]
    text = f"It lists {count(len(parts), 'component')} by name and version"
    text += f", {len(bare)} of them without a version." if bare else "."
    document.fact("sbom.components", "shows", text, place)
    unhashed = [part for part in parts if not part.has_hash]
    _of_all(document, "sbom.hashes", "a hash value", without=unhashed, parts=parts, place=place)
    unnamed = [part for part in parts if part.supplier in NOT_STATED]
    _of_all(document, "sbom.suppliers", "the supplier", without=unnamed, parts=parts, place=place)


def _of_all(document: Document, key: str, what: str, *, without: list[Part], parts: list[Part], place: str) -> None:
    """A fact that shows only when it holds for every component; otherwise it names where it does not."""
    if not without:
        document.fact(key, "shows", f"It states {what} for each of {count(len(parts), 'component')}.", place)
    else:
        names = listed([part.name for part in without], 3)
        text = f"It states {what} for {len(parts) - len(without)} of {len(parts)} components; not for {names}."
        document.fact(key, "silent", text, without[0].place)


def _stated(value: str) -> str:
    return "not stated" if value in NOT_STATED else value
