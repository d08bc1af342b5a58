"""What a change of edition means for an agency's own profiles: what is carried over as it is, what is to be settled."""

from django.urls import reverse

from apps.catalog.carrying import by_change, carried
from apps.catalog.comparison import Comparison
from apps.catalog.impact import MOST_LISTED, Asked, Part, operates
from apps.catalog.kinds import Change, ProfileStatus
from apps.catalog.models import Profile
from apps.core.permissions import Actor

SENTENCE = (
    "A profile stays on its edition. Carried over, it keeps what says the same; what was reworded or moved is looked "
    "at, new entries are decided, and what is retired stays listed as lost."
)


def on_profiles(comparison: Comparison, actor: Actor) -> Part | None:
    """Return a row for each published profile of the actor's own agency; for the operator how many there are."""
    living = Profile.objects.filter(edition=comparison.before, owner__isnull=False, status=ProfileStatus.PUBLISHED)
    if operates(actor):
        count = living.count()
        what = f"{count} profiles of agencies are" if count > 1 else "1 profile of an agency is"
        return Part("Profiles", f"{what} on {comparison.before}. {SENTENCE}", ()) if count else None
    if not actor.is_agency:
        return None
    own = list(living.visible_to(actor).select_related("edition").order_by("title", "number", "pk")[:MOST_LISTED])
    rows = tuple(_asked(profile, comparison) for profile in own)
    return Part("Profiles", SENTENCE, rows) if rows else None


def _asked(profile: Profile, comparison: Comparison) -> Asked:
    result = carried(profile, comparison.after, comparison)
    found = by_change(result.findings.values())
    looked_at = found.get(Change.REWORDED, 0) + found.get(Change.MOVED, 0)
    named = {one.node for one in result.findings.values()}
    kept = sum(node not in named for node in result.nodes.values())
    label = f"{profile.title}, version {profile.number}"
    url = reverse("catalog:own_profile", args=[profile.slug, profile.number])
    return Asked(label, kept, looked_at, found.get(Change.NEW, 0), found.get(Change.RETIRED, 0), url)
