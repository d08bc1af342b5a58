"""`load_catalog`: one transaction, nothing twice, nothing published is changed."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from apps.audit.models import Event
from apps.catalog import bundle, loading
from apps.catalog.kinds import CSF_1_1, CSF_2_0, SP_800_53, EditionStatus
from apps.catalog.models import (
    Edition,
    Entry,
    Framework,
    Guidance,
    Mapping,
    Node,
    Profile,
    ProfileItem,
    Reference,
    ReferenceSet,
)
from tests.factories.catalog import PUBLISHED_AT, capability_files, make_edition, node_of, node_table, write_bundle

pytestmark = pytest.mark.django_db


def run() -> str:
    out = io.StringIO()
    call_command("load_catalog", stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def bundled() -> Edition:
    """Return the bundled edition, which the session has loaded by the command."""
    return Edition.objects.get(digest=bundle.digest_of())


def test_the_command_publishes_the_bundled_edition_whole(bundled):
    assert bundled.status == EditionStatus.PUBLISHED
    assert bundled.nodes.count() == 595
    assert Guidance.objects.filter(node__edition=bundled).count() == 54
    assert Mapping.objects.filter(node__edition=bundled, framework__name=SP_800_53).count() == 457
    assert Mapping.objects.filter(node__edition=bundled, framework__name=CSF_1_1).count() == 538
    assert Mapping.objects.filter(node__edition=bundled, printed_low=True).count() == 306
    assert list(Mapping.objects.filter(reference=None).values_list("raw", flat=True)) == ["PT.PT-1"]


def test_the_command_brings_the_reference_data():
    sizes = dict(Framework.objects.annotate(size=Count("references")).values_list("name", "size"))

    # CSF 2.0: 106 subcategories and 22 categories, some of which succeed subcategories of version 1.1.
    assert sizes == {SP_800_53: 1196, CSF_1_1: 108, CSF_2_0: 128}
    assert ReferenceSet.objects.get(name="low").references.count() == 149
    moved = Reference.objects.get(framework__name=CSF_1_1, identifier="ID.GV-1")
    assert set(moved.successors.values_list("identifier", flat=True)) == {"GV.PO", "GV.PO-01", "GV.PO-02"}


def test_publishing_leaves_one_event_of_the_system(bundled):
    event = Event.objects.get(verb="catalog.published", target_id=str(bundled.pk))

    assert event.actor_label == "system"
    assert event.after["nodes"] == 595
    assert event.after["digest"] == bundled.digest


def test_a_second_run_changes_nothing(bundled):
    before = (Event.objects.count(), Node.objects.count(), Reference.objects.count())

    message = run()

    assert message == f"No change: the edition {bundled.label} is published already.\n"
    assert (Event.objects.count(), Node.objects.count(), Reference.objects.count()) == before


def test_the_derived_profile_holds_what_supports_a_low_control(bundled):
    profile = Profile.objects.get(edition=bundled, slug="federal-low")
    item = profile.items.get(node__identifier="DI-AID.1")

    assert item.reason == "Supports AC-3."
    assert profile.items.filter(node__identifier="DI-AID.1.a", reason="Supports AC-3.").exists()
    assert not profile.items.filter(node__identifier="DI-IMS.1").exists()


def test_the_core_baseline_rests_on_whole_capabilities(bundled):
    nodes = Node.objects.filter(profile_items__profile__slug="core-baseline", edition=bundled).in_order()

    assert [node.identifier for node in nodes] == ["DI", "DC", "DP", "LA", "SU", "CS", "DO", "IQ", "ID", "EA"]


def test_changed_files_make_a_further_edition_and_leave_the_published_one():
    first = make_edition()
    files = capability_files()
    files["01-DI.toml"]["node"][2]["statement"] = "Another text."
    files["01-DI.toml"]["node"].append(node_table("DI-AID.2", parent="DI-AID"))

    second = make_edition(files=files)

    assert (first.label, second.label) == ("Small test", "Small test.2")
    assert node_of(first, "DI-IMS.1").statement == "Text of DI-IMS.1."
    assert node_of(second, "DI-IMS.1").statement == "Another text."
    assert node_of(first, "DI-IMS.1").entry_id == node_of(second, "DI-IMS.1").entry_id
    assert not first.nodes.filter(identifier="DI-AID.2").exists()


def test_an_older_database_gets_a_further_edition_in_use_and_keeps_what_it_had():
    first = make_edition()
    kept = list(ProfileItem.objects.filter(profile__edition=first).values_list("node_id", "state", "reason"))

    second = make_edition(version="test-2")

    assert Edition.objects.filter(label__startswith="Small").current() == second
    assert second.profiles.count() == first.profiles.count()
    assert list(ProfileItem.objects.filter(profile__edition=first).values_list("node_id", "state", "reason")) == kept


def test_a_raised_version_names_the_further_edition():
    make_edition()

    assert make_edition(version="test-2").label == "Small test-2"


def test_the_same_files_are_not_loaded_twice(tmp_path):
    staged = bundle.read_bundle(write_bundle(tmp_path))
    first = loading.load(staged, at=PUBLISHED_AT)

    again = loading.load(staged, at=PUBLISHED_AT + timedelta(days=1))

    assert (first.changed, again.changed) == (True, False)
    assert again.edition == first.edition
    assert again.edition.published_at == PUBLISHED_AT


def test_corrected_reference_data_is_taken_over(tmp_path):
    make_edition()
    folder = write_bundle(tmp_path, version="later")
    path = folder / "controls.txt"
    path.write_text(path.read_text().replace("AC-3 | Access Enforcement | LMH", "AC-3 | Enforcement of Access | MH"))

    loading.load(bundle.read_bundle(folder), at=PUBLISHED_AT)

    control = Reference.objects.get(framework__name=SP_800_53, identifier="AC-3")
    assert control.title == "Enforcement of Access"
    assert set(control.sets.values_list("name", flat=True)) == {"moderate", "high"}


def test_faulty_files_are_refused_and_leave_everything_as_it_was(tmp_path, monkeypatch):
    files = capability_files()
    files["01-DI.toml"]["node"][2]["controls"] = ["AC-99"]
    folder = write_bundle(tmp_path, files=files)
    before = (Edition.objects.count(), Entry.objects.count(), Event.objects.count())
    monkeypatch.setattr(bundle, "digest_of", lambda: "0" * 64)
    monkeypatch.setattr(bundle, "read_bundle", lambda real=bundle.read_bundle: real(folder))

    with pytest.raises(CommandError, match=r"01-DI\.toml: DI-IMS\.1: the control AC-99 is unknown\."):
        run()

    assert (Edition.objects.count(), Entry.objects.count(), Event.objects.count()) == before


def test_a_load_that_breaks_off_leaves_nothing_behind(tmp_path, monkeypatch):
    staged = bundle.read_bundle(write_bundle(tmp_path))
    before = (Edition.objects.count(), Node.objects.count(), Reference.objects.count())

    def fail(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr(loading.chain, "record", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        loading.load(staged, at=PUBLISHED_AT)

    assert (Edition.objects.count(), Node.objects.count(), Reference.objects.count()) == before


def test_the_load_takes_few_statements(tmp_path, django_assert_max_num_queries):
    staged = bundle.read_bundle(write_bundle(tmp_path))

    with django_assert_max_num_queries(75):
        loading.load(staged, at=PUBLISHED_AT)
