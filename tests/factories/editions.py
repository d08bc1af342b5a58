"""Editions side by side for tests: a small first one, a later one with every kind of change, and a draft to decide on.

The first edition is the small tree of `factories.catalog` with sentences that can be alike.
"""

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone

from apps.catalog import bundle, loading
from apps.catalog.kinds import EditionStatus
from apps.catalog.models import Edition, Rewording
from tests.factories.catalog import capability_files, node_of, node_table, write_bundle

type Files = dict[str, dict[str, Any]]

STATEMENTS = {
    "DI-IMS.1": "The device has a number that nobody else has.",
    "DI-IMS.1.a": "The number is printed on the case.",
    "DI-IMS.1.b": "User accounts",
    "DI-IMS.2": "The device keeps its number safe when it starts anew.",
    "DI-AID.1": "The device uses its number to prove which one it is:",
    "DI-AID.1.a": "To the gateway of its network.",
}


def first_files() -> Files:
    """Return the small tree with the sentences above."""
    files = deepcopy(capability_files())
    for table in files["01-DI.toml"]["node"]:
        table["statement"] = STATEMENTS.get(table["id"], table["statement"])
    return files


def later_files() -> Files:
    """Return the tree with one entry moved, one reworded, one new, one retired, and two mappings changed."""
    files = first_files()
    device, documents = files["01-DI.toml"]["node"], files["02-DO.toml"]["node"]
    moved = table_of(files, "DI-IMS.1.a")
    device.remove(moved)
    device.append(moved | {"parent": "DI-AID.1"})
    device.append(node_table("DI-AID.3", parent="DI-AID", statement="The device says when its number changed."))
    table_of(files, "DI-IMS.2").update(
        statement="The product keeps its number safe when it starts anew.", controls=["AC-3", "AC-2"]
    )
    table_of(files, "DI-AID.1.a").pop("printed_low")
    documents.remove(table_of(files, "DO-DAU.1"))
    return files


def draft_files() -> Files:
    """Return the tree as an importer stages it: what is alike has numbers of its own until a person decides."""
    files = first_files()
    reworded = table_of(files, "DI-AID.1")
    reworded.update(id="DI-AID.2", statement="The product uses its number to prove which one it is:")
    table_of(files, "DI-AID.1.a").update(id="DI-AID.2.a", parent="DI-AID.2")
    other = node_table("DI-AID.2.b", parent="DI-AID.2", statement="To its owner, by a light that blinks.")
    files["01-DI.toml"]["node"].append(other)
    table_of(files, "DI-IMS.2").update(id="DI-IMS.3", statement="The product keeps its number safe when it starts.")
    return files


DRAFT_PAIRS = (("DI-IMS.3", "DI-IMS.2", 84), ("DI-AID.2", "DI-AID.1", 90), ("DI-AID.2.a", "DI-AID.1.a", 100))


def table_of(files: Files, identifier: str) -> dict[str, Any]:
    """Return the table of one node."""
    return next(table for file in files.values() for table in file["node"] if table["id"] == identifier)


def make_small_edition(version: str, files: Files, *, in_use: bool = False) -> Edition:
    """Publish an edition and say whether it is in use."""
    edition = load_small(version, files)
    Edition.objects.filter(pk=edition.pk).update(in_use_at=timezone.now() if in_use else None)
    edition.refresh_from_db()
    return edition


def load_small(version: str, files: Files) -> Edition:
    """Load an edition of a catalog of its own, so that identifiers of the bundled one are free in it."""
    with TemporaryDirectory() as folder:
        path = write_bundle(Path(folder), version=version, files=files)
        main = path / "edition.toml"
        main.write_text(main.read_text().replace("device-cybersecurity", "small-catalog"))
        return loading.load(bundle.read_bundle(path), at=timezone.now()).edition


def make_first_edition() -> Edition:
    """Publish the first edition and put it in use."""
    return make_small_edition("1", first_files(), in_use=True)


def make_later_edition(*, in_use: bool = False) -> Edition:
    """Publish the later edition; the first one stays in use unless said otherwise."""
    return make_small_edition("2", later_files(), in_use=in_use)


def make_draft_edition(first: Edition) -> Edition:
    """Return a draft that was matched with the first edition and has three proposals to decide about."""
    edition = make_small_edition("draft", draft_files())
    Edition.objects.filter(pk=edition.pk).update(
        status=EditionStatus.DRAFT, published_at=None, in_use_at=None, matched_with=first
    )
    Rewording.objects.bulk_create(
        Rewording(node=node_of(edition, new), earlier=node_of(first, old), similarity=percent)
        for new, old, percent in DRAFT_PAIRS
    )
    edition.refresh_from_db()
    return edition


def make_revised_edition(*, in_use: bool = True) -> Edition:
    """Publish the bundled edition once more with one entry reworded, one retired and one new (0.7 s).

    DI-IMS.1 speaks of a product, DI-IMS.3 is gone, DI-IMS.99 supports IA-3 and was not there before.
    """
    staged = bundle.read_bundle()
    nodes = dict(staged.nodes)
    reworded, gone = nodes["DI-IMS.1"], nodes.pop("DI-IMS.3")
    nodes["DI-IMS.1"] = replace(reworded, statement=f"{reworded.statement} The product says so itself.")
    nodes["DI-IMS.99"] = replace(
        gone,
        identifier="DI-IMS.99",
        statement="The product keeps a list of the numbers it ever had.",
        controls=("IA-3",),
    )
    revised = replace(staged, label=f"{staged.label} revised", nodes=nodes, digest="1" * 64)
    edition = loading.load(revised, at=timezone.now()).edition
    if not in_use:
        Edition.objects.filter(pk=edition.pk).update(in_use_at=None)
    return edition
