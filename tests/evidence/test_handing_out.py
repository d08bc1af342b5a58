"""Files leave through one door: fixed type, locked, never cached, each time an event."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from apps.audit.models import Event
from apps.evidence import storage
from tests.factories import devices as make
from tests.factories.accounts import make_member, sign_in
from tests.factories.evidence import PDF, make_file, make_link

pytestmark = pytest.mark.django_db


def picture(form: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (4, 4)).save(target, form)
    return target.getvalue()


FILES: dict[str, tuple[str, bytes, str]] = {
    "PDF": ("guide.pdf", PDF, "application/pdf"),
    "PNG": ("photo.png", picture("PNG"), "image/png"),
    "JPEG": ("photo.jpg", picture("JPEG"), "image/jpeg"),
    "text": ("scan.txt", b"We sent <script>alert(1)</script>\n", "text/plain"),
    "JSON": ("vex.json", b"{}", "application/json"),
    "XML": ("sbom.xml", b"<bom/>", "application/xml"),
}


@pytest.mark.parametrize(("name", "content", "media_type"), FILES.values(), ids=FILES.keys())
def test_a_download_is_locked(client: Client, name: str, content: bytes, media_type: str) -> None:
    drafter = make.make_drafter()
    item = make_file(by=drafter, upload=SimpleUploadedFile(name, content, content_type="text/html"))
    sign_in(client, drafter)

    response = client.get(reverse("evidence:download", args=[item.pk]))

    assert b"".join(response) == content
    assert response["Content-Type"].split(";")[0] == media_type
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["X-Frame-Options"] == "DENY"
    assert Event.objects.get(verb="evidence.downloaded").target_id == str(item.pk)


@pytest.mark.parametrize(("name", "content", "media_type"), FILES.values(), ids=FILES.keys())
def test_only_pdf_and_pictures_are_shown_inside_a_page(
    client: Client, name: str, content: bytes, media_type: str
) -> None:
    drafter = make.make_drafter()
    item = make_file(by=drafter, upload=SimpleUploadedFile(name, content))
    sign_in(client, drafter)

    response = client.get(reverse("evidence:view", args=[item.pk]))

    page = client.get(item.get_absolute_url()).content.decode()
    if media_type in ("application/pdf", "image/png", "image/jpeg"):
        assert response.status_code == 200
        assert response["Content-Disposition"].startswith("inline")
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert "sandbox" in response["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
        assert "script-src" not in response["Content-Security-Policy"]
        assert "<iframe" in page
        assert b"".join(response) == content
    else:
        assert response.status_code == 404
        assert "<iframe" not in page


def test_a_pdf_with_scripts_is_flagged_and_only_downloaded(client: Client) -> None:
    drafter = make.make_drafter()
    acting = PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (x) >>")
    item = make_file(by=drafter, upload=SimpleUploadedFile("guide.pdf", acting))
    sign_in(client, drafter)

    page = client.get(item.get_absolute_url()).content.decode()

    assert "Contains JavaScript." in page
    assert "<iframe" not in page
    assert client.get(reverse("evidence:view", args=[item.pk])).status_code == 404


def test_the_agency_downloads_what_was_shared_and_the_event_names_it(client: Client) -> None:
    drafter = make.make_drafter()
    item = make_file(by=drafter)
    reviewer = make_member("agency", "reviewer")
    make.make_grant(make.make_attested(by=drafter, item=item), agency=reviewer.organization)
    sign_in(client, reviewer)

    response = client.get(reverse("evidence:download", args=[item.pk]))

    assert b"443/tcp" in b"".join(response)
    assert Event.objects.get(verb="evidence.downloaded").organization_id == str(reviewer.organization.pk)


def test_a_link_and_a_lost_file_are_not_found(client: Client) -> None:
    drafter = make.make_drafter()
    link, lost = make_link(by=drafter), make_file(by=drafter)
    storage.remove(lost.stored_name, lost.organization_id)
    sign_in(client, drafter)

    for item in (link, lost):
        assert client.get(reverse("evidence:download", args=[item.pk])).status_code == 404
    assert not Event.objects.filter(verb="evidence.downloaded").exists()


def test_a_name_with_quotes_and_accents_survives_the_header(client: Client) -> None:
    drafter = make.make_drafter()
    item = make_file(by=drafter, upload=SimpleUploadedFile('r\u00e9sum\u00e9 "final".txt', b"open\n"))
    sign_in(client, drafter)

    response = client.get(reverse("evidence:download", args=[item.pk]))

    assert b"".join(response) == b"open\n"
    assert "filename*=utf-8''r%C3%A9sum%C3%A9%20%22final%22.txt" in response["Content-Disposition"]
