"""Status of a control: the seven lines of the domain guide, written here a second time and independently."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from apps.reviews.traceability import Support, support_of_controls, worst
from apps.reviews.workflow import ConditionState, Selection, TreatmentKind, VerdictValue

THEN = datetime(2026, 11, 3, tzinfo=UTC)


def a_control(identifier="AC-2", position=1):
    return SimpleNamespace(pk=position, identifier=identifier, position=position)


def a_treatment(*, verified=False, kind=TreatmentKind.COMPENSATING):
    return SimpleNamespace(kind=kind, verified_at=THEN if verified else None)


def a_gap(*, treatments=(), accepted=False, conditions=()):
    gap = SimpleNamespace(
        treatments=SimpleNamespace(all=lambda: list(treatments)),
        conditions=SimpleNamespace(all=lambda: [SimpleNamespace(state=state) for state in conditions]),
    )
    if accepted:
        gap.acceptance = SimpleNamespace(accepted_at=THEN)
    return gap


def a_requirement(value=None, *, gap=None, controls=("AC-2",), selection=Selection.SELECTED):
    requirement = SimpleNamespace(selection=selection, controls=list(controls), identifier="LA-AUN.1")
    if value is not None:
        requirement.verdict = SimpleNamespace(value=value, shown=VerdictValue(value))
    if gap is not None:
        requirement.gap = gap
    return requirement


MET = a_requirement("met")
COMPENSATED = a_requirement("not_met", gap=a_gap(treatments=[a_treatment(verified=True)]))
ACCEPTED = a_requirement("not_met", gap=a_gap(accepted=True))
PENDING = a_requirement("partly", gap=a_gap(treatments=[a_treatment()]))
UNKNOWN = a_requirement()
OPEN_GAP = a_requirement("no_evidence", gap=a_gap())
DECLINED = a_requirement(selection=Selection.DECLINED)

LINES = {
    "no element maps to the control": ([], set(), "not_device_relevant"),
    "elements exist in the catalog, none is in the set": ([], {"AC-2"}, "declined"),
    "the only element was declined": ([DECLINED], set(), "declined"),
    "a candidate nobody decided on": ([a_requirement(selection=Selection.CANDIDATE)], set(), "declined"),
    "a gap without treatment": ([OPEN_GAP], set(), "unsupported"),
    "a gap before the assessment is concluded": ([a_requirement("partly")], set(), "unsupported"),
    "an untreated gap beside a missing verdict": ([UNKNOWN, OPEN_GAP, MET], set(), "unsupported"),
    "a product that is not acquired treats nothing": (
        [a_requirement("not_met", gap=a_gap(treatments=[a_treatment(kind=TreatmentKind.NOT_ACQUIRE)]))],
        set(),
        "unsupported",
    ),
    "a missing verdict beside a pending treatment": ([PENDING, UNKNOWN, MET], set(), "unknown"),
    "a treatment that waits for its verification": ([PENDING, MET], set(), "pending"),
    "one of two treatments waits": (
        [a_requirement("partly", gap=a_gap(treatments=[a_treatment(verified=True), a_treatment()]))],
        set(),
        "pending",
    ),
    "an open condition after a verified treatment": (
        [
            a_requirement(
                "not_met", gap=a_gap(treatments=[a_treatment(verified=True)], conditions=[ConditionState.OPEN])
            )
        ],
        set(),
        "pending",
    ),
    "a condition that is only proposed as met": (
        [a_requirement("not_met", gap=a_gap(accepted=True, conditions=[ConditionState.PROPOSED]))],
        set(),
        "pending",
    ),
    "an accepted risk with a treatment that waits": (
        [a_requirement("not_met", gap=a_gap(treatments=[a_treatment()], accepted=True))],
        set(),
        "pending",
    ),
    "a treatment that says accept, before the signature": (
        [a_requirement("not_met", gap=a_gap(treatments=[a_treatment(kind=TreatmentKind.ACCEPT)]))],
        set(),
        "pending",
    ),
    "a treatment that says accept, after the signature": (
        [a_requirement("not_met", gap=a_gap(treatments=[a_treatment(kind=TreatmentKind.ACCEPT)], accepted=True))],
        set(),
        "compensated",
    ),
    "treated and verified": ([COMPENSATED, MET], set(), "compensated"),
    "a verified condition": (
        [a_requirement("partly", gap=a_gap(accepted=True, conditions=[ConditionState.VERIFIED]))],
        set(),
        "compensated",
    ),
    "accepted by the authorizing official": ([ACCEPTED, MET], set(), "compensated"),
    "all met": ([MET, DECLINED], {"AC-2"}, "supported"),
    "met by another component, or agreed as not applicable": (
        [a_requirement("met_by_other_component"), a_requirement("not_applicable")],
        set(),
        "supported",
    ),
}


@pytest.mark.parametrize(("requirements", "mapped", "expected"), LINES.values(), ids=LINES.keys())
def test_the_first_line_that_fits_decides(requirements, mapped, expected):
    [row] = support_of_controls([a_control()], mapped, requirements)

    assert row.support == expected


def test_partly_is_a_gap_and_never_supports():
    [row] = support_of_controls([a_control()], set(), [a_requirement("partly")])

    assert row.support is Support.UNSUPPORTED


def test_a_requirement_speaks_only_for_its_own_controls():
    rows = support_of_controls(
        [a_control("AC-2", 1), a_control("SI-7", 2)],
        set(),
        [a_requirement("met", controls=["AC-2"]), a_requirement("not_met", controls=["SI-7"])],
    )

    assert [(row.identifier, row.support) for row in rows] == [("AC-2", "supported"), ("SI-7", "unsupported")]


def test_every_status_opens_to_its_reasons_in_words():
    [row] = support_of_controls([a_control()], set(), [MET, PENDING, COMPENSATED, ACCEPTED, UNKNOWN, OPEN_GAP])

    assert [reason.text for reason in row.reasons] == [
        "met",
        "partly met; treated, verification outstanding",
        "not met; treated and verified",
        "not met; residual risk accepted by the authorizing official",
        "no verdict yet",
        "no evidence; not treated",
    ]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["supported", "compensated"], "compensated"),
        (["compensated", "declined"], "declined"),
        (["declined", "pending"], "pending"),
        (["pending", "unknown"], "unknown"),
        (["unknown", "unsupported"], "unsupported"),
        (["supported", "not_device_relevant"], "supported"),
        (["not_device_relevant"], None),
        ([], None),
    ],
)
def test_a_roll_up_takes_the_worst_and_leaves_out_what_has_no_device_side(statuses, expected):
    assert worst(Support(status) for status in statuses) == expected
