"""The library: adding, finding, editing, and who sees what."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Event
from apps.core.errors import Invalid, NotNow, NotPermitted, Stale
from apps.core.fingerprint import fingerprint
from apps.evidence import actions, storage
from apps.evidence.kinds import Marking
from apps.evidence.models import EvidenceGrant, EvidenceItem
from tests.factories import devices as make
from tests.factories.accounts import make_member, make_organization, sign_in
from tests.factories.evidence import make_file, make_link, make_upload

pytestmark = pytest.mark.django_db

ADD, LINK, LIST = reverse("evidence:create"), reverse("evidence:create_link"), reverse("evidence:list")


def sent(client: Client, where: str = ADD, **changes: Any) -> dict[str, Any]:
    """Return what the form sends, with the one-time key that the page carries."""
    key = client.get(where).context["form"]["key"].value()
    return {"title": "Hardening guide 3.8", "kind": "document", "marking": "proprietary", "key": str(key), **changes}


def stored() -> int:
    return len(list(storage.stored_names()))


def test_a_file_is_added_with_its_digest_and_one_event(client: Client) -> None:
    drafter = make.make_drafter()
    sign_in(client, drafter)

    response = client.post(ADD, sent(client, file=make_upload(b"443 open\n", name="scan.txt")), follow=True)

    item = EvidenceItem.objects.get()
    assert item.organization == drafter.organization
    assert (item.original_name, item.size, item.media_type) == ("scan.txt", 9, "text/plain")
    assert item.sha256 in response.content.decode()
    assert "Not scanned for malware" in response.content.decode()
    assert Event.objects.filter(verb="evidence.file_added").count() == 1


def test_a_form_sent_twice_adds_one_item_and_one_file(client: Client) -> None:
    sign_in(client, make.make_drafter())
    data = sent(client)
    before = stored()

    answers = [client.post(ADD, data | {"file": make_upload(b"443 open\n")}) for _ in range(2)]

    assert {answer["Location"] for answer in answers} == {EvidenceItem.objects.get().get_absolute_url()}
    assert stored() == before + 1
    assert Event.objects.filter(verb="evidence.file_added").count() == 1


def test_a_link_sent_twice_is_added_once(client: Client) -> None:
    sign_in(client, make.make_drafter())
    data = sent(client, LINK, url="https://example.com/policy")

    for _ in range(2):
        assert client.post(LINK, data).status_code == 302

    assert EvidenceItem.objects.get().url == "https://example.com/policy"


def test_the_key_of_another_organization_hits_nothing_of_theirs(client: Client) -> None:
    sign_in(client, make.make_drafter())
    data = sent(client, LINK, url="https://example.com/theirs")
    client.post(LINK, data)
    sign_in(client, make.make_drafter())

    assert client.post(LINK, data | {"url": "https://example.com/mine"}).status_code == 302

    assert EvidenceItem.objects.count() == 2


def test_a_60_mb_upload_is_dropped_on_the_way_and_says_so(client: Client, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 60 * 1024
    sign_in(client, make.make_drafter())
    before = stored()

    response = client.post(ADD, sent(client, file=SimpleUploadedFile("big.txt", b"a" * 200 * 1024)))

    assert response.status_code == 422
    text = response.content.decode()
    assert "was not kept. Split it" in text
    assert "Hardening guide 3.8" in text
    assert stored() == before


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (None, "Choose a file."),
        (SimpleUploadedFile("empty.pdf", b""), "The file is empty."),
        (SimpleUploadedFile("guide.pdf", b"<html>"), "the content is a web page"),
        (SimpleUploadedFile("logo.svg", b"<svg/>"), "This type of file is not accepted."),
    ],
)
def test_a_refused_file_keeps_what_was_typed(client: Client, upload: Any, sentence: str) -> None:
    sign_in(client, make.make_drafter())

    response = client.post(ADD, sent(client) | ({"file": upload} if upload else {}))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "Hardening guide 3.8" in response.content.decode()
    assert not EvidenceItem.objects.exists()


def test_names_are_kept_without_paths_and_direction_marks(client: Client) -> None:
    sign_in(client, make.make_drafter())

    client.post(ADD, sent(client, file=make_upload(b"open\n", name="../..\\etc/re\u202eport.txt")))

    item = EvidenceItem.objects.get()
    assert item.original_name == "report.txt"
    assert "/" not in item.stored_name
    assert (storage.path_of(item.stored_name, item.organization_id)).is_file()


def test_a_failure_after_the_file_was_written_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    drafter = make.make_drafter()
    before = stored()

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the chain is gone")

    monkeypatch.setattr("apps.evidence.actions.items.chain.record", fail)
    with pytest.raises(RuntimeError):
        make_file(by=drafter)

    assert stored() == before
    assert not EvidenceItem.objects.exists()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "ftp://example.com/x", "data:text/html,x"]
)
def test_a_link_that_is_no_web_address_is_refused(client: Client, url: str) -> None:
    sign_in(client, make.make_drafter())

    assert client.post(LINK, sent(client, LINK, url=url)).status_code == 422
    with pytest.raises(Invalid, match="https://"):
        make_link(by=make.make_drafter(), url=url)
    assert not EvidenceItem.objects.exists()


def test_evidence_that_ends_before_it_was_issued_is_refused(client: Client) -> None:
    sign_in(client, make.make_drafter())
    data = sent(client, LINK, url="https://example.com/x", issued_on="2026-05-02", valid_until="2026-05-01")

    response = client.post(LINK, data)

    assert response.status_code == 422
    assert "cannot end before it was issued" in response.content.decode()


def test_metadata_is_edited_until_an_attestation_freezes_it(client: Client) -> None:
    drafter = make.make_drafter()
    item = make_file(by=drafter)
    sign_in(client, drafter)
    edit = reverse("evidence:edit", args=[item.pk])
    data = {"title": "Better title", "kind": "scan", "marking": "public"}
    client.post(edit, data | {"read": client.get(edit).context["form"].initial["read"]})
    item.refresh_from_db()
    assert item.title == "Better title"

    make.make_attested(by=drafter, item=item)
    response = client.post(edit, data | {"title": "Too late"})

    assert response.status_code == 422
    assert "frozen" in response.content.decode()
    item.refresh_from_db()
    assert item.title == "Better title"
    with pytest.raises(NotNow, match="Add the new state as new evidence"):
        actions.edit_item(item, by=drafter, title="Too late")


def test_editing_over_a_colleague_is_refused(client: Client) -> None:
    drafter = make.make_drafter()
    item = make_file(by=drafter)
    sign_in(client, drafter)
    edit = reverse("evidence:edit", args=[item.pk])
    read = client.get(edit).context["form"].initial["read"]
    actions.edit_item(item, by=drafter, title="Theirs")

    response = client.post(edit, {"title": "Mine", "kind": "scan", "marking": "public", "read": read})

    assert response.status_code == 409
    assert "Mine" in response.content.decode()
    assert EvidenceItem.objects.get().title == "Theirs"
    with pytest.raises(Stale):
        actions.edit_item(item, by=drafter, read=fingerprint(item, ["title"]), title="Mine")


def test_a_later_state_replaces_an_item_and_both_say_so(client: Client) -> None:
    drafter = make.make_drafter()
    old = make_file(by=drafter, title="Guide")
    sign_in(client, drafter)
    replace = reverse("evidence:replace", args=[old.pk])

    client.post(replace, sent(client, replace, file=make_upload(), replaces=str(old.pk)))

    new = EvidenceItem.objects.exclude(pk=old.pk).get()
    assert new.replaces == old
    assert "A later state exists" in client.get(old.get_absolute_url()).content.decode()


def test_an_item_of_another_organization_is_not_replaced(client: Client) -> None:
    foreign = make_file(by=make.make_drafter())
    sign_in(client, make.make_drafter())

    assert client.get(reverse("evidence:replace", args=[foreign.pk])).status_code == 404
    response = client.post(ADD, sent(client, file=make_upload(), replaces=str(foreign.pk)))

    assert response.status_code == 422
    assert EvidenceItem.objects.count() == 1


def test_the_list_filters_by_kind_text_end_and_use(client: Client) -> None:
    drafter = make.make_drafter()
    today = timezone.localdate()
    used = make_file(by=drafter, title="Used scan", kind="scan")
    make_file(by=drafter, title="Ending certificate", kind="certificate", valid_until=today + timedelta(days=20))
    make_link(by=drafter, title="Policy page", valid_until=today + timedelta(days=900))
    make_file(by=make.make_drafter(), title="Foreign scan", kind="scan")
    make.make_answer(make.make_declaration(by=drafter), by=drafter, item=used)
    sign_in(client, drafter)

    def titles(**query: str) -> set[str]:
        return {item.title for item, _ in client.get(LIST, query).context["rows"]}

    assert titles() == {"Used scan", "Ending certificate", "Policy page"}
    assert titles(show="expiring") == {"Ending certificate"}
    assert titles(show="unused") == {"Ending certificate", "Policy page"}
    assert titles(kind="scan") == {"Used scan"}
    assert titles(q="policy") == {"Policy page"}
    assert titles(q="nothing like it") == set()
    assert titles(show="nonsense", kind="nonsense") == {"Used scan", "Ending certificate", "Policy page"}


def test_the_page_says_where_an_item_is_used(client: Client) -> None:
    drafter = make.make_drafter()
    item = make_file(by=drafter)
    declaration = make.make_declaration(by=drafter)
    make.make_answer(declaration, by=drafter, item=item)
    sign_in(client, drafter)

    text = client.get(item.get_absolute_url()).content.decode()

    assert make.element_of(declaration).identifier in text
    assert str(declaration) in text
    assert "p. 12" in text


def test_an_agency_sees_the_uses_and_grants_of_its_own_side_only(client: Client) -> None:
    drafter = make.make_drafter()
    item = make_file(by=drafter)
    shared = make.make_attested(by=drafter, item=item)
    secret = make.make_declaration(by=drafter)
    make.make_answer(secret, by=drafter, item=item)
    reviewer = make_member("agency", "reviewer")
    make.make_grant(shared, agency=reviewer.organization)
    other = make_organization("agency", name="Bureau of Secrets")
    make.make_grant(shared, agency=other)
    sign_in(client, reviewer)

    text = client.get(item.get_absolute_url()).content.decode()

    assert str(shared) in text
    assert str(secret) not in text
    assert "Bureau of Secrets" not in text
    assert item.added_by.name not in text
    assert item.title in {one.title for one, _ in client.get(LIST, {"show": "shared"}).context["rows"]}


def test_foreign_items_look_like_missing_ones(client: Client) -> None:
    foreign = make_file(by=make.make_drafter())
    sign_in(client, make.make_drafter())

    for name in ("detail", "edit", "replace", "view", "download"):
        assert client.get(reverse(f"evidence:{name}", args=[foreign.pk])).status_code == 404
    assert not Event.objects.filter(verb="evidence.downloaded").exists()


@pytest.mark.parametrize("role", ["viewer", "signer"])
def test_only_some_offices_add_evidence(client: Client, role: str) -> None:
    actor = make_member("manufacturer", role)
    sign_in(client, actor)

    assert client.post(ADD, {}).status_code == 403
    with pytest.raises(NotPermitted, match="does not include adding evidence"):
        make_file(by=actor)
    with pytest.raises(NotPermitted, match="another organization"):
        actions.edit_item(make_file(by=make.make_drafter()), by=make.make_drafter(), title="Mine")


def test_reviewers_keep_evidence_of_their_own(client: Client) -> None:
    reviewer = make_member("agency", "reviewer")
    sign_in(client, reviewer)

    client.post(ADD, sent(client, file=make_upload()))

    assert EvidenceItem.objects.get().organization == reviewer.organization


def test_grants_are_parts_of_an_act_and_only_of_ones_own_items() -> None:
    drafter = make.make_drafter()
    agency = make_organization("agency")
    item, foreign = make_file(by=drafter), make_file(by=make.make_drafter())
    now = timezone.now()

    with transaction.atomic():
        actions.grant([item], to=agency, by=drafter, until=None, at=now)
        actions.grant([item], to=agency, by=drafter, until=timezone.localdate(), at=now)
        with pytest.raises(NotPermitted):
            actions.grant([foreign], to=agency, by=drafter, until=None, at=now)
        with pytest.raises(NotPermitted):
            actions.withdraw_grants([foreign], from_=agency, by=drafter, at=now)

    assert EvidenceGrant.objects.get().until == timezone.localdate()


def test_the_database_refuses_what_is_neither_file_nor_link() -> None:
    item = make_file(by=make.make_drafter())

    for broken in ({"url": "https://example.com/x"}, {"sha256": ""}, {"size": None}, {"kind": "x"}, {"marking": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EvidenceItem.objects.filter(pk=item.pk).update(**broken)


def test_the_database_keeps_one_grant_in_force() -> None:
    drafter = make.make_drafter()
    agency = make_organization("agency")
    item = make_file(by=drafter)
    actions.grant([item], to=agency, by=drafter, until=None, at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceGrant.objects.create(item=item, grantee=agency, granted_by=drafter.user)


def test_the_list_costs_the_same_with_more_items(client: Client, django_assert_max_num_queries: Any) -> None:
    drafter = make.make_drafter()
    declaration = make.make_declaration(by=drafter)
    sign_in(client, drafter)
    for position in range(4):
        item = make_file(by=drafter, marking=Marking.PUBLIC)
        make.make_answer(declaration, by=drafter, node=make.element_of(declaration, position), item=item)
        with django_assert_max_num_queries(10):
            assert client.get(LIST).status_code == 200
        with django_assert_max_num_queries(11):
            assert client.get(item.get_absolute_url()).status_code == 200
