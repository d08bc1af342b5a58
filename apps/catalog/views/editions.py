"""The editions of the catalog side by side: the list, and the comparison of two of them."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.catalog import comparison_view as view
from apps.catalog.comparison import Comparison, compare
from apps.catalog.forms_editions import CompareForm
from apps.catalog.impact import impact_of
from apps.catalog.kinds import EditionStatus, NodeKind
from apps.catalog.models import Edition
from apps.catalog.views.base import EditionPage
from apps.core.errors import Invalid
from apps.core.permissions import Permission

PER_PAGE = 25


def with_counts(editions: QuerySet[Any]) -> QuerySet[Any]:
    """Return the editions with the number of their elements."""
    return editions.annotate(elements=Count("nodes", filter=Q(nodes__kind=NodeKind.ELEMENT), distinct=True))


def comparison_url(comparison: Comparison) -> str:
    """Return the page of a comparison."""
    return reverse("catalog:comparison", args=[comparison.before.slug, comparison.after.slug])


class AboutEditions(EditionPage):
    """A page about editions: it shows none of them more than the others, so there is no switch."""

    abstract = True
    tab = "editions"

    def switchable(self) -> list[Edition]:
        """Return nothing: the same page in another edition does not exist."""
        return []

    def compare_form(self, data: Any = None) -> CompareForm:
        """Return the choice of two editions; at first the edition in use and the newest other one."""
        editions = list(Edition.objects.visible_to(self.actor))
        in_use = Edition.objects.in_use()
        other = next((one for one in editions if one != in_use), None)
        initial = {"before": in_use.slug if in_use else "", "after": other.slug if other else ""}
        return CompareForm(data, editions=editions, action=reverse("catalog:compare"), initial=initial)


class EditionList(AboutEditions):
    """The editions that can be read, newest first, and the choice of two to compare."""

    permission = Permission.PUBLIC
    template_name = "catalog/editions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them with their counts."""
        editions = list(with_counts(Edition.objects.readable()))
        return super().get_context_data(
            listed=[(one, EditionStatus(one.status)) for one in editions],
            in_use=Edition.objects.in_use(),
            form=self.form,
            comparable=len(self.form.fields["before"].choices) > 1,
            **kwargs,
        )

    @cached_property
    def form(self) -> Any:
        """Return the choice of two editions."""
        return self.compare_form()


class Compare(EditionList):
    """Leads from the choice of two editions to their comparison."""

    permission = Permission.PUBLIC

    def json_url(self) -> str:
        """Return nothing: a choice is no document."""
        return ""

    @cached_property
    def form(self) -> Any:
        """Return what was chosen."""
        return self.compare_form(self.request.GET)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go to the comparison, or show the choice again with what is wrong."""
        if self.form.is_valid():
            return redirect("catalog:comparison", self.form.cleaned_data["before"], self.form.cleaned_data["after"])
        response = super().get(request, *args, **kwargs)
        response.status_code = 422 if response.status_code == 200 else response.status_code
        return response


class ComparisonPage(AboutEditions):
    """What became of each entry between two editions, by kind of change and capability."""

    permission = Permission.PUBLIC
    template_name = "catalog/comparison.html"

    @cached_property
    def comparison(self) -> Comparison:
        """Return the comparison; raise 404 for an edition that the actor does not see, or that cannot be compared."""
        names = (self.kwargs["before"], self.kwargs["after"])
        found = {one.slug: one for one in Edition.objects.visible_to(self.actor).filter(slug__in=names)}
        if len(found) < 2:
            raise Http404("There are no two such editions.")
        try:
            return compare(found[names[0]], found[names[1]])
        except Invalid as error:
            raise Http404(error.message) from None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Filter, count, and cut one page."""
        comparison, url = self.comparison, self.request.path
        show, capability = (self.request.GET.get(name, "") for name in view.PARAMETERS)
        show = show if show in view.FILTERS else view.CHANGED
        rows = view.filtered(comparison, show, capability)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            comparison=comparison,
            title=f"{comparison.before} → {comparison.after}",
            sentence=view.sentence(comparison),
            editions_url=reverse("catalog:editions"),
            filters=view.change_links(comparison, url, show, capability),
            capabilities=view.capability_links(comparison, url, show, capability),
            count=len(rows),
            page=page,
            told=view.told(comparison, list(page)),
            parts=impact_of(comparison, self.actor),
            reverse_url=reverse("catalog:comparison", args=[self.kwargs["after"], self.kwargs["before"]]),
            **kwargs,
        )
