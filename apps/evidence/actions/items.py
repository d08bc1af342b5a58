"""Adding to the evidence library, and changing what is known about an item."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from apps.accounts.actors import Actor
from apps.accounts.models import Organization
from apps.audit import chain
from apps.core.errors import Invalid, Stale
from apps.core.fingerprint import fingerprint
from apps.core.ids import uuid7
from apps.evidence import documents, permissions, policies, storage
from apps.evidence.file_types import accept, clean_name
from apps.evidence.kinds import EvidenceKind, Marking
from apps.evidence.models import EvidenceItem, EvidenceReading

METADATA = (
    "kind",
    "title",
    "issuer",
    "issued_on",
    "valid_until",
    "subject_component",
    "subject_version",
    "marking",
)


def add_file(
    *,
    by: Actor,
    upload: UploadedFile,
    kind: EvidenceKind | str,
    title: str,
    at: datetime,
    issuer: str = "",
    issued_on: date | None = None,
    valid_until: date | None = None,
    subject_component: str = "",
    subject_version: str = "",
    marking: Marking | str = Marking.PROPRIETARY,
    replaces: EvidenceItem | None = None,
    key: UUID | None = None,
) -> EvidenceItem:
    """Check and store a file and add its item; the same `key` (a form's one-time key) again returns the first item.

    A document that speaks (an SBOM, a VEX statement, …) is read on the way, and what it says is kept beside it.
    Raises Invalid when the file cannot be taken in, NotPermitted when the role does not allow adding.
    """
    permissions.check_user_can_add_evidence(by)
    name = clean_name(upload.name or "")
    accepted = accept(upload, name)
    values = {
        "kind": kind,
        "title": title,
        "issuer": issuer,
        "issued_on": issued_on,
        "valid_until": valid_until,
        "subject_component": subject_component,
        "subject_version": subject_version,
        "marking": marking,
    }
    _check_metadata(values)
    earlier = _sent_before(by, key)
    if earlier is not None:
        return earlier
    organization = _organization(by)
    stored = storage.store(upload, organization.pk)
    try:
        item = _add(
            by=by,
            at=at,
            key=key,
            values=values,
            replaces=replaces,
            reading=documents.read(upload, accepted.media_type, name),
            original_name=name,
            stored_name=stored.name,
            media_type=accepted.media_type,
            findings=accepted.findings,
            size=stored.size,
            sha256=stored.sha256,
        )
    except BaseException:
        storage.remove(stored.name, organization.pk)
        raise
    if item.stored_name != stored.name:
        storage.remove(stored.name, organization.pk)
    return item


def add_link(
    *,
    by: Actor,
    url: str,
    kind: EvidenceKind | str,
    title: str,
    at: datetime,
    issuer: str = "",
    issued_on: date | None = None,
    valid_until: date | None = None,
    subject_component: str = "",
    subject_version: str = "",
    marking: Marking | str = Marking.PUBLIC,
    replaces: EvidenceItem | None = None,
    key: UUID | None = None,
) -> EvidenceItem:
    """Add the address of published evidence; raise Invalid unless it is an https or http address."""
    permissions.check_user_can_add_evidence(by)
    if not url.startswith(("https://", "http://")):
        raise Invalid("Enter an address that begins with https:// (or http://).")
    values = {
        "kind": kind,
        "title": title,
        "issuer": issuer,
        "issued_on": issued_on,
        "valid_until": valid_until,
        "subject_component": subject_component,
        "subject_version": subject_version,
        "marking": marking,
    }
    _check_metadata(values)
    earlier = _sent_before(by, key)
    if earlier is not None:
        return earlier
    return _add(by=by, at=at, key=key, values=values, replaces=replaces, url=url)


def edit_item(item: EvidenceItem, *, by: Actor, read: str = "", **metadata: Any) -> EvidenceItem:
    """Change what is known about an item; the file or address itself never changes.

    `read` is the fingerprint that the form carried. Raises NotNow when the item is frozen, Stale when it changed.
    """
    unknown = set(metadata) - set(METADATA)
    if unknown:
        raise TypeError(f"Not metadata of an evidence item: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        item = EvidenceItem.objects.select_for_update().get(pk=item.pk)
        permissions.check_user_can_edit_evidence(by, item)
        policies.check_item_can_be_edited(item)
        if read and read != fingerprint(item, METADATA):
            raise Stale("Somebody else changed this evidence while you were editing. Nothing of yours was saved.")
        before = {name: getattr(item, name) for name in METADATA}
        _check_metadata(before | metadata)
        changed = {name: value for name, value in metadata.items() if before[name] != value}
        for name, value in changed.items():
            setattr(item, name, value)
        if changed:
            item.save(update_fields=sorted(changed))
            chain.record(
                "evidence.edited",
                by=by,
                target=item,
                before={name: before[name] for name in changed},
                after=changed,
            )
    return item


def _add(
    *,
    by: Actor,
    at: datetime,
    key: UUID | None,
    values: dict[str, Any],
    replaces: EvidenceItem | None,
    reading: documents.Reading | None = None,
    **source: Any,
) -> EvidenceItem:
    """Write the row; when the same form arrived twice at once, return the row that won."""
    if replaces is not None:
        permissions.check_user_can_edit_evidence(by, replaces)
    item = EvidenceItem(
        pk=_key_for(by, key) if key is not None else uuid7(),
        organization=_organization(by),
        added_by=by.user,
        created_at=at,
        replaces=replaces,
        **values,
        **source,
    )
    try:
        with transaction.atomic():
            item.save(force_insert=True)
            if reading is not None:
                EvidenceReading.objects.create(item=item, read_at=at, **asdict(reading))
            chain.record(
                "evidence.file_added" if item.is_file else "evidence.link_added",
                by=by,
                target=item,
                after={"kind": item.kind, "marking": item.marking, "sha256": item.sha256, "size": item.size},
            )
    except IntegrityError:
        earlier = _sent_before(by, key)
        if earlier is None:
            raise
        return earlier
    return item


def _sent_before(by: Actor, key: UUID | None) -> EvidenceItem | None:
    if key is None:
        return None
    return EvidenceItem.objects.owned_by(by.organization).filter(pk=_key_for(by, key)).first()


def _key_for(by: Actor, key: UUID) -> UUID:
    """Return the id that a one-time key stands for in this organization; two tenants can never collide."""
    return uuid5(_organization(by).pk, str(key))


def _organization(by: Actor) -> Organization:
    if by.organization is None:
        raise TypeError("The actor acts for no organization.")
    return by.organization


def _check_metadata(values: dict[str, Any]) -> None:
    if not str(values["title"]).strip():
        raise Invalid("Give the evidence a title, for instance “Hardening guide 3.8”.")
    if values["kind"] not in EvidenceKind.values:
        raise Invalid("Choose what kind of evidence this is.")
    if values["marking"] not in Marking.values:
        raise Invalid("Choose how the evidence is marked.")
    issued, valid = values["issued_on"], values["valid_until"]
    if issued is not None and valid is not None and valid < issued:
        raise Invalid("The evidence cannot end before it was issued. Check the two dates.")
