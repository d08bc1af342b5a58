"""The waiver with its two acts of two offices, and the agency's record that counts nothing else."""

import csv
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.reviews import actions
from apps.reviews.models import Act, Review, Waiver, WaiverMethod
from apps.reviews.waiver_record import WaiverStanding, as_text, standing_of
from apps.reviews.workflow import Outcome, ReviewState, VerdictValue, WaiverGround
from tests.factories.accounts import PASSWORD, make_member, reload_actor, sign_in
from tests.factories.reviews import KEY, PLAIN, Team, make_determined_review, make_review, make_team, make_waiver
from tests.reviews.test_treatment import soon, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    return make_determined_review(Outcome.PREVENTS, team=kept_team)


def request_data(**changes: Any) -> dict[str, Any]:
    return {
        "rows": "3",
        "ground": "C",
        "facts": "The sensors write to one hub only.",
        "devices": "SN-001\n\nSN-002\n",
        "ends_on": soon(200),
        "method_1": "Own network segment",
        "method_3": "One-way export",
        **changes,
    }


def supported(review: Review, team: Team) -> Waiver:
    waiver = make_waiver(review, team)
    actions.decide_waiver_support(waiver, by=team.cio, at=timezone.now(), supported=True, reason="It holds.")
    return waiver


def granted(review: Review, team: Team) -> Waiver:
    waiver = supported(review, team)
    actions.decide_waiver(waiver, by=team.agency_head, at=timezone.now(), granted=True, reason="For the pilot.")
    return waiver


def test_the_request_offers_the_three_grounds_of_the_act(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.requester)
    content = client.get(url_of("waiver", review)).content.decode()
    for words in ("interest of national security", "necessary for research purposes", "alternative and effective"):
        assert words in content
    assert content.count('name="ground"') == len(WaiverGround)


def test_the_requester_asks_with_methods_of_any_row(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.requester)
    answer = client.post(url_of("request_waiver", review), request_data())

    waiver = Waiver.objects.get()
    assert answer.url == url_of("waiver", review)
    assert [method.text for method in waiver.methods.order_by("pk")] == ["Own network segment", "One-way export"]
    content = client.get(answer.url).content.decode()
    assert "2 devices" in content
    assert "Waits for the CIO" in content


def test_another_method_is_added_without_signing_and_keeps_what_was_typed(
    client: Client, review: Review, team: Team
) -> None:
    sign_in(client, team.requester, fresh=False)
    answer = client.post(url_of("request_waiver", review), request_data(more="1"))
    content = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="method_4"' in content
    assert "One-way export" in content
    assert "The sensors write to one hub only." in content
    assert not Waiver.objects.exists()


