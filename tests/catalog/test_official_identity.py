"""Which entry a node of official files is: by order the first time, by comparing later; a person decides the rest."""

import io

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.actors import Actor
from apps.audit.models import Event
from apps.catalog.actions.importing import apply_import
from apps.catalog.kinds import EditionStatus, Wording
from apps.catalog.models import Edition, Entry, Rewording
from apps.catalog.official.importing import prepare, read_files
from apps.catalog.official.sources import SourceFile
from apps.catalog.staging import BadSource
from apps.core.errors import NotPermitted
from tests.factories.accounts import make_user
from tests.factories.catalog import PUBLISHED_AT
from tests.factories.official import TECHNICAL, make_files, make_workbook

pytestmark = pytest.mark.django_db

# One row reworded, one new in the middle, one moved to another sub-capability, one gone; a bullet is new.
AFTER = [
    [*TECHNICAL[0][:3], f"{TECHNICAL[0][3]}\no\tEngraved on its frame", *TECHNICAL[0][4:]],
    [None, None, None, "It sings a song of its own.", None, None],
    [None, None, None, "It keeps the number over every single reset.", "No Mapping", None],
    TECHNICAL[2],
    ["Software Update", "Update Application Support ", None, "Its owner can switch that off.", "CM-3 CHANGE", None],
    [None, None, None, "It checks them first.", "bold:SI-2 FLAWS", None],
]


def workbook(rows, **other):
    return read_files([SourceFile("a.xlsx", make_workbook(technical=rows, **other))], label="Test of the catalog")


def imported(rows=TECHNICAL, **other):
    return apply_import(workbook(rows, **other), by=None, at=PUBLISHED_AT)


def identifiers(edition):
    return {node.statement: node.identifier for node in edition.nodes.in_order()}


def test_a_first_import_is_a_draft_that_shares_entries_with_our_own_edition_by_number():
    own = Edition.objects.current()
    events = Event.objects.count()

    edition = apply_import(read_files(make_files()), by=None, at=PUBLISHED_AT).edition

    assert (edition.status, edition.wording, edition.matched_with) == (EditionStatus.DRAFT, Wording.OFFICIAL, own)
    for identifier in ("DI", "DI-IMS.1", "DO-SMP.a.1.1"):
        node = edition.nodes.get(identifier=identifier)
        assert node.entry == own.nodes.get(identifier=identifier).entry
    # Ours has no bullets there, so these entries are new.
    assert identifiers(edition)["Printed on its case."] == "DI-IMS.1.a"
    assert not own.nodes.filter(identifier="DI-IMS.1.a").exists()
    event = Event.objects.get(verb="catalog.imported")
    assert (event.actor_label, event.after["nodes"], Event.objects.count()) == ("system", 32, events + 1)
    assert Edition.objects.current() == own


def test_a_first_import_tells_where_numbers_cannot_be_trusted():
    prepared = prepare(read_files(make_files()))

    told = [one.done for one in prepared.remarks if one.level == "warning" and "share" in one.done]
    assert any(one.startswith("6 entries stand below DI-IMS, and 3 in our own edition") for one in told)


def test_the_same_files_are_imported_once():
    first = imported()

    again = imported()

    assert (first.changed, again.changed, again.edition) == (True, False, first.edition)


def test_a_later_import_keeps_entries_by_their_text_and_numbers_new_ones_anew():
    first = imported()
    before = identifiers(first.edition)

    later = imported(AFTER, merged=("C2:C4",))
    after = identifiers(later.edition)

    assert later.edition.matched_with == first.edition
    assert after["It has a number that nobody else has."] == before["It has a number that nobody else has."]
    assert after["Engraved on its frame"] == "DI-IMS.1.c"
    # The next free number, though it is shown in the middle; ours gave out DI-IMS.3 already.
    assert after["It sings a song of its own."] == "DI-IMS.4"
    # Moved: the entry keeps its identifier, the node stands elsewhere.
    assert after["Its owner can switch that off."] == before["Its owner can switch that off."] == "SU-APP.2.b"
    assert later.edition.nodes.get(identifier="SU-APP.2.b").parent.identifier == "SU-APP"
    changes = later.prepared.changes
    assert {name: changes[name] for name in ("moved", "new", "retired", "proposed")} == {
        "moved": 2,
        "new": 2,
        "retired": 2,
        "proposed": 1,
    }


