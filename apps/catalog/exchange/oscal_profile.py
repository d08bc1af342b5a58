"""A profile as OSCAL profile: what it includes and excludes, and what it says of each entry."""

from apps.catalog.exchange.naming import catalog_file, edition_uuid, moment, profile_uuid, uuid_of, without_blanks
from apps.catalog.exchange.oscal import VERSION, Json, as_bytes, line, prop, props
from apps.catalog.exchange.oscal_catalog import PARAMETER
from apps.catalog.exchange.picture import PicturedEdition, PicturedItem, PicturedProfile, effects
from apps.catalog.kinds import ItemState

NOTHING: Json = {"with-child-controls": "no"}
"""Selects no control; OSCAL asks for at least one selection."""


def write(edition: PicturedEdition, profile: PicturedProfile) -> bytes:
    """Return the profile as an OSCAL profile in JSON, which imports the OSCAL catalog of its edition."""
    catalog = edition_uuid(edition.catalog, edition.slug)
    included = included_elements(edition, profile.content.items)
    spoken = [item for item in profile.content.items if item.identifier in included]
    document = {
        "uuid": profile_uuid(edition, profile),
        "metadata": _metadata(edition, profile),
        "imports": [
            without_blanks(
                {
                    "href": f"#{catalog}",
                    "include-controls": [{"with-ids": list(included)} if included else NOTHING],
                    "exclude-controls": _excluded(edition, profile.content.items),
                }
            )
        ],
        "merge": {"as-is": True},
        "modify": without_blanks(
            {
                "set-parameters": [_parameter(item) for item in spoken if item.parameter],
                "alters": [_alter(item) for item in spoken],
            }
        ),
        "back-matter": {"resources": _resources(edition, profile, catalog, included)},
    }
    return as_bytes({"profile": without_blanks(document)})


def included_elements(edition: PicturedEdition, items: tuple[PicturedItem, ...]) -> dict[str, None]:
    """Return the elements that the items come to, by their own item or by that of an entry above, in order."""
    found = effects(edition, items)
    return {
        node.identifier: None
        for node in edition.nodes
        if node.is_element and node.identifier in found and found[node.identifier].state != ItemState.EXCLUDED
    }


def _metadata(edition: PicturedEdition, profile: PicturedProfile) -> Json:
    content, identity = profile.content, profile.identity
    party = {"uuid": identity.owner_uuid, "type": "organization", "name": line(identity.owner)}
    exact_title = [] if line(content.title) == content.title else [prop("title", content.title)]
    return without_blanks(
        {
            "title": line(content.title),
            "published": moment(identity.published_at) if identity.published_at else "",
            "last-modified": moment(identity.published_at or identity.created_at),
            "version": str(identity.number),
            "oscal-version": VERSION,
            "props": exact_title
            + props(
                ("catalog", edition.catalog),
                ("edition", content.edition),
                ("profile", identity.slug),
                ("status", identity.status),
                ("created", moment(identity.created_at)),
                ("basis", content.basis),
                ("rests-on", content.rests_on),
                ("source", content.source),
                ("owner", identity.owner),
                ("made-from", identity.made_from),
                ("carried-from", identity.carried_from),
            ),
            "parties": [party] if identity.owner_uuid else [],
            "remarks": content.description,
        }
    )


def _excluded(edition: PicturedEdition, items: tuple[PicturedItem, ...]) -> list[Json]:
    elements = [item for item in items if edition.by_identifier[item.identifier].is_element]
    ids = [item.identifier for item in elements if item.state == ItemState.EXCLUDED]
    return [{"with-ids": ids}] if ids else []


def _parameter(item: PicturedItem) -> Json:
    exact = [] if line(item.parameter) == item.parameter else [prop("parameter", item.parameter)]
    return without_blanks(
        {"param-id": f"{item.identifier}{PARAMETER}", "props": exact, "values": [line(item.parameter)]}
    )


def _alter(item: PicturedItem) -> Json:
    return {"control-id": item.identifier, "adds": [{"props": _said(item)}]}


def _said(item: PicturedItem) -> list[Json]:
    return props(("state", item.state), ("key", "yes" if item.key else ""), ("reason", item.reason))


def _resources(
    edition: PicturedEdition, profile: PicturedProfile, catalog: str, included: dict[str, None]
) -> list[Json]:
    """Return where the catalog is, and the items that are about no included control: groups, and what is left out."""
    source: Json = {
        "uuid": catalog,
        "title": line(f"{edition.catalog_title}: {edition.label}"),
        "rlinks": [{"href": catalog_file(edition.slug), "media-type": "application/oscal.catalog+json"}],
    }
    uuid = profile_uuid(edition, profile)
    others = [
        {
            "uuid": uuid_of("item", uuid, item.identifier),
            "title": line(f"{item.state.label}: {item.identifier}"),
            "props": [prop("item", item.identifier), *_said(item), *props(("parameter", item.parameter))],
        }
        for item in profile.content.items
        if item.identifier not in included
    ]
    return [source, *others]
