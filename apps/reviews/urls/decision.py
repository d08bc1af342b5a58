"""Addresses of decision, waiver, award and monitoring."""

from django.urls import path

from apps.reviews.views import decision, inventory, monitoring, waiver

urlpatterns = [
    path("reviews/<uuid:pk>/decision/", decision.DecisionPage.as_view(), name="decision"),
    path("reviews/<uuid:pk>/concur/", decision.Concur.as_view(), name="concur"),
    path("reviews/<uuid:pk>/return/", decision.Return.as_view(), name="return"),
    path("reviews/<uuid:pk>/determine/", decision.Determine.as_view(), name="determine"),
    path("reviews/<uuid:pk>/addendum/", decision.AddAddendum.as_view(), name="addendum"),
    path("reviews/<uuid:pk>/award/", decision.RecordAward.as_view(), name="award"),
    path("reviews/<uuid:pk>/close-without-award/", decision.CloseWithoutAward.as_view(), name="close_without_award"),
    path("reviews/<uuid:pk>/waiver/", waiver.WaiverPage.as_view(), name="waiver"),
    path("reviews/<uuid:pk>/waiver/request/", waiver.RequestWaiver.as_view(), name="request_waiver"),
    path("reviews/<uuid:pk>/waiver/methods/<uuid:method>/verify/", waiver.VerifyMethod.as_view(), name="verify_method"),
    path("reviews/<uuid:pk>/waiver/support/", waiver.SupportWaiver.as_view(), name="support_waiver"),
    path("reviews/<uuid:pk>/waiver/decide/", waiver.DecideWaiver.as_view(), name="decide_waiver"),
    path("reviews/<uuid:pk>/conditions/", monitoring.ConditionsPage.as_view(), name="conditions"),
    path(
        "reviews/<uuid:pk>/conditions/<uuid:condition>/propose/",
        monitoring.ProposeCondition.as_view(),
        name="propose_condition",
    ),
    path(
        "reviews/<uuid:pk>/conditions/<uuid:condition>/verify/",
        monitoring.VerifyCondition.as_view(),
        name="verify_condition",
    ),
    path("reviews/<uuid:pk>/close/", monitoring.Close.as_view(), name="close"),
    path("waivers/", waiver.WaiversPage.as_view(), name="waivers"),
    path("inventory/", inventory.InventoryPage.as_view(), name="inventory"),
    path("inventory.csv", inventory.InventoryTable.as_view(), name="inventory_csv"),
    path("waivers.csv", waiver.WaiversTable.as_view(), name="waivers_csv"),
]
