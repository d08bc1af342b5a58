"""An agency imports a profile in the browser: upload, preview with faults or counts, and a draft."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.actors import Actor
from apps.audit.models import Event
from apps.catalog.exchange import formats
from apps.catalog.exchange.picture import PicturedEdition
from apps.catalog.kinds import EditionStatus, ItemState, ProfileStatus
from apps.catalog.models import Edition, Profile
from tests.factories.accounts import make_member, sign_in
from tests.factories.catalog import make_edition

pytestmark = pytest.mark.django_db
IMPORT, APPLY = "/profiles/import/", "/profiles/import/apply/"
TABLE = """entry,state,key,parameter,reason
#edition,small-test
#title,Lobby cameras
#description,Cameras in lobbies.
#source,Directive 7
DI,required,no,,All of it.
DI-IMS.1,recommended,yes,TLS 1.2 or later,"'=We want it"
DI-AID,excluded,no,,No network.
"""


@pytest.fixture(scope="module")
def world(kept_world: None, bundled: PicturedEdition) -> Any:
    """A small edition that is in use, a reviewer, and a reviewer of another agency."""
    return make_edition(), make_member("agency", "reviewer"), make_member("agency", "reviewer")


@pytest.fixture
def edition(world: Any) -> Edition:
    return world[0]


@pytest.fixture
def reviewer(client: Client, world: Any) -> Client:
    return sign_in(client, world[1])


def upload(client: Client, edition: Edition, content: str | bytes, name: str = "profile.csv") -> Any:
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data), "edition": edition.pk})


def kept(page: Any) -> str:
    found = re.search(r'name="kept" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def apply(client: Client, page: Any, title: str = "Lobby cameras") -> Any:
    return client.post(APPLY, {"kept": kept(page), "title": title, "description": "Cameras in lobbies."})


def said_of(profile: Profile) -> list[tuple[Any, ...]]:
    rows = profile.items.order_by("node__path")
    return list(rows.values_list("node__identifier", "state", "key", "parameter", "reason"))


def test_a_reviewer_sees_what_a_file_says_and_makes_a_draft_of_it(reviewer: Client, edition: Edition) -> None:
    page = upload(reviewer, edition, TABLE)
    assert page.status_code == 200
    assert not Profile.objects.filter(edition=edition, owner__isnull=False).exists()
    for words in ("Lobby cameras", "3 entries", "TLS 1.2 or later", "No network.", "Nothing is written yet."):
        assert words in page.content.decode()
    answer = apply(reviewer, page)
    assert answer.status_code == 302
    profile = Profile.objects.get(edition=edition, owner__isnull=False)
    assert (profile.title, profile.source, profile.status) == ("Lobby cameras", "Directive 7", ProfileStatus.DRAFT)
    assert said_of(profile) == [
        ("DI", ItemState.REQUIRED, False, "", "All of it."),
        ("DI-IMS.1", ItemState.RECOMMENDED, True, "TLS 1.2 or later", "=We want it"),
        ("DI-AID", ItemState.EXCLUDED, False, "", "No network."),
    ]
    assert Event.objects.filter(verb="profile.created").count() == 1


@pytest.mark.parametrize("name", ["oscal", "csv"])
def test_what_is_exported_is_imported_by_another_agency_as_it_was(
    client: Client, reviewer: Client, world: Any, edition: Edition, name: str
) -> None:
    apply(reviewer, upload(reviewer, edition, TABLE))
    mine = Profile.objects.select_related("edition__catalog").get(slug="lobby-cameras")
    theirs = sign_in(Client(), world[2])
    apply(theirs, upload(theirs, edition, formats.profile_file(mine, name).content))
    copy = Profile.objects.select_related("edition__catalog").get(owner=world[2].organization)
    assert said_of(copy) == said_of(mine)
    assert formats.profile_file(copy, "csv").content == formats.profile_file(mine, "csv").content


def test_the_same_draft_is_not_made_twice(reviewer: Client, edition: Edition) -> None:
    page = upload(reviewer, edition, TABLE)
    apply(reviewer, page)
    again = apply(reviewer, page)
    assert again.status_code == 422
    assert "has a profile named like" in again.content.decode()
    assert apply(reviewer, again, title="Lobby cameras, second try").status_code == 302
    assert Profile.objects.filter(edition=edition, owner__isnull=False).count() == 2


def test_faults_are_listed_with_their_rows_and_nothing_can_be_imported(reviewer: Client, edition: Edition) -> None:
    page = upload(reviewer, edition, TABLE + "AC-2,must,,,\n<b>,required,,,Why\n")
    assert page.status_code == 422
    shown = page.content.decode()
    for words in ("row 9, entry", "no entry “AC-2”", "row 10, entry", "no entry “&lt;b&gt;”", "mended first"):
        assert words in shown
    assert 'name="kept"' not in shown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"\x00" * 3_000_000, "larger than 2 MB"),
        (b"{", "line 1, column 2: This is not JSON"),
        (TABLE.replace("small-test", "other").encode(), "row 2: The file was made for the edition “other”"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    reviewer: Client, edition: Edition, content: bytes, said: str
) -> None:
    page = upload(reviewer, edition, content)
    assert page.status_code == 422
    assert said in page.content.decode()


def test_what_was_altered_kept_too_long_or_shown_to_somebody_else_is_not_imported(
    reviewer: Client, world: Any, edition: Edition
) -> None:
    page = upload(reviewer, edition, TABLE)
    other = sign_in(Client(), world[2])
    for who, text in ((reviewer, kept(page)[:-1]), (reviewer, ""), (other, kept(page))):
        answer = who.post(APPLY, {"kept": text, "title": "T", "description": "D"})
        assert (answer.status_code, answer["Location"]) == (302, IMPORT)
    assert not Profile.objects.filter(edition=edition, owner__isnull=False).exists()


def test_an_edition_that_was_retired_meanwhile_takes_no_profile(reviewer: Client, edition: Edition) -> None:
    page = upload(reviewer, edition, TABLE)
    Edition.objects.filter(pk=edition.pk).update(status=EditionStatus.RETIRED, retired_at=edition.published_at)
    answer = apply(reviewer, page)
    assert (answer.status_code, answer["Location"]) == (302, IMPORT)
    assert not Profile.objects.filter(edition=edition, owner__isnull=False).exists()


@pytest.mark.parametrize("field", ["title", "description"])
def test_title_and_purpose_can_be_corrected_before_the_import(reviewer: Client, edition: Edition, field: str) -> None:
    page = upload(reviewer, edition, TABLE)
    sent = {"kept": kept(page), "title": "T", "description": "D"} | {field: ""}
    again = reviewer.post(APPLY, sent)
    assert again.status_code == 422
    assert "TLS 1.2 or later" in again.content.decode()


def test_the_command_makes_the_same_draft_in_the_name_of_a_reviewer(
    world: Any, edition: Edition, tmp_path: Path
) -> None:
    file, said = tmp_path / "profile.csv", io.StringIO()
    file.write_text(TABLE)
    options = {"organization": world[1].organization.name, "by": world[1].user.email, "edition": edition.slug}
    call_command("import_profile", file, **options, stdout=said)
    assert "3 entries stated" in said.getvalue()
    assert said_of(Profile.objects.get(owner=world[1].organization))[1][3] == "TLS 1.2 or later"


@pytest.mark.parametrize(
    ("options", "content", "said"),
    [
        ({}, TABLE + "AC-2,must,,,\nDI,required,,,Why\n", r"(?s)row 9, entry: .* has no entry .*row 10, entry"),
        ({}, "{", "line 1, column 2: This is not JSON"),
        ({"edition": "no-such"}, TABLE, "There is no published edition"),
        ({"by": "nobody@example.org"}, TABLE, "Nobody with the address"),
        ({"file": Path("/no/such/file")}, TABLE, "The file cannot be read"),
    ],
)
def test_the_command_imports_nothing_when_something_is_wrong(
    world: Any, tmp_path: Path, options: dict[str, Any], content: str, said: str
) -> None:
    edition, file = world[0], tmp_path / "profile"
    file.write_text(content)
    standing = {"organization": world[1].organization.name, "by": world[1].user.email, "edition": edition.slug}
    given = standing | options
    with pytest.raises(CommandError, match=said):
        call_command("import_profile", given.pop("file", file), **given)
    assert not Profile.objects.filter(edition=edition, owner__isnull=False).exists()


def test_people_who_keep_no_profiles_cannot_import(client: Client, world: Any) -> None:
    auditor: Actor = make_member(world[1].organization, "auditor")
    assert sign_in(client, auditor).get(IMPORT).status_code == 403
