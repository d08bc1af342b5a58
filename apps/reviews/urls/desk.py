"""Addresses of the desk: receiving, verdicts, questions, conclusion; and the manufacturer's questions."""

from django.urls import path

from apps.reviews.views import desk, questions, receiving, switching

urlpatterns = [
    path("reviews/<uuid:pk>/receive/", receiving.Receive.as_view(), name="receive"),
    path("reviews/<uuid:pk>/no-answer/", receiving.NoAnswer.as_view(), name="no_answer"),
    path("reviews/<uuid:pk>/declaration/", switching.NewerDeclaration.as_view(), name="newer_declaration"),
    path("reviews/<uuid:pk>/declaration/switch/", switching.SwitchDeclaration.as_view(), name="switch_declaration"),
    path("reviews/<uuid:pk>/declaration/keep/", switching.KeepDeclaration.as_view(), name="keep_declaration"),
    path("reviews/<uuid:pk>/conclusion/", receiving.Conclusion.as_view(), name="conclusion"),
    path("reviews/<uuid:pk>/conclude/", receiving.Conclude.as_view(), name="conclude"),
    path("reviews/<uuid:pk>/desk/", desk.DeskStart.as_view(), name="desk"),
    path("reviews/<uuid:pk>/desk/<str:identifier>/", desk.Desk.as_view(), name="desk"),
    path("reviews/<uuid:pk>/desk/<str:identifier>/counts/", desk.DeskCounts.as_view(), name="desk_counts"),
    path("reviews/<uuid:pk>/desk/<str:identifier>/presence/", desk.PresenceAtDesk.as_view(), name="presence"),
    path("reviews/<uuid:pk>/desk/<str:identifier>/verdict/", desk.GiveVerdict.as_view(), name="verdict"),
    path("reviews/<uuid:pk>/desk/<str:identifier>/confirm/", desk.ConfirmVerdict.as_view(), name="confirm"),
    path("reviews/<uuid:pk>/desk/<str:identifier>/ask/", desk.Ask.as_view(), name="ask"),
    path("reviews/<uuid:pk>/questions/", questions.ReviewQuestions.as_view(), name="review_questions"),
    path(
        "reviews/<uuid:pk>/questions/<uuid:question>/release/",
        questions.ReleaseQuestion.as_view(),
        name="release_question",
    ),
    path(
        "reviews/<uuid:pk>/questions/<uuid:question>/lapse/", questions.LapseQuestion.as_view(), name="lapse_question"
    ),
    path("reviews/keys/", desk.Keys.as_view(), name="keys"),
    path("questions/", questions.Questions.as_view(), name="questions"),
    path("questions/<uuid:pk>/answer/", questions.AnswerQuestion.as_view(), name="answer"),
]
