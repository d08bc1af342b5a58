"""Tells one purchase from its data: the steps that all demo cases share, each by the office whose act it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from apps.catalog.models import Node
from apps.devices import actions as devices
from apps.devices.models import Component, ComponentVersion, Declaration, Product
from apps.evidence import actions as evidence
from apps.evidence.kinds import EvidenceKind, Marking
from apps.evidence.models import EvidenceItem
from apps.reviews import actions
from apps.reviews.models import Procurement, Review, ReviewRequirement
from apps.reviews.workflow import Selection
from apps.systems.models import System
from config.demo.papers import paper
from config.demo.people import Firm

Say = Callable[[str], None]
SCOPE = {
    "transducer": (True, "It senses its surroundings or acts on them; that is what it is bought for."),
    "network": (True, "It is connected to the network of the system, as the data sheet shows."),
    "own_function": (True, "Each unit works by itself; it is not a part that is built into something else."),
    "not_conventional_it": (True, "It is neither a computer for general work nor a phone."),
    "not_national_security": (
        True,
        "The system serves the building or the patients; it is no national security system.",
    ),
}
"""The five criteria of the Act, answered for every product of the demo."""


@dataclass(frozen=True)
class Line:
    """One requirement of a case: the claim with its proof, and the verdict with its reason.

    `proof` names papers with the place to look ("guide: p. 12"); `other` is the answer of the second component.
    `methods` are the letters of examine, interview, test.
    """

    identifier: str
    claim: str
    how: str
    verdict: str
    reason: str
    proof: tuple[str, ...] = ()
    methods: str = "E"
    strength: int = 2
    key: str = ""
    parameter: str = ""
    configure: str = ""
    other: tuple[str, str] | None = None
    planned: str = ""


@dataclass(frozen=True)
class Paper:
    """One evidence item of the manufacturer."""

    slug: str
    title: str
    kind: EvidenceKind
    lines: tuple[str, ...]
    issuer: str = ""
    version: str = ""
    marking: Marking = Marking.PROPRIETARY
    url: str = ""
    age: int = 60
    valid_for: int | None = None


@dataclass
class Story:
    """A case as it is told; `day(n)` is n days before today at 10 o'clock."""

    maker: Firm
    agency: Firm
    say: Say
    papers: dict[str, EvidenceItem] = field(default_factory=dict)

    def day(self, days_ago: int, hour: int = 10) -> datetime:
        """Return the moment so many days before today."""
        moment = datetime.combine(timezone.localdate() - timedelta(days=days_ago), time(hour))
        return timezone.make_aware(moment)

    def date(self, days_ahead: int) -> date:
        """Return the date so many days after today."""
        return timezone.localdate() + timedelta(days=days_ahead)

    def add_papers(self, papers: Sequence[Paper], *, days_ago: int) -> None:
        """Put the manufacturer's evidence into its library."""
        by = self.maker.actor("drafter")
        for entry in papers:
            metadata: dict[str, Any] = {
                "kind": entry.kind,
                "title": entry.title,
                "issuer": entry.issuer,
                "issued_on": self.date(-entry.age),
                "subject_version": entry.version,
                "marking": entry.marking,
                "valid_until": self.date(entry.valid_for) if entry.valid_for else None,
            }
            at = self.day(days_ago, 9)
            if entry.url:
                item = evidence.add_link(by=by, at=at, url=entry.url, **metadata)
            else:
                upload = paper(f"{entry.slug}.pdf", entry.title, list(entry.lines))
                item = evidence.add_file(by=by, at=at, upload=upload, **metadata)
            self.papers[entry.slug] = item

    def answer(
        self, declaration: Declaration, lines: Sequence[Line], components: Sequence[Component], *, days_ago: int
    ) -> None:
        """Answer the entries of the lines, with their proof."""
        by, at = self.maker.actor("drafter"), self.day(days_ago)
        nodes = {node.identifier: node for node in Node.objects.filter(edition=declaration.edition)}
        for line in lines:
            answers = [(components[0], line.claim, line.how)]
            if line.other is not None:
                answers.append((components[1], *line.other))
            for component, value, how in answers:
                stored = declaration.answers.filter(node=nodes[line.identifier], component=component).first()
                answer = devices.save_answer(
                    declaration,
                    by=by,
                    at=at,
                    node=nodes[line.identifier],
                    component=component,
                    value=value,
                    explanation=how,
                    configuration=line.configure if component == components[0] else "",
                    planned_version=line.planned if value == "planned" else "",
                    version=stored.version if stored else 0,
                )
                if component == components[0]:
                    self._prove(answer, line.proof, at)

    def _prove(self, answer: Any, proof: tuple[str, ...], at: datetime) -> None:
        """Leave the answer with exactly this proof; what a successor carried over from an old version goes."""
        wanted = {self.papers[place.partition(":")[0]].pk for place in proof}
        for use in answer.evidence.exclude(item_id__in=wanted):
            devices.detach_evidence(use, by=self.maker.actor("drafter"), at=at)
        present = set(answer.evidence.values_list("item_id", "locator"))
        for place in proof:
            slug, _, locator = place.partition(":")
            item, locator = self.papers[slug], locator.strip()
            if (item.pk, locator) not in present:
                devices.attach_evidence(answer, by=self.maker.actor("drafter"), at=at, item=item, locator=locator)

    def sign(self, declaration: Declaration, *, days_ago: int) -> Declaration:
        """Finish the declaration, and attest it by the signer."""
        devices.finish(declaration, by=self.maker.actor("drafter"), at=self.day(days_ago, 11))
        devices.attest(
            Declaration.objects.get(pk=declaration.pk),
            by=self.maker.actor("signer"),
            at=self.day(days_ago, 15),
            title="Director of compliance",
            statement="I have read every answer. To the best of my knowledge they are true and complete for these versions.",
        )
        return Declaration.objects.get(pk=declaration.pk)

    def share(self, declaration: Declaration, review: Review, *, days_ago: int) -> None:
        """Answer the agency's request with the declaration."""
        devices.share(
            declaration,
            by=self.maker.actor("signer"),
            at=self.day(days_ago, 16),
            agency=self.agency.organization,
            request=review.request,
            until=self.date(700),
            include_proprietary=True,
        )

    def declare(
        self, product: Product, versions: Sequence[ComponentVersion], lines: Sequence[Line], *, days_ago: int
    ) -> Declaration:
        """Draft and attest a declaration with the answers of the lines."""
        declaration = devices.start_declaration(
            product, by=self.maker.actor("drafter"), versions=versions, at=self.day(days_ago + 6)
        )
        self.answer(declaration, lines, [version.component for version in versions], days_ago=days_ago + 2)
        return self.sign(declaration, days_ago=days_ago)

    def request(
        self,
        procurement: Procurement,
        product: Product,
        system: System,
        use_case: dict[str, str],
        *,
        quantity: int,
        days_ago: int,
    ) -> Review:
        """Open the review, describe the use, and submit."""
        by = self.agency.actor("requester")
        review = actions.open_review(
            procurement, by=by, at=self.day(days_ago), product=product, system=system, quantity=quantity
        )
        actions.edit_draft(review, by=by, system=system, quantity=quantity, use_case=use_case)
        actions.answer_scope(review, by=by, at=self.day(days_ago, 11), answers=SCOPE)
        actions.submit(review, by=by, at=self.day(days_ago, 12))
        return review

    def choose(self, review: Review, lines: Sequence[Line], declined: dict[str, str], *, days_ago: int) -> None:
        """Select the lines, decline all other candidates by capability with the reason given, propose, approve."""
        by = self.agency.actor("reviewer")
        requirements = {row.identifier: row for row in ReviewRequirement.objects.filter(review=review)}
        nodes = Node.objects.filter(edition=review.edition)
        for line in lines:
            row = requirements.pop(line.identifier, None)
            if row is None:
                node = nodes.get(identifier=line.identifier)
                row = actions.add_catalog_requirement(
                    review, by=by, node=node, reason="Needed for this use; see the use case."
                )
            actions.tailor_requirement(row, by=by, key=bool(line.key), key_reason=line.key, parameter=line.parameter)
        for code, reason in declined.items():
            chosen = [name for name, row in requirements.items() if code in {row.capability_code, "*"}]
            for name in chosen:
                requirements.pop(name)
            if chosen:
                actions.decide_candidates(
                    review, by=by, identifiers=chosen, selection=Selection.DECLINED, decline_reason=reason
                )
        actions.propose(review, by=by, at=self.day(days_ago))
        actions.approve(review, by=self.agency.actor("isso"), at=self.day(days_ago, 15))

    def release(self, review: Review, message: str, *, days_ago: int, due_in: int = 14) -> None:
        """Send the set to the manufacturer."""
        at = self.day(days_ago)
        due_on = at.date() + timedelta(days=due_in)
        actions.release(review, by=self.agency.actor("co"), at=at, due_on=due_on, message=message)

    def receive(self, review: Review, declaration: Declaration, *, days_ago: int) -> None:
        """Pin the shared declaration."""
        actions.receive(review, by=self.agency.actor("reviewer"), at=self.day(days_ago), declaration=declaration)

    def judge(self, review: Review, lines: Sequence[Line], *, days_ago: int, second: bool = True) -> None:
        """Give the verdicts, and have those on key requirements confirmed."""
        rows = {row.identifier: row for row in ReviewRequirement.objects.filter(review=review).select_related("review")}
        for line in lines:
            entry = actions.VerdictInput(
                value=line.verdict,
                examined="E" in line.methods,
                interviewed="I" in line.methods,
                tested="T" in line.methods,
                strength=line.strength,
                reason=line.reason,
            )
            row = rows[line.identifier]
            actions.give_verdict(row, by=self.agency.actor("reviewer"), at=self.day(days_ago), entry=entry, version=0)
            if row.key and second:
                at = self.day(days_ago, 16)
                actions.confirm_verdict(row, by=self.agency.actor("reviewer2"), at=at, version=1)

    def gap(self, review: Review, identifier: str) -> Any:
        """Return the gap on a requirement."""
        return review.gaps.select_related("requirement", "review").get(requirement__identifier=identifier)

    def treat(
        self, review: Review, identifier: str, *, days_ago: int, result: str = "", due_in: int = 60, **fields: Any
    ) -> None:
        """Record a treatment by the ISSO; with `result`, the second ISSO verifies it."""
        treatment = actions.treat(
            self.gap(review, identifier),
            by=self.agency.actor("isso"),
            at=self.day(days_ago),
            due_on=self.date(due_in),
            **fields,
        )
        if result:
            actions.verify_treatment(treatment, by=self.agency.actor("isso2"), at=self.day(days_ago, 16), result=result)
