"""The page of the chain: matrix and figure open to their reasons, and say what would be lost with a gap."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.catalog.models import Node
from apps.reviews.loss import Loss
from apps.reviews.models import Gap, Review, ReviewRequirement, Verdict
from apps.reviews.tracing import layout
from apps.reviews.workflow import ReviewState, Selection, VerdictValue
from apps.systems import actions as systems
from apps.systems.models import SecurityCapability, System
from tests.factories.accounts import sign_in
from tests.factories.reviews import KEY, PLAIN, Team, make_review
from tests.factories.systems import a_capability, a_requirement

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    """Return a review with a gap on PLAIN (IA-4), KEY (IA-3) met, and a chain above IA-3 and IA-4."""
    law = a_requirement(by=kept_team.isso, citation="Access policy 7", text="Only known devices take part.")
    a_capability(by=kept_team.isso, name="Known devices", controls=("IA-3", "IA-4", "CM-8"), satisfies=[law])
    return make_review(ReviewState.TREATMENT, team=kept_team, verdicts={PLAIN: VerdictValue.NOT_MET})


@pytest.fixture
def reader(client: Client, team: Team) -> Client:
    sign_in(client, team.auditor)
    return client


def shown(client: Client, review: Review, **query: str) -> Any:
    response = client.get(reverse("reviews:traceability", args=[review.pk]), query)
    assert response.status_code == 200
    return response


def boxes(response: Any) -> Iterator[tuple[str, str]]:
    for box in response.context["drawing"].boxes:
        yield box.node.label, box.node.support.label if box.node.support else ""


def test_the_matrix_names_the_worst_and_the_number_behind_it(reader: Client, review: Review) -> None:
    response = shown(reader, review)
    lines = {
        line.control.identifier: (line.control.support.value, [(cell.support.value, cell.count) for cell in line.cells])
        for family in response.context["matrix"].families
        for line in family.lines
    }
    assert lines == {"IA-3": ("supported", [("supported", 1)]), "IA-4": ("unsupported", [("unsupported", 1)])}
    text = response.content.decode()
    assert "2 of the 2 controls" in text
    assert 'href="?control=IA-4#reasons-DI"' in text
    only = shown(reader, review, status="supported")
    assert [f.lines[0].control.identifier for f in only.context["matrix"].families] == ["IA-3"]


def test_the_figure_of_the_whole_joins_requirements_capabilities_and_statuses(reader: Client, review: Review) -> None:
    response = shown(reader, review)
    assert set(boxes(response)) == {
        ("Access policy 7", "Not supported"),
        ("Known devices", "Not supported"),
        ("Supported", "Supported"),
        ("Not supported", "Not supported"),
    }
    assert len(response.context["drawing"].joints) == 3


def test_a_capability_is_followed_down_to_the_verdicts(reader: Client, review: Review) -> None:
    capability = SecurityCapability.objects.get(name="Known devices", organization=review.organization)
    response = shown(reader, review, capability=str(capability.pk))
    found = dict(boxes(response))
    assert {"Access policy 7", "Known devices", "IA-3", "IA-4", f"{KEY} key", PLAIN, "Met", "Not met"} <= set(found)
    assert found["Not met"] == "Not supported"
    text = response.content.decode()
    assert "Not met; not treated" in text
    assert reverse("reviews:desk", args=[review.pk, PLAIN]) in text
    for kind, name in (("requirement", capability.satisfies.get().pk), ("control", "IA-4"), ("entry", PLAIN)):
        assert "Not met; not treated" in shown(reader, review, **{kind: str(name)}).content.decode()


@pytest.mark.parametrize("query", [{"control": "ZZ-9"}, {"requirement": "x"}, {"entry": "DI-IMS.2"}, {"status": "x"}])
def test_what_names_no_link_of_this_chain_shows_the_whole(
    reader: Client, review: Review, query: dict[str, str]
) -> None:
    assert shown(reader, review, **query).context["focus"] is None


def test_a_gap_says_what_is_lost_if_it_stays(reader: Client, review: Review) -> None:
    sentence = (
        "IA-4 loses what the device does for it; so does the capability “Known devices”. "
        "Access policy 7 would be satisfied by less."
    )
    response = shown(reader, review, entry=PLAIN)
    assert "If this gap stays:" in response.content.decode()
    assert sentence in response.content.decode()
    assert "If it were not met:" in shown(reader, review, entry=KEY).content.decode()
    for name in ("treatment", "decision"):
        assert sentence in reader.get(reverse(f"reviews:{name}", args=[review.pk])).content.decode()


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (Loss(()), "No control of the system rests on it"),
        (Loss(("IA-3",)), "No security capability is recorded that rests on it."),
        (
            Loss(("IA-3", "IA-4"), ("A", "B")),
            "IA-3 and IA-4 lose what the device does for them; so do the capabilities",
        ),
        (Loss(tuple("abcdefgh"), ("A",), ("x",)), "a, b, c, d, e, f and two more lose"),
    ],
)
def test_a_loss_is_told_in_whole_sentences(loss: Loss, words: str) -> None:
    assert words in loss.sentence


def test_a_system_without_controls_says_what_to_do(reader: Client, review: Review) -> None:
    System.objects.get(pk=review.system_id).allocations.all().delete()
    assert "No control is allocated to the system" in shown(reader, review).content.decode()


def test_all_entries_of_the_catalog_stay_readable_and_cost_the_same(
    reader: Client, team: Team, review: Review, django_assert_max_num_queries: Any
) -> None:
    systems.allocate_baseline(review.system, by=team.isso)
    present = set(review.requirements.values_list("identifier", flat=True))
    nodes = [n for n in Node.objects.filter(edition=review.edition).answerable() if n.identifier not in present]
    rows = ReviewRequirement.objects.bulk_create(
        ReviewRequirement(
            review=review,
            node=node,
            identifier=node.identifier,
            capability_code=node.capability_code,
            title=node.title,
            statement=node.statement,
            position=node.path,
            selection=Selection.SELECTED,
            controls=["IA-3", "AC-2"],
        )
        for node in nodes
    )
    given = {"given_by": team.reviewer.user, "given_at": review.state_since, "strength": 2, "examined": True}
    Verdict.objects.bulk_create(
        Verdict(review=review, requirement=row, value="partly" if number % 9 else "met", reason="Seen.", **given)
        for number, row in enumerate(rows)
    )
    Gap.objects.bulk_create(Gap(review=review, requirement=row) for row in rows[:200])
    for query in ({}, {"control": "IA-3"}, {"control": "IA-3", "part": "LA-ACF"}, {"entry": KEY}):
        with django_assert_max_num_queries(19):
            response = shown(reader, review, **query)
        assert len(response.content) < 400_000
        columns: dict[int, int] = {}
        for box in response.context["drawing"].boxes:
            columns[box.x] = columns.get(box.x, 0) + 1
        assert max(columns.values()) <= 60


def test_texts_are_cut_to_their_box() -> None:
    assert layout.cut("Cryptography strong and fast enough", 172) == "Cryptography strong an…"
    assert layout.cut("Met", 172) == "Met"
