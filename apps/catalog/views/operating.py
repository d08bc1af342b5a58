"""The operator's side of the catalog: the editions, what is to be decided about a draft, and its way into use."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.catalog import actions, policies, proposals
from apps.catalog.comparison import Comparison, compare
from apps.catalog.comparison_view import sentence
from apps.catalog.forms_editions import DecisionForm
from apps.catalog.impact import impact_of
from apps.catalog.kinds import EditionStatus, RewordingDecision
from apps.catalog.models import Edition
from apps.catalog.views.editions import comparison_url, with_counts
from apps.core.components import Choice, Fact
from apps.core.errors import Invalid
from apps.core.permissions import Permission
from apps.core.views import Act, DeclaresPermission, Page

PER_PAGE = 20
_LABELS = {proposals.OPEN: "To be decided", proposals.DECIDED: "Decided"}


class OperateEditions(Page):
    """Every edition with its state: drafts first, as they wait for somebody."""

    permission = Permission.OPERATE
    template_name = "catalog/operate_editions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them with what waits; one statement."""
        waiting = Count("nodes__rewordings", filter=Q(nodes__rewordings__decision=RewordingDecision.OPEN))
        editions = with_counts(Edition.objects.visible_to(self.actor)).annotate(waiting=waiting)
        return super().get_context_data(
            editions=[(one, EditionStatus(one.status)) for one in editions],
            in_use=Edition.objects.in_use(),
            **kwargs,
        )


class OfEdition(DeclaresPermission):
    """A page or act about one edition, which the operator finds whatever its state is."""

    abstract = True

    @cached_property
    def edition(self) -> Edition:
        """Return the edition of the address, or answer 404."""
        found = Edition.objects.visible_to(self.actor).filter(slug=self.kwargs["slug"])
        edition: Edition | None = found.select_related("catalog", "matched_with").first()
        if edition is None:
            raise Http404("There is no such edition.")
        return edition

    def back_url(self, **kwargs: Any) -> str:
        """Return the page of the edition."""
        return reverse("catalog:operate_edition", args=[self.kwargs["slug"]])


class OperateEdition(OfEdition, Page):
    """One edition: where it stands, what is to be decided, what putting it in use would mean."""

    permission = Permission.OPERATE
    template_name = "catalog/operate_edition.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the state, one page of proposals, and the consequences."""
        in_use = Edition.objects.in_use(self.edition.catalog_id)
        before = in_use if in_use not in (None, self.edition) else self.edition.matched_with
        comparison = _against(before, self.edition)
        return super().get_context_data(
            edition=self.edition,
            status=EditionStatus(self.edition.status),
            facts=_facts(self.edition),
            in_use=in_use,
            is_in_use=in_use == self.edition,
            is_draft=self.edition.status == EditionStatus.DRAFT,
            refusals=_refusals(self.edition),
            comparison=comparison,
            compare_url=comparison_url(comparison) if comparison else "",
            sentence=sentence(comparison) if comparison else "",
            parts=impact_of(comparison, self.actor) if comparison else [],
            list_url=reverse("catalog:operate_editions"),
            **self._proposals(),
            **kwargs,
        )

    def _proposals(self) -> dict[str, Any]:
        """Return one page of what waits, or of what is decided."""
        counts = {name: proposals.of_edition(self.edition, name).count() for name in _LABELS}
        usual = proposals.OPEN if counts[proposals.OPEN] or self.edition.published_at is None else proposals.DECIDED
        show = self.request.GET.get("show") or usual
        show = show if show in _LABELS else usual
        page = Paginator(proposals.of_edition(self.edition, show), PER_PAGE).get_page(self.request.GET.get("page"))
        return {
            "show": show,
            "counts": counts,
            "views": _views(self.back_url(), counts, show),
            "page": page,
            "groups": proposals.grouped(self.edition, list(page)) if counts[show] else [],
            "empty_heading": "Every pair is decided" if show == proposals.OPEN else "Nothing is decided yet",
            "decide_url": reverse("catalog:decide_proposals", args=[self.edition.slug]),
        }


