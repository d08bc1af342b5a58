"""What reviews stand on: agencies with their systems, manufacturers with attested and shared declarations.

Made when first needed, by the product's own actions; only answers and their evidence are written in bulk.
"""

import functools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from apps.accounts.actors import Actor
from apps.accounts.models import Organization, User
from apps.accounts.roles import OrganizationKind, Role
from apps.catalog.models import Edition, Node
from apps.devices import actions as devices
from apps.devices.models import Answer, AnswerEvidence, Declaration, DeclarationGrant
from apps.devices.workflow import AnswerValue, ComponentKind, DeclarationState
from apps.evidence.kinds import Marking
from apps.evidence.models import EvidenceItem
from apps.systems import actions as systems
from apps.systems.kinds import RequirementKind
from apps.systems.models import System
from config.demo.chain import add_chain
from config.demo.people import Firm, found
from config.scale import words

REVIEWERS, REQUESTERS, ISSOS, OFFICERS = 8, 4, 4, 2
PRODUCTS = len(words.MAKERS) * len(words.KINDS)
ANSWERED, PAPERS_OF_AGENCY = 260, 240
SHARED_FOR = timedelta(days=700)
_STATEMENT = "I have read every answer. To the best of my knowledge they are true and complete for these versions."


def _several(local: str, title: str, role: Role, number: int) -> list[tuple[str, str, tuple[Role, ...]]]:
    return [(f"{local}{at}", f"{title} {at}", (role,)) for at in range(1, number + 1)]


OFFICES = (
    *_several("reviewer", "Security reviewer", Role.REVIEWER, REVIEWERS),
    *_several("requester", "Program office", Role.REQUESTER, REQUESTERS),
    *_several("isso", "ISSO", Role.ISSO, ISSOS),
    *_several("co", "Contracting officer", Role.CONTRACTING_OFFICER, OFFICERS),
    ("ciso", "CISO", (Role.CISO,)),
    ("ao", "Authorizing official", (Role.AUTHORIZING_OFFICIAL,)),
    ("cio", "CIO", (Role.CIO,)),
    ("head", "Agency head", (Role.AGENCY_HEAD,)),
    ("auditor", "Auditor", (Role.AUDITOR,)),
    ("admin", "Administrator", (Role.ADMINISTRATOR,)),
)


@dataclass(frozen=True)
class Agency:
    """An agency of the data set: its people by office, its systems, and the reviews' number among them."""

    organization: Organization
    people: dict[str, Actor]
    systems: list[System]

    def one_of(self, office: str, number: int) -> Actor:
        """Return one of several people of an office, always the same for a number."""
        several = {"reviewer": REVIEWERS, "requester": REQUESTERS, "isso": ISSOS, "co": OFFICERS}[office]
        return self.people[f"{office}{number % several + 1}"]


