"""Editions and profiles as files from the browser and from the command line."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.actors import Actor
from apps.catalog import actions
from apps.catalog.exchange import formats, oscal_profile_reading, profile_table
from apps.catalog.exchange.content import decoded
from apps.catalog.exchange.picture import PicturedEdition
from apps.catalog.kinds import ItemState
from apps.catalog.models import Edition, Profile
from tests.factories.accounts import make_member, sign_in
from tests.factories.catalog import make_edition

pytestmark = pytest.mark.django_db
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def world(kept_world: None, bundled: PicturedEdition) -> Any:
    """A small edition that is in use, and two agencies of which one has a draft profile."""
    edition = make_edition()
    reviewer, stranger = make_member("agency", "reviewer"), make_member("agency", "reviewer")
    actions.create_profile(
        by=reviewer,
        edition=edition,
        title="Lobby cameras",
        description="=Cameras in lobbies.",
        items=[
            actions.ItemInput("DI", reason="All of it."),
            actions.ItemInput("DI-IMS.1", ItemState.RECOMMENDED, True, "TLS 1.2 or later", "@We want it."),
            actions.ItemInput("DI-AID", ItemState.EXCLUDED, reason="No network."),
        ],
    )
    return edition, reviewer, stranger


@pytest.fixture
def edition(world: Any) -> Edition:
    return world[0]


@pytest.fixture
def reviewer(world: Any) -> Actor:
    return world[1]


@pytest.fixture
def own(world: Any) -> str:
    return "/profiles/lobby-cameras/v1/export."


@pytest.mark.parametrize(
    ("name", "media_type", "file"),
    [
        ("oscal", "application/json", "small-test-oscal-catalog.json"),
        (
            "cyclonedx",
            "application/vnd.cyclonedx+json; version=1.6",
            "small-test-cyclonedx-standard.json",
        ),
        ("xlsx", WORKBOOK, "small-test.xlsx"),
        ("csv", "text/csv; charset=utf-8", "small-test.csv"),
    ],
)
def test_an_edition_is_handed_out_once_and_then_only_asked_about(
    client: Client, edition: Edition, name: str, media_type: str, file: str
) -> None:
    address = f"/catalog/export/{edition.slug}.{name}"
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"] == f'attachment; filename="{file}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert client.get(address, headers={"if-none-match": '"another"'}).content == answer.content


def test_asking_about_an_edition_again_reads_nothing_of_it(
    client: Client, edition: Edition, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    address = f"/catalog/export/{edition.slug}.oscal"
    tag = client.get(address)["ETag"]
    with django_assert_max_num_queries(2):
        assert client.get(address, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/catalog/export/small-test.pdf", "/catalog/export/no-such.csv"])
def test_what_is_not_there_is_not_found(client: Client, edition: Edition, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_edition_that_is_still_drafted_is_not_handed_out(client: Client, edition: Edition) -> None:
    draft = Edition.objects.create(catalog=edition.catalog, label="Draft", slug="draft", digest="0" * 64)
    assert client.get(f"/catalog/export/{draft.slug}.csv").status_code == 404


def test_a_profile_of_the_catalog_is_handed_out_in_the_edition_that_is_asked_for(
    client: Client, bundled: PicturedEdition, edition: Edition
) -> None:
    answer = client.get(f"/catalog/profiles/core-baseline/export.oscal?edition={bundled.slug}")
    assert answer["Content-Disposition"] == 'attachment; filename="core-baseline-1-oscal-profile.json"'
    read = oscal_profile_reading.read(decoded(answer.content), bundled)
    assert read.findings.faults == []
    stored = Profile.objects.get(edition__slug=bundled.slug, slug="core-baseline")
    assert [item.identifier for item in read.content.items] == [
        item.node.identifier for item in stored.items.select_related("node").order_by("node__path")
    ]
    again = client.get(
        answer.request["PATH_INFO"], {"edition": bundled.slug}, headers={"if-none-match": answer["ETag"]}
    )
    assert again.status_code == 304
    assert client.get("/catalog/profiles/core-baseline/export.oscal?edition=no-such").status_code == 404
    assert client.get("/catalog/profiles/no-such/export.oscal").status_code == 404


@pytest.mark.parametrize("slug", ["core-baseline", "federal-low", "consumer"])
def test_every_profile_of_the_bundled_edition_comes_back_from_its_files(bundled: PicturedEdition, slug: str) -> None:
    profile = Profile.objects.select_related("edition__catalog").get(edition__slug=bundled.slug, slug=slug)
    files = {name: formats.profile_file(profile, name).content for name in ("oscal", "csv")}
    by_oscal = oscal_profile_reading.read(decoded(files["oscal"]), bundled)
    by_table = profile_table.read(decoded(files["csv"]), bundled)
    assert by_oscal.findings.faults == by_table.findings.faults == []
    assert by_oscal.content == by_table.content
    assert profile_table.write(bundled, by_table.content) == files["csv"]


def test_members_of_the_agency_take_their_own_draft_with_them(client: Client, reviewer: Actor, own: str) -> None:
    table = sign_in(client, reviewer).get(own + "csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in table[-3:]] == ["DI", "DI-IMS.1", "DI-AID"]
    assert "#description,'=Cameras in lobbies." in table[3]
    assert "DI-IMS.1,Title of DI-IMS.1,recommended,yes,TLS 1.2 or later,'@We want it." in table[-2]
    book = openpyxl.load_workbook(io.BytesIO(client.get(own + "xlsx").content))
    assert book.sheetnames == ["Items", "Entries", "About"]
    effects = {row[0]: row[2:4] for row in book["Entries"].iter_rows(min_row=2, values_only=True)}
    assert effects["DI-IMS.1.a"] == ("recommended", "DI-IMS.1")
    assert effects["DI-IMS.2"] == ("required", "DI")
    assert effects["DI-AID.1.a"] == ("excluded", "DI-AID")
    assert client.get(own + "csv")["Cache-Control"] == "no-store"


def test_another_agency_and_the_public_do_not_find_it(client: Client, world: Any, own: str) -> None:
    assert client.get(own + "csv")["Location"].startswith("/account/login/")
    assert sign_in(client, world[2]).get(own + "csv").status_code == 404
    assert client.get("/catalog/profiles/lobby-cameras/export.csv").status_code == 404


def test_the_command_writes_the_same_file_as_the_browser(
    client: Client, edition: Edition, bundled: PicturedEdition, tmp_path: Path
) -> None:
    said = io.StringIO()
    call_command("export_catalog", edition.slug, format="csv", output=tmp_path / "edition.csv", stdout=said)
    assert (tmp_path / "edition.csv").read_bytes() == client.get(f"/catalog/export/{edition.slug}.csv").content
    assert "bytes" in said.getvalue()
    call_command(
        "export_catalog",
        "assay-2026-12",
        format="oscal",
        profile="federal-low",
        output=tmp_path / "p.json",
        stdout=said,
    )
    assert b'"federal-low"' in (tmp_path / "p.json").read_bytes()


@pytest.mark.parametrize(
    ("edition_slug", "options", "said"),
    [
        ("no-such", {"format": "csv"}, "There is no edition “no-such”. There are: "),
        ("small-test", {"format": "cyclonedx", "profile": "any"}, "A profile can be written as xlsx, csv, oscal."),
        ("small-test", {"format": "csv", "profile": "any"}, "has no profile “any”"),
        ("small-test", {"format": "csv", "output": Path("/no/such/folder/file.csv")}, "The file cannot be written"),
    ],
)
def test_the_command_says_what_is_wrong(
    edition: Edition, tmp_path: Path, edition_slug: str, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("export_catalog", edition_slug, **({"output": tmp_path / "file"} | options))
    assert list(tmp_path.iterdir()) == []
