"""Choosing nodes and references. The catalog is public, so everything here is visible to everybody."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from apps.catalog.kinds import EditionStatus, NodeKind, ProfileStatus
from apps.core.permissions import Actor, Permission


class EditionQuerySet(models.QuerySet[Any]):
    """Editions of the catalog."""

    def published(self) -> "EditionQuerySet":
        """Return the editions that may be used, newest first."""
        return self.filter(status=EditionStatus.PUBLISHED).order_by("-published_at", "-pk")

    def readable(self) -> "EditionQuerySet":
        """Return the editions that everybody may read, newest first: published ones, and those retired since."""
        return self.exclude(status=EditionStatus.DRAFT).order_by("-published_at", "-pk")

    def visible_to(self, actor: Actor | None) -> "EditionQuerySet":
        """Return the readable editions; who operates the service sees the drafts too."""
        if actor is not None and actor.has_permission(Permission.OPERATE):
            return self.order_by(F("published_at").desc(nulls_first=True), "-pk")
        return self.readable()

    def in_use(self, catalog: int | None = None) -> Any:
        """Return the published edition (of one catalog) that was put in use last, or None."""
        found = self.published().filter(in_use_at__isnull=False)
        found = found if catalog is None else found.filter(catalog=catalog)
        return found.order_by("-in_use_at", "-pk").first()

    def current(self) -> Any:
        """Return the published edition that was put in use last; raise DoesNotExist before `load_catalog` ran."""
        edition = self.in_use()
        if edition is None:
            raise self.model.DoesNotExist("No catalog edition is published yet; run `manage.py load_catalog`.")
        return edition


class NodeQuerySet(models.QuerySet[Any]):
    """Nodes of an edition, always in the catalog's own order."""

    def visible_to(self, actor: Actor | None) -> "NodeQuerySet":
        """Return every node: the catalog is public."""
        return self.all()

    def in_order(self) -> "NodeQuerySet":
        """Return them as they stand in the catalog."""
        return self.order_by("path")

    def elements(self) -> "NodeQuerySet":
        """Return the elements, the entries that can become requirements."""
        return self.filter(kind=NodeKind.ELEMENT)

    def answerable(self) -> "NodeQuerySet":
        """Return the elements that can be answered (all but grouping conditions)."""
        return self.elements().filter(answerable=True)


class ProfileQuerySet(models.QuerySet[Any]):
    """Profiles: the catalog's are everybody's, an agency's own are its own."""

    def public(self) -> "ProfileQuerySet":
        """Return the published profiles that belong to no agency."""
        return self.filter(owner=None, status=ProfileStatus.PUBLISHED)

    def visible_to(self, actor: Actor | None) -> "ProfileQuerySet":
        """Return the public profiles, and every profile of the actor's own agency."""
        public = Q(owner=None, status=ProfileStatus.PUBLISHED)
        if actor is None or actor.organization is None:
            return self.filter(public)
        return self.filter(public | Q(owner=actor.organization))
