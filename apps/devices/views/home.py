"""The manufacturer's home: what needs me, then the products."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from apps.core.permissions import Permission
from apps.core.views import Page
from apps.devices import permissions
from apps.devices.models import AnswerRequest, Declaration, Product
from apps.devices.workflow import DeclarationState
from apps.evidence.models import EvidenceItem

SOON = timedelta(days=60)
SHOWN = 20


class Home(Page):
    """Requests by due date, declarations to finish or sign, evidence and support about to end, and the products."""

    permission = Permission.PRODUCT_READ
    template_name = "devices/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what waits and the products; the number of statements does not depend on the data."""
        today = timezone.localdate()
        products = Product.objects.visible_to(self.actor).annotate(
            attested=Count("declarations", filter=Q(declarations__state=DeclarationState.ATTESTED), distinct=True)
        )
        waiting = self._waiting(today)
        return super().get_context_data(
            waiting=waiting,
            products=list(products.order_by("name", "model", "pk")[:SHOWN]),
            drafts=list(self._declarations().filter(state=DeclarationState.DRAFT)[:SHOWN]),
            can_create=permissions.user_can_create_product(self.actor),
            heading=_heading(len(waiting)),
            **kwargs,
        )

    def _declarations(self) -> Any:
        answered = Count("answers", distinct=True)
        proven = Count("answers", filter=Q(answers__evidence__isnull=False), distinct=True)
        found = Declaration.objects.visible_to(self.actor).select_related("product").order_by("-created_at", "pk")
        return found.annotate(answered=answered, proven=proven)

    def _waiting(self, today: Any) -> list[tuple[Any, str, str]]:
        """Return date, sentence and address of everything that waits for the organization, the earliest first."""
        rows: list[tuple[Any, str, str]] = []
        for request in AnswerRequest.objects.visible_to(self.actor).open().select_related("agency", "product")[:SHOWN]:
            sentence = f"{request.agency} asks about {request.product}: {request.purpose}"
            rows.append((request.due_on, sentence, request.product.get_absolute_url()))
        for declaration in self._declarations().filter(state=DeclarationState.READY)[:SHOWN]:
            rows.append((today, f"{declaration} is ready to be signed", declaration.get_absolute_url()))
        ending = EvidenceItem.objects.owned_by(self.actor.organization).filter(valid_until__range=(today, today + SOON))
        rows += [(item.valid_until, f"Evidence ends: {item}", item.get_absolute_url()) for item in ending[:SHOWN]]
        support = Product.objects.visible_to(self.actor).filter(support_until__range=(today, today + SOON))
        rows += [(one.support_until, f"Support ends: {one}", one.get_absolute_url()) for one in support[:SHOWN]]
        return sorted(rows, key=lambda row: (row[0], row[1]))


def _heading(count: int) -> str:
    words = ("Nothing needs you now", "One thing needs you")
    return words[count] if count < len(words) else f"{count} things need you"
