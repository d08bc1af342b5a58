"""The agency's record of waivers in the statute's terms (sec. 7(b) of P.L. 116-207): waivers and nothing else.

A risk acceptance, a condition and a requirement tailored out are other records and never counted here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from apps.accounts.actors import Actor
from apps.core.choices import ShownChoices
from apps.reviews.dossier import delegation_note
from apps.reviews.models import Waiver
from apps.reviews.workflow import WaiverGround


class WaiverStanding(ShownChoices):
    """Where a waiver is between its two acts, and whether it still holds."""

    REQUESTED = "requested", "schedule", "warning", "Waits for the CIO"
    SUPPORTED = "supported", "schedule", "warning", "Waits for the agency head"
    NOT_SUPPORTED = "not_supported", "cancel", "neutral", "Ground not determined"
    REFUSED = "refused", "cancel", "neutral", "Refused"
    GRANTED = "granted", "check_circle", "info", "Granted"
    ENDED = "ended", "event", "neutral", "Granted, ended"


GRANTED, PENDING, NOT_GRANTED = "granted", "pending", "not_granted"
CHOICES = {
    GRANTED: ("Granted", Q(granted=True)),
    PENDING: ("Pending", Q(supported__isnull=True) | Q(supported=True, granted__isnull=True)),
    NOT_GRANTED: ("Not granted", Q(supported=False) | Q(granted=False)),
}
"""What the record can be asked for; only the first is a waiver under the Act."""


@dataclass(frozen=True)
class WaiverRow:
    """One waiver in the statute's terms."""

    waiver: Waiver
    standing: WaiverStanding

    @property
    def ground(self) -> str:
        """Return the ground in the words of the Act."""
        return WaiverGround(self.waiver.ground).label

    @property
    def devices(self) -> list[str]:
        """Return the devices covered."""
        return devices_of(self.waiver)


def devices_of(waiver: Waiver) -> list[str]:
    """Return the devices that a waiver covers, one line each."""
    return [line.strip() for line in waiver.devices.splitlines() if line.strip()]


def standing_of(waiver: Waiver, today: date) -> WaiverStanding:
    """Return where the waiver is on the day `today`."""
    if waiver.granted is not None:
        if not waiver.granted:
            return WaiverStanding.REFUSED
        return WaiverStanding.ENDED if waiver.ends_on < today else WaiverStanding.GRANTED
    if waiver.supported is None:
        return WaiverStanding.REQUESTED
    return WaiverStanding.SUPPORTED if waiver.supported else WaiverStanding.NOT_SUPPORTED


type Period = tuple[date | None, date | None]
"""The first and the last day asked for; None leaves that side open."""


def _in(actor: Actor, period: Period) -> QuerySet[Waiver]:
    """Return the agency's waivers that were decided, or while they are not: asked for, within a period."""
    start, end = period
    waivers: QuerySet[Waiver] = Waiver.objects.visible_to(actor)
    if not (start or end):
        return waivers
    waivers = waivers.annotate(day=TruncDate(Coalesce("head_at", "cio_at", "requested_at")))
    waivers = waivers.filter(day__gte=start) if start else waivers
    return waivers.filter(day__lte=end) if end else waivers


@dataclass(frozen=True)
class GroundLine:
    """How many waivers were granted on one ground for one kind of device, and for how many devices."""

    ground: str
    kind: str
    waivers: int
    devices: int


def by_ground(actor: Actor, period: Period = (None, None)) -> list[GroundLine]:
    """Count the granted waivers by ground and kind of device; nothing but granted waivers is a waiver."""
    granted = _in(actor, period).filter(granted=True).values_list("ground", "review__product__kind", "devices")
    counted: dict[tuple[str, str], tuple[int, int]] = {}
    for ground, kind, listed in granted.order_by("pk").iterator(chunk_size=500):
        waivers, devices = counted.get((ground, kind), (0, 0))
        counted[ground, kind] = waivers + 1, devices + sum(1 for line in listed.splitlines() if line.strip())
    return [
        GroundLine(WaiverGround(ground).label, kind, waivers, devices)
        for (ground, kind), (waivers, devices) in sorted(counted.items())
    ]


def waivers_of(actor: Actor, chosen: str, period: Period = (None, None)) -> QuerySet[Waiver]:
    """Return the agency's waivers of one of CHOICES, the latest request first."""
    waivers = _in(actor, period).filter(CHOICES[chosen][1])
    return waivers.select_related(
        "review__procurement", "review__product__organization", "cio_by", "head_by", "head_delegation__delegated_by"
    ).order_by("-requested_at", "-pk")


def counts_of(actor: Actor, period: Period = (None, None)) -> dict[str, int]:
    """Return how many waivers each of CHOICES holds; one statement."""
    totals = {f"number_{name}": Count("pk", filter=condition) for name, (_, condition) in CHOICES.items()}
    counted = _in(actor, period).aggregate(**totals)
    return {name: counted[f"number_{name}"] for name in CHOICES}


def rows(waivers: Iterable[Waiver], today: date) -> list[WaiverRow]:
    """Return the waivers as the record shows them."""
    return [WaiverRow(waiver, standing_of(waiver, today)) for waiver in waivers]


COLUMNS = (
    "Product",
    "Manufacturer",
    "Purchase",
    "Contract reference",
    "Ground (sec. 7(b))",
    "Facts",
    "Devices",
    "Number of devices",
    "Ends on",
    "Standing",
    "CIO determined on",
    "CIO",
    "Agency head decided on",
    "Agency head or delegate",
    "Delegation",
    "Review",
)


def table(waivers: Iterable[Waiver], today: date) -> Iterator[list[str]]:
    """Yield the record as rows of text that a spreadsheet takes for text, headings first."""
    yield list(COLUMNS)
    for row in rows(waivers, today):
        yield [as_text(value) for value in _values(row)]


def _values(row: WaiverRow) -> Iterator[object]:
    waiver, review = row.waiver, row.waiver.review
    yield from (review.product, review.product.organization, review.procurement, review.procurement.reference)
    yield from (row.ground, waiver.facts, "; ".join(row.devices), len(row.devices), waiver.ends_on, row.standing.label)
    yield waiver.cio_at.date() if waiver.cio_at else ""
    yield waiver.cio_by or ""
    yield waiver.head_at.date() if waiver.head_at else ""
    yield waiver.head_by or ""
    yield delegation_note(waiver.head_delegation)
    yield review.pk


def as_text(value: object) -> str:
    """Return the value as text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
