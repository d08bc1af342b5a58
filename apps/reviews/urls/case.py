"""Addresses of the case itself: procurements, the overview, the intake."""

from django.urls import path

from apps.reviews.views import draft, intake, overview, procurements

urlpatterns = [
    path("procurements/", procurements.Procurements.as_view(), name="procurements"),
    path("procurements/new/", procurements.CreateProcurement.as_view(), name="procurement_create"),
    path("procurements/<uuid:pk>/", procurements.ProcurementPage.as_view(), name="procurement"),
    path("procurements/<uuid:pk>/edit/", procurements.EditProcurement.as_view(), name="procurement_edit"),
    path("procurements/<uuid:pk>/candidates/new/", procurements.CreateReview.as_view(), name="create"),
    path("reviews/<uuid:pk>/", overview.Overview.as_view(), name="detail"),
    path("reviews/<uuid:pk>/edit/", draft.ResumeDraft.as_view(), name="edit"),
    path("reviews/<uuid:pk>/edit/check/", draft.CheckDraft.as_view(), name="edit_check"),
    path("reviews/<uuid:pk>/edit/<slug:step>/", draft.EditStep.as_view(), name="edit_step"),
    path("reviews/<uuid:pk>/submit/", intake.Submission.as_view(), name="submit"),
    path("reviews/<uuid:pk>/scope-out/", intake.ScopeOut.as_view(), name="scope_out"),
    path("reviews/<uuid:pk>/confirm-scope-out/", intake.ConfirmScopeOut.as_view(), name="confirm_scope_out"),
    path("reviews/<uuid:pk>/categorise/", intake.Categorise.as_view(), name="categorise"),
    path("reviews/<uuid:pk>/withdraw/", intake.Withdraw.as_view(), name="withdraw"),
    path("reviews/<uuid:pk>/recuse/", intake.Recuse.as_view(), name="recuse"),
    path("reviews/<uuid:pk>/linked/", intake.OpenLinked.as_view(), name="linked"),
]
