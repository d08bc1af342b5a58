"""Correcting what is said about a version or a certificate, such as a status that the CMVP has changed."""

from typing import Any

from django.db import models, transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.core.errors import Invalid, Stale
from apps.core.fingerprint import fingerprint
from apps.devices import permissions, policies
from apps.devices.actions.products import check_certificate
from apps.devices.models import ComponentVersion, FipsCertificate

VERSION_NUMBERS = ("hardware", "software")
VERSION_FIELDS = (*VERSION_NUMBERS, "released_on", "support_until", "changes")
CERTIFICATE_FIELDS = ("number", "module", "standard", "level", "status", "sunset_on", "caveats")


def edit_version(version: ComponentVersion, *, by: Actor, read: str, **values: Any) -> ComponentVersion:
    """Change a version; its numbers stay as soon as an attested declaration names them (NotNow).

    Raises Stale when somebody else changed it since the form with the fingerprint `read` was shown.
    """
    with transaction.atomic():
        found = ComponentVersion.objects.select_for_update(of=("self",)).select_related("component__product")
        version = found.get(pk=version.pk)
        permissions.check_user_can_edit_product(by, version.component.product)
        changed = _changed(version, VERSION_FIELDS, read, values)
        if set(changed) & set(VERSION_NUMBERS):
            policies.check_version_identity_can_change(version)
            numbers = {name: values[name] for name in VERSION_NUMBERS}
            if version.component.versions.filter(**numbers).exclude(pk=version.pk).exists():
                raise Invalid(f"“{version.component}” already has this version.")
        _save(version, changed, "devices.version_edited", by=by, label=f"{version.component}, {version}")
    return version


def edit_certificate(certificate: FipsCertificate, *, by: Actor, read: str, **values: Any) -> FipsCertificate:
    """Change a certificate to what the CMVP lists now; the same checks as when it was added."""
    with transaction.atomic():
        found = FipsCertificate.objects.select_for_update(of=("self",)).select_related("component__product")
        certificate = found.get(pk=certificate.pk)
        permissions.check_user_can_edit_product(by, certificate.component.product)
        check_certificate(values["standard"], values["status"], values["number"], values["level"])
        others = certificate.component.fips_certificates.exclude(pk=certificate.pk)
        if values["number"] and others.filter(number=values["number"]).exists():
            raise Invalid(f"Certificate {values['number']} is already listed for “{certificate.component}”.")
        changed = _changed(certificate, CERTIFICATE_FIELDS, read, values)
        _save(certificate, changed, "devices.fips_certificate_edited", by=by, label=str(certificate))
    return certificate


def _changed(row: models.Model, fields: tuple[str, ...], read: str, values: dict[str, Any]) -> dict[str, Any]:
    if read != fingerprint(row, fields):
        raise Stale("Somebody else changed this while you were editing. Nothing of yours was saved.")
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def _save(row: Any, changed: dict[str, Any], verb: str, *, by: Actor, label: str) -> None:
    if not changed:
        return
    before = {name: getattr(row, name) for name in changed}
    type(row).objects.filter(pk=row.pk).update(**changed)
    for name, value in changed.items():
        setattr(row, name, value)
    chain.record(
        verb, by=by, target=row, target_label=label, subject=row.component.product, before=before, after=changed
    )
