"""The agency's inventory of covered IoT devices (OMB M-24-04): what was awarded after a review, as the review knows it.

Serial numbers stand here only where a waiver names them; the agency's asset management has the others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import cached_property

from apps.accounts.actors import Actor
from apps.devices.models import ComponentVersion
from apps.reviews.board.parts import number
from apps.reviews.models import Award, Condition, Review, Treatment, UseCaseAnswer
from apps.reviews.waiver_record import as_text, devices_of
from apps.reviews.workflow import Outcome

_TOLD = ("geography", "benefit", "data")


@dataclass
class Device:
    """One line of the inventory: a product in use for one system, by its latest award."""

    review: Any

    @property
    def award(self) -> Award:
        """Return the contract record."""
        return self.review.award

    @cached_property
    def _use(self) -> dict[str, str]:
        return {answer.question: answer.text for answer in self.review.use_case.all()}

    @property
    def versions(self) -> str:
        """Return what was delivered, or else the versions of every component that was declared."""
        if self.award.delivered_version:
            return self.award.delivered_version
        declared = self.review.declaration.versions.all() if self.review.declaration is not None else ()
        return "; ".join(f"{version.component.name} {version}" for version in declared)

    @property
    def serials(self) -> str:
        """Return the serial numbers or tags that a waiver names."""
        return "; ".join(devices_of(self.review.waiver)) if self.has_waiver else ""

    @property
    def has_waiver(self) -> bool:
        """Tell whether the device is used under a granted waiver."""
        waiver = getattr(self.review, "waiver", None)
        return waiver is not None and bool(waiver.granted)

    @property
    def standing(self) -> str:
        """Return how use stands towards NIST's guidance: the determination, and the waiver where there is one."""
        said = str(Outcome(self.review.determination.outcome).label)
        if not self.has_waiver:
            return said
        waiver = self.review.waiver
        return f"{said}; waived on ground ({waiver.ground}) until {waiver.ends_on.isoformat()}"

    @property
    def criticality(self) -> str:
        """Return the impact level of the review's categorization (FIPS 199, FIPS 200)."""
        return str(self.review.impact.label) if self.review.impact is not None else ""

    @property
    def safeguards(self) -> str:
        """Return how many safeguards are verified and how many conditions are open; counts, no grade."""
        waiting = self.review.open_conditions
        return f"{self.review.verified} verified, {waiting} condition{'' if waiting == 1 else 's'} open"

    def said(self, question: str) -> str:
        """Return the answer to a use-case question."""
        return self._use.get(question, "")


def devices(actor: Actor, period: tuple[date | None, date | None]) -> QuerySet[Review]:
    """Return the reviews whose products are in use by an award of the period, the latest award first.

    Where a linked review led to an award of its own, that one describes the same devices and stands alone.
    """
    start, end = period
    followed = Review.objects.filter(predecessor=OuterRef("pk"), award__isnull=False)
    verified = Treatment.objects.filter(review=OuterRef("pk"), verified_at__isnull=False)
    waiting = Condition.objects.filter(review=OuterRef("pk"), verified_at__isnull=True)
    in_period = (Q(award__awarded_on__gte=start) if start else Q()) & (Q(award__awarded_on__lte=end) if end else Q())
    versions = ComponentVersion.objects.select_related("component").order_by("component__position", "pk")
    answers = UseCaseAnswer.objects.filter(question__in=_TOLD)
    return (
        Review.objects.visible_to(actor)
        .filter(~Exists(followed), in_period, award__isnull=False)
        .annotate(verified=number(verified), open_conditions=number(waiting))
        .select_related("award", "product__organization", "system", "determination", "waiver", "procurement")
        .prefetch_related(Prefetch("declaration__versions", queryset=versions), Prefetch("use_case", queryset=answers))
        .order_by(F("award__awarded_on").desc(), "-pk")
    )


COLUMNS = (
    "Identification",
    "Model number",
    "Description",
    "Number of devices",
    "Serial numbers or tags",
    "Function",
    "Location",
    "Criticality (impact level)",
    "Linked system",
    "Owner",
    "Manufacturer",
    "Software or firmware version",
    "Network connection and integration",
    "Authorization boundary",
    "Safeguards and conditions",
    "Support ends on",
    "Data",
    "NIST alignment or waiver",
    "Contract number",
    "Awarded on",
    "Review",
)


def table(reviews: Iterable[Review]) -> Iterator[list[str]]:
    """Yield the inventory as rows of text that a spreadsheet takes for text, headings first."""
    yield list(COLUMNS)
    for review in reviews:
        yield [as_text("" if value is None else value) for value in _values(Device(review))]


def _values(device: Device) -> Iterator[object]:
    review, product, system = device.review, device.review.product, device.review.system
    yield from (product.name, product.model, product.description, review.quantity, device.serials)
    yield from (device.said("benefit"), device.said("geography"), device.criticality)
    yield from (system, system.owner if system is not None else "", product.organization, device.versions)
    yield from (product.interfaces, review.boundary, device.safeguards, product.support_until)
    yield from (device.said("data") or product.data_handled, device.standing)
    yield from (device.award.contract_number, device.award.awarded_on, review.pk)
