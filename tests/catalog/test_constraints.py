"""Each constraint of the catalog's tables refuses what it names."""

import pytest
from django.db import IntegrityError, transaction

from apps.catalog.kinds import SP_800_53
from apps.catalog.models import Edition, Entry, Example, Framework, Mapping, Node, ProfileItem, Reference
from tests.factories.catalog import PUBLISHED_AT, make_edition, node_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def refused(constraint: str, act) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    # SQLite names the columns of a unique constraint, not the constraint.
    assert constraint in str(caught.value) or "UNIQUE" in str(caught.value)


def copy_of(node: Node, **other) -> Node:
    fields = {
        name: getattr(node, name)
        for name in (
            "edition_id",
            "entry_id",
            "parent_id",
            "identifier",
            "kind",
            "branch",
            "capability_code",
            "position",
            "depth",
            "path",
            "title",
            "statement",
        )
    }
    return Node(**{**fields, **other})


def test_an_edition_label_once_in_a_catalog(edition):
    refused(
        "edition_label_once",
        lambda: Edition.objects.create(catalog=edition.catalog, label=edition.label, digest="0" * 64),
    )


def test_an_edition_status_is_known(edition):
    # Two constraints know the statuses; which one a database names first is its own affair.
    refused("edition_", lambda: Edition.objects.filter(pk=edition.pk).update(status="lost"))


def test_a_published_edition_has_its_date(edition):
    undated = {"published_at": None, "in_use_at": None}
    refused("edition_published_has_date", lambda: Edition.objects.filter(pk=edition.pk).update(**undated))


def test_an_identifier_is_given_out_once(edition):
    refused("entry_identifier_once", lambda: Entry.objects.create(catalog=edition.catalog, identifier="DI-IMS.1"))


@pytest.mark.parametrize("same", ["entry_id", "path", "identifier"])
def test_a_node_repeats_no_entry_path_or_identifier_of_its_edition(edition, same):
    node = node_of(edition, "DI-IMS.1")
    entry = Entry.objects.create(catalog=edition.catalog, identifier="DI-IMS.9")
    fresh = {"entry_id": entry.pk, "path": "009", "identifier": "DI-IMS.9"}
    del fresh[same]

    refused(f"node_{same.removesuffix('_id')}_once", lambda: copy_of(node, **fresh).save())


@pytest.mark.parametrize("field", ["kind", "branch"])
def test_a_node_is_of_a_known_kind_and_branch(edition, field):
    refused(f"node_{field}_known", lambda: edition.nodes.filter(identifier="DI-IMS.1").update(**{field: "other"}))


def test_only_elements_can_be_answered(edition):
    refused("node_only_elements_answerable", lambda: edition.nodes.filter(identifier="DI-IMS").update(answerable=True))


def test_an_example_stands_at_a_position_once(edition):
    node = node_of(edition, "DO-SMP.a.1")
    Example.objects.create(node=node, position=1, text="One.")

    refused("example_position_once", lambda: Example.objects.create(node=node, position=1, text="Two."))


def test_a_reference_is_in_its_framework_once(edition):
    control = Reference.objects.get(framework__name=SP_800_53, identifier="AC-2")

    refused(
        "reference_identifier_once",
        lambda: Reference.objects.create(
            framework=control.framework, identifier="AC-2", group="AC", group_title="Access Control", position=9999
        ),
    )


def test_a_baseline_is_in_its_framework_once(edition):
    framework = Framework.objects.get(name=SP_800_53)

    refused("referenceset_name_once", lambda: framework.sets.create(name="low"))


def test_a_mapping_stands_at_a_position_once(edition):
    mapping = Mapping.objects.filter(node__edition=edition).first()
    assert mapping is not None

    refused(
        "mapping_position_once",
        lambda: Mapping.objects.create(
            node_id=mapping.node_id, framework_id=mapping.framework_id, position=mapping.position, raw="AC-1"
        ),
    )


def test_a_profile_is_in_its_edition_once(edition):
    refused(
        "profile_slug_once",
        lambda: edition.profiles.create(slug="federal-low", title="Again", description="Again"),
    )


def test_a_node_is_in_a_profile_once(edition):
    item = ProfileItem.objects.filter(profile__edition=edition).first()
    assert item is not None

    refused(
        "profileitem_node_once",
        lambda: ProfileItem.objects.create(profile_id=item.profile_id, node_id=item.node_id),
    )


def test_an_edition_without_a_date_may_be_a_draft(edition):
    draft = Edition.objects.create(catalog=edition.catalog, label="Draft", slug="draft", digest="0" * 64)

    assert draft not in Edition.objects.published()
    Edition.objects.filter(pk=draft.pk).update(status="published", published_at=PUBLISHED_AT)
    assert draft in Edition.objects.published()
