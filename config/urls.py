"""All addresses. Each view of ours declares its permission; the allauth ones are listed in the URL test."""

from django.urls import include, path

urlpatterns = [
    path("", include("apps.catalog.urls")),
    path("", include("apps.core.urls")),
    path("account/", include("allauth.urls")),
    path("", include("apps.accounts.urls")),
    path("notifications/", include("apps.notifications.urls")),
    path("evidence/", include("apps.evidence.urls")),
    path("", include("apps.devices.urls")),
    path("systems/", include("apps.systems.urls")),
    path("", include("apps.reviews.urls")),
    path("", include("apps.reports.urls")),
    path("", include("apps.exchange.urls")),
    path("audit/", include("apps.audit.urls")),
]

handler400 = "apps.core.pages.bad_request"