def test_what_is_alike_gets_an_entry_of_its_own_until_a_person_decides():
    first = imported()

    later = imported(AFTER, merged=("C2:C4",))

    rewording = Rewording.objects.get(node__edition=later.edition)
    assert rewording.node.statement == "It keeps the number over every single reset."
    assert rewording.earlier == first.edition.nodes.get(identifier="DI-IMS.2")
    assert (rewording.node.identifier, rewording.decision) == ("DI-IMS.5", "open")
    assert 70 < rewording.similarity < 100


def test_retired_identifiers_are_never_given_out_again():
    imported()
    second = imported(AFTER, merged=("C2:C4",))
    back = [*AFTER[:1], [None, None, None, "Something else altogether is asked.", None, None], *AFTER[3:]]

    third = imported(back, merged=("C2:C3",))

    assert identifiers(third.edition)["Something else altogether is asked."] == "DI-IMS.6"
    assert Entry.objects.filter(identifier="DI-IMS.4").exists()
    assert third.edition.matched_with == second.edition


def test_a_proposed_code_that_another_entry_has_is_refused():
    imported([["Device Identity", "Care of the Glowing Lamp", "Care:", "It glows.", None, None]], merged=())

    with pytest.raises(BadSource, match=r"would get the code DI-CGL, which another entry has"):
        imported([["Device Identity", "Cover of Great Length", "Cover:", "It is long.", None, None]], merged=())


def test_a_code_that_a_person_gives_is_taken():
    rows = [["Device Identity", "Care of the Glowing Lamp", "Care:", "It glows.", None, None]]
    content = make_workbook(technical=rows, merged=())

    read = read_files([SourceFile("a.xlsx", content)], codes={"Care of the Glowing Lamp": "LMP"})

    assert read.nodes["DI-LMP.1"].statement == "It glows."


def run(tmp_path, rows, *arguments, **other):
    path, out, err = tmp_path / "catalog.xlsx", io.StringIO(), io.StringIO()
    path.write_bytes(make_workbook(technical=rows, **other))
    call_command("import_catalog", path, *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_dry_run_says_what_would_happen_and_writes_nothing(tmp_path):
    before = (Edition.objects.count(), Entry.objects.count(), Event.objects.count())

    said, remarks = run(tmp_path, TECHNICAL, "--dry-run", "--label", "Trial")

    assert said.startswith("32 entries: 4 capabilities, 5 sub-capabilities, 3 topics, 20 elements; 10 mappings")
    assert "Nothing was written; the edition would be called Trial." in said
    assert "Warning: technical sheet, row 2: 6 entries stand below DI-IMS" in remarks
    assert (Edition.objects.count(), Entry.objects.count(), Event.objects.count()) == before


def test_the_command_publishes_what_waits_for_nobody(tmp_path):
    first, _ = run(tmp_path, TECHNICAL, "--label", "First", "--publish")

    assert "Published First." in first
    with pytest.raises(CommandError, match=r"The edition stays a draft\."):
        run(tmp_path, AFTER, "--label", "Second", "--publish", merged=("C2:C4",))
    statuses = dict(Edition.objects.filter(wording=Wording.OFFICIAL).values_list("label", "status"))
    assert statuses == {"First": EditionStatus.PUBLISHED, "Second": EditionStatus.DRAFT}
    assert "No change: these files made the edition First." in run(tmp_path, TECHNICAL)[0]


def test_only_an_operator_imports():
    with pytest.raises(NotPermitted):
        apply_import(workbook(TECHNICAL), by=Actor(user=make_user()), at=PUBLISHED_AT)

    assert not Edition.objects.filter(wording=Wording.OFFICIAL).exists()


def test_labels_that_read_alike_get_names_of_their_own():
    first = imported()

    second = apply_import(
        read_files([SourceFile("b.xlsx", make_workbook(technical=AFTER, merged=()))], label="Test, of the catalog"),
        by=None,
        at=PUBLISHED_AT,
    )

    assert (first.edition.slug, second.edition.slug) == ("test-of-the-catalog", "test-of-the-catalog-2")
