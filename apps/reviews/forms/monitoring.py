"""Forms of the conditions page: proposing a condition as met, verifying it, closing the case."""

from apps.reviews.forms.folded import FoldedForm, text_area


class ProposeConditionForm(FoldedForm):
    """What shows that a condition is kept."""

    button = "Propose as met"

    finding = text_area(
        "What shows that the condition is kept",
        "Name what can be looked at: a scan, a delivery note, a contract page.",
        missing="Say what shows that the condition is kept.",
    )


class VerifyConditionForm(FoldedForm):
    """Confirms what was proposed; there is nothing to type."""

    button = "Verify the condition"


class CloseForm(FoldedForm):
    """Ends a monitored case."""

    button = "Close the case"
