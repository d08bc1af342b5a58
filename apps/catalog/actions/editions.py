"""The way of an edition: published for good, put in use, retired; or discarded while it is a draft."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, ProtectedError

from apps.accounts.actors import Actor, Operator
from apps.audit import chain
from apps.catalog import policies
from apps.catalog.bundle import read_bundle
from apps.catalog.kinds import EditionStatus
from apps.catalog.loading_profiles import load_profiles
from apps.catalog.models import Catalog, Edition, Entry, Node
from apps.catalog.permissions import check_user_can_operate
from apps.core.errors import NotNow


def locked_edition(edition: Edition) -> Edition:
    """Return the edition anew, its catalog locked first: what is in use is a question to all of its editions."""
    Catalog.objects.select_for_update().get(pk=edition.catalog_id)
    return Edition.objects.select_for_update().get(pk=edition.pk)


@transaction.atomic
def publish_edition(edition: Edition, *, by: Actor | Operator | None, at: datetime) -> Edition:
    """Publish a draft; from now on nothing in it changes. New declarations and reviews do not start on it yet.

    The catalog's own profiles are made for it too: the derived ones from its mapping, the others by entry. Raises
    NotNow while proposals wait for a decision.
    """
    check_user_can_operate(by)
    edition = locked_edition(edition)
    policies.check_edition_publish(edition)
    edition.status, edition.published_at = EditionStatus.PUBLISHED, at
    edition.save(update_fields=["status", "published_at"])
    if not edition.profiles.filter(owner__isnull=True).exists():
        bundled = read_bundle()
        load_profiles(bundled.profiles if bundled.catalog == edition.catalog.slug else (), edition, at)
    chain.record(
        "catalog.edition_published",
        by=by,
        target=edition,
        before={"status": EditionStatus.DRAFT},
        after={"status": edition.status, "digest": edition.digest, "nodes": edition.nodes.count(), "published_at": at},
    )
    return edition


@transaction.atomic
def put_edition_in_use(edition: Edition, *, by: Actor | Operator | None, at: datetime) -> Edition:
    """Let new declarations and reviews start on this edition; those that are there stay on theirs."""
    check_user_can_operate(by)
    edition = locked_edition(edition)
    policies.check_edition_put_in_use(edition)
    before = Edition.objects.in_use(edition.catalog_id)
    edition.in_use_at = max(at, before.in_use_at) if before is not None else at
    edition.save(update_fields=["in_use_at"])
    chain.record(
        "catalog.edition_chosen",
        by=by,
        target=edition,
        before={"in_use": before.label if before is not None else ""},
        after={"in_use": edition.label, "in_use_at": at},
    )
    return edition


@transaction.atomic
def retire_edition(edition: Edition, *, by: Actor | Operator | None, at: datetime, reason: str = "") -> Edition:
    """Take a published edition out of the list of those to start from; everything on it stays readable."""
    check_user_can_operate(by)
    edition = locked_edition(edition)
    policies.check_edition_retire(edition)
    edition.status, edition.retired_at = EditionStatus.RETIRED, at
    edition.save(update_fields=["status", "retired_at"])
    chain.record(
        "catalog.edition_retired",
        by=by,
        target=edition,
        before={"status": EditionStatus.PUBLISHED},
        after={"status": edition.status, "retired_at": at},
        reason=reason.strip(),
    )
    return edition


@transaction.atomic
def discard_edition(edition: Edition, *, by: Actor | Operator | None) -> None:
    """Delete a draft with its nodes, and the entries that no other edition has: they were never given out."""
    check_user_can_operate(by)
    edition = locked_edition(edition)
    policies.check_edition_draft(edition)
    chain.record(
        "catalog.draft_discarded",
        by=by,
        target=edition,
        before={"label": edition.label, "digest": edition.digest, "nodes": edition.nodes.count()},
    )
    entries = list(edition.nodes.values_list("entry_id", flat=True))
    try:
        edition.profiles.filter(owner__isnull=True).delete()
        # A node protects the one above it, so the deepest go first.
        for depth in range(edition.nodes.aggregate(deepest=Max("depth"))["deepest"] or 0, -1, -1):
            edition.nodes.filter(depth=depth).delete()
        edition.delete()
        Entry.objects.filter(~Exists(Node.objects.filter(entry=OuterRef("pk"))), pk__in=entries).delete()
    except ProtectedError:
        raise NotNow("Something was started on this draft already, so it cannot be discarded.") from None
