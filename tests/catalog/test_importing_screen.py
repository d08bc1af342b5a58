"""The operator uploads official files, looks at the preview, and applies them."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts import actions as accounts
from apps.accounts.actors import Actor
from apps.audit.models import Event
from apps.catalog import forms_importing
from apps.catalog.models import Edition, Node
from apps.catalog.official import uploads
from tests.factories.accounts import make_user, sign_in
from tests.factories.official import PAGES, TECHNICAL, make_workbook, zipped

pytestmark = pytest.mark.django_db

CONTROLS, CSF = make_workbook(), make_workbook("csf")
ARCHIVE = zipped({name: text.encode() for name, text in PAGES.items()})


@pytest.fixture
def operator(client: Client) -> Client:
    return sign_in(client, Actor(user=accounts.set_operator(make_user(name="Robin Keeper"), is_operator=True)))


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(client, **fields):
    data = {
        name: SimpleUploadedFile(f"{name}.{'zip' if name == 'pages' else 'xlsx'}", value)
        if isinstance(value, bytes)
        else value
        for name, value in fields.items()
    }
    return client.post(reverse("catalog:import"), data)


def kept(response) -> str:
    assert response.status_code == 302, response.content.decode()
    return response.url.rstrip("/").rpartition("/")[2]


def body(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_uploading_shows_what_is_in_the_files_and_writes_nothing(operator):
    before = (Edition.objects.count(), Node.objects.count(), Event.objects.count())

    response = upload(operator, controls=CONTROLS, csf=CSF, pages=ARCHIVE, label="Trial edition")
    page = operator.get(response.url)

    text = body(page)
    assert "<h1" in text
    assert "Trial edition" in text
    for label, number in (("Entries", 32), ("Capabilities", 4), ("Mappings to controls", 10), ("Examples", 4)):
        assert re.search(rf"<dt>{label}</dt> ?<dd>{number}\b", text), label
    assert "PT.PT-1" in text
    assert "our own wording of the catalog" in text
    assert "Uploaded by" in text
    assert (Edition.objects.count(), Node.objects.count()) == before[:2]


def test_applying_makes_the_draft_and_removes_the_files(operator, media):
    key = kept(upload(operator, controls=CONTROLS, csf=CSF, pages=ARCHIVE, label="Trial edition"))

    response = operator.post(reverse("catalog:import_apply", args=[key]))

    edition = Edition.objects.get(slug="trial-edition")
    assert response.url == reverse("catalog:operate_edition", args=["trial-edition"])
    assert (edition.status, edition.wording, edition.nodes.count()) == ("draft", "official", 32)
    assert Event.objects.get(verb="catalog.imported").actor_label.startswith("Robin Keeper")
    assert list((media / "imports").iterdir()) == []
    assert operator.post(reverse("catalog:import_apply", args=[key])).status_code == 404


def test_the_same_files_again_say_no_change_and_cannot_be_applied_twice(operator):
    operator.post(reverse("catalog:import_apply", args=[kept(upload(operator, controls=CONTROLS))]))

    key = kept(upload(operator, controls=CONTROLS))
    page = body(operator.get(reverse("catalog:import_preview", args=[key])))
    operator.post(reverse("catalog:import_apply", args=[key]))

    assert "There is nothing to import." in page
    assert "Import as a draft" not in page
    assert Edition.objects.filter(wording="official").count() == 1


def test_a_later_edition_is_laid_beside_the_newest_official_one(operator):
    operator.post(reverse("catalog:import_apply", args=[kept(upload(operator, controls=CONTROLS, label="First"))]))
    changed = [*TECHNICAL[:2], [None, None, None, "It glows in the dark.", None, None], *TECHNICAL[2:]]

    response = upload(operator, controls=make_workbook(technical=changed, merged=("C2:C4", "C7:C8")))
    page = body(operator.get(response.url))

    assert "Against First, the newest official edition here" in page
    assert "<strong>DI-IMS.4</strong> It glows in the dark" in page


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"controls": b"text"}, "controls", "controls.xlsx: this is no Excel workbook"),
        ({"csf": CSF[:900]}, "csf", "cut off or damaged"),
        ({"pages": b"text"}, "pages", "pages.zip: this is no Excel workbook or ZIP file"),
        ({"controls": CONTROLS, "csf": CONTROLS}, "csf", "a second workbook"),
        ({"controls": b""}, "controls", "The file is empty"),
        ({"controls": CONTROLS, "pages": zipped({"_Technical/a.md": b"\xff"})}, "pages", "no text in UTF-8"),
        (
            {"controls": CONTROLS, "pages": zipped({"_Technical/update.md": PAGES["_Technical/update.md"].encode()})},
            "pages",
            "Device Identification: the page of this capability is missing",
        ),
        (
            {"controls": make_workbook(technical=[[*TECHNICAL[0][:4], "ZZ-9 <b>NO</b>", None]])},
            "controls",
            "row 2: SP 800-53 Rev. 5 has no control ZZ-9",
        ),
    ],
)
def test_a_refused_file_is_told_at_its_field(operator, media, fields, field, said):
    response = upload(operator, **fields)

    assert response.status_code == 422
    assert said in response.context["form"].errors[field][0]
    assert "<b>NO</b>" not in response.content.decode()
    assert not (media / "imports").exists()
    assert not Edition.objects.filter(wording="official").exists()


def test_without_a_file_the_form_says_what_to_do(operator):
    response = upload(operator, label="Nothing")

    assert response.status_code == 422
    assert "Choose at least one workbook, or the pages." in body(response)


def test_a_far_too_large_file_is_told_at_its_field(operator, monkeypatch, settings):
    monkeypatch.setattr(forms_importing, "MOST_BYTES", 100)
    assert "larger than 20 MB" in upload(operator, controls=CONTROLS).context["form"].errors["controls"][0]

    settings.MAX_UPLOAD_BYTES = 50
    assert "larger than 20 MB" in upload(operator, csf=CSF).context["form"].errors["csf"][0]


def test_many_faults_are_told_in_part(operator):
    rows = [[*TECHNICAL[0][:4], "ZZ-1 A", None], *[[None, None, None, f"{n}.", "ZZ-1 A", None] for n in range(11)]]

    errors = upload(operator, controls=make_workbook(technical=rows)).context["form"].errors

    assert (len(errors["controls"]), errors["__all__"]) == (8, ["There are 4 more faults like these."])


def test_discarding_removes_the_files(operator, media):
    key = kept(upload(operator, controls=CONTROLS))

    response = operator.post(reverse("catalog:import_discard", args=[key]), follow=True)

    assert "The files are removed; nothing was imported." in body(response)
    assert list((media / "imports").iterdir()) == []


def test_files_that_were_changed_or_are_too_old_are_gone(operator, media):
    changed, old = kept(upload(operator, controls=CONTROLS)), kept(upload(operator, csf=CSF))
    (media / "imports" / changed / "0").write_bytes(CSF)

    assert operator.get(reverse("catalog:import_preview", args=[changed])).status_code == 404
    with pytest.raises(uploads.NoUpload):
        uploads.find(old, at=timezone.now() + timedelta(hours=3))
    assert not (media / "imports" / old).exists()


def test_old_uploads_are_swept_by_the_next_one(operator, media):
    old = kept(upload(operator, controls=CONTROLS))

    uploads.remove_old(timezone.now() + timedelta(hours=3))

    assert not (media / "imports" / old).exists()


@pytest.mark.parametrize("key", ["..", "0" * 31, "0" * 32, "%2e%2e%2f" + "0" * 23])
def test_other_names_lead_nowhere(operator, key):
    assert operator.get(f"/operate/catalog/import/{key}/").status_code == 404


def test_the_preview_takes_few_statements(operator, django_assert_max_num_queries):
    url = upload(operator, controls=CONTROLS, csf=CSF, pages=ARCHIVE).url

    with django_assert_max_num_queries(16):
        operator.get(url)
