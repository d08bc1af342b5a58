"""The chain of one review: from the agency's security requirements down to the verdicts, and back."""

from typing import Any

from apps.core.components import Choice
from apps.core.permissions import Permission
from apps.reviews import candidates
from apps.reviews.loss import Loss
from apps.reviews.traceability import MEANINGS, Reason, Support
from apps.reviews.tracing import figure, layout, matrix
from apps.reviews.tracing.trace import ORDER, Focus, Trace, focus_of
from apps.reviews.views.base import ReviewPage
from apps.reviews.workflow import GAP_VERDICTS


class Traceability(ReviewPage):
    """All controls as a matrix, or everything around one link of the chain as a figure with its reasons."""

    permission = Permission.REVIEW_READ
    part = "traceability"
    template_name = "reviews/traceability.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figure with its table, and the matrix where nothing is opened."""
        context = super().get_context_data(**kwargs)
        trace = Trace.of(self.review)
        focus = focus_of(trace, self.request.GET.dict())
        drawn = figure.around(focus, self.review) if focus else figure.whole(trace)
        body = self.opened(focus) if focus else self.everything(trace)
        meanings = [(support, MEANINGS[support]) for support in ORDER if support in trace.counts]
        return (
            context | {"trace": trace, "focus": focus, "drawing": layout.drawing_of(drawn), "meanings": meanings} | body
        )

    def everything(self, trace: Trace) -> dict[str, Any]:
        """Return the matrix with its filters."""
        wanted = self.request.GET.get("status", "")
        only = Support(wanted) if wanted in Support.values else None
        titles = candidates.titles_of(self.review.edition_id)
        built = matrix.build(trace.controls, titles, only)
        counts = trace.counts
        relevant = len(trace.controls) - counts.get(Support.NOT_DEVICE_RELEVANT, 0)
        return {
            "matrix": built,
            "codes": [(code, titles[code]) for code in built.codes],
            "relevant": relevant,
            "choices": [
                Choice("With a device side", "?#matrix", only is None, relevant),
                *(Choice(one.label, f"?status={one.value}#matrix", one is only, counts[one]) for one in counts),
            ],
        }

    def opened(self, focus: Focus) -> dict[str, Any]:
        """Return the reasons of one link by capability of the catalog, and what would be lost with a requirement."""
        titles = candidates.titles_of(self.review.edition_id)
        by_code: dict[str, list[tuple[Reason, list[str]]]] = {}
        for row in focus.reasons:
            by_code.setdefault(row[0].requirement.capability_code, []).append(row)
        return {
            "parts": [(code, titles.get(code, ""), rows) for code, rows in by_code.items()],
            "meaning": MEANINGS[focus.support] if focus.support else "",
            "loss": _loss(focus) if focus.kind == "entry" else None,
            "is_gap": any(_is_gap(reason.requirement) for reason, _ in focus.reasons),
        }


def _loss(focus: Focus) -> Loss:
    return Loss(
        tuple(row.identifier for row in focus.controls),
        tuple(row.capability.name for row in focus.capabilities),
        tuple(str(row.requirement) for row in focus.requirements),
    )


def _is_gap(requirement: Any) -> bool:
    verdict = getattr(requirement, "verdict", None)
    return verdict is not None and verdict.value in GAP_VERDICTS
