"""Importing the controls of a system: a preview, then all of it or nothing; hostile files are refused with a cure."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from apps.accounts.actors import Actor
from apps.audit.models import Event
from apps.systems import actions
from apps.systems.kinds import ControlOrigin, Impact, ImportKind
from apps.systems.models import ControlImport, System
from tests.factories.accounts import sign_in
from tests.factories.systems import a_control, a_system, an_import, make_isso

pytestmark = pytest.mark.django_db
NIST = "https://example.gov/NIST_SP-800-53_rev5_LOW-baseline_profile.json"


@pytest.fixture(scope="module")
def kept_isso(kept_world: None) -> Actor:
    return make_isso()


@pytest.fixture(scope="module")
def kept_system(kept_isso: Actor) -> System:
    return a_system(by=kept_isso, impact=Impact.LOW, controls=("IA-3",))


@pytest.fixture
def system(kept_system: System) -> System:
    return System.objects.get(pk=kept_system.pk)


@pytest.fixture
def isso(client: Client, kept_isso: Actor) -> Actor:
    sign_in(client, kept_isso)
    return kept_isso


def upload(client: Client, system: System, data: Any, name: str = "controls.csv") -> Any:
    body = data if isinstance(data, bytes) else (data if isinstance(data, str) else json.dumps(data)).encode()
    return client.post(reverse("systems:import", args=[system.pk]), {"file": SimpleUploadedFile(name, body)})


def apply(client: Client, system: System, preview: Any, **more: str) -> Any:
    kept = preview.context["form"]["kept"].value()
    return client.post(reverse("systems:import_apply", args=[system.pk]), {"kept": kept, **more}, follow=True)


def standing(system: System) -> dict[str, tuple[str, str, str]]:
    rows = system.allocations.values_list("control__identifier", "origin", "responsibility", "reason")
    return {identifier: (origin, who, reason) for identifier, origin, who, reason in rows}


def profile(*imports: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"profile": {"uuid": "1", "metadata": {"title": "Lobby tailoring"}, "imports": list(imports), **more}}


def plan(*requirements: dict[str, Any]) -> dict[str, Any]:
    level = {"security-objective-confidentiality": "fips-199-high", "security-objective-integrity": "fips-199-low"}
    return {
        "system-security-plan": {
            "metadata": {"title": "Plan of Building video"},
            "system-characteristics": {"security-impact-level": level},
            "control-implementation": {"implemented-requirements": list(requirements)},
        }
    }


def test_a_table_is_shown_first_and_then_applied_with_its_source_on_record(
    client: Client, isso: Actor, system: System
) -> None:
    text = "control;origin;implemented;reason\nia-03;;common;\nAC-2;;;\nSC-8(1);;hybrid;Video crosses the lobby.\n"
    text += "AC-18;removed;;There is no radio.\n"
    preview = upload(client, system, text)
    assert preview.status_code == 200
    assert "Nothing is written yet." in preview.content.decode()
    assert "New: added by tailoring; implemented: hybrid" in preview.content.decode()
    assert set(standing(system)) == {"IA-3"}
    done = apply(client, system, preview)
    assert "Two controls came into force, one removed by tailoring, one changed." in done.content.decode()
    assert standing(system) == {
        "IA-3": ("added", "common", "The cameras must be known."),
        "AC-2": ("baseline", "system", ""),
        "SC-8(1)": ("added", "hybrid", "Video crosses the lobby."),
        "AC-18": ("removed", "system", "There is no radio."),
    }
    record = ControlImport.objects.get(system=system)
    assert (record.kind, record.file_name, record.added) == (ImportKind.TABLE, "controls.csv", 2)
    shown = client.get(reverse("systems:control", args=[system.pk, "AC-2"])).content.decode()
    assert "controls.csv" in shown
    assert record.sha256[:12] in shown
    assert "Imported from" in client.get(system.get_absolute_url()).content.decode()
    event = Event.objects.filter(verb="system.controls_imported").latest("sequence")
    assert event.after["added"] == ["AC-2", "IA-3", "SC-8(1)"]


def test_what_was_handed_out_can_be_imported_again_and_changes_nothing(
    client: Client, isso: Actor, system: System
) -> None:
    actions.remove_control(system, by=isso, control=a_control("IA-3"), reason="=cmd the gateway does it.")
    table = client.get(reverse("systems:controls_csv", args=[system.pk]))
    assert b"'=cmd" in table.content
    preview = upload(client, system, table.content)
    assert "exactly these controls already" in preview.content.decode()


def test_a_profile_brings_its_baseline_and_tailors_out_what_it_excludes(
    client: Client, isso: Actor, system: System
) -> None:
    everything = {"href": "#base", "include-all": {}, "exclude-controls": [{"with-ids": ["ac-18"]}]}
    more = {"href": "#catalog", "include-controls": [{"with-ids": ["ac-2"], "with-child-controls": "yes"}]}
    matter = {"resources": [{"uuid": "base", "rlinks": [{"href": NIST}]}]}
    preview = upload(client, system, profile(everything, more, **{"back-matter": matter}), "profile.json")
    assert "Rests on the low baseline" in preview.content.decode()
    apply(client, system, preview)
    found = standing(system)
    origins = [origin for origin, _, _ in found.values()]
    assert origins.count("baseline") == 148
    assert found["AC-18"] == ("removed", "system", "Excluded by the profile Lobby tailoring")
    assert found["AC-2(4)"] == ("added", "system", "Listed in the imported file")


def test_a_plan_says_who_implements_and_what_does_not_apply(client: Client, isso: Actor, system: System) -> None:
    common = {"control-id": "pe-3", "props": [{"name": "control-origination", "value": "inherited"}]}
    both = [{"name": "control-origination", "value": value} for value in ("inherited", "system-specific")]
    status = {"implementation-status": {"state": "not-applicable", "remarks": "No radio is fitted."}}
    preview = upload(
        client,
        system,
        plan(common, {"control-id": "ac-2", "props": both}, {"control-id": "ac-18", "by-components": [status]}),
        "plan.json",
    )
    text = preview.content.decode()
    assert "The plan gives confidentiality as high; this system has low." in text
    assert "The plan gives integrity" not in text
    apply(client, system, preview)
    found = standing(system)
    assert (found["PE-3"][1], found["AC-2"][1]) == ("common", "hybrid")
    assert found["AC-18"] == ("removed", "system", "No radio is fitted.")
    system.refresh_from_db()
    assert system.confidentiality == Impact.LOW


def test_what_the_file_does_not_name_stays_unless_a_reason_removes_it(
    client: Client, isso: Actor, system: System
) -> None:
    preview = upload(client, system, "control\nAC-2\n")
    assert "1 control in force is not in the file" in preview.content.decode()
    refused = apply(client, system, preview, remove_missing="on")
    assert refused.status_code == 422
    assert "Say why the controls that the file does not name are removed." in refused.content.decode()
    assert set(standing(system)) == {"IA-3"}
    apply(client, system, preview, remove_missing="on", reason="Not in the plan any more.")
    assert standing(system)["IA-3"] == ("removed", "system", "Not in the plan any more.")


BAD = {
    "nothing": (b" \n", "The file is empty"),
    "a workbook": (b"PK\x03\x04rest", "Save the sheet as"),
    "XML": (b"<profile/>", "This is XML"),
    "not UTF-8": (b"control\n\xff\xfe\n", "line 2: The file is not in UTF-8"),
    "no column": (b"id,name\nAC-2,x\n", "“control” is missing"),
    "a column twice": (b"control,control\nAC-2,x\n", "is there twice"),
    "no row": (b"control\n", "The table names no control"),
    "an open quote": (b'control,reason\nAC-2,"x\n', "cannot be read as CSV"),
    "not JSON": (b'{"profile": ', "This is not JSON"),
    "a name twice": (b'{"profile": {}, "profile": {}}', "stands twice"),
    "deep JSON": (b'{"profile": ' * 100_000, "nested too deeply"),
    "another document": (b'{"catalog": {}}', "neither an OSCAL profile nor a system security plan"),
    "a list": (b"[1]", "neither an OSCAL profile"),
    "no controls in a plan": (json.dumps(plan()).encode(), "The plan has no “implemented-requirements”"),
    "a pattern": (
        json.dumps(profile({"href": "x", "include-controls": [{"matching": [{"pattern": "ac-*"}]}]})).encode(),
        "profile.imports[0].include-controls[0]: Controls are chosen by a pattern",
    ),
    "everything of a stranger": (
        json.dumps(profile({"href": "https://example.gov/ours.json", "include-all": {}})).encode(),
        "profile.imports[0]: The import takes everything of a source that is not one of the baselines",
    ),
    "a wrong kind": (b'{"profile": {"metadata": [], "imports": []}}', "must be an object"),
    "more rows than there can be": (b"control\n" + b"AC-2\n" * 3100, "more than 3000 controls"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(
    client: Client, isso: Actor, system: System, what: str
) -> None:
    data, sentence = BAD[what]
    response = upload(client, system, data)
    assert response.status_code == 422
    assert sentence in response.context["form"].errors["file"][0]
    assert set(standing(system)) == {"IA-3"}


FAULTY = {
    "unknown": ("control\nAC-2\nZZ-9\n", "row 3, control", "SP 800-53 has no control “ZZ-9”"),
    "withdrawn": ("control\nAC-13\n", "row 2, control", "AC-13 is withdrawn; use"),
    "twice": ("control\nAC-2\nac-02\n", "row 3", "AC-2 is there twice"),
    "an origin": ("control,origin\nAC-2,mine\n", "row 2, origin", "“mine”: write baseline"),
    "an implementer": ("control,implemented\nAC-2,nobody\n", "row 2, implemented", "write common, hybrid or system"),
    "no reason": ("control,origin\nAC-2,removed\n", "row 2", "Say why AC-2 is removed"),
    "a long reason": ("control,reason\nAC-2," + "x" * 301, "row 2", "301 characters; 300 is the most"),
    "more cells": ("control\nAC-2,x\n", "row 2", "more cells than the first one"),
    "a bell": ("control,reason\nAC-2,\x07\n", "row 2, reason", "U+0007"),
}


@pytest.mark.parametrize("what", FAULTY)
def test_faults_are_listed_with_place_and_cure_and_nothing_is_half_applied(
    client: Client, isso: Actor, system: System, what: str
) -> None:
    text, place, sentence = FAULTY[what]
    response = upload(client, system, text)
    assert response.status_code == 422
    [fault] = response.context["faults"]
    assert fault.place == place
    assert sentence in fault.message
    assert "Import</button>" not in response.content.decode()
    assert set(standing(system)) == {"IA-3"}


def test_a_preview_is_good_once_for_its_person_and_its_system(client: Client, isso: Actor, system: System) -> None:
    preview = upload(client, system, "control\nAC-2\n")
    other = a_system(by=isso)
    assert "for another system" in apply(client, other, preview).content.decode()
    kept = preview.context["form"]["kept"].value()
    for text in (f"{kept}x", ""):
        answer = client.post(reverse("systems:import_apply", args=[system.pk]), {"kept": text}, follow=True)
        assert "Upload the file again" in answer.content.decode()
    sign_in(client, make_isso(isso.organization))
    assert "in another name" in apply(client, system, preview).content.decode()
    sign_in(client, isso)
    actions.add_control(system, by=isso, control=a_control("AC-3"), reason="Needed.")
    assert "have changed since the preview" in apply(client, system, preview).content.decode()
    assert set(standing(system)) == {"IA-3", "AC-3"}


def test_the_record_of_an_import_keeps_to_the_known_kinds(system: System, kept_isso: Actor) -> None:
    record = an_import(system, by=kept_isso)
    with pytest.raises(IntegrityError), transaction.atomic():
        ControlImport.objects.filter(pk=record.pk).update(kind="rumor")
    assert record.allocations.get().origin == ControlOrigin.BASELINE
