"""Products and declarations for tests; each state is reached through the real actions."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.accounts.models import Organization
from apps.accounts.roles import Role
from apps.catalog.kinds import Branch, EditionStatus, NodeKind
from apps.catalog.models import Catalog, Edition, Entry, Node
from apps.devices import actions
from apps.devices.models import (
    Answer,
    AnswerRequest,
    Component,
    ComponentVersion,
    Declaration,
    DeclarationGrant,
    FipsCertificate,
    Product,
)
from apps.devices.workflow import AnswerValue, ComponentKind
from apps.evidence.models import EvidenceItem
from tests.factories.accounts import make_member
from tests.factories.numbers import NUMBERS
from tests.factories.recorded import recorded


def make_edition(*, elements: int = 3) -> Edition:
    """Return a published edition with one capability (LA), one sub-capability and some elements."""
    number = next(NUMBERS)
    catalog, _ = Catalog.objects.get_or_create(slug="small", defaults={"title": "Small catalog"})
    edition = Edition.objects.create(
        catalog=catalog,
        label=f"Edition {number}",
        slug=f"edition-{number}",
        status=EditionStatus.PUBLISHED,
        digest="0" * 64,
        published_at=timezone.now(),
        in_use_at=timezone.now(),
    )
    capability = _node(edition, "LA", None, NodeKind.CAPABILITY, "01", title="Logical Access to Interfaces")
    group = _node(edition, "LA-IFC", capability, NodeKind.SUBCAPABILITY, "01.01", title="Interface control")
    for position in range(1, elements + 1):
        _node(edition, f"LA-IFC.{position}", group, NodeKind.ELEMENT, f"01.01.{position:03}", answerable=True)
    return edition


@recorded
def make_drafter(organization: Organization | str = "manufacturer", **person: Any) -> Actor:
    """Return a drafter of a manufacturer."""
    return make_member(organization, Role.DRAFTER, **person)


@recorded
def make_signer(organization: Organization, **person: Any) -> Actor:
    """Return an authorized signer of the manufacturer."""
    return make_member(organization, Role.SIGNER, **person)


@recorded
def make_product(*, by: Actor | None = None, listed: bool = False, **fields: Any) -> Product:
    """Return a product of a manufacturer (a new one when no drafter is given)."""
    number = next(NUMBERS)
    by = by or make_drafter()
    fields = {
        "name": "Lanternfish",
        "model": f"LF-{number}",
        "kind": "Network camera",
        "description": "A fixed camera for indoor use.",
        "intended_use": "Watching entrances and lobbies.",
        **fields,
    }
    product = actions.create_product(by=by, **fields)
    return actions.list_for_agencies(product, by=by) if listed else product


def make_component(product: Product, *, by: Actor, kind: str = ComponentKind.DEVICE, name: str = "") -> Component:
    """Return a component of the product."""
    return actions.add_component(product, by=by, kind=kind, name=name or f"Camera {next(NUMBERS)}")


def make_version(component: Component, *, by: Actor, software: str = "", hardware: str = "C") -> ComponentVersion:
    """Return a version of the component."""
    return actions.add_version(component, by=by, software=software or f"3.{next(NUMBERS)}", hardware=hardware)


@recorded
def make_declaration(
    *, by: Actor | None = None, product: Product | None = None, edition: Edition | None = None, components: int = 1
) -> Declaration:
    """Return a draft about new versions of `components` components."""
    by = by or make_drafter()
    product = product or make_product(by=by)
    versions = [make_version(make_component(product, by=by), by=by) for _ in range(components)]
    edition = edition or Edition.objects.published().first() or make_edition()
    return actions.start_declaration(product, by=by, versions=versions, edition=edition, at=timezone.now())


def element_of(declaration: Declaration, position: int = 0) -> Node:
    """Return an element that the declaration can answer."""
    return declaration.edition.nodes.answerable().in_order()[position]


def component_of(declaration: Declaration, position: int = 0) -> Component:
    """Return a component that the declaration is about."""
    versions = declaration.versions.select_related("component").order_by("component__position")
    return versions[position].component


def make_answer(
    declaration: Declaration,
    *,
    by: Actor,
    node: Node | None = None,
    value: str = AnswerValue.YES,
    item: EvidenceItem | None = None,
    **fields: Any,
) -> Answer:
    """Return an answer of the declaration, proven by `item` when one is given."""
    fields = {"explanation": "Each service has its own switch.", "version": 0, **fields}
    answer = actions.save_answer(
        declaration,
        by=by,
        at=timezone.now(),
        node=node or element_of(declaration),
        component=fields.pop("component", None) or component_of(declaration),
        value=value,
        **fields,
    )
    if item is not None:
        actions.attach_evidence(answer, by=by, at=timezone.now(), item=item, locator="p. 12")
    return answer


@recorded
def make_attested(
    *, by: Actor | None = None, signer: Actor | None = None, item: EvidenceItem | None = None, **fields: Any
) -> Declaration:
    """Return a declaration with one answer, attested by a signer who did not draft."""
    by = by or make_drafter()
    declaration = make_declaration(by=by, **fields)
    make_answer(declaration, by=by, item=item)
    return attested(declaration, by=by, signer=signer)


def attested(declaration: Declaration, *, by: Actor, signer: Actor | None = None) -> Declaration:
    """Finish the draft and have it signed; return it as it stands then."""
    actions.finish(declaration, by=by, at=timezone.now())
    actions.attest(
        declaration,
        by=signer or make_signer(by.organization),
        at=timezone.now(),
        title="Director of product security",
        statement="The answers are true and complete to the best of my knowledge.",
    )
    return Declaration.objects.get(pk=declaration.pk)


def make_successor(declaration: Declaration, *, by: Actor) -> Declaration:
    """Return the draft that continues a sealed declaration for a new version of its first component."""
    newer = make_version(component_of(declaration), by=by)
    return actions.start_successor(declaration, by=by, versions=[newer], at=timezone.now())


def make_certificate(component: Component, *, by: Actor, **fields: Any) -> FipsCertificate:
    """Return an Active FIPS 140-3 certificate of the component."""
    number = f"{4000 + next(NUMBERS)}"
    fields = {"number": number, "module": "Lantern Crypto", "standard": "140-3", "status": "active", **fields}
    return actions.add_fips_certificate(component, by=by, **fields)


def make_grant(
    declaration: Declaration, *, agency: Organization, signer: Actor | None = None, **terms: Any
) -> DeclarationGrant:
    """Return a grant that lets the agency read the attested declaration."""
    signer = signer or make_signer(declaration.product.organization)
    return actions.share(declaration, by=signer, at=timezone.now(), agency=agency, **terms)


def make_request(product: Product, *, by: Actor | None = None, entries: Any = (), **fields: Any) -> AnswerRequest:
    """Return a request of an agency's contracting officer."""
    fields = {
        "purpose": "Lobby cameras",
        "due_on": timezone.localdate() + timedelta(days=14),
        "message": "Please answer the key entries first.",
        **fields,
    }
    with transaction.atomic():
        return actions.request_answers(
            product,
            by=by or make_member("agency", Role.CONTRACTING_OFFICER),
            entries=entries,
            at=timezone.now(),
            **fields,
        )


def _node(
    edition: Edition,
    identifier: str,
    parent: Node | None,
    kind: NodeKind,
    path: str,
    *,
    title: str = "",
    answerable: bool = False,
) -> Node:
    entry, _ = Entry.objects.get_or_create(catalog=edition.catalog, identifier=identifier)
    return Node.objects.create(
        edition=edition,
        entry=entry,
        parent=parent,
        identifier=identifier,
        kind=kind,
        branch=Branch.TECHNICAL,
        capability_code="LA",
        position=int(path.rsplit(".", 1)[-1]),
        depth=path.count("."),
        path=path,
        title=title or f"Switch off interface {identifier}",
        statement=f"An administrator can switch off interface {identifier}.",
        answerable=answerable,
    )
