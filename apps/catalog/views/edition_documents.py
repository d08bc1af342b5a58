"""The editions and their comparison as JSON."""

from apps.catalog.comparison_document import edition_facts, row_document
from apps.catalog.documents import Document
from apps.catalog.views.documents import AsJson
from apps.catalog.views.editions import ComparisonPage, EditionList


class EditionListJson(AsJson, EditionList):
    """The list of editions."""

    def document(self, context: Document) -> Document:
        """Return them with what their page says of each."""
        in_use = context["in_use"]
        return {
            "editions": [
                {
                    **edition_facts(one),
                    "in_use": one == in_use,
                    "entries": one.elements,
                    "published_at": one.published_at.isoformat(),
                    "retired_at": one.retired_at.isoformat() if one.retired_at else None,
                    "source": one.source,
                }
                for one, _ in context["listed"]
            ]
        }


class ComparisonJson(AsJson, ComparisonPage):
    """The comparison of two editions."""

    def document(self, context: Document) -> Document:
        """Return the counts, and one page of what passes the filters."""
        comparison = self.comparison
        return {
            **self.cut(context["page"]),
            "before": edition_facts(comparison.before),
            "after": edition_facts(comparison.after),
            "texts_compared": comparison.texts_compared,
            "counts": comparison.counts,
            "rows": [row_document(row, texts_compared=comparison.texts_compared) for row in context["page"]],
        }
