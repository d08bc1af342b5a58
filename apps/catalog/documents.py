"""The public pages as JSON: what each document holds. The names are a contract, told in config/docs/catalog-json.md."""

from collections.abc import Iterable
from typing import Any

from apps.catalog.browsing import Row
from apps.catalog.controls import Line, Supporters
from apps.catalog.guidance import TEXTS
from apps.catalog.index import EditionIndex, Item, Support
from apps.catalog.kinds import CSF_1_1, NodeKind
from apps.catalog.membership import Membership
from apps.catalog.models import Edition, Profile, Reference
from apps.catalog.selection import Mention

Document = dict[str, Any]


def edition_document(edition: Edition, current: Edition | None) -> Document:
    """Return which edition a document is of."""
    return {
        "slug": edition.slug,
        "label": edition.label,
        "wording": edition.wording,
        "status": edition.status,
        "current": edition == current,
    }


def brief(index: EditionIndex, item: Item) -> Document:
    """Return an entry as lists have it."""
    return {
        "identifier": item.identifier,
        "kind": item.kind,
        "title": item.title,
        "statement": item.statement,
        "capability": item.capability_code,
        "controls": [one.identifier for one in index.support(item).references],
        "url": item.url,
    }


def hit_document(index: EditionIndex, row: Row) -> Document:
    """Return an entry that a search found, with why."""
    found = brief(index, row.item)
    return found | ({"has_all_words": row.hit.complete, "reasons": list(row.hit.reasons)} if row.hit else {})


def entry_document(index: EditionIndex, context: Document) -> Document:
    """Return one entry with everything that its page says."""
    item: Item = context["item"]
    guidance, node = context["guidance"], context["node"]
    return {
        "identifier": item.identifier,
        "code_213a": item.code_213a,
        "kind": item.kind,
        "branch": item.branch,
        "capability": item.capability_code,
        "title": item.title,
        "theme": item.theme,
        "lead_in": node.lead_in,
        "statement": item.statement,
        "answerable": item.answerable,
        "in_draft_of_2021": item.in_draft,
        "parent": item.parent.identifier if item.parent else None,
        "path": [one.identifier for one in item.ancestors],
        "children": [brief(index, one) for one in item.children],
        "siblings": [one.identifier for one in context["siblings"] if one is not item],
        "controls": controls_document(context["support"]),
        "controls_below": [one.identifier for one in context["support_below"]],
        "csf": csf_document(index, context["csf"]),
        "profiles": [mention_document(one) for one in context["profiles"]],
        "examples": context["examples"],
        "guidance": {name: getattr(guidance, name) for name in TEXTS} if guidance else None,
        "guidance_is_about": context["home"].identifier if guidance else None,
        "other_wording": _other(context),
        "url": item.url,
    }


def _other(context: Document) -> Document | None:
    other, edition = context["other"], context["other_edition"]
    if other is None:
        return None
    return {
        "edition": edition.slug,
        "wording": edition.wording,
        "lead_in": other.lead_in,
        "statement": other.statement,
    }


def controls_document(support: Support) -> Document:
    """Return the controls that an entry supports; `inherited_from` names the entry that they are stated for."""
    return {
        "state": support.state.value,
        "inherited_from": support.inherited_from or None,
        "references": [
            {"identifier": one.identifier, "title": one.title, "baselines": list(one.baselines)}
            for one in support.references
        ],
    }


def csf_document(index: EditionIndex, support: Support) -> Document:
    """Return the subcategories of CSF 1.1 that an entry supports, each with what 2.0 has in its place."""
    return {
        "state": support.state.value,
        "inherited_from": support.inherited_from or None,
        "references": [
            {
                "identifier": one.identifier,
                "resolved": one.resolved,
                "successors": list(index.succeeding(one.identifier)),
            }
            for one in support.references
        ],
    }


def mention_document(one: Mention) -> Document:
    """Return a profile that has the entry."""
    return {"slug": one.profile.slug, "title": one.profile.title} | membership_document(one.membership)


def membership_document(one: Membership) -> Document:
    """Return what a profile says of an entry."""
    return {
        "state": one.state.value,
        "key": one.key,
        "parameter": one.parameter,
        "reason": one.reason,
        "said_of": one.said_of or None,
    }


def line_document(line: Line) -> Document:
    """Return a control as the list of controls has it."""
    return {
        "identifier": line.identifier,
        "title": line.title,
        "family": line.family,
        "enhancement": line.is_enhancement,
        "baselines": list(line.baselines),
        "entries": line.entries,
        "url": line.url,
    }


def control_document(index: EditionIndex, context: Document) -> Document:
    """Return one control with the entries that support it."""
    control: Reference = context["control"]
    through: Iterable[Supporters] = context["through_enhancements"]
    return {
        "framework": control.framework.name,
        "identifier": control.identifier,
        "title": control.title,
        "family": control.group,
        "family_title": control.group_title,
        "parent": control.parent.identifier if control.parent else None,
        "withdrawn": control.withdrawn,
        "successors": [one.identifier for one in context["successors"]],
        "baselines": list(context["baselines"]),
        "entries": rows_document(index, context),
        "enhancements": [
            {
                "identifier": one.identifier,
                "title": one.title,
                "withdrawn": one.withdrawn,
                "baselines": list(baselines),
                "entries": entries,
            }
            for one, baselines, entries in context["enhancements"]
        ],
        "through_enhancements": [
            {"identifier": one.identifier, "entries": [brief(index, item) for item in one.items]} for one in through
        ],
    }


def subcategory_document(index: EditionIndex, context: Document) -> Document:
    """Return one subcategory with the entries that support it."""
    subcategory: Reference = context["subcategory"]
    older = subcategory.framework.name == CSF_1_1
    return {
        "framework": subcategory.framework.name,
        "identifier": subcategory.identifier,
        "category": subcategory.group,
        "category_title": subcategory.group_title,
        "successors" if older else "predecessors": [one.identifier for one in context["related"]],
        "entries": rows_document(index, context),
    }


def rows_document(index: EditionIndex, context: Document) -> list[Document]:
    """Return the entries of a page's sections."""
    return [brief(index, row.item) for section in context["sections"] for row in section.rows]


def profile_document(profile: Profile) -> Document:
    """Return a profile as lists have it."""
    return {
        "slug": profile.slug,
        "version": profile.number,
        "title": profile.title,
        "description": profile.description,
        "source": profile.source,
        "basis": profile.basis,
        "rests_on": profile.rests_on,
    }


def members_document(index: EditionIndex, members: dict[int, Membership]) -> list[Document]:
    """Return the entries that a profile has, each with what it says of it."""
    return [
        brief(index, item) | membership_document(members[item.pk])
        for item in index.elements
        if item.pk in members and members[item.pk].is_in
    ]


def capabilities_document(index: EditionIndex, items: Iterable[Item]) -> list[Document]:
    """Return the capabilities with the number of entries among `items`."""
    listed = [item.capability_code for item in items]
    return [
        {"identifier": one.identifier, "title": one.title, "entries": listed.count(one.identifier)}
        for one in index.of_kind(NodeKind.CAPABILITY)
    ]
