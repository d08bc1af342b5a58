"""The capability catalog: lasting entries, their nodes in each edition, frameworks and mappings."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from apps.catalog.kinds import Branch, EditionStatus, MappingState, NodeKind
from apps.catalog.querysets import EditionQuerySet, NodeQuerySet
from apps.core.constraints import one_of


class Catalog(models.Model):
    """A catalog whose entries keep their identity over all editions."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """One state of the catalog's texts and structure."""

    catalog = models.ForeignKey(Catalog, on_delete=models.PROTECT, related_name="editions")
    label = models.CharField(max_length=120)
    status = models.CharField(max_length=12, choices=EditionStatus, default=EditionStatus.DRAFT)
    source = models.TextField(blank=True)
    digest = models.CharField("SHA-256 of the source files", max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["catalog", "label"], name="edition_label_once"),
            one_of("edition", "status", EditionStatus.values),
            models.CheckConstraint(
                condition=Q(status=EditionStatus.DRAFT) | Q(published_at__isnull=False),
                name="edition_published_has_date",
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


class Framework(models.Model):
    """A published list that nodes are mapped to, in one version."""

    name = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    source = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Reference(models.Model):
    """A control, enhancement or subcategory of a framework."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="references")
    identifier = models.CharField(max_length=20)
    title = models.CharField(max_length=200, blank=True)
    group = models.CharField("family or category", max_length=10)
    group_title = models.CharField(max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="enhancements")
    withdrawn = models.BooleanField(default=False)
    position = models.PositiveIntegerField()
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["framework", "identifier"], name="reference_identifier_once")
        ]
        indexes: ClassVar = [models.Index(fields=["framework", "position"], name="reference_in_order")]

    def __str__(self) -> str:
        return self.identifier


class ReferenceSet(models.Model):
    """A named choice of references: low, moderate, high, privacy (SP 800-53B)."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="sets")
    name = models.SlugField(max_length=20)
    references = models.ManyToManyField(Reference, related_name="sets")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["framework", "name"], name="referenceset_name_once")]

    def __str__(self) -> str:
        return self.name


class Mapping(models.Model):
    """A node supports a reference, as the source prints it; or a token that resolves to none."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="mappings")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, null=True, blank=True, related_name="mappings")
    printed_low = models.BooleanField("printed as low baseline", default=False)
    raw = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["node", "framework", "position"], name="mapping_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.node_id} supports {self.raw}"


class Profile(models.Model):
    """A named choice of entries of one edition, for instance the federal low profile."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="profiles")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=160)
    description = models.TextField()
    source = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "slug"], name="profile_slug_once")]

    def __str__(self) -> str:
        return self.title


class ProfileItem(models.Model):
    """A node in a profile, with the reason."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="items")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="profile_items")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["profile", "node"], name="profileitem_node_once")]

    def __str__(self) -> str:
        return f"{self.node_id} in {self.profile_id}"
