"""The public pages of the catalog, one module a screen."""

from apps.catalog.views.browse import Browse
from apps.catalog.views.controls import ControlList, ControlPage, SubcategoryPage
from apps.catalog.views.editions import Compare, ComparisonPage, EditionList
from apps.catalog.views.entry import EntryPage
from apps.catalog.views.introduction import Introduction
from apps.catalog.views.operating import (
    DecideProposals,
    DiscardEdition,
    OperateEdition,
    OperateEditions,
    PublishEdition,
    PutEditionInUse,
    RetireEdition,
)
from apps.catalog.views.profiles import ProfileList, ProfilePage

__all__ = [
    "Browse",
    "Compare",
    "ComparisonPage",
    "ControlList",
    "ControlPage",
    "DecideProposals",
    "DiscardEdition",
    "EditionList",
    "EntryPage",
    "Introduction",
    "OperateEdition",
    "OperateEditions",
    "ProfileList",
    "ProfilePage",
    "PublishEdition",
    "PutEditionInUse",
    "RetireEdition",
    "SubcategoryPage",
]
