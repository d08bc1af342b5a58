"""What makes a claim complete, whoever it is given for: one declaration, a shared part, or the whole company."""

from datetime import date
from typing import Any

from apps.core.errors import Invalid, Stale
from apps.devices.models import Claim
from apps.devices.workflow import AnswerValue

TEXTS = ("value", "explanation", "configuration", "planned_version", "planned_on")
NEEDS_EXPLANATION = {
    AnswerValue.PARTLY: "Say which part works and which does not.",
    AnswerValue.NO: "Say why not; agencies plan around a clear no.",
    AnswerValue.NOT_APPLICABLE: "Say why this does not apply to the component.",
}
NEEDS_PLAN = "Enter the version or the date with which it comes; a plan without either cannot be followed up."


class StaleAnswer(Stale):
    """Somebody else saved this answer first; `stored` is what stands now, so that both texts can be shown."""

    def __init__(self, message: str, stored: Claim | None) -> None:
        super().__init__(message)
        self.stored = stored


def claimed(
    *,
    value: AnswerValue | str,
    explanation: str = "",
    configuration: str = "",
    planned_version: str = "",
    planned_on: date | None = None,
) -> dict[str, Any]:
    """Return what is stored of a claim; a plan only beside "planned". Raises Invalid when it is incomplete."""
    planned = value == AnswerValue.PLANNED
    values: dict[str, Any] = {
        "value": value,
        "explanation": explanation.strip(),
        "configuration": configuration.strip(),
        "planned_version": planned_version.strip() if planned else "",
        "planned_on": planned_on if planned else None,
    }
    check_answer_is_complete(values)
    return values


def content_of(claim: Claim) -> dict[str, Any]:
    """Return what a claim says."""
    return {name: getattr(claim, name) for name in TEXTS}


def check_is_read(stored: Claim | None, version: int) -> None:
    """Raise StaleAnswer unless `version` is the edit count that stands (0: none yet)."""
    if (stored.version if stored is not None else 0) != version:
        raise StaleAnswer("Somebody else saved this answer while you were writing. Nothing is lost.", stored)


def check_answer_is_complete(values: dict[str, Any]) -> None:
    """Raise Invalid when the value is unknown, or an explanation or a plan is missing."""
    if values["value"] not in AnswerValue.values:
        raise Invalid("Choose an answer.")
    value = AnswerValue(values["value"])
    if value in NEEDS_EXPLANATION and not values["explanation"]:
        raise Invalid(NEEDS_EXPLANATION[value])
    if value == AnswerValue.PLANNED and not (values["planned_version"] or values["planned_on"]):
        raise Invalid(NEEDS_PLAN)
