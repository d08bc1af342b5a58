"""Pages of own profiles: list, editor, one version, all versions, another edition, and who may open them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.actors import Actor
from apps.catalog import actions
from apps.catalog.models import Edition, Profile
from tests.catalog.test_profile_course import later_files
from tests.factories.accounts import make_member, sign_in
from tests.factories.catalog import PUBLISHED_AT, make_edition, node_of
from tests.factories.profiles import WHY, make_profile, say

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(kept_world: None) -> Any:
    """Two editions, a reviewer and an auditor of one agency, and a reviewer of another."""
    edition, later = make_edition(), make_edition(version="later", files=later_files())
    reviewer = make_member("agency", "reviewer")
    auditor, stranger = make_member(reviewer.organization, "auditor"), make_member("agency", "reviewer")
    return edition, later, reviewer, auditor, stranger


@pytest.fixture
def edition(world: Any) -> Edition:
    return world[0]


@pytest.fixture
def later(world: Any) -> Edition:
    return world[1]


@pytest.fixture
def reviewer(world: Any) -> Actor:
    return world[2]


@pytest.fixture
def client(world: Any) -> Client:
    return sign_in(Client(), world[2])


@pytest.fixture
def auditor(world: Any) -> Client:
    return sign_in(Client(), world[3])


@pytest.fixture
def stranger(world: Any) -> Client:
    return sign_in(Client(), world[4])


def at(profile: Profile, name: str, *more: str) -> str:
    return reverse(f"catalog:{name}", args=[profile.slug, profile.number, *more])


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_list_names_each_profile_with_its_state_version_and_counts(client, edition, reviewer):
    first = make_profile(reviewer, edition, "DI-IMS", say("DI-AID", "excluded"))
    actions.start_next_version(first, by=reviewer)
    make_profile(reviewer, edition, say("DI-IMS.1", "recommended", key=True), title="Doors", published=False)

    response = client.get(reverse("catalog:own_profiles"))

    rows = [
        (str(one), counts.required, counts.recommended, counts.excluded, counts.key)
        for one, counts, _ in rows_of(response)
    ]
    assert rows == [("Doors", 0, 3, 0, 1), ("Lobby", 4, 0, 1, 0)]
    assert [[(one.number, state.value) for one, state in found] for _, _, found in rows_of(response)] == [
        [(1, "draft")],
        [(2, "draft"), (1, "published")],
    ]


def rows_of(response: Any) -> list[Any]:
    return response.context["rows"]


def test_the_list_takes_as_many_statements_for_many_profiles_as_for_one(
    client, edition, reviewer, django_assert_max_num_queries
):
    for number in range(4):
        make_profile(reviewer, edition, "DI", title=f"Profile {number}", published=False)

    with django_assert_max_num_queries(10):
        client.get(reverse("catalog:own_profiles"))


def test_an_empty_list_says_what_to_do_next_and_who_does_it(stranger, auditor):
    assert "Start from the candidates of a baseline" in text(stranger.get(reverse("catalog:own_profiles")))
    assert "A reviewer or an ISSO makes profiles" in text(auditor.get(reverse("catalog:own_profiles")))


def test_a_profile_is_made_from_one_of_the_catalog(client, edition, reviewer):
    start = f"catalog/{edition.slug}/federal-low"
    assert f'value="{start}" selected' in text(client.get(reverse("catalog:profile_create") + f"?from={start}"))

    response = client.post(
        reverse("catalog:profile_create"), {"start": start, "title": "Lobby", "description": "Lobbies."}
    )

    profile = Profile.objects.get(owner=reviewer.organization)
    assert response.url == at(profile, "profile_edit")
    assert profile.items.count() == edition.profiles.get(slug="federal-low").items.count()
    assert profile.source.startswith("Started from “Low”, on Small test. Which entries belong to it is computed")


def test_an_empty_profile_is_made_on_the_edition_chosen(client, later, reviewer):
    client.post(
        reverse("catalog:profile_create"), {"start": f"empty/{later.slug}", "title": "Lobby", "description": "L."}
    )

    profile = Profile.objects.get(owner=reviewer.organization)
    assert (profile.edition, profile.items.count()) == (later, 0)


def test_a_taken_title_and_an_unknown_start_are_refused_beside_the_form(client, edition, reviewer):
    make_profile(reviewer, edition, "DI")
    address = reverse("catalog:profile_create")

    taken = client.post(address, {"start": f"empty/{edition.slug}", "title": "Lobby", "description": "L."})
    unknown = client.post(address, {"start": "own/theirs/1", "title": "Doors", "description": "D."})

    assert (taken.status_code, unknown.status_code) == (422, 422)
    assert "named like “Lobby” already" in text(taken)
    assert Profile.objects.filter(owner=reviewer.organization).count() == 1


# --- the editor --------------------------------------------------------------------------------------


def test_the_editor_shows_one_capability_with_what_holds_for_each_entry(
    client, edition, reviewer, django_assert_max_num_queries
):
    profile = make_profile(reviewer, edition, say("DI-IMS", "recommended"), published=False)

    with django_assert_max_num_queries(12):
        response = client.get(at(profile, "profile_edit"))

    page = text(response)
    assert "0 required, 4 recommended, 0 excluded</strong> of 8 entries" in page
    assert "as DI-IMS" in page
    assert "DO-SMP.a.1.1" not in page
    assert [(choice.code, inside, total) for choice, inside, total in response.context["navigation"].capabilities] == [
        ("DI", 4, 5),
        ("DO", 0, 3),
    ]


def save(client: Client, profile: Profile, identifier: str, query: str = "", **values: Any) -> Any:
    return client.post(at(profile, "profile_item", identifier) + query, values)


def test_an_entry_is_saved_by_itself_and_the_page_stays_where_it_was(client, edition, reviewer):
    profile = make_profile(reviewer, edition, published=False)

    response = save(
        client,
        profile,
        "DI-IMS.1",
        "?capability=DI&show=nothing",
        state="required",
        reason=WHY,
        parameter="128 bits",
        key="on",
        read="nothing",
    )

    assert response.url == at(profile, "profile_edit") + "?capability=DI&show=nothing&saved=DI-IMS.1#DI-IMS-1"
    item = profile.items.get()
    assert (item.node.identifier, item.state, item.key, item.parameter) == ("DI-IMS.1", "required", True, "128 bits")


def test_an_entry_that_says_nothing_takes_its_parents_state_again(client, edition, reviewer):
    profile = make_profile(reviewer, edition, "DI-IMS", say("DI-IMS.1", "excluded"), published=False)
    form = client.get(at(profile, "profile_edit") + "?open=DI-IMS.1").context["item_form"]
    assert form.fields["state"].choices[0] == ("", "Required, as DI-IMS")

    save(client, profile, "DI-IMS.1", state="", read=form.initial["read"])

    assert not profile.items.filter(node__identifier="DI-IMS.1").exists()


def test_a_state_without_a_reason_is_refused_with_the_row_still_open(client, edition, reviewer):
    profile = make_profile(reviewer, edition, published=False)

    response = save(client, profile, "DI-IMS.1", state="excluded", parameter="x", read="nothing")

    assert response.status_code == 422
    assert "Say why; the reason stays with the profile." in text(response)
    assert 'value="x"' in text(response)
    assert not profile.items.exists()


def test_both_texts_are_shown_when_a_colleague_was_faster_and_saving_again_replaces(client, edition, reviewer):
    profile = make_profile(reviewer, edition, published=False)
    node = node_of(edition, "DI-IMS.1")
    actions.set_item(profile, by=reviewer, node=node, state="recommended", reason="Colleague's.")

    response = save(client, profile, "DI-IMS.1", state="required", reason="Mine.", read="nothing")

    assert response.status_code == 409
    assert "Colleague&#x27;s." in text(response)
    assert "Reason: Mine." in text(response)
    again = response.context["item_form"].data
    save(client, profile, "DI-IMS.1", **{name: again[name] for name in ("state", "reason", "read")})
    assert profile.items.get().reason == "Mine."


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=AC-2", {"DI-IMS.1", "DI-IMS.1.a", "DO-SMP.a.1.1"}),
        ("?q=identifier+management", {"DI-IMS"}),
        ("?q=text+of&show=required", {"DI-IMS", "DI-IMS.1", "DI-IMS.1.a", "DI-IMS.1.b", "DI-IMS.2"}),
        ("?show=excluded", {"DI-AID", "DI-AID.1.a"}),
        ("?show=key", {"DI-IMS.2"}),
        ("?show=nothing&capability=DO", {"DO-SMP.a.1", "DO-SMP.a.1.1", "DO-DAU.1"}),
        ("?q=zebra", set()),
    ],
)
def test_search_and_filters_narrow_the_entries(client, edition, reviewer, query, found):
    profile = make_profile(
        reviewer, edition, "DI-IMS", say("DI-IMS.2", key=True), say("DI-AID", "excluded"), published=False
    )

    response = client.get(at(profile, "profile_edit") + query)

    shown = {row.node.identifier for part in response.context["parts"] for row in part.rows}
    assert shown == found


def test_groups_have_neither_key_flag_nor_parameter(client, edition, reviewer):
    profile = make_profile(reviewer, edition, published=False)

    page = text(client.get(at(profile, "profile_edit") + "?open=DI-IMS"))

    assert "What is said here holds for every entry below" in page
    assert 'name="parameter"' not in page


def test_the_editor_of_a_published_version_leads_to_its_page(client, edition, reviewer):
    profile = make_profile(reviewer, edition, "DI")

    assert client.get(at(profile, "profile_edit")).url == at(profile, "own_profile")
    assert save(client, profile, "DI-IMS.1", state="excluded", reason=WHY).status_code == 422


def test_title_and_purpose_are_changed_beside_the_entries(client, edition, reviewer):
    profile = make_profile(reviewer, edition, published=False)
    read = actions.profile_read(profile)

    response = client.post(
        at(profile, "profile_describe"), {"title": "Doors", "description": "Doors.", "read": read, "source": "Policy 7"}
    )

    profile.refresh_from_db()
    assert (response.url, profile.title, profile.source) == (at(profile, "profile_edit"), "Doors", "Policy 7")


# --- the course --------------------------------------------------------------------------------------


def test_a_draft_is_published_followed_and_retired(client, edition, reviewer):
    profile = make_profile(reviewer, edition, "DI", published=False)

    assert client.post(at(profile, "profile_publish")).url == at(profile, "own_profile")
    assert client.post(at(profile, "profile_next")).url == reverse("catalog:profile_edit", args=["lobby", 2])
    assert client.post(reverse("catalog:profile_discard", args=["lobby", 2])).url == reverse("catalog:own_profiles")
    client.post(at(profile, "profile_retire"), {"reason": "Closed."})

    profile.refresh_from_db()
    assert (profile.status, Profile.objects.filter(owner=reviewer.organization).count()) == ("retired", 1)


def test_an_act_that_cannot_be_done_now_says_why_on_the_page(client, edition, reviewer):
    profile = make_profile(reviewer, edition, published=False)

    page = text(client.post(at(profile, "profile_publish"), follow=True))

    assert "The profile says nothing of any entry yet." in page


def test_a_version_is_read_by_everybody_of_the_agency_and_changed_by_few(auditor, edition, reviewer):
    profile = make_profile(
        reviewer, edition, say("DI-IMS.1", key=True, parameter="128 bits"), say("DI-AID", "excluded")
    )

    page = text(auditor.get(at(profile, "own_profile")))

    assert "3 required, 0 recommended, 1 excluded" in page
    assert "128 bits" in page
    assert WHY in page
    assert "Make the next version" not in page
    for name in ("profile_edit", "profile_describe", "profile_carry"):
        assert auditor.get(at(profile, name)).status_code == 403
    for name in ("profile_publish", "profile_discard", "profile_retire", "profile_next", "profile_settle"):
        assert auditor.post(at(profile, name)).status_code == 403


def test_a_profile_of_another_agency_is_not_there(stranger, edition, later, reviewer):
    profile = make_profile(reviewer, edition, "DI", published=False)
    reads = ("own_profile", "profile_edit", "profile_describe", "profile_carry", "profile_findings", "profile_settle")
    acts = ("profile_publish", "profile_discard", "profile_retire", "profile_next", "profile_carry", "profile_settle")

    statuses = {stranger.get(at(profile, name)).status_code for name in reads}
    statuses |= {stranger.post(at(profile, name)).status_code for name in acts}
    statuses.add(save(stranger, profile, "DI-IMS.1", state="required", reason=WHY).status_code)
    statuses.add(stranger.get(reverse("catalog:profile_versions", args=[profile.slug])).status_code)

    assert statuses == {404}
    assert Profile.objects.get(pk=profile.pk).items.count() == 1


@pytest.mark.parametrize("number", ["0", "2", "99999", "x", "٢"])
def test_a_version_that_does_not_exist_is_not_there(client, edition, reviewer, number):
    make_profile(reviewer, edition, "DI")

    assert client.get(f"/profiles/lobby/v{number}/").status_code == 404


def test_the_versions_are_listed_with_how_two_of_them_differ(client, edition, reviewer):
    first = make_profile(reviewer, edition, say("DI-IMS.1", parameter="64 bits"), "DI-AID.1.a")
    second = actions.start_next_version(first, by=reviewer)
    actions.set_item(
        second, by=reviewer, node=node_of(edition, "DI-IMS.1"), state="required", parameter="128 bits", reason=WHY
    )
    actions.set_item(second, by=reviewer, node=node_of(edition, "DI-AID.1.a"), state="excluded", reason="No.")
    actions.set_item(second, by=reviewer, node=node_of(edition, "DI-IMS.2"), state="recommended", reason="New.")
    address = reverse("catalog:profile_versions", args=["lobby"])

    found = client.get(address).context["difference"]
    back = client.get(address + "?from=2&to=1").context["difference"]

    assert [[line.identifier for line in lines] for lines in (found.added, found.removed, found.changed)] == [
        ["DI-IMS.2"],
        ["DI-AID.1.a"],
        ["DI-IMS.1"],
    ]
    assert [line.identifier for line in back.added] == ["DI-AID.1.a"]
    assert client.get(address + "?from=1&to=7").context["difference"].count == 3


# --- another edition ---------------------------------------------------------------------------------


def test_a_profile_is_carried_over_looked_at_and_published(client, edition, later, reviewer):
    first = make_profile(reviewer, edition, "DI-IMS")
    assert "Small later" in text(client.get(at(first, "profile_carry")))

    response = client.post(at(first, "profile_carry"), {"edition": later.slug})
    second = Profile.objects.get(owner=reviewer.organization, number=2)
    assert response.url == at(second, "profile_findings")
    page = text(client.get(response.url))
    assert "3 entries wait for you" in page
    assert "nobody can change</ins>" in page
    assert "now of DI-AID Use of the Identity" in page

    settle = at(second, "profile_settle")
    refused = client.post(settle, {"chosen": ["DI-IMS.1", "DI-AID.2"], "state": "", "note": "Read."})
    assert refused.status_code == 422
    assert "DI-AID.2 is new: decide" in text(refused)
    assert 'id="tick-DI-IMS.1" form="settle" checked' in text(refused)
    client.post(settle, {"chosen": ["DI-IMS.1", "DI-IMS.1.b"], "state": "", "note": "Read."})
    client.post(settle, {"chosen": ["DI-AID.2"], "state": "excluded", "note": "Not in lobbies."})
    assert "Everything is settled." in text(client.get(at(second, "profile_findings")))
    client.post(at(second, "profile_publish"))

    second.refresh_from_db()
    assert (second.status, second.edition) == ("published", later)


def test_a_profile_with_open_findings_says_so_above_its_entries(client, edition, later, reviewer):
    second = actions.carry_profile(make_profile(reviewer, edition, "DI-IMS"), by=reviewer, edition=later)

    assert "3 entries have to be looked at" in text(client.get(at(second, "profile_edit")))
    page = text(client.post(at(second, "profile_publish"), follow=True))
    assert "3 entries have to be looked at since the profile was carried to another edition." in page


def test_the_list_of_findings_takes_few_statements(client, edition, later, reviewer, django_assert_max_num_queries):
    second = actions.carry_profile(make_profile(reviewer, edition, "DI-IMS"), by=reviewer, edition=later)
    actions.settle_findings(second, by=reviewer, at=PUBLISHED_AT, identifiers=["DI-IMS.1"], note="Read.")

    with django_assert_max_num_queries(13):
        assert "Settled by" in text(client.get(at(second, "profile_findings")))


# --- the profiles of the catalog ---------------------------------------------------------------------


def test_a_derived_profile_says_so_near_its_title_and_names_the_controls_of_each_entry(client, auditor):
    address = reverse("catalog:profile", args=["derived-moderate"])

    page = text(client.get(address))

    assert "computed from the mapping to controls; no publication lists them" in page
    assert "Supports IA-3, AC-3." in page
    assert "is a candidate, not a requirement" in page
    assert "Make your own from it" in page
    assert "Make your own from it" not in text(auditor.get(address))


def test_the_consumer_profile_says_that_it_rests_on_a_secondary_source_and_what_is_left_out():
    page = text(Client().get(reverse("catalog:profile", args=["consumer"])))

    assert "rests on a secondary source, not on the publication itself" in page
    assert "264 required, 23 recommended, 1 left out by name" in page
    assert "Left out by name" in page
    assert "Make your own from it" not in page


def test_a_profile_that_rests_on_its_publication_needs_no_such_sentence():
    page = text(Client().get(reverse("catalog:profile", args=["core-baseline"])))

    assert "secondary source" not in page
    assert "computed from the mapping" not in page


def test_the_link_on_a_profile_of_the_catalog_leads_to_a_new_one_made_from_it(client):
    response = client.get(reverse("catalog:profile", args=["derived-moderate"]))

    form = client.get(response.context["make_url"]).context["form"]

    assert form.initial["start"].endswith("/derived-moderate")
