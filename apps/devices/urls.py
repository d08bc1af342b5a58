"""Addresses of products and declarations."""

from django.urls import URLPattern, path

from apps.devices.views import (
    answers,
    common_answers,
    correcting,
    declarations,
    documents,
    entries,
    home,
    line,
    openings,
    parts_shared,
    products,
    requests,
    sharing,
    signing,
)

app_name = "devices"
_ANSWER = "declarations/<uuid:pk>/answers/<str:identifier>/<uuid:component>"
_PROPOSAL = f"{_ANSWER}/documents/<uuid:item>/<str:fact>"


def _common(whose: str, base: str) -> list[URLPattern]:
    """Return the addresses of the answers given once by `whose`: the company, or a part of several products."""
    one = f"{base}<str:identifier>/"
    return [
        path(base, common_answers.CommonAnswers.as_view(), name=f"{whose}_answers"),
        path(one, common_answers.OneCommonAnswer.as_view(), name=f"{whose}_answer"),
        path(f"{one}evidence/", common_answers.AttachToCommon.as_view(), name=f"{whose}_answer_evidence"),
        path(
            f"{one}evidence/<uuid:use>/detach/",
            common_answers.DetachFromCommon.as_view(),
            name=f"{whose}_answer_detach",
        ),
        path(f"{one}upload/", common_answers.UploadToCommon.as_view(), name=f"{whose}_answer_upload"),
        path(f"{one}confirm/", common_answers.ConfirmCommon.as_view(), name=f"{whose}_answer_confirm"),
    ]


urlpatterns = [
    path("manufacturer/", home.Home.as_view(), name="home"),
    path("products/", products.Products.as_view(), name="products"),
    path("products/new/", products.CreateProduct.as_view(), name="product_create"),
    path("products/<uuid:pk>/", products.ProductPage.as_view(), name="product"),
    path("products/<uuid:pk>/edit/", products.EditProduct.as_view(), name="product_edit"),
    path("products/<uuid:pk>/list/", products.ListProduct.as_view(), name="product_list"),
    path("products/<uuid:pk>/unlist/", products.UnlistProduct.as_view(), name="product_unlist"),
    path("products/<uuid:pk>/components/new/", products.CreateComponent.as_view(), name="component_create"),
    path("products/<uuid:pk>/components/shared/", parts_shared.CreateSharedPart.as_view(), name="part_create"),
    path("products/<uuid:pk>/declarations/new/", declarations.StartDeclaration.as_view(), name="declaration_create"),
    path("components/<uuid:pk>/versions/new/", products.CreateVersion.as_view(), name="version_create"),
    path("components/<uuid:pk>/certificates/new/", products.CreateCertificate.as_view(), name="certificate_create"),
    path("versions/<uuid:pk>/edit/", correcting.EditVersion.as_view(), name="version_edit"),
    path("certificates/<uuid:pk>/edit/", correcting.EditCertificate.as_view(), name="certificate_edit"),
    path("products/<uuid:pk>/line/", line.VersionLine.as_view(), name="version_line"),
    path("declarations/<uuid:pk>/changes/", line.ChangesPage.as_view(), name="changes"),
    path("declarations/<uuid:pk>/", declarations.DeclarationPage.as_view(), name="declaration"),
    path("declarations/<uuid:pk>/entries/", entries.Entries.as_view(), name="entries_start"),
    path("declarations/<uuid:pk>/confirm/", declarations.ConfirmPart.as_view(), name="confirm"),
    path(f"{_ANSWER}/", answers.OneAnswerOfDeclaration.as_view(), name="answer"),
    path(f"{_ANSWER}/evidence/", answers.Attach.as_view(), name="answer_evidence"),
    path(f"{_ANSWER}/evidence/<uuid:use>/detach/", answers.Detach.as_view(), name="answer_detach"),
    path(f"{_ANSWER}/upload/", answers.Upload.as_view(), name="answer_upload"),
    path(f"{_ANSWER}/confirm/", answers.Confirm.as_view(), name="answer_confirm"),
    path("declarations/<uuid:pk>/documents/", documents.Documents.as_view(), name="documents"),
    path(f"{_PROPOSAL}/attach/", documents.Accept.as_view(), name="proposal_accept"),
    path(f"{_PROPOSAL}/set-aside/", documents.Dismiss.as_view(), name="proposal_dismiss"),
    path(f"{_PROPOSAL}/restore/", documents.Restore.as_view(), name="proposal_restore"),
    path(f"{_ANSWER}/follow/", answers.Follow.as_view(), name="answer_follow"),
    *_common("company", "company-answers/"),
    *_common("part", "components/<uuid:pk>/answers/"),
    path("declarations/<uuid:pk>/finish/", signing.FinishPage.as_view(), name="finish"),
    path("declarations/<uuid:pk>/ready/", signing.MarkReady.as_view(), name="mark_ready"),
    path("declarations/<uuid:pk>/reopen/", signing.Reopen.as_view(), name="reopen"),
    path("declarations/<uuid:pk>/attest/", signing.Attest.as_view(), name="attest"),
    path("declarations/<uuid:pk>/withdraw/", signing.Withdraw.as_view(), name="withdraw"),
    path("declarations/<uuid:pk>/dispute/", signing.Dispute.as_view(), name="dispute"),
    path("declarations/<uuid:pk>/continue/", declarations.ContinueDeclaration.as_view(), name="continue"),
    path("declarations/<uuid:pk>/sharing/", sharing.Sharing.as_view(), name="sharing"),
    path(
        "declarations/<uuid:pk>/sharing/<uuid:grant>/withdraw/", sharing.WithdrawShare.as_view(), name="withdraw_share"
    ),
    path("requests/", requests.Requests.as_view(), name="requests"),
    path("declarations/<uuid:pk>/openings/", openings.Openings.as_view(), name="openings"),
    path("requests/<uuid:pk>/", requests.RequestPage.as_view(), name="request"),
    path("requests/<uuid:pk>/accept/", requests.AcceptRequest.as_view(), name="request_accept"),
    path("requests/<uuid:pk>/decline/", requests.DeclineRequest.as_view(), name="request_decline"),
]
