"""The bell's page: what happened, newest first, and how one wants to be told."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from apps.core.components import Choice
from apps.core.permissions import Permission
from apps.core.views import Act, DeclaresPermission, FormPage, Page
from apps.notifications import actions, reading
from apps.notifications.context import bell_of
from apps.notifications.forms import MailForm
from apps.notifications.kinds import topics_of
from apps.notifications.models import Delivery, Preference

PAGE_SIZE = 50


class Notifications(Page):
    """Lists the person's notices in the organization acted for."""

    permission = Permission.NOTIFICATIONS_READ
    template_name = "notifications/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of them; what each is about is named only as far as it can be seen now."""
        only_new = self.request.GET.get("show") == "unread"
        deliveries = Delivery.objects.visible_to(self.actor).select_related("notice").order_by("-created_at", "-pk")
        shown = deliveries.unread() if only_new else deliveries
        page = Paginator(shown, PAGE_SIZE).get_page(self.request.GET.get("page"))
        bell, address = bell_of(self.actor), reverse("notifications:list")
        unread = bell.unread if bell else 0
        return super().get_context_data(
            page=page,
            rows=reading.rows(page.object_list, self.actor),
            choices=[
                Choice("All", address, current=not only_new),
                Choice("Unread", f"{address}?show=unread", current=only_new, count=unread),
            ],
            unread=unread,
            others=[one for one in self.actor.memberships if one.organization_id != self.actor.organization.pk],
            only_new=only_new,
            **kwargs,
        )


class Open(DeclaresPermission):
    """Leads to what a notice is about, and notes that its person has seen it (as a download notes who fetched it).

    A mail may lead here while the person acts for another organization; then the page offers to switch.
    """

    permission = Permission.NOTIFICATIONS_READ
    http_method_names = ["get", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Note it and go there."""
        organizations = [one.organization_id for one in self.actor.memberships]
        own = Delivery.objects.filter(user=self.actor.user, organization__in=organizations)
        delivery = get_object_or_404(own.select_related("notice", "organization"), notice=kwargs["pk"])
        if delivery.organization_id != self.actor.organization.pk:
            return render(request, "notifications/elsewhere.html", {"organization": delivery.organization})
        actions.mark_read(Delivery.objects.filter(pk=delivery.pk), at=timezone.now())
        return redirect(delivery.notice.url)


class MarkAllRead(Act):
    """Marks everything as read."""

    permission = Permission.NOTIFICATIONS_READ

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Mark it."""
        count = actions.mark_all_read(by=self.actor, at=timezone.now())
        messages.success(request, f"{count} {'notification is' if count == 1 else 'notifications are'} marked as read.")
        return redirect(self.back_url())

    def back_url(self, **kwargs: Any) -> str:
        """Return the list."""
        return reverse("notifications:list")


class Settings(FormPage):
    """How the person is mailed, topic by topic."""

    permission = Permission.NOTIFICATIONS_READ
    template_name = "notifications/settings.html"
    form_class = MailForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the topics that the person's roles can be told of, each as it stands."""
        topics = topics_of(self.actor)
        stored = dict(Preference.objects.filter(user=self.actor.user).values_list("topic", "mail"))
        initial = {f"topic{number}": stored.get(topic.slug, topic.mail.value) for number, topic in enumerate(topics)}
        given = {"topics": topics, "initial": initial, "cancel_url": reverse("notifications:list")}
        return super().get_form_kwargs() | given

    def act(self, form: Any) -> HttpResponse:
        """Save the choices."""
        actions.choose_mail(form.choices(), by=self.actor)
        messages.success(self.request, "Saved. The bell shows everything, whatever is mailed.")
        return redirect("notifications:settings")
