"""Describing products: components, versions, certificates, and whether agencies find them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.core.errors import Invalid, Stale
from apps.core.fingerprint import fingerprint
from apps.devices import permissions, policies
from apps.devices.actions.parts import add_to_family
from apps.devices.models import Component, ComponentVersion, FipsCertificate, Product
from apps.devices.workflow import ComponentKind

IDENTITY = ("name", "model")
DESCRIPTION = (
    "kind",
    "description",
    "intended_use",
    "intended_users",
    "interfaces",
    "data_handled",
    "hosting",
    "support_until",
    "disclosure_policy_url",
    "security_txt_url",
    "mud_url",
    "sbom_url",
)
EDITABLE = IDENTITY + DESCRIPTION


def create_product(
    *, by: Actor, name: str, model: str, kind: str, description: str, intended_use: str, **optional: Any
) -> Product:
    """Add a product of the person's manufacturer; raise Invalid when the model number is taken."""
    permissions.check_user_can_create_product(by)
    _check_known(optional)
    with transaction.atomic():
        _check_model_is_free(by.organization, model)
        product = Product(
            organization=by.organization,
            name=name,
            model=model,
            kind=kind,
            description=description,
            intended_use=intended_use,
            **optional,
        )
        product.save(force_insert=True)
        chain.record("devices.product_added", by=by, target=product, after={"name": name, "model": model})
    return product


def edit_product(product: Product, *, by: Actor, read: str = "", **changes: Any) -> Product:
    """Change the description; `read` is the fingerprint that the form carried.

    Raises Stale when somebody else changed it, NotNow when name or model are sealed by an attestation.
    """
    _check_known(changes)
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=product.pk)
        permissions.check_user_can_edit_product(by, product)
        if read and read != fingerprint(product, EDITABLE):
            raise Stale("Somebody else changed this product while you were editing. Nothing of yours was saved.")
        before = {name: getattr(product, name) for name in changes}
        changed = {name: value for name, value in changes.items() if before[name] != value}
        if set(changed) & set(IDENTITY):
            policies.check_product_identity_can_change(product)
        if "model" in changed:
            _check_model_is_free(product.organization_id, changed["model"])
        for name, value in changed.items():
            setattr(product, name, value)
        if changed:
            product.save(update_fields=sorted(changed))
            chain.record(
                "devices.product_edited",
                by=by,
                target=product,
                before={name: before[name] for name in changed},
                after=changed,
            )
    return product


def list_for_agencies(product: Product, *, by: Actor, listed: bool = True) -> Product:
    """Let agencies find the product, or stop that; declarations stay with those they were shared with."""
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=product.pk)
        permissions.check_user_can_edit_product(by, product)
        if product.listed != listed:
            Product.objects.filter(pk=product.pk).update(listed=listed)
            chain.record(
                "devices.product_listed" if listed else "devices.product_unlisted",
                by=by,
                target=product,
                before={"listed": product.listed},
                after={"listed": listed},
            )
            product.listed = listed
    return product


def add_component(product: Product, *, by: Actor, kind: ComponentKind | str, name: str) -> Component:
    """Add a part of the product that answers for itself; raise Invalid when the name is taken."""
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=product.pk)
        permissions.check_user_can_edit_product(by, product)
        if kind not in ComponentKind.values:
            raise Invalid("Choose what kind of component this is.")
        if product.components.filter(name=name).exists():
            raise Invalid(f"This product already has a component named “{name}”. Choose another name.")
        last = product.components.aggregate(last=Max("position"))["last"]
        component = Component(product=product, kind=kind, name=name, position=0 if last is None else last + 1)
        component.save(force_insert=True)
        chain.record(
            "devices.component_added", by=by, target=component, subject=product, after={"name": name, "kind": kind}
        )
    return component


def add_version(
    component: Component,
    *,
    by: Actor,
    software: str,
    hardware: str = "",
    released_on: date | None = None,
    support_until: date | None = None,
    changes: str = "",
) -> ComponentVersion:
    """Add a version of a component; raise Invalid when it exists."""
    with transaction.atomic():
        component = Component.objects.select_for_update(of=("self",)).select_related("product").get(pk=component.pk)
        permissions.check_user_can_edit_product(by, component.product)
        if not software.strip():
            raise Invalid("Enter the version of the firmware or software.")
        if component.versions.filter(hardware=hardware, software=software).exists():
            raise Invalid(f"“{component.name}” already has this version.")
        version = ComponentVersion(
            component=component,
            hardware=hardware,
            software=software,
            released_on=released_on,
            support_until=support_until,
            changes=changes,
        )
        version.save(force_insert=True)
        add_to_family(version)
        chain.record(
            "devices.version_added",
            by=by,
            target=version,
            target_label=f"{component.name}, {version}",
            subject=component.product,
            after={"hardware": hardware, "software": software, "released_on": released_on},
        )
    return version


def add_fips_certificate(
    component: Component,
    *,
    by: Actor,
    module: str,
    standard: FipsCertificate.Standard | str,
    status: FipsCertificate.Status | str,
    number: str = "",
    level: int = 1,
    sunset_on: date | None = None,
    caveats: str = "",
) -> FipsCertificate:
    """Add a CMVP certificate; FIPS 140-2 ones can only be Historical or revoked since 22 September 2026."""
    with transaction.atomic():
        component = Component.objects.select_for_update(of=("self",)).select_related("product").get(pk=component.pk)
        permissions.check_user_can_edit_product(by, component.product)
        check_certificate(standard, status, number, level)
        if number and component.fips_certificates.filter(number=number).exists():
            raise Invalid(f"Certificate {number} is already listed for “{component.name}”.")
        certificate = FipsCertificate(
            component=component,
            number=number,
            module=module,
            standard=standard,
            level=level,
            status=status,
            sunset_on=sunset_on,
            caveats=caveats,
        )
        certificate.save(force_insert=True)
        chain.record(
            "devices.fips_certificate_added",
            by=by,
            target=certificate,
            subject=component.product,
            after={"number": number, "module": module, "standard": standard, "status": status},
        )
    return certificate


def check_certificate(standard: str, status: str, number: str, level: int) -> None:
    """Raise Invalid for what the CMVP cannot list: an Active FIPS 140-2 certificate, no number, another level."""
    certificate = FipsCertificate
    if standard not in certificate.Standard.values or status not in certificate.Status.values:
        raise Invalid("Choose the standard and the status as the CMVP lists them.")
    if standard == certificate.Standard.FIPS_140_2 and status == certificate.Status.ACTIVE:
        raise Invalid(
            "FIPS 140-2 certificates are Historical since September 2026 and serve existing use only. "
            "Choose the status Historical, or enter the FIPS 140-3 certificate."
        )
    if not number and status != certificate.Status.IN_PROCESS:
        raise Invalid("Enter the certificate number as the CMVP lists it.")
    if not 1 <= level <= 4:
        raise Invalid("The security level is 1, 2, 3 or 4.")


def _check_model_is_free(organization: Any, model: str) -> None:
    if Product.objects.filter(organization=organization, model=model).exists():
        raise Invalid(
            f"You already have a product with the model number {model}. Open that one, or correct the number."
        )


def _check_known(fields: dict[str, Any]) -> None:
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"Not fields of a product that can be edited: {', '.join(sorted(unknown))}")
