"""The course of an own profile: described, published, retired, followed by the next version, discarded."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from apps.accounts.actors import Actor
from apps.accounts.models import Organization
from apps.audit import chain
from apps.catalog.actions.profile_items import open_profile
from apps.catalog.actions.profiles import add_items, checked_items, copied
from apps.catalog.kinds import ProfileBasis, ProfileStatus, RestsOn
from apps.catalog.models import Edition, Profile
from apps.catalog.permissions import check_user_can_edit_profile
from apps.catalog.policies import check_no_draft, check_publish, check_readable_source, check_retire
from apps.core.errors import Invalid, Stale
from apps.core.fingerprint import fingerprint

DESCRIBED = ("title", "description", "source")


@transaction.atomic
def describe_profile(
    profile: Profile, *, by: Actor, title: str, description: str, source: str = "", read: str | None = None
) -> Profile:
    """Change title and purpose of a draft; its address stays. Raises Stale when `read` is not what is stored now."""
    locked = open_profile(profile, by)
    if read is not None and read != profile_read(locked):
        raise Stale("A colleague has changed this since you opened it. Both are shown; nothing is lost.")
    if not title.strip() or not description.strip():
        raise Invalid("Give the profile a title, and say what it is for.")
    before = {field: getattr(locked, field) for field in DESCRIBED}
    locked.title, locked.description, locked.source = title.strip(), description.strip(), source.strip()
    locked.save(update_fields=DESCRIBED)
    chain.record(
        "profile.described",
        by=by,
        target=locked,
        before=before,
        after={field: getattr(locked, field) for field in DESCRIBED},
    )
    return locked


def profile_read(profile: Profile) -> str:
    """Return what a form carries to tell whether title and purpose have changed since they were read."""
    return fingerprint(profile, DESCRIBED)


@transaction.atomic
def publish_profile(profile: Profile, *, by: Actor, at: datetime) -> Profile:
    """Publish a draft: from now on this version never changes. Refused while something has to be looked at."""
    locked = open_profile(profile, by)
    check_publish(locked)
    locked.status, locked.published_at = ProfileStatus.PUBLISHED, at
    locked.save(update_fields=["status", "published_at"])
    after = {"version": locked.number, "edition": locked.edition.label, "items": locked.items.count()}
    chain.record("profile.published", by=by, target=locked, after=after)
    return locked


@transaction.atomic
def retire_profile(profile: Profile, *, by: Actor, reason: str) -> Profile:
    """Retire a published version: it stays readable, and no review takes it as a source any more."""
    locked = _locked(profile, by)
    check_retire(locked)
    if not reason.strip():
        raise Invalid("Say why this version is retired.")
    locked.status = ProfileStatus.RETIRED
    locked.save(update_fields=["status"])
    chain.record("profile.retired", by=by, target=locked, after={"version": locked.number}, reason=reason.strip())
    return locked


@transaction.atomic
def discard_profile(profile: Profile, *, by: Actor) -> None:
    """Throw a draft away; published versions of the same profile stay."""
    locked = open_profile(profile, by)
    before = {"title": locked.title, "version": locked.number, "items": locked.items.count()}
    chain.record("profile.discarded", by=by, target=locked, before=before)
    locked.delete()


@transaction.atomic
def start_next_version(profile: Profile, *, by: Actor) -> Profile:
    """Start the next version as a draft that says what this version says."""
    locked = _locked(profile, by)
    check_readable_source(locked)
    draft = new_version(locked, locked.edition)
    rows = checked_items(locked.edition, copied(locked))
    add_items(draft, rows)
    after = {"version": draft.number, "made_from": f"version {locked.number}", "items": len(rows)}
    chain.record("profile.version_started", by=by, target=draft, after=after)
    return draft


def new_version(profile: Profile, edition: Edition) -> Profile:
    """Create the empty draft that follows the latest version, on `edition`; refused while there is another draft."""
    if profile.owner is None:
        raise Invalid("This profile belongs to the catalog. Make one of your own from it.")
    Organization.objects.select_for_update().get(pk=profile.owner.pk)
    check_no_draft(profile)
    versions = Profile.objects.filter(owner_id=profile.owner_id, slug=profile.slug)
    latest: int = versions.aggregate(latest=Max("number"))["latest"]
    return Profile.objects.create(
        edition=edition,
        owner_id=profile.owner_id,
        slug=profile.slug,
        number=latest + 1,
        title=profile.title,
        description=profile.description,
        source=profile.source,
        basis=ProfileBasis.AGENCY,
        rests_on=RestsOn.DECISION,
        made_from=profile if edition.pk == profile.edition_id else None,
        carried_from=profile if edition.pk != profile.edition_id else None,
    )


def _locked(profile: Profile, by: Actor) -> Profile:
    locked = Profile.objects.select_for_update(of=("self",)).select_related("edition", "owner").get(pk=profile.pk)
    check_user_can_edit_profile(by, locked)
    return locked