class DecideProposals(OfEdition, Act):
    """Says of one pair, or of all pairs of a sub-capability, whether it is the same entry."""

    permission = Permission.OPERATE

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Decide, and go back to what still waits."""
        edition, form = self.edition, DecisionForm(request.POST)
        if not form.is_valid() or not (form.pair or form.below):
            raise Invalid("Choose a pair, and say whether it is the same entry.")
        pairs = [form.pair] if form.pair else proposals.waiting_below(edition, form.below)
        decided, followed = actions.decide_rewordings(
            edition, by=self.actor, at=timezone.now(), rewordings=pairs, decision=form.decision
        )
        messages.success(request, _decided_words(form.decision, decided, followed))
        return redirect(f"{self.back_url()}#proposals")


class PublishEdition(OfEdition, Act):
    """Publishes a draft."""

    permission = Permission.OPERATE

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Publish it; it is not in use yet."""
        actions.publish_edition(self.edition, by=self.actor, at=timezone.now())
        messages.success(request, f"{self.edition} is published. Put it in use when new work should start on it.")
        return redirect(self.back_url())


class PutEditionInUse(OfEdition, Act):
    """Lets new declarations and reviews start on the edition."""

    permission = Permission.OPERATE

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Put it in use."""
        actions.put_edition_in_use(self.edition, by=self.actor, at=timezone.now())
        messages.success(request, f"New declarations and reviews start on {self.edition}. Those begun stay on theirs.")
        return redirect(self.back_url())


class RetireEdition(OfEdition, Act):
    """Retires a published edition."""

    permission = Permission.OPERATE

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Retire it; it stays readable."""
        actions.retire_edition(self.edition, by=self.actor, at=timezone.now())
        messages.success(request, f"{self.edition} is retired. Everything on it stays readable.")
        return redirect(self.back_url())


class DiscardEdition(OfEdition, Act):
    """Deletes a draft."""

    permission = Permission.OPERATE

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Delete it, and go to the editions that are left."""
        actions.discard_edition(self.edition, by=self.actor)
        messages.success(request, f"The draft {self.edition} is discarded; nothing rested on it.")
        return redirect("catalog:operate_editions")


def _against(before: Edition | None, edition: Edition) -> Comparison | None:
    """Return what changed from the edition in use, unless that is this one."""
    if before is None or before == edition or before.catalog_id != edition.catalog_id:
        return None
    return compare(before, edition)


def _facts(edition: Edition) -> list[Fact]:
    return [
        Fact("Wording", edition.get_wording_display()),
        Fact("Entries", edition.nodes.elements().count(), note="Elements, without the headings above them"),
        Fact("Matched with", edition.matched_with or "No other edition"),
        Fact("Source", edition.source or "Not stated"),
        Fact("SHA-256 of the files", edition.digest),
    ]


def _refusals(edition: Edition) -> dict[str, str]:
    """Return why an act is not possible now; the same checks as in the actions."""
    return {
        "publish": policies.refusal(policies.check_edition_publish, edition),
        "use": policies.refusal(policies.check_edition_put_in_use, edition),
        "retire": policies.refusal(policies.check_edition_retire, edition),
    }


def _views(url: str, counts: dict[str, int], show: str) -> list[Choice]:
    labels = {proposals.OPEN: "To be decided", proposals.DECIDED: "Decided"}
    return [Choice(label, f"{url}?show={name}#proposals", name == show, counts[name]) for name, label in labels.items()]


def _decided_words(decision: str, decided: int, followed: int) -> str:
    pairs = "1 pair is" if decided == 1 else f"{decided} pairs are"
    if decision == RewordingDecision.DIFFERENT:
        return f"{pairs} decided: different entries."
    below = f" {followed} {'entry' if followed == 1 else 'entries'} below followed." if followed else ""
    return f"{pairs} decided: the same entry, reworded.{below}"
