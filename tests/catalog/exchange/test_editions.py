"""An edition as OSCAL catalog and as CycloneDX standard, held against the official models and schema."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.catalog.exchange import cyclonedx, oscal_catalog
from apps.catalog.exchange.naming import NAMESPACE
from apps.catalog.exchange.picture import PicturedEdition
from apps.catalog.exchange.records import picture_edition
from apps.catalog.kinds import MappingState
from apps.catalog.models import Edition, Example, Node
from tests.factories.catalog import make_edition


@pytest.fixture(scope="module")
def written(bundled: PicturedEdition) -> bytes:
    return oscal_catalog.write(bundled)


def walk(holder: Any) -> list[Any]:
    """Return every group and control below, outermost first."""
    below = (getattr(holder, "groups", None) or []) + (getattr(holder, "controls", None) or [])
    return [found for one in below for found in (one, *walk(one))]


def values(holder: Any, name: str) -> list[tuple[str, str | None]]:
    return [(one.value, one.class_) for one in holder.props if one.name == name and str(one.ns) == NAMESPACE]


def test_trestle_reads_the_bundled_edition_with_every_entry_and_mapping(
    written: bytes, bundled: PicturedEdition, official: Any, tmp_path: Path
) -> None:
    (tmp_path / "catalog.json").write_bytes(written)
    catalog = official.Catalog.oscal_read(tmp_path / "catalog.json")
    assert catalog is not None
    found = walk(catalog)
    assert [one.id for one in found] == [node.identifier for node in bundled.nodes]
    assert Counter(one.class_ for one in found) == Counter(node.kind.value for node in bundled.nodes)
    pairs = [pair for one in found for pair in values(one, "sp-800-53-control")]
    assert Counter(pairs) == Counter(
        (mapping.raw, "low" if mapping.printed_low else None) for node in bundled.nodes for mapping in node.controls
    )
    assert sum(class_ == "low" for _, class_ in pairs) == 306
    assert len(pairs) == 457
    assert {class_ for one in found for _, class_ in values(one, "csf-1.1-subcategory")} == {None, "unresolved"}
    uuids = {resource.uuid for resource in catalog.back_matter.resources}
    assert {link.href[1:] for one in found for link in one.links or ()} <= uuids
    assert "own words" in catalog.metadata.remarks


def test_the_same_edition_gives_the_same_bytes(written: bytes, bundled: PicturedEdition, db: None) -> None:
    again = picture_edition(Edition.objects.get(slug=bundled.slug))
    assert again == bundled
    assert oscal_catalog.write(again) == written
    assert cyclonedx.write(again) == cyclonedx.write(bundled)


def test_cyclonedx_accepts_the_bundled_edition_in_its_strict_validation(
    bundled: PicturedEdition, cyclonedx_fault: Callable[[bytes], Any]
) -> None:
    document = cyclonedx.write(bundled)
    assert cyclonedx_fault(document) is None
    standard = json.loads(document)["definitions"]["standards"][0]
    references = {one["bom-ref"] for one in standard["requirements"]}
    assert len(references) == len(bundled.nodes)
    assert {one["parent"] for one in standard["requirements"] if "parent" in one} < references


def test_an_edition_with_hostile_texts_and_every_state_is_still_valid(
    db: None, official: Any, cyclonedx_fault: Callable[[bytes], Any], tmp_path: Path
) -> None:
    edition = make_edition(version="hostile")
    nodes = Node.objects.filter(edition=edition)
    nodes.filter(identifier="DI-IMS.1").update(
        title="",
        statement='=cmd|"A1"\r\n\u202eright to left \U0001f512 </script>',
        lead_in=" two\n\nlines ",
        theme="a\nb",
    )
    nodes.filter(identifier="DI-IMS.1.a").update(title="two\nlines", source_place=" blanks around ", statement="")
    Example.objects.create(node=nodes.get(identifier="DI-IMS.1.a"), position=1, text="@SUM(A1)")
    picture = picture_edition(edition)
    (tmp_path / "catalog.json").write_bytes(oscal_catalog.write(picture))
    catalog = official.Catalog.oscal_read(tmp_path / "catalog.json")
    assert catalog is not None
    found = {one.id: one for one in walk(catalog)}
    first = found["DI-IMS.1"]
    assert [part.prose for part in first.parts] == [picture.by_identifier["DI-IMS.1"].statement, " two\n\nlines "]
    assert first.title == "DI-IMS.1"
    assert [one.remarks for one in first.props if one.name == "theme"] == ["a\nb"]
    assert values(found["DI-IMS.1.b"], "sp-800-53-mapping-state") == [(MappingState.STATED_NONE, None)]
    assert values(found["DI-IMS.2"], "csf-1.1-subcategory") == [("ID.AM-1", None), ("XX.YY-1", "unresolved")]
    assert values(found["DI-AID.1"], "answerable") == [("no", None)]
    assert cyclonedx_fault(cyclonedx.write(picture)) is None
