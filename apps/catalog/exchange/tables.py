"""Editions and profiles as rows of cells: what the CSV files and the sheets of the workbooks hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.catalog.exchange.naming import moment
from apps.catalog.exchange.oscal_catalog import WORDS
from apps.catalog.exchange.picture import (
    PicturedEdition,
    PicturedItem,
    PicturedMapping,
    PicturedNode,
    PicturedProfile,
    ProfileContent,
    effects,
)

Row = tuple[str, ...]
ABOUT = ("edition", "title", "description", "source", "basis", "rests-on")
"""What is said of a profile as a whole, in rows that begin with a number sign."""
ITEM_HEADER: Row = ("entry", "title", "state", "key", "parameter", "reason", "statement")
ENTRY_HEADER: Row = (
    "entry",
    "SP 800-213A code",
    "kind",
    "branch",
    "part of",
    "title",
    "theme",
    "lead-in",
    "statement",
    "examples",
    "answerable",
    "in the draft of 2021",
    "SP 800-53 controls",
    "of these printed as low",
    "controls are",
    "CSF 1.1 subcategories",
    "subcategories are",
    "not found in the framework",
    "source place",
)
_PAIR_HEADER: Row = ("entry", "framework", "reference", "title", "printed as low", "found in the framework")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A named table; `widths` are those of its columns, in characters."""

    name: str
    header: Row
    rows: list[Row]
    widths: tuple[int, ...]


def edition_sheets(edition: PicturedEdition) -> list[Sheet]:
    """Return an edition as tables: entries, mappings, and what it is."""
    about: list[Row] = [
        ("catalog", edition.catalog_title),
        ("edition", edition.label),
        ("name in addresses", edition.slug),
        ("wording", edition.wording.label),
        ("published", moment(edition.published_at)),
        ("sources", edition.source),
        ("SHA-256 of the source files", edition.digest),
        ("words", WORDS[edition.wording]),
    ]
    widths = (16, 10, 14, 14, 14, 34, 20, 40, 70, 40, 11, 11, 24, 14, 16, 22, 16, 16, 24)
    return [
        Sheet("Entries", ENTRY_HEADER, list(entry_rows(edition)), widths),
        Sheet("Mappings", _PAIR_HEADER, list(_pairs(edition)), (16, 18, 16, 60, 14, 14)),
        Sheet("About", ("what", "value"), about, (28, 110)),
    ]


def entry_rows(edition: PicturedEdition) -> Iterator[Row]:
    """Yield one row for each entry; several values stand below each other in their cell."""
    for node in edition.nodes:
        yield (
            node.identifier,
            node.code_213a,
            node.kind.label,
            node.branch.value,
            node.parent,
            node.title,
            node.theme,
            node.lead_in,
            node.statement,
            "\n".join(node.examples),
            _yes(node.answerable) if node.is_element else "",
            _yes(node.in_draft),
            _listed(node.controls),
            "\n".join(one.raw for one in node.controls if one.printed_low),
            node.control_state.label,
            _listed(node.csf),
            node.csf_state.label,
            "\n".join(one.raw for one in (*node.controls, *node.csf) if not one.resolved),
            node.source_place,
        )


def _listed(mappings: tuple[PicturedMapping, ...]) -> str:
    return "\n".join(one.raw for one in mappings)


def _pairs(edition: PicturedEdition) -> Iterator[Row]:
    for node in edition.nodes:
        for framework, mappings in (("SP 800-53 Rev. 5", node.controls), ("CSF 1.1", node.csf)):
            for one in mappings:
                yield (node.identifier, framework, one.raw, one.title, _yes(one.printed_low), _yes(one.resolved))


def profile_sheets(edition: PicturedEdition, profile: PicturedProfile) -> list[Sheet]:
    """Return a profile as tables: what it says, what that comes to for every entry, and what it is."""
    identity = profile.identity
    about: list[Row] = [
        *about_rows(profile.content),
        ("profile", identity.slug),
        ("version", str(identity.number)),
        ("status", identity.status),
        ("created", moment(identity.created_at)),
        ("published", moment(identity.published_at) if identity.published_at else ""),
        ("owner", identity.owner),
        ("made from", identity.made_from),
        ("carried over from", identity.carried_from),
    ]
    return [
        Sheet("Items", ITEM_HEADER, list(item_rows(edition, profile.content.items)), (16, 34, 14, 7, 30, 50, 70)),
        Sheet("Entries", _EFFECT_HEADER, list(_effects(edition, profile.content.items)), (16, 34, 14, 16, 70, 24)),
        Sheet("About", ("what", "value"), about, (20, 110)),
    ]


_EFFECT_HEADER: Row = ("entry", "title", "state", "said of", "statement", "SP 800-53 controls")


def about_rows(content: ProfileContent) -> list[tuple[str, str]]:
    """Return what is said of a profile as a whole."""
    values = (
        content.edition,
        content.title,
        content.description,
        content.source,
        content.basis.value,
        content.rests_on.value,
    )
    return list(zip(ABOUT, values, strict=True))


def item_rows(edition: PicturedEdition, items: tuple[PicturedItem, ...]) -> Iterator[Row]:
    """Yield one row for each item, with the entry's own words beside it."""
    for item in items:
        node: PicturedNode = edition.by_identifier[item.identifier]
        key = _yes(item.key)
        yield (item.identifier, node.title, item.state.value, key, item.parameter, item.reason, node.statement)


def _effects(edition: PicturedEdition, items: tuple[PicturedItem, ...]) -> Iterator[Row]:
    found = effects(edition, items)
    for node in edition.nodes:
        if node.answerable and (effect := found.get(node.identifier)):
            said_of = effect.said_by.identifier
            yield (node.identifier, node.title, effect.state.value, said_of, node.statement, _listed(node.controls))


def _yes(value: bool) -> str:
    return "yes" if value else "no"
