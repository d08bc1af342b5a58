"""The list at the desk: every selected requirement with its standing, filters, and the way to the next one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from uuid import UUID

from django.db.models import Exists, OuterRef, TextChoices
from django.urls import reverse
from django.utils.safestring import SafeString

from apps.core.components import Choice
from apps.core.templatetags.assay import icon
from apps.reviews.candidates import OWN
from apps.reviews.models import Clarification, Review, ReviewRequirement
from apps.reviews.workflow import GAP_VERDICTS, Selection, VerdictValue


class Show(TextChoices):
    """What the list is narrowed to."""

    ALL = "all", "All"
    OPEN = "open", "Open"
    KEY = "key", "Key"
    GAPS = "gaps", "Gaps"
    QUESTIONS = "questions", "Questions"
    SECOND = "second", "Second look"


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement in the list."""

    identifier: str
    title: str
    capability: str
    key: bool
    verdict: str | None
    confirmed: bool
    asked: bool

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has given a verdict yet."""
        return self.verdict is None

    @property
    def waits_for_second(self) -> bool:
        """Tell whether a key requirement has a verdict that no second reviewer confirmed."""
        return self.key and self.verdict is not None and not self.confirmed

    @property
    def anchor(self) -> str:
        """Return the id of the row; full stops would end an id in a style sheet's selector."""
        return f"row-{self.identifier.replace('.', '_')}"

    @property
    def group(self) -> str:
        """Return the sub-capability, or OWN for a requirement in the agency's own words."""
        return self.identifier.split(".")[0] if self.capability else OWN

    def drawn(self, prefix: str, query: str, current: str, *, replaces: bool = False) -> SafeString:
        """Return the row as an element of the list; `replaces` swaps the one on the page.

        Written here and escaped by hand: a list holds hundreds of rows; a template takes thirty times as long, and
        `format_html` four times.
        """
        identifier = escape(self.identifier)
        return SafeString(
            f'<li id="{escape(self.anchor)}"{' hx-swap-oob="true"' if replaces else ""}>'
            f'<a class="a-side__link" href="{escape(prefix)}{identifier}/{escape(query)}"'
            f"{' aria-current="page"' if self.identifier == current else ''}>{verdict_mark(self.verdict)}"
            f'<span class="a-side__label">{identifier} {escape(self.title)}</span>'
            f"{_badges(self.asked, self.waits_for_second, self.key)}</a></li>"
        )

    def fits(self, show: Show) -> bool:
        """Tell whether the filter shows this row."""
        match show:
            case Show.OPEN:
                return self.is_open
            case Show.KEY:
                return self.key
            case Show.GAPS:
                return self.verdict in GAP_VERDICTS
            case Show.QUESTIONS:
                return self.asked
            case Show.SECOND:
                return self.waits_for_second
        return True


@cache
def _badges(asked: bool, waits: bool, key: bool) -> SafeString:
    shown = (
        (asked, f'<span class="a-desk__mark">{icon("comment", "open question")}</span>'),
        (waits, '<span class="a-badge a-badge--waits">2nd<span class="usa-sr-only"> reviewer waiting</span></span>'),
        (key, '<span class="a-badge">key<span class="usa-sr-only"> requirement</span></span>'),
    )
    return SafeString("".join(html for is_shown, html in shown if is_shown))


@cache
def verdict_mark(verdict: str | None) -> SafeString:
    """Return the icon of a verdict, or of none; drawn once, since a list holds hundreds."""
    name, label, tone = "radio_button_unchecked", "No verdict yet", "neutral"
    if verdict is not None:
        shown = VerdictValue(verdict)
        name, label, tone = shown.icon, str(shown.label), shown.tone
    return SafeString(f'<span class="a-side__mark a-status--{tone}">{icon(name, label)}</span>')


def waiting_question() -> Exists:
    """Return the condition "the assessment waits for a question on this requirement"."""
    return Exists(
        Clarification.objects.filter(requirement=OuterRef("pk"), answered_at__isnull=True, lapsed_at__isnull=True)
    )


def row_of(requirement: ReviewRequirement) -> Row:
    """Return the row of a requirement that carries `asked` and its verdict; no statement."""
    verdict = getattr(requirement, "verdict", None)
    return Row(
        requirement.identifier,
        requirement.title,
        requirement.capability_code if requirement.node_id else "",
        requirement.key,
        verdict.value if verdict else None,
        bool(verdict and verdict.confirmed_at),
        getattr(requirement, "asked", False),
    )


