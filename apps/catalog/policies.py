"""When something can be done with a profile, given its state; each check raises NotNow with what to do instead."""

from django.db.models import QuerySet

from apps.catalog.kinds import Change, EditionStatus, ProfileStatus
from apps.catalog.models import Edition, Profile, ProfileFinding
from apps.core.errors import NotNow

TO_DECIDE = (Change.REWORDED, Change.NEW, Change.RETIRED)
"""What a person has to settle before a carried profile is published; an entry that only moved is a notice."""


def open_findings(profile: Profile) -> QuerySet[ProfileFinding]:
    """Return what has to be settled before the profile can be published."""
    return ProfileFinding.objects.filter(profile=profile, change__in=TO_DECIDE, settled_at__isnull=True)


def check_draft(profile: Profile) -> None:
    """Refuse changes of what is published: reviews rest on it as it is."""
    if profile.status != ProfileStatus.DRAFT:
        raise NotNow(
            f"Version {profile.number} is published and never changes. Make the next version, and change that."
        )


def check_publish(profile: Profile) -> None:
    """Refuse a profile that is published, is empty, or was carried over and not looked at to the end."""
    check_draft(profile)
    if waiting := open_findings(profile).count():
        raise NotNow(
            f"{waiting} {'entry has' if waiting == 1 else 'entries have'} to be looked at since the profile was "
            "carried to another edition. Settle the list first."
        )
    if not profile.items.exists():
        raise NotNow("The profile says nothing of any entry yet. Require or recommend at least one.")


def check_retire(profile: Profile) -> None:
    """Refuse to retire what is not published."""
    if profile.status != ProfileStatus.PUBLISHED:
        raise NotNow("Only a published version can be retired; a draft is discarded instead.")


def check_readable_source(profile: Profile) -> None:
    """Refuse to start from a draft: what it says can still change."""
    if profile.status == ProfileStatus.DRAFT:
        raise NotNow("This version is still a draft. Publish it first, then start from it.")


def check_no_draft(profile: Profile) -> None:
    """Refuse a second draft of the same profile."""
    draft = Profile.objects.filter(owner_id=profile.owner_id, slug=profile.slug, status=ProfileStatus.DRAFT).first()
    if draft is not None:
        raise NotNow(f"Version {draft.number} is being drafted already. Go on with it, or discard it first.")


def check_carry(profile: Profile, edition: Edition) -> None:
    """Refuse to carry a profile to its own edition, to one of another catalog, or to one that is not in force."""
    if edition.pk == profile.edition_id:
        raise NotNow(f"The profile is on {edition} already. Choose another edition.")
    if edition.status != EditionStatus.PUBLISHED or edition.catalog_id != profile.edition.catalog_id:
        raise NotNow(f"{edition} is not a published edition of this catalog. Choose one that is.")
