"""Documents that speak: read on the way into the library, summarised on their page, tied to entries by one table."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.catalog.models import Edition, Node
from apps.devices import actions as devices
from apps.evidence import documents as documents_of_the_product
from apps.evidence import speaking
from apps.evidence.kinds import Says
from apps.evidence.models import EvidenceReading
from apps.evidence.reading import child, formats
from tests.factories import devices as make
from tests.factories import documents
from tests.factories.accounts import make_member, sign_in
from tests.factories.documents import make_document
from tests.factories.evidence import make_file, make_upload

pytestmark = pytest.mark.django_db

PAGES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "CycloneDX": (
        documents.cyclonedx(),
        (
            "CycloneDX 1.6",
            "about LF-420 firmware, version 3.8.2",
            "Apache-2.0 (1), GPL-2.0-only (1)",
            "OpenSSL Library",
            "CVE-2026-1001",
            "It names 1 service: Relay.",
            "/services/0",
        ),
    ),
    "SPDX": (documents.spdx(), ("SPDX 2.3", "about Site Manager, version 5.1", "Zlib (1)", "zlib", "1.3.1")),
    "CSAF": (
        documents.csaf(),
        ("CSAF 2.0", "2 statements: 1 affected, 1 not affected", "Install 3.8.3.", "corrects CVE-2026-1001"),
    ),
    "OpenVEX": (documents.openvex(), ("OpenVEX 0.2.0", "1 statement: 1 affected", "Install 3.8.3.")),
    "MUD": (documents.mud(), ("MUD file 1", "relay.example.com", "TCP", "443", "nobody outside the local network")),
    "security.txt": (
        documents.security_txt(),
        ("security.txt", "mailto:psirt@example.com", "2099-06-30", "line 1", "policy for reports"),
    ),
}


@pytest.mark.parametrize(("content", "said"), PAGES.values(), ids=PAGES.keys())
def test_the_page_says_what_the_document_holds(client: Client, content: Any, said: tuple[str, ...]) -> None:
    drafter = make.make_drafter()
    item = make_document(content, by=drafter)
    sign_in(client, drafter)

    page = client.get(item.get_absolute_url()).content.decode()

    assert [words for words in said if words not in page] == []
    assert "Follows its format" in page
    assert "To which entries it speaks" in page


def test_a_document_with_mistakes_is_kept_and_its_page_names_their_places(client: Client) -> None:
    drafter = make.make_drafter()
    wrong = documents.cyclonedx(components=[{"type": "library"}, {"type": "library", "name": "<b>x</b>", "version": 3}])
    item = make_document(wrong, by=drafter)
    sign_in(client, drafter)

    page = client.get(item.get_absolute_url()).content.decode()

    assert "It proposes nothing as it is" in page
    assert "/components/0</code>: “name” is missing here." in page
    assert "/components/1/version" in page
    assert "To which entries it speaks" not in page
    assert "<b>x</b>" not in page


@pytest.mark.parametrize("content", [b"443/tcp open https\n", b"Contact: see the box\nNo other field\n"])
def test_other_files_are_not_read(content: bytes) -> None:
    item = make_file(by=make.make_drafter(), upload=make_upload(content))
    assert not EvidenceReading.objects.filter(item=item).exists()


def test_other_json_is_not_read() -> None:
    item = make_file(by=make.make_drafter(), upload=documents.upload_of({"settings": 214}))
    assert not EvidenceReading.objects.filter(item=item).exists()


def test_the_agency_that_may_read_the_item_reads_what_it_says_and_a_rival_does_not(client: Client) -> None:
    drafter, reviewer, rival = make.make_drafter(), make_member("agency", "reviewer"), make.make_drafter()
    item = make_document(documents.cyclonedx(), by=drafter)
    make.make_grant(make.make_attested(by=drafter, item=item), agency=reviewer.organization)

    sign_in(client, reviewer)
    assert "It names 1 service: Relay." in client.get(item.get_absolute_url()).content.decode()
    sign_in(client, rival)
    assert client.get(item.get_absolute_url()).status_code == 404


def test_an_expired_security_txt_speaks_against_its_contact() -> None:
    item = make_document(documents.security_txt(expires=documents.LONG_AGO), by=make.make_drafter())

    found = {one.fact: one for one in speaking.findings(item.reading, today=timezone.localdate())}

    assert found["txt.contact"].says == Says.OPPOSITE
    assert "expired on 2020-06-30" in found["txt.contact"].text


FACTS: dict[str, tuple[Any, str, str]] = {
    # what is changed: document, fact, what it says then
    "no component": (documents.cyclonedx(components=[], vulnerabilities=[]), "sbom.components", Says.OPPOSITE),
    "a supplier missing": (documents.cyclonedx(), "sbom.suppliers", Says.SILENT),
    "no service": (documents.cyclonedx(services=[]), "sbom.services", Says.SILENT),
    "data to a provider": (documents.cyclonedx(), "sbom.recipients", Says.SHOWS),
    "every package hashed": (documents.spdx(), "sbom.hashes", Says.SHOWS),
    "affected with a fix": (documents.csaf(), "vex.actions", Says.SHOWS),
    "affected and nothing to do": (
        documents.openvex(statements=[{"vulnerability": {"name": "CVE-2026-1"}, "status": "affected"}]),
        "vex.actions",
        Says.OPPOSITE,
    ),
    "nothing affects": (documents.cyclonedx(), "vex.actions", Says.SILENT),
    "one host by TLS": (documents.mud(), "mud.limits", Says.SHOWS),
    "anything to anyone": (documents.mud(outbound={}), "mud.limits", Says.OPPOSITE),
    "Telnet from anyone": (
        documents.mud(inbound={"tcp": {"destination-port": {"port": 23}}}),
        "mud.inbound",
        Says.OPPOSITE,
    ),
    "Telnet from anywhere by address": (
        documents.mud(
            inbound={"ipv4": {"source-ipv4-network": "0.0.0.0/0"}, "tcp": {"destination-port": {"port": 23}}}
        ),
        "mud.inbound",
        Says.OPPOSITE,
    ),
    "web from the local network": (
        documents.mud(inbound={"ietf-mud:mud": {"local-networks": [None]}, "tcp": {"destination-port": {"port": 443}}}),
        "mud.inbound",
        Says.SHOWS,
    ),
    "an answer to what the device began": (
        documents.mud(inbound={"tcp": {"ietf-mud:direction-initiated": "from-device"}}),
        "mud.inbound",
        Says.SHOWS,
    ),
    "an unusual port from anyone": (
        documents.mud(inbound={"udp": {"destination-port": {"port": 5683}}}),
        "mud.inbound",
        Says.SILENT,
    ),
    "no policy": (b"Contact: tel:+1-201-555-0123\nExpires: 2099-01-01T00:00:00Z\n", "txt.policy", Says.SILENT),
    "advisories": (documents.security_txt("CSAF: https://example.com/p.json"), "txt.csaf", Says.SHOWS),
}


@pytest.mark.parametrize(("content", "fact", "says"), FACTS.values(), ids=FACTS.keys())
def test_a_fact_is_read_as_it_stands(content: Any, fact: str, says: str) -> None:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    media_type = "text/plain" if isinstance(content, bytes) else "application/json"
    found = child.found(formats.recognise(data, media_type), data)

    assert {one["key"]: one["says"] for one in found["facts"]}[fact] == says


def test_every_row_of_the_table_names_an_answerable_entry_and_a_fact_that_a_reader_finds() -> None:
    edition = Edition.objects.current()
    answerable = set(Node.objects.filter(edition=edition, answerable=True).values_list("entry__identifier", flat=True))
    readers = "".join(path.read_text() for path in Path("apps/evidence/reading").glob("*.py"))

    assert {row.entry for row in speaking.TABLE} - answerable == set()
    assert [row.fact for row in speaking.TABLE if f'"{row.fact}"' not in readers] == []
    assert all(row.why.endswith(".") for row in speaking.TABLE)
    assert len({(row.fact, row.entry) for row in speaking.TABLE}) == len(speaking.TABLE)


def test_a_document_that_proves_an_answer_is_read_once_and_outside_the_transaction(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    answer = make.make_answer(declaration, by=drafter)
    asked: list[bool] = []
    ask = documents_of_the_product._ask_child
    within = transaction.get_connection().savepoint_ids.copy()

    def noted(kind: str, data: bytes) -> Any:
        asked.append(transaction.get_connection().savepoint_ids == within)
        return ask(kind, data)

    monkeypatch.setattr(documents_of_the_product, "_ask_child", noted)
    upload = documents.upload_of(documents.spdx())
    use = devices.prove_with_file(answer, by=drafter, at=timezone.now(), upload=upload, kind="sbom", title="SBOM")

    assert asked == [True]
    assert use.item.reading.format == "spdx"


def test_the_same_file_again_is_told_at_once_and_another_organization_learns_nothing(client: Client) -> None:
    drafter, rival = make.make_drafter(), make.make_drafter()
    content = documents.security_txt()
    make_document(content, by=rival, title="Secret of a rival")
    first = make_document(content, by=drafter, title="Contact page")
    sign_in(client, drafter)

    response = client.post(
        reverse("evidence:create"),
        {"file": documents.upload_of(content), "title": "Again", "kind": "policy", "marking": "public", "key": uuid4()},
        follow=True,
    )

    page = response.content.decode()
    assert f"The same file is in your library already, as “{first.title}”." in page
    assert "Secret of a rival" not in page


def test_what_ends_soon_is_marked_with_a_word_and_an_icon(client: Client) -> None:
    drafter = make.make_drafter()
    day = timezone.localdate()
    for title, days in (("Soon", 30), ("Later", 300)):
        make_file(by=drafter, title=title, valid_until=day + timedelta(days=days))
    sign_in(client, drafter)

    page = client.get(reverse("evidence:list")).content.decode()

    assert page.count("a-status--warning") == 1
    assert "ends " in page[page.index("a-status--warning") :][:400]
