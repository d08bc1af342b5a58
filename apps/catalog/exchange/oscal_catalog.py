"""An edition as OSCAL catalog: groups down to the topics, controls for the elements, nested as they are."""

from apps.catalog.exchange.naming import NAMESPACE, edition_uuid, moment, uuid_of, without_blanks
from apps.catalog.exchange.oscal import VERSION, Json, as_bytes, line, prop, props
from apps.catalog.exchange.picture import PicturedEdition, PicturedMapping, PicturedNode
from apps.catalog.kinds import CSF_1_1, SP_800_53, Wording

PARAMETER = "_prm"
"""What is added to an element's identifier to name the value that an agency may set for it."""
WORDS = {
    Wording.OWN: "Statements, titles of elements and guidance are Assay's own words and not a text of NIST; "
    "structure, names, codes and mappings are facts of the catalog named under the sources.",
    Wording.OFFICIAL: "The words are those of the publication named under the sources.",
}


def write(edition: PicturedEdition) -> bytes:
    """Return the edition as an OSCAL catalog in JSON."""
    metadata = {
        "title": line(f"{edition.catalog_title}: {edition.label}"),
        "published": moment(edition.published_at),
        "last-modified": moment(edition.published_at),
        "version": line(edition.label),
        "oscal-version": VERSION,
        "props": props(
            ("catalog", edition.catalog),
            ("edition", edition.slug),
            ("wording", edition.wording),
            ("source-digest-sha-256", edition.digest),
        ),
        "remarks": WORDS[edition.wording],
    }
    catalog = {
        "uuid": edition_uuid(edition.catalog, edition.slug),
        "metadata": metadata,
        "groups": [_group(edition, node) for node in edition.children.get("", [])],
        "back-matter": {"resources": _resources(edition)},
    }
    return as_bytes({"catalog": without_blanks(catalog)})


def _group(edition: PicturedEdition, node: PicturedNode) -> Json:
    below = edition.children.get(node.identifier, [])
    groups = [_group(edition, child) for child in below if not child.is_element]
    controls = [_control(edition, child) for child in below if child.is_element]
    if groups and controls:
        # OSCAL groups hold either groups or controls.
        rest = {"id": f"{node.identifier}_elements", "class": "elements", "title": line(node.title, node.identifier)}
        groups, controls = [{**rest, "controls": controls}, *groups], []
    return without_blanks(
        {
            "id": node.identifier,
            "class": node.kind.value,
            "title": line(node.title, node.identifier),
            "props": _props(node),
            "links": _links(edition, node),
            "parts": _parts(node, "overview"),
            "groups": groups,
            "controls": controls,
        }
    )


def _control(edition: PicturedEdition, node: PicturedNode) -> Json:
    parameter = {"id": f"{node.identifier}{PARAMETER}", "label": "a value that the agency sets"}
    return without_blanks(
        {
            "id": node.identifier,
            "class": node.kind.value,
            "title": line(node.title, node.identifier),
            "params": [parameter] if node.answerable else [],
            "props": _props(node),
            "links": _links(edition, node),
            "parts": _parts(node, "statement"),
            "controls": [_control(edition, child) for child in edition.children.get(node.identifier, [])],
        }
    )


def _props(node: PicturedNode) -> list[Json]:
    return [
        {"name": "label", "value": node.identifier},
        {"name": "sort-id", "value": node.path},
        *props(
            ("kind", node.kind),
            ("branch", node.branch),
            ("sp-800-213a-code", node.code_213a),
            ("theme", node.theme),
            ("answerable", ("yes" if node.answerable else "no") if node.is_element else ""),
            ("in-draft-of-2021", "yes" if node.in_draft else "no"),
            ("sp-800-53-mapping-state", node.control_state),
            ("csf-1.1-mapping-state", node.csf_state),
            ("source-place", node.source_place),
        ),
        *(prop("sp-800-53-control", one.raw, _class(one)) for one in node.controls),
        *(prop("csf-1.1-subcategory", one.raw, _class(one)) for one in node.csf),
    ]


def _class(mapping: PicturedMapping) -> str:
    """Return the flags of a mapping; a class holds one token."""
    flags = ["low"] if mapping.printed_low else []
    return "-".join(flags + ([] if mapping.resolved else ["unresolved"]))


def _links(edition: PicturedEdition, node: PicturedNode) -> list[Json]:
    return [
        {"href": f"#{_framework_uuid(name)}", "rel": "related", "resource-fragment": one.raw, "text": line(one.raw)}
        for name, mappings in ((SP_800_53, node.controls), (CSF_1_1, node.csf))
        for one in mappings
        if one.resolved
    ]


def _parts(node: PicturedNode, statement: str) -> list[Json]:
    """Return the texts; parts that OSCAL has no name for are named in our namespace."""
    own = [("lead-in", node.lead_in)]
    own += [("example", text) for text in node.examples]
    own += [(f"guidance-{name}", text) for name, text in node.guidance]
    parts = [{"id": f"{node.identifier}_smt", "name": statement, "prose": node.statement}] if node.statement else []
    numbered = enumerate(((name, text) for name, text in own if text), start=1)
    return parts + [
        {"id": f"{node.identifier}_txt.{number}", "name": name, "ns": NAMESPACE, "prose": text}
        for number, (name, text) in numbered
    ]


def _framework_uuid(name: str) -> str:
    return uuid_of("framework", name)


def _resources(edition: PicturedEdition) -> list[Json]:
    source = {
        "uuid": uuid_of("source", edition.catalog, edition.slug),
        "title": "Sources of this edition",
        "description": edition.source,
    }
    frameworks = [
        {
            "uuid": _framework_uuid(name),
            "title": line(f"{name}: {title}"),
            "description": text,
        }
        for name, title, text in edition.frameworks
    ]
    return [without_blanks(one) for one in (source, *frameworks)]