def test_a_request_waits_for_a_fresh_confirmation_with_all_its_rows(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.requester, fresh=False)
    address = url_of("request_waiver", review)
    asked = client.post(address, request_data())
    client.post(asked.url, {"password": PASSWORD, "next": address})
    assert Waiver.objects.get().methods.count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ground": ""}, "Choose one of the three grounds; there is no other."),
        ({"ground": "D"}, "is not one of the available choices"),
        ({"facts": ""}, "State the facts behind the ground."),
        ({"devices": " \n "}, "List the devices, one a line."),
        ({"ends_on": ""}, "Say when the waiver ends"),
        ({"method_1": "", "method_3": " "}, "describe at least one."),
        ({"ends_on": soon(0)}, "The waiver must end on a day after today."),
    ],
)
def test_a_mistake_in_the_request_comes_back_with_what_was_typed(
    client: Client, review: Review, team: Team, changes: dict[str, str], sentence: str
) -> None:
    sign_in(client, team.requester)
    answer = client.post(url_of("request_waiver", review), request_data(**changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Waiver.objects.exists()


def test_a_waiver_is_requested_once(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.requester)
    client.post(url_of("request_waiver", review), request_data())
    again = client.post(url_of("request_waiver", review), request_data(facts="Other facts."))
    assert again.status_code == 422
    assert "A waiver has been requested already." in again.content.decode()
    assert "Other facts." in again.content.decode()
    assert Waiver.objects.get().facts == "The sensors write to one hub only."


def test_there_is_nothing_to_waive_where_use_does_not_prevent_compliance(client: Client, team: Team) -> None:
    review = make_determined_review(team=team)
    sign_in(client, team.requester)
    page = client.get(url_of("waiver", review)).content.decode()
    answer = client.post(url_of("request_waiver", review), request_data())
    assert "There is nothing to waive" in page
    assert answer.status_code == 422
    assert "only after the determination that use prevents compliance" in answer.content.decode()


def test_no_waiver_before_the_determination(client: Client, team: Team) -> None:
    review = make_review(ReviewState.DECISION, team=team, outcome=Outcome.PREVENTS)
    sign_in(client, team.requester)
    answer = client.post(url_of("request_waiver", review), request_data())
    assert answer.status_code == 422
    assert "The CIO has not determined this case yet." in answer.content.decode()


def test_an_isso_verifies_each_method_once(client: Client, review: Review, team: Team) -> None:
    waiver = make_waiver(review, team, verified=False)
    method = waiver.methods.get()
    sign_in(client, team.isso)
    address = url_of("verify_method", review, method=method.pk)
    client.post(address, {"result": "Seen in the switch."})
    again = client.post(address, {"result": "Seen again."})

    method.refresh_from_db()
    assert (method.verified_by, method.result) == (team.isso.user, "Seen in the switch.")
    assert again.status_code == 422
    assert "This method is verified already." in again.content.decode()


def test_who_described_the_methods_does_not_verify_them(client: Client, review: Review, team: Team) -> None:
    team.requester.memberships[0].role_assignments.create(role=Role.ISSO)
    waiver = make_waiver(review, team, verified=False)
    sign_in(client, reload_actor(team.requester.user, team.organization))
    sentence = "You described the alternative methods: somebody else must verify them."

    assert sentence in client.get(url_of("waiver", review)).content.decode()
    answer = client.post(url_of("verify_method", review, method=waiver.methods.get().pk), {"result": "Fine."})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not WaiverMethod.objects.filter(verified_at__isnull=False).exists()


def test_the_ground_does_not_hold_while_a_method_is_not_verified(client: Client, review: Review, team: Team) -> None:
    make_waiver(review, team, verified=False)
    sign_in(client, team.cio)
    answer = client.post(url_of("support_waiver", review), {"supported": "yes", "reason": "It holds."})
    assert answer.status_code == 422
    assert "One alternative method is not verified yet." in answer.content.decode()
    assert Waiver.objects.get().supported is None


def test_both_acts_are_shown_as_signatures_of_two_offices(client: Client, review: Review, team: Team) -> None:
    make_waiver(review, team)
    sign_in(client, team.cio)
    client.post(url_of("support_waiver", review), {"supported": "yes", "reason": "The methods are effective."})
    sign_in(client, team.agency_head)
    client.post(url_of("decide_waiver", review), {"granted": "yes", "reason": "For the pilot."})

    waiver = Waiver.objects.get()
    content = client.get(url_of("waiver", review)).content.decode()
    assert (waiver.cio_by, waiver.head_by) == (team.cio.user, team.agency_head.user)
    assert content.index("Determination of the ground") < content.index(f"Signed by {team.agency_head.user}")
    assert "The methods are effective." in content
    assert "The waiver is granted." in content


def test_the_cio_cannot_reach_the_grant(client: Client, review: Review, team: Team) -> None:
    supported(review, team)
    sign_in(client, team.cio)
    answer = client.post(url_of("decide_waiver", review), {"granted": "yes", "reason": "I grant it."})
    assert answer.status_code == 403
    assert Waiver.objects.get().granted is None


def test_the_cio_who_also_holds_the_head_s_office_cannot_grant(client: Client, review: Review, team: Team) -> None:
    supported(review, team)
    acts = Act.objects.count()
    team.cio.memberships[0].role_assignments.create(role=Role.AGENCY_HEAD)
    sign_in(client, reload_actor(team.cio.user, team.organization))
    sentence = "You made the CIO&#x27;s determination: somebody else, in the agency head&#x27;s office, must grant"

    assert sentence in client.get(url_of("waiver", review)).content.decode()
    answer = client.post(url_of("decide_waiver", review), {"granted": "yes", "reason": "I grant it."})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (Waiver.objects.get().granted, Act.objects.count()) == (None, acts)


def test_the_head_waits_for_the_cio_and_the_button_says_why(client: Client, review: Review, team: Team) -> None:
    make_waiver(review, team)
    sign_in(client, team.agency_head)
    sentence = "The CIO must determine one of the three grounds before the agency head decides."
    assert sentence in client.get(url_of("waiver", review)).content.decode()
    answer = client.post(url_of("decide_waiver", review), {"granted": "yes", "reason": "I grant it."})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_each_act_is_signed_once(client: Client, review: Review, team: Team) -> None:
    granted(review, team)
    sign_in(client, team.cio)
    first = client.post(url_of("support_waiver", review), {"supported": "no", "reason": "On reflection."})
    sign_in(client, team.agency_head)
    second = client.post(url_of("decide_waiver", review), {"granted": "no", "reason": "On reflection."})

    assert "The CIO has determined the ground of this waiver already." in first.content.decode()
    assert "This waiver has been decided already." in second.content.decode()
    assert (first.status_code, second.status_code) == (422, 422)
    waiver = Waiver.objects.get()
    assert (waiver.supported, waiver.granted) == (True, True)


def test_a_ground_that_does_not_hold_ends_the_request(client: Client, review: Review, team: Team) -> None:
    make_waiver(review, team, verified=False)
    sign_in(client, team.cio)
    client.post(url_of("support_waiver", review), {"supported": "no", "reason": "The methods are not effective."})
    sign_in(client, team.agency_head)
    content = client.get(url_of("waiver", review)).content.decode()
    answer = client.post(url_of("decide_waiver", review), {"granted": "yes", "reason": "All the same."})

    assert "Ground not determined" in content
    assert "Sign the decision on the waiver" not in content
    assert answer.status_code == 422
    assert Waiver.objects.get().granted is None


def test_a_delegate_of_the_head_signs_with_the_document_shown(client: Client, review: Review, team: Team) -> None:
    supported(review, team)
    today = timezone.localdate()
    deputy = make_member(team.organization, name="Deputy Doe")
    deputy.memberships[0].role_assignments.create(
        role=Role.AGENCY_HEAD,
        delegated_by=team.agency_head.user,
        document="Order 12",
        starts_on=today,
        ends_on=today + timedelta(days=30),
    )
    sign_in(client, reload_actor(deputy.user, team.organization))
    client.post(url_of("decide_waiver", review), {"granted": "yes", "reason": "By delegation."})

    assert (
        f"By delegation of {team.agency_head.user}, Order 12" in client.get(url_of("waiver", review)).content.decode()
    )
    record = client.get(reverse("reviews:waivers")).content.decode()
    assert "by delegation: Order 12" in record


def test_no_waiver_no_act_on_it(client: Client, review: Review, team: Team) -> None:
    sign_in(client, team.cio)
    assert client.post(url_of("support_waiver", review), {"supported": "yes", "reason": "x"}).status_code == 404


def test_foreign_waivers_and_methods_look_like_missing_ones(client: Client, review: Review, team: Team) -> None:
    other_team = make_team()
    other = make_determined_review(Outcome.PREVENTS, team=other_team)
    method = make_waiver(other, other_team, verified=False).methods.get()
    make_waiver(review, team, verified=False)
    sign_in(client, team.isso)

    assert client.get(url_of("waiver", other)).status_code == 404
    assert client.post(url_of("verify_method", other, method=method.pk), {"result": "x"}).status_code == 404
    assert client.post(url_of("verify_method", review, method=method.pk), {"result": "x"}).status_code == 404


def test_the_record_counts_granted_waivers_and_nothing_else(client: Client, review: Review, team: Team) -> None:
    granted(review, team)
    pending = make_determined_review(Outcome.PREVENTS, team=team)
    make_waiver(pending, team)
    with_gap = make_review(
        ReviewState.TREATMENT, team=team, verdicts={KEY: VerdictValue.NOT_MET, PLAIN: VerdictValue.PARTLY}
    )
    actions.accept_risk(with_gap.gaps.first(), by=team.ao, at=timezone.now(), statement="Within tolerance.")
    other_team = make_team()
    granted(make_determined_review(Outcome.PREVENTS, team=other_team), other_team)
    sign_in(client, team.auditor)

    response = client.get(reverse("reviews:waivers"))

    counts = {choice.label: choice.count for choice in response.context["choices"]}
    assert counts == {"Granted": 1, "Pending": 1, "Not granted": 0}
    assert [row.waiver.review for row in response.context["rows"]] == [review]
    assert "(C) secured by alternative and effective methods" in response.content.decode()


def test_an_empty_record_says_what_to_do(client: Client, team: Team) -> None:
    sign_in(client, team.auditor)
    for chosen, heading in (
        ("granted", "No waiver has been granted"),
        ("pending", "No request is pending"),
        ("not_granted", "No request was turned down"),
    ):
        assert heading in client.get(reverse("reviews:waivers"), {"show": chosen}).content.decode()
    assert client.get(reverse("reviews:waivers"), {"show": "all"}).status_code == 404


def test_the_table_holds_the_same_record(client: Client, review: Review, team: Team) -> None:
    waiver = make_waiver(review, team)
    Waiver.objects.filter(pk=waiver.pk).update(facts='=HYPERLINK("http://example.com")')
    actions.decide_waiver_support(waiver, by=team.cio, at=timezone.now(), supported=True, reason="It holds.")
    actions.decide_waiver(waiver, by=team.agency_head, at=timezone.now(), granted=True, reason="For the pilot.")
    sign_in(client, team.auditor)

    response = client.get(reverse("reviews:waivers_csv"))

    rows = list(csv.DictReader(response.content.decode().splitlines()))
    assert response["Content-Disposition"] == 'attachment; filename="waivers-granted.csv"'
    assert [row["Devices"] for row in rows] == ["SN-001; SN-002"]
    assert rows[0]["Number of devices"] == "2"
    assert rows[0]["Facts"].startswith("'=")
    assert rows[0]["Agency head or delegate"] == str(team.agency_head.user)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_starts_like_a_formula(text: str) -> None:
    assert as_text(text) == f"'{text}"


def test_a_waiver_ends_with_its_last_day(review: Review, team: Team) -> None:
    waiver = granted(review, team)
    waiver.refresh_from_db()
    assert standing_of(waiver, waiver.ends_on) is WaiverStanding.GRANTED
    assert standing_of(waiver, waiver.ends_on + timedelta(days=1)) is WaiverStanding.ENDED


def test_the_record_costs_the_same_with_one_waiver_and_with_many(
    client: Client, review: Review, team: Team, django_assert_max_num_queries: Any
) -> None:
    granted(review, team)
    sign_in(client, team.auditor)
    client.get(reverse("reviews:waivers"))
    with django_assert_max_num_queries(8) as few:
        client.get(reverse("reviews:waivers"))
    for _ in range(4):
        granted(make_determined_review(Outcome.PREVENTS, team=team), team)
    with django_assert_max_num_queries(8) as many:
        client.get(reverse("reviews:waivers"))
    assert len(many) == len(few)


def test_the_page_stays_within_fifteen_statements(
    client: Client, review: Review, team: Team, django_assert_max_num_queries: Any
) -> None:
    granted(review, team)
    sign_in(client, team.agency_head)
    client.get(url_of("waiver", review))
    with django_assert_max_num_queries(15):
        client.get(url_of("waiver", review))
