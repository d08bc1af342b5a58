"""A comparison of two editions in JSON's own types, for the command and for the page's document."""

from typing import Any

from apps.catalog.comparison import Comparison, MappingChange, Row
from apps.catalog.kinds import Change
from apps.catalog.models import Edition


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Return the whole comparison; unchanged entries are counted, not listed."""
    changed = [row for row in comparison.rows if row.is_told]
    return {
        "before": edition_facts(comparison.before),
        "after": edition_facts(comparison.after),
        "texts_compared": comparison.texts_compared,
        "counts": comparison.counts,
        "rows": [row_document(row, texts_compared=comparison.texts_compared) for row in changed],
    }


def edition_facts(edition: Edition) -> dict[str, Any]:
    """Return which edition it is."""
    return {
        "label": edition.label,
        "slug": edition.slug,
        "wording": edition.wording,
        "status": edition.status,
        "sha256": edition.digest,
    }


def row_document(row: Row, *, texts_compared: bool) -> dict[str, Any]:
    """Return what became of one entry; words are compared only where both editions are in one wording."""
    compared = texts_compared and row.change == Change.REWORDED
    return {
        "identifier": row.shown.identifier,
        "earlier_identifier": row.before.identifier if row.before else None,
        "kind": row.shown.kind,
        "change": row.change.value,
        "proposed": row.proposed,
        "moved": row.moved,
        "similarity": row.similarity if row.proposed else None,
        "before": row.before.text if row.before else None,
        "after": row.after.text if row.after else None,
        "difference": [[piece.kind, piece.text] for piece in row.difference] if compared else [],
        "mapping": [_mapping_document(change) for change in row.mapping],
        "examples_changed": row.examples_changed,
        "lead_in_changed": row.lead_in_changed,
    }


def _mapping_document(change: MappingChange) -> dict[str, Any]:
    return {
        "framework": change.framework,
        "gained": change.gained,
        "lost": change.lost,
        "now_low": change.now_low,
        "no_longer_low": change.no_longer_low,
        "state": [change.state_before, change.state_after] if change.states else None,
    }
