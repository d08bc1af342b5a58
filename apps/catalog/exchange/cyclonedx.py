"""An edition as CycloneDX standard definition (specification 1.6, `definitions.standards`)."""

import json

from apps.catalog.exchange.naming import edition_uuid, moment, without_blanks
from apps.catalog.exchange.oscal import Json
from apps.catalog.exchange.oscal_catalog import WORDS
from apps.catalog.exchange.picture import PicturedEdition, PicturedMapping, PicturedNode
from apps.catalog.kinds import Wording

OWNERS = {
    Wording.OWN: "Assay, after the catalog of the National Institute of Standards and Technology (NIST)",
    Wording.OFFICIAL: "National Institute of Standards and Technology (NIST)",
}


def write(edition: PicturedEdition) -> bytes:
    """Return a CycloneDX document that defines the edition as a standard with one requirement for each entry."""
    identifier = edition_uuid(edition.catalog, edition.slug)
    standard = {
        "bom-ref": edition.slug,
        "name": edition.catalog_title,
        "version": edition.label,
        "description": f"{WORDS[edition.wording]} Sources: {edition.source}",
        "owner": OWNERS[edition.wording],
        "requirements": [_requirement(edition, node) for node in edition.nodes],
    }
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{identifier}",
        "version": 1,
        "metadata": {"timestamp": moment(edition.published_at)},
        "definitions": {"standards": [standard]},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _requirement(edition: PicturedEdition, node: PicturedNode) -> Json:
    return without_blanks(
        {
            "bom-ref": _reference(edition, node.identifier),
            "identifier": node.identifier,
            "title": node.title,
            "text": node.statement,
            "descriptions": [
                text
                for text in (
                    node.lead_in,
                    *(f"Example: {text}" for text in node.examples),
                    *(f"{name.capitalize()}: {text}" for name, text in node.guidance),
                )
                if text
            ],
            "parent": _reference(edition, node.parent) if node.parent else "",
            "properties": _properties(node),
        }
    )


def _reference(edition: PicturedEdition, identifier: str) -> str:
    return f"{edition.slug}/{identifier}"


def _properties(node: PicturedNode) -> list[Json]:
    pairs = [
        ("kind", node.kind.value),
        ("branch", node.branch.value),
        ("sp-800-213a-code", node.code_213a),
        ("theme", node.theme),
        ("answerable", ("yes" if node.answerable else "no") if node.is_element else ""),
        ("in-draft-of-2021", "yes" if node.in_draft else "no"),
        ("sp-800-53-mapping-state", node.control_state.value),
        ("csf-1.1-mapping-state", node.csf_state.value),
        ("source-place", node.source_place),
        *((_kind("sp-800-53-control", one), one.raw) for one in node.controls),
        *((_kind("csf-1.1-subcategory", one), one.raw) for one in node.csf),
    ]
    return [{"name": f"assay:{name}", "value": value} for name, value in pairs if value]


def _kind(name: str, mapping: PicturedMapping) -> str:
    return f"{name}{':low' if mapping.printed_low else ''}{'' if mapping.resolved else ':unresolved'}"
