"""The frameworks: controls, one control, one subcategory, with the entries that support them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404

from apps.catalog import browsing, controls
from apps.catalog.index import baselines_by_control
from apps.catalog.kinds import BASELINES, CSF_1_1, CSF_2_0, CSF_FUNCTIONS, SP_800_53
from apps.catalog.models import Reference
from apps.catalog.views.base import EditionPage
from apps.core.permissions import Permission

PER_PAGE = 100


class ControlList(EditionPage):
    """The controls by family, with how many entries support each."""

    permission = Permission.PUBLIC
    tab = "controls"
    template_name = "catalog/controls.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Narrow, count, and cut one page; an unknown value is said and left out."""
        every = controls.lines(self.index)
        allowed = {"family": {line.family for line in every}, "baseline": set(BASELINES), "show": {"all"}}
        typed = {name: self.request.GET.get(name, "").strip() for name in controls.PARAMETERS}
        query = {name: value for name, value in typed.items() if value in allowed[name]}
        shown = controls.narrowed(every, query)
        return super().get_context_data(
            unknown=[value for name, value in typed.items() if value and name not in query],
            families=controls.family_links(self.addresses, every, query),
            baselines=controls.baseline_links(self.addresses, every, query),
            shows=controls.show_links(self.addresses, every, query),
            family_title=next((line.family_title for line in every if line.family == query.get("family")), ""),
            everything=controls.address(self.addresses, {**query, "show": "all"}),
            count=len(shown),
            page=Paginator(shown, PER_PAGE).get_page(self.request.GET.get("page")),
            **kwargs,
        )


class ControlPage(EditionPage):
    """One control or enhancement: baselines, enhancements, and the entries that support it."""

    permission = Permission.PUBLIC
    tab = "controls"
    template_name = "catalog/control.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find the control; a 404 when SP 800-53 has none of that name."""
        found = Reference.objects.filter(framework__name=SP_800_53, identifier=self.kwargs["identifier"])
        control = found.select_related("parent", "framework").first()
        if control is None:
            raise Http404("SP 800-53 Rev. 5 has no such control.")
        enhancements = list(control.enhancements.order_by("position"))
        baselines, counts = baselines_by_control(), self.index.counts()
        own = controls.supporters(self.index, [control])
        return super().get_context_data(
            control=control,
            eyebrow=f"{control.identifier} · {control.group_title} · SP 800-53 Rev. 5",
            baselines=baselines.get(control.identifier, ()),
            baseline_words=_baseline_words(control, baselines.get(control.identifier, ())),
            successors=list(control.successors.order_by("position")) if control.withdrawn else [],
            sections=browsing.sections(self.index, own[0].items) if own else [],
            count=len(own[0].items) if own else 0,
            through_enhancements=controls.supporters(self.index, enhancements),
            enhancements=[(one, baselines.get(one.identifier, ()), counts[one.identifier]) for one in enhancements],
            **kwargs,
        )


class SubcategoryPage(EditionPage):
    """One subcategory of the CSF, 1.1 or 2.0, with the entries that support it."""

    permission = Permission.PUBLIC
    tab = "controls"
    template_name = "catalog/subcategory.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find the subcategory; a 404 when neither version has it."""
        found = Reference.objects.filter(
            framework__name__in=(CSF_1_1, CSF_2_0), identifier=self.kwargs["identifier"]
        ).select_related("framework")
        subcategory = found.first()
        if subcategory is None:
            raise Http404("The Cybersecurity Framework has no such subcategory.")
        is_current = subcategory.framework.name == CSF_2_0
        relatives = subcategory.predecessors if is_current else subcategory.successors
        related = list(relatives.order_by("position"))
        wanted = {one.identifier for one in related} if is_current else {subcategory.identifier}
        items = self.index.supporting(CSF_1_1, lambda one: one.identifier in wanted)
        return super().get_context_data(
            subcategory=subcategory,
            eyebrow=f"{subcategory.framework.name} · {CSF_FUNCTIONS.get(subcategory.identifier[:2], '')}",
            category_words="" if subcategory.title else f"{subcategory.group} {subcategory.group_title}",
            is_current=is_current,
            related=related,
            count=len(items),
            sections=browsing.sections(self.index, items),
            **kwargs,
        )


def _baseline_words(control: Reference, baselines: tuple[str, ...]) -> str:
    """Return the baselines as a sentence; a withdrawn control has none to tell."""
    if control.withdrawn:
        return ""
    if not baselines:
        return "In no baseline of SP 800-53B."
    *first, last = baselines
    listed = f"{', '.join(first)} and {last} baselines" if first else f"{last} baseline"
    return f"In the {listed} of SP 800-53B."
