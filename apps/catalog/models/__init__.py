"""The capability catalog: lasting entries, their nodes in each edition, frameworks, mappings and profiles."""

from apps.catalog.models.edition import Catalog, Edition, Entry, Example, Guidance, Node, Rewording
from apps.catalog.models.frameworks import Framework, Mapping, Reference, ReferenceSet
from apps.catalog.models.profiles import Profile, ProfileFinding, ProfileItem

__all__ = [
    "Catalog",
    "Edition",
    "Entry",
    "Example",
    "Framework",
    "Guidance",
    "Mapping",
    "Node",
    "Profile",
    "ProfileFinding",
    "ProfileItem",
    "Reference",
    "ReferenceSet",
    "Rewording",
]
