"""Parts that several products share: named once, with one set of versions, certificates and common answers."""

from django.db import transaction
from django.db.models import Max, Q

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.core.errors import Invalid
from apps.devices import permissions
from apps.devices.models import Component, ComponentVersion, Product


def add_shared_part(product: Product, *, by: Actor, part: Component) -> Component:
    """Add a component that another product has already; its versions come along, its certificates are read there.

    Raises Invalid when the product has it already, or has another component of that name.
    """
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=product.pk)
        permissions.check_user_can_edit_product(by, product)
        permissions.check_user_can_edit_product(by, part.product)
        root = part.same_part_as or part
        if product.components.filter(Q(pk=root.pk) | Q(same_part_as=root)).exists():
            raise Invalid(f"This product has “{root.name}” already.")
        if product.components.filter(name=root.name).exists():
            raise Invalid(f"This product already has another component named “{root.name}”.")
        last = product.components.aggregate(last=Max("position"))["last"]
        component = Component(
            product=product,
            kind=root.kind,
            name=root.name,
            position=0 if last is None else last + 1,
            same_part_as=root,
        )
        component.save(force_insert=True)
        ComponentVersion.objects.bulk_create(_copies(list(root.versions.order_by("pk")), component))
        chain.record(
            "devices.part_added",
            by=by,
            target=component,
            subject=product,
            after={"name": root.name, "kind": root.kind, "part_of": root.product},
        )
    return component


def add_to_family(version: ComponentVersion) -> None:
    """Give a new version of a shared part to every product that has it, inside the act that adds it."""
    component = version.component
    root = component.same_part_as_id or component.pk
    family = Component.objects.filter(Q(pk=root) | Q(same_part_as=root)).exclude(pk=component.pk)
    lacking = family.exclude(versions__hardware=version.hardware, versions__software=version.software)
    for one in lacking.order_by("pk"):
        ComponentVersion.objects.bulk_create(_copies([version], one))


def _copies(versions: list[ComponentVersion], component: Component) -> list[ComponentVersion]:
    return [
        ComponentVersion(
            component=component,
            hardware=one.hardware,
            software=one.software,
            released_on=one.released_on,
            support_until=one.support_until,
            changes=one.changes,
        )
        for one in versions
    ]
