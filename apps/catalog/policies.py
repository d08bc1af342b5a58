"""When something can be done with a profile or an edition, given its state; each check raises NotNow with the cure."""

from collections.abc import Callable

from django.db.models import QuerySet

from apps.catalog.kinds import Change, EditionStatus, ProfileStatus, RewordingDecision
from apps.catalog.models import Edition, Profile, ProfileFinding, Rewording
from apps.core.errors import NotNow

TO_DECIDE = (Change.REWORDED, Change.NEW, Change.RETIRED)
"""What a person has to settle before a carried profile is published; an entry that only moved is a notice."""

LOW_PROFILE = "federal-low"


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


def check_edition_draft(edition: Edition) -> None:
    """Refuse changes of a published edition: reviews and declarations rest on it as it is."""
    if edition.status != EditionStatus.DRAFT:
        raise NotNow(f"{edition} is published and never changes. A correction is a new edition: import it as one.")


def check_edition_publish(edition: Edition) -> None:
    """Refuse an edition that is published, is empty, or has proposals that nobody has decided about."""
    check_edition_draft(edition)
    if not edition.nodes.exists():
        raise NotNow("The edition has no entries yet. Import its files, or discard it.")
    waiting = Rewording.objects.filter(node__edition=edition, decision=RewordingDecision.OPEN).count()
    if waiting:
        raise NotNow(
            f"{waiting} {'pair of entries is' if waiting == 1 else 'pairs of entries are'} alike and not decided yet. "
            "Say of each whether it is the same entry, then publish."
        )


def check_edition_put_in_use(edition: Edition) -> None:
    """Refuse an edition that is not published, is in use, or lacks the profile that every review starts from."""
    if edition.status != EditionStatus.PUBLISHED:
        raise NotNow(f"{edition} is not published. Only a published edition can be put in use.")
    if Edition.objects.in_use(edition.catalog_id) == edition:
        raise NotNow(f"{edition} is in use already.")
    if not edition.profiles.public().filter(slug=LOW_PROFILE, items__isnull=False).exists():
        raise NotNow(
            f"{edition} has no profile of the low baseline, from which every review takes candidates. "
            "Import it with its mapping to SP 800-53."
        )


def check_edition_retire(edition: Edition) -> None:
    """Refuse to retire what is not published, or what new declarations and reviews start on."""
    if edition.status != EditionStatus.PUBLISHED:
        raise NotNow("Only a published edition can be retired; a draft is discarded instead.")
    if Edition.objects.in_use(edition.catalog_id) == edition:
        raise NotNow(
            f"New declarations and reviews start on {edition}. Put another edition in use, then retire this one."
        )


def refusal(check: Callable[[Edition], None], edition: Edition) -> str:
    """Return the sentence with which `check` refuses, or an empty one: what a disabled button shows."""
    try:
        check(edition)
    except NotNow as error:
        return error.message
    return ""
