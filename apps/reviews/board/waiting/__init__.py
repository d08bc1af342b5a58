"""What waits in each state of a review: one query per kind of waiting, joined into one statement by `board.tasks`.

The same kinds serve the home page (what may this person do) and the overview (who acts next), so they never differ.
"""

from apps.reviews.board.waiting import assessment, decision, intake, monitoring
from apps.reviews.board.waiting.kinds import KINDS, Found, Kind, Scope

BY_SLUG = {kind.slug: kind for kind in KINDS}

__all__ = ["BY_SLUG", "KINDS", "Found", "Kind", "Scope", "assessment", "decision", "intake", "monitoring"]