@dataclass
class Ground:
    """Finds or makes what a review needs; `seed` decides every choice."""

    seed: int
    now: datetime
    edition: Edition = field(default_factory=Edition.objects.current)
    _agencies: dict[int, Agency] = field(default_factory=dict)
    _makers: dict[int, dict[str, Actor]] = field(default_factory=dict)
    _declarations: dict[int, Declaration] = field(default_factory=dict)
    _grants: dict[tuple[int, int], DeclarationGrant] = field(default_factory=dict)

    @functools.cached_property
    def nodes(self) -> list[Node]:
        """Return every entry that can be answered, in the catalog's order."""
        return list(Node.objects.filter(edition=self.edition).answerable().in_order())

    def agency(self, number: int) -> Agency:
        """Return the agency with this number."""
        if number not in self._agencies:
            name, domain = words.AGENCIES[number]
            people = self._people(OrganizationKind.AGENCY, name, domain)
            organization = people["cio"].own_organization
            if not System.objects.filter(organization=organization).exists():
                self._equip(people, Random(f"{self.seed} agency {number}"))  # noqa: S311 - nothing secret
            listed = list(System.objects.filter(organization=organization).order_by("name"))
            self._agencies[number] = Agency(organization, people, listed)
        return self._agencies[number]

    def maker(self, product: int) -> dict[str, Actor]:
        """Return the people of the manufacturer of a product."""
        number = product % len(words.MAKERS)
        if number not in self._makers:
            self._makers[number] = self._people(OrganizationKind.MANUFACTURER, *words.MAKERS[number])
        return self._makers[number]

    def declaration(self, product: int) -> Declaration:
        """Return the attested declaration on a product."""
        if product not in self._declarations:
            kind, series, model = self._named(product)
            organization = self.maker(product)["drafter"].own_organization
            attested = Declaration.objects.filter(
                product__organization=organization, product__model=model, state=DeclarationState.ATTESTED
            ).select_related("product__organization", "edition")
            self._declarations[product] = attested.first() or self._declare(product, kind, series, model)
        return self._declarations[product]

    def grant(self, product: int, agency: int) -> DeclarationGrant:
        """Return the grant by which an agency reads the declaration on a product."""
        if (product, agency) not in self._grants:
            declaration, organization = self.declaration(product), self.agency(agency).organization
            grants = DeclarationGrant.objects.in_force().filter(declaration=declaration, agency=organization)
            self._grants[product, agency] = grants.first() or devices.share(
                declaration,
                by=self.maker(product)["signer"],
                at=self.now - timedelta(days=900),
                agency=organization,
                until=self.now.date() + SHARED_FOR,
            )
        return self._grants[product, agency]

    def _people(self, kind: OrganizationKind, name: str, domain: str) -> dict[str, Actor]:
        organization = Organization.objects.filter(name=name).first()
        if organization is None:
            firm = found(kind, name, domain, OFFICES if kind is OrganizationKind.AGENCY else ())
        else:
            users = User.objects.filter(email__endswith=f"@{domain}")
            firm = Firm(organization, domain, {user.email.partition("@")[0]: user for user in users})
        return {office: firm.actor(office) for office in firm.accounts}

    def _equip(self, people: dict[str, Actor], random: Random) -> None:
        """Give an agency its systems, a chain of capabilities above them, and a library of its own."""
        by = people["isso1"]
        for name, confidentiality, integrity, availability, personal in words.SYSTEMS:
            system = systems.create_system(
                by=by,
                name=name,
                purpose=f"{name} of the agency's sites.",
                boundary=f"Devices, gateways and servers of {name.lower()} in the agency's own network.",
                owner="Office of Facilities",
                confidentiality=confidentiality,
                integrity=integrity,
                availability=availability,
                handles_personal_data=personal,
            )
            systems.allocate_baseline(system, by=by)
        add_chain(
            by,
            (RequirementKind.LAW, "44 USC 3554", "Protect information in proportion to the harm of its loss."),
            (
                "Known and guarded devices",
                "Only known devices talk, and only as they should.",
                ("IA-3", "AC-3", "SC-8"),
            ),
        )
        self._add_papers(people["reviewer1"], PAPERS_OF_AGENCY, random)

    def _add_papers(self, by: Actor, number: int, random: Random, version: str = "") -> list[EvidenceItem]:
        """Add links to the library of the actor's organization."""
        domain = by.user.email.partition("@")[2]
        items = []
        for at in range(number):
            title, kind = words.PAPERS[at % len(words.PAPERS)]
            age = random.randrange(20, 900)
            items.append(
                EvidenceItem(
                    organization=by.own_organization,
                    kind=kind,
                    title=f"{title} {at // len(words.PAPERS) + 1}",
                    issuer=by.own_organization.name,
                    issued_on=(self.now - timedelta(days=age)).date(),
                    valid_until=(self.now + timedelta(days=random.randrange(10, 1200))).date(),
                    subject_version=version,
                    marking=random.choice((Marking.PUBLIC, Marking.PROPRIETARY)),
                    url=f"https://{domain}/papers/{version or 'own'}/{at + 1}",
                    added_by=by.user,
                    created_at=self.now - timedelta(days=age),
                )
            )
        return EvidenceItem.objects.bulk_create(items, batch_size=500)

    def _named(self, product: int) -> tuple[Any, str, str]:
        kind = words.KINDS[product // len(words.MAKERS)]
        series = words.SERIES[product % len(words.SERIES)]
        return kind, series, f"{kind[1][:2].upper()}-{series}"

    @transaction.atomic
    def _declare(self, number: int, kind: Any, series: str, model: str) -> Declaration:
        """Describe the product, answer, attest; the first product's next firmware is a draft with every answer."""
        random = Random(f"{self.seed} product {number}")  # noqa: S311 - nothing secret
        people = self.maker(number)
        by, at = people["drafter"], self.now - timedelta(days=1000)
        product = devices.create_product(
            by=by,
            name=kind[1],
            model=model,
            kind=kind[0],
            description=f"A {kind[0].lower()} that {kind[2]}.",
            intended_use="Sites of public bodies, indoors and outdoors.",
            support_until=(self.now + timedelta(days=random.randrange(100, 2500))).date(),
        )
        component = devices.add_component(product, by=by, kind=ComponentKind.DEVICE, name=f"{kind[3]} {series}")
        software = f"{random.randrange(1, 6)}.{random.randrange(10)}.{random.randrange(10)}"
        version = devices.add_version(component, by=by, hardware=random.choice("ABCD"), software=software)
        devices.list_for_agencies(product, by=by)
        declaration = devices.start_declaration(product, by=by, versions=[version], at=at, edition=self.edition)
        self._answer(declaration, by, software, None if number == 0 else ANSWERED, random)
        devices.finish(declaration, by=by, at=at)
        devices.attest(declaration, by=people["signer"], at=at, title="Director of compliance", statement=_STATEMENT)
        if number == 0:
            following = devices.add_version(component, by=by, hardware="D", software="9.0.0")
            devices.start_successor(declaration, by=by, versions=[following], at=self.now - timedelta(days=3))
        return Declaration.objects.select_related("product__organization", "edition").get(pk=declaration.pk)

    def _answer(self, declaration: Declaration, by: Actor, software: str, number: int | None, random: Random) -> None:
        """Answer so many entries (None: all) for the one component, half of them with evidence."""
        component = declaration.versions.get().component
        nodes = self.nodes if number is None else sorted(random.sample(self.nodes, number), key=lambda node: node.path)
        values = random.choices(
            (AnswerValue.YES, AnswerValue.PARTLY, AnswerValue.NO, AnswerValue.NOT_APPLICABLE),
            (75, 10, 7, 8),
            k=len(nodes),
        )
        answers = Answer.objects.bulk_create(
            [
                Answer(
                    declaration=declaration,
                    node=node,
                    component=component,
                    value=value,
                    explanation=random.choice(words.CLAIMS),
                    updated_at=declaration.created_at,
                    updated_by=by.user,
                )
                for node, value in zip(nodes, values, strict=True)
            ],
            batch_size=500,
        )
        papers = self._add_papers(by, 12, random, software)
        AnswerEvidence.objects.bulk_create(
            [
                AnswerEvidence(answer=answer, item=random.choice(papers), locator=f"p. {random.randrange(1, 60)}")
                for answer in answers
                if random.random() < 0.5
            ],
            batch_size=500,
        )
