"""The catalog: lasting entries, and their nodes in each edition (catalog-data.md section 6)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from apps.catalog.kinds import Branch, EditionStatus, MappingState, NodeKind, RewordingDecision, Wording
from apps.catalog.querysets import EditionQuerySet, NodeQuerySet
from apps.core.constraints import one_of, paired


class Catalog(models.Model):
    """A catalog whose entries keep their identity over all editions."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """One state of the catalog's texts and structure.

    The edition put in use last is the one that new declarations and reviews start on; `matched_with` is the edition
    that gave the entries of an imported one their identities.
    """

    catalog = models.ForeignKey(Catalog, on_delete=models.PROTECT, related_name="editions")
    label = models.CharField(max_length=120)
    slug = models.SlugField("name in addresses", max_length=80)
    wording = models.CharField(max_length=10, choices=Wording, default=Wording.OWN)
    status = models.CharField(max_length=12, choices=EditionStatus, default=EditionStatus.DRAFT)
    source = models.TextField(blank=True)
    digest = models.CharField("SHA-256 of the source files", max_length=64)
    matched_with = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    in_use_at = models.DateTimeField("put in use for new declarations and reviews", null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["catalog", "label"], name="edition_label_once"),
            models.UniqueConstraint(fields=["catalog", "slug"], name="edition_slug_once"),
            one_of("edition", "status", EditionStatus.values),
            one_of("edition", "wording", Wording.values),
            models.CheckConstraint(
                condition=Q(status=EditionStatus.DRAFT, published_at__isnull=True)
                | Q(status__in=[EditionStatus.PUBLISHED, EditionStatus.RETIRED], published_at__isnull=False),
                name="edition_published_has_date",
            ),
            models.CheckConstraint(
                condition=Q(status=EditionStatus.RETIRED, retired_at__isnull=False)
                | (~Q(status=EditionStatus.RETIRED) & Q(retired_at__isnull=True)),
                name="edition_retired_has_date",
            ),
            models.CheckConstraint(
                condition=Q(in_use_at__isnull=True) | Q(published_at__isnull=False),
                name="edition_in_use_was_published",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Entry(models.Model):
    """The lasting identity of a node. Identifiers are stored, never recomputed, never given out again."""

    catalog = models.ForeignKey(Catalog, on_delete=models.PROTECT, related_name="entries")
    identifier = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["catalog", "identifier"], name="entry_identifier_once")
        ]

    def __str__(self) -> str:
        return self.identifier


class Node(models.Model):
    """An entry in one edition. `identifier` repeats the entry's, so that lists need no join."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="nodes")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="nodes")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    identifier = models.CharField(max_length=40)
    kind = models.CharField(max_length=14, choices=NodeKind)
    branch = models.CharField(max_length=14, choices=Branch)
    capability_code = models.CharField(max_length=4)
    position = models.PositiveSmallIntegerField()
    depth = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=80)
    code_213a = models.CharField("SP 800-213A code", max_length=10, blank=True)
    title = models.CharField(max_length=120)
    theme = models.CharField(max_length=60, blank=True)
    lead_in = models.TextField(blank=True)
    statement = models.TextField()
    answerable = models.BooleanField(default=False)
    in_draft = models.BooleanField("in NIST's draft of 2021", default=True)
    control_state = models.CharField(max_length=12, choices=MappingState, default=MappingState.NOT_STATED)
    csf_state = models.CharField(max_length=12, choices=MappingState, default=MappingState.NOT_STATED)
    source_place = models.CharField(max_length=200, blank=True)

    objects = NodeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "entry"], name="node_entry_once"),
            models.UniqueConstraint(fields=["edition", "path"], name="node_path_once"),
            models.UniqueConstraint(fields=["edition", "identifier"], name="node_identifier_once"),
            one_of("node", "kind", NodeKind.values),
            one_of("node", "branch", Branch.values),
            models.CheckConstraint(
                condition=Q(answerable=False) | Q(kind=NodeKind.ELEMENT), name="node_only_elements_answerable"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["edition", "capability_code", "path"], name="node_by_capability")]

    def __str__(self) -> str:
        return f"{self.identifier} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the public page of the entry."""
        return reverse("catalog:entry", args=[self.identifier])


class Guidance(models.Model):
    """Our help on a sub-capability: why it matters, good evidence, and how to check it (SP 800-53A methods)."""

    node = models.OneToOneField(Node, on_delete=models.CASCADE, related_name="guidance")
    why = models.TextField()
    evidence = models.TextField()
    examine = models.TextField()
    interview = models.TextField()
    test = models.TextField()

    def __str__(self) -> str:
        return f"Guidance on {self.node_id}"


class Example(models.Model):
    """An example below a node; never selected, answered or mapped."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="examples")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["node", "position"], name="example_position_once")]

    def __str__(self) -> str:
        return self.text[:60]


class Rewording(models.Model):
    """A proposal that a node of a draft edition is an earlier entry in other words; a person decides.

    Until then the node has an entry of its own (catalog-data.md section 7).
    """

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="rewordings")
    earlier = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    similarity = models.PositiveSmallIntegerField("percent of the text that is alike")
    decision = models.CharField(max_length=10, choices=RewordingDecision, default=RewordingDecision.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["node", "earlier"], name="rewording_pair_once"),
            one_of("rewording", "decision", RewordingDecision.values),
            paired("rewording", "decided_at", "decided_by"),
            models.CheckConstraint(
                condition=Q(decision=RewordingDecision.OPEN, decided_at__isnull=True)
                | (~Q(decision=RewordingDecision.OPEN) & Q(decided_at__isnull=False)),
                name="rewording_decided_has_date",
            ),
            models.CheckConstraint(condition=Q(similarity__lte=100), name="rewording_similarity_is_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} continues {self.earlier_id}?"
