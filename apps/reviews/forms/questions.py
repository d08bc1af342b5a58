"""Forms about questions to the manufacturer."""

from django import forms

from apps.core.forms import DateInput
from apps.reviews.forms.folded import FoldedForm, text_area


class ReleaseQuestionForm(FoldedForm):
    """Until when the manufacturer answers."""

    button = "Release to the manufacturer"

    due_on = forms.DateField(
        label="The answer is due on",
        widget=DateInput(),
        error_messages={"required": "Say until when the manufacturer answers, as a date."},
    )


class LapseQuestionForm(FoldedForm):
    """Why a question stays without an answer."""

    button = "Record that the question lapses"
    danger = True

    reason = text_area(
        "Why does the question lapse?",
        "The reason stays in the record; the manufacturer does not see it.",
        missing="Say why the question lapses.",
    )


class AnswerForm(FoldedForm):
    """The manufacturer's answer, an annex to its declaration."""

    button = "Sign and send the answer"

    answer = text_area(
        "Answer",
        "It becomes an annex to your declaration and cannot be changed afterwards.",
        rows=6,
        missing="Write the answer.",
    )