def read_rows(review: Review) -> list[Row]:
    """Return the selected requirements of the review in the order of the catalog; one statement."""
    rows = (
        ReviewRequirement.objects.filter(review=review, selection=Selection.SELECTED)
        .order_by("position", "pk")
        .values_list(
            "identifier",
            "title",
            "capability_code",
            "key",
            "verdict__value",
            "verdict__confirmed_at",
            "node_id",
            waiting_question(),
        )
    )
    return [
        Row(identifier, title, capability if node else "", key, verdict, confirmed is not None, asked)
        for identifier, title, capability, key, verdict, confirmed, node, asked in rows
    ]


@dataclass(frozen=True)
class SubGroup:
    """The requirements of one sub-capability."""

    code: str
    title: str
    rows: tuple[SafeString, ...]


@dataclass(frozen=True)
class Group:
    """The requirements of one capability."""

    code: str
    title: str
    parts: tuple[SubGroup, ...]


@dataclass(frozen=True)
class DeskList:
    """The list around the opened requirement."""

    review_id: UUID
    rows: tuple[Row, ...]
    current: str
    show: Show
    titles: Mapping[str, str]

    @cached_property
    def prefix(self) -> str:
        """Return the address of the desk; the identifier follows."""
        return desk_url(self.review_id)

    @property
    def query(self) -> str:
        """Return what keeps the filter in an address."""
        return "" if self.show is Show.ALL else f"?show={self.show.value}"

    @cached_property
    def counts(self) -> dict[Show, int]:
        """Return how many rows each filter shows."""
        return {show: sum(row.fits(show) for row in self.rows) for show in Show}

    @property
    def judged(self) -> int:
        """Return how many have a verdict."""
        return len(self.rows) - self.counts[Show.OPEN]

    @property
    def filters(self) -> list[Choice]:
        """Return the filters as links that keep the opened requirement."""
        here = f"{self.prefix}{self.current}/"
        return [
            Choice(
                show.label,
                here if show is Show.ALL else f"{here}?show={show.value}",
                current=show is self.show,
                count=None if show is Show.ALL else self.counts[show],
            )
            for show in Show
        ]

    @cached_property
    def groups(self) -> list[Group]:
        """Return the rows that the filter shows, by capability and sub-capability."""
        tree: dict[str, dict[str, list[Row]]] = {}
        for row in self.rows:
            if row.fits(self.show):
                tree.setdefault(row.capability or OWN, {}).setdefault(row.group, []).append(row)
        return [
            Group(
                code,
                self.titles.get(code, "Own requirements"),
                tuple(
                    SubGroup(
                        part,
                        self.titles.get(part, ""),
                        tuple(row.drawn(self.prefix, self.query, self.current) for row in rows),
                    )
                    for part, rows in parts.items()
                ),
            )
            for code, parts in tree.items()
        ]

    @property
    def next_identifier(self) -> str:
        """Return the next open requirement (or the next one that the filter shows), or nothing."""
        at = self._position
        return self._first([*self.rows[at + 1 :], *self.rows[:at]])

    @property
    def next_url(self) -> str:
        """Return where the next one is opened."""
        return self._url(self.next_identifier)

    @property
    def previous_url(self) -> str:
        """Return where the previous open requirement (or the previous one that the filter shows) is opened."""
        at = self._position
        return self._url(self._first([*reversed(self.rows[:at]), *reversed(self.rows[at + 1 :])]))

    @property
    def goal(self) -> str:
        """Return the words for what "next" leads to."""
        return "open" if self.show in (Show.ALL, Show.OPEN) else "in this filter"

    @cached_property
    def _position(self) -> int:
        return next((at for at, row in enumerate(self.rows) if row.identifier == self.current), 0)

    def _first(self, candidates: Iterable[Row]) -> str:
        wanted = Show.OPEN if self.show is Show.ALL else self.show
        found = next((row for row in candidates if row.fits(wanted)), None)
        return found.identifier if found else ""

    def _url(self, identifier: str) -> str:
        return f"{self.prefix}{identifier}/{self.query}" if identifier else ""


def desk_url(review_id: UUID, identifier: str = "") -> str:
    """Return the address of the desk, opened at a requirement when one is named."""
    return reverse("reviews:desk", args=[review_id, identifier] if identifier else [review_id])


def first_open(rows: Iterable[Row]) -> Row | None:
    """Return the first requirement without a verdict, or the first one when all have theirs."""
    listed = list(rows)
    return next((row for row in listed if row.is_open), listed[0] if listed else None)


def shown(value: str) -> Show:
    """Return the filter named in an address; anything unknown shows all."""
    return Show(value) if value in Show.values else Show.ALL
