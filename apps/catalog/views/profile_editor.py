"""Building a draft: entries by capability, each saved by itself; and its title and purpose."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from apps.catalog import actions
from apps.catalog.forms_profiles import ItemForm, ProfileForm
from apps.catalog.kinds import ItemState, ProfileStatus
from apps.catalog.models import Node, Profile, ProfileItem
from apps.catalog.profile_reading import PER_PAGE, Navigation, ProfileFilter, Standing, parts_of
from apps.catalog.views.own_profiles import EDIT, OfProfile
from apps.core.editing import EditPage
from apps.core.views import FormPage, Page


class EditorScreen(OfProfile):
    """The editor, whether it is read or what was sent was not accepted."""

    template_name: str | None = "profiles/editor.html"

    @cached_property
    def standing(self) -> Standing:
        """Return what the profile says of every entry."""
        return Standing(self.profile)

    @cached_property
    def narrowed(self) -> ProfileFilter:
        """Return the filters of the address; without any the first capability is open."""
        asked = ProfileFilter.of(self.request.GET.dict())
        if asked.narrows or asked.capability or not self.standing.capabilities:
            return asked
        return ProfileFilter(capability=self.standing.capabilities[0].identifier)

    @property
    def keep(self) -> str:
        """Return filters and page as every link of the editor carries them."""
        page = self.request.GET.get("page", "")
        return urlencode({**self.narrowed.parts, **({"page": page} if page.isdigit() else {})})

    def editor_url(self, **more: str) -> str:
        """Return the address of the editor as it stands, with one entry open or just saved."""
        query = "&".join(part for part in (self.keep, urlencode(more)) if part)
        anchor = next(iter(more.values()), "").replace(".", "-")
        return f"{self.address('profile_edit')}?{query}#{anchor}"

    def build_form(self, node: Node, data: Any = None) -> ItemForm:
        """Return the form of one entry."""
        item = ProfileItem.objects.filter(profile=self.profile, node=node).first()
        names = [self.kwargs["slug"], self.kwargs["number"], node.identifier]
        action = f"{reverse('catalog:profile_item', args=names)}?{self.keep}"
        close = self.editor_url(saved=node.identifier)
        return ItemForm(data, row=self.standing.row(node), item=item, action=action, cancel_url=close)

    def screen(self, opened: str, form: ItemForm | None = None) -> dict[str, Any]:
        """Return the rows of the page, the open one with its form."""
        page = Paginator(self.standing.listed(self.narrowed), PER_PAGE).get_page(self.request.GET.get("page"))
        rows = self.standing.rows(page.object_list)
        node = next((row.node for row in rows if row.node.identifier == opened), None)
        return {
            **self.head(),
            "standing": self.standing,
            "navigation": Navigation(self.address("profile_edit"), self.narrowed, self.standing),
            "page": page,
            "parts": parts_of(rows, self.standing.places),
            "opened": opened,
            "item_form": form or (self.build_form(node) if node else None),
            "saved": self.request.GET.get("saved", ""),
            "keep": self.keep,
        }


class Editor(EditorScreen, Page):
    """The draft by capability, with search, filters and counts."""

    permission = EDIT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the editor; a published version leads to its page."""
        if self.profile.status != ProfileStatus.DRAFT:
            messages.info(request, "This version is published and never changes. Make the next version to change it.")
            return redirect(self.address())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page of entries."""
        return super().get_context_data(**self.screen(self.request.GET.get("open", "")[:40]), **kwargs)


class SaveItem(EditorScreen, FormPage):
    """Says something of one entry, or takes it back."""

    permission = EDIT

    @cached_property
    def node(self) -> Node:
        """Return the entry of the address; 404 when the profile's edition has none such."""
        return get_object_or_404(Node, edition=self.profile.edition_id, identifier=self.kwargs["identifier"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the editor with this entry open."""
        return redirect(self.editor_url(open=self.node.identifier))

    def get_form(self, form_class: Any = None) -> ItemForm:
        """Return the form with what was sent."""
        return self.build_form(self.node, self.request.POST)

    def act(self, form: ItemForm) -> HttpResponse:
        """Save it and show the editor again."""
        data = dict(form.cleaned_data)
        if data["state"]:
            actions.set_item(self.profile, by=self.actor, node=self.node, **data)
        else:
            actions.clear_item(self.profile, by=self.actor, node=self.node, read=data["read"])
        return redirect(self.editor_url(saved=self.node.identifier))

    def show_again(self, form: Any, *, status: int) -> HttpResponse:
        """Show what was typed; after a conflict also what is stored now."""
        conflict = None
        if status == 409:
            item = ProfileItem.objects.filter(profile=self.profile, node=self.node).first()
            form.read_anew(item)
            conflict = {"yours": _lines(form.data), "theirs": _lines(item)}
        return self.render_to_response(self.get_context_data(form=form, conflict=conflict), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page of entries with this one open."""
        self.standing.reread()
        return super().get_context_data(**self.screen(self.node.identifier, kwargs["form"]), **kwargs)


def _lines(said: Any) -> str:
    """Return what is said of an entry in words, of a sent form or of a stored item."""
    if said is None:
        return "The profile says nothing of it."
    get = said.get if hasattr(said, "get") else lambda name, default="": getattr(said, name, default)
    state = get("state", "")
    lines = [ItemState(state).label if state in ItemState.values else "Nothing said"]
    lines += [f"{label}: {get(name, '')}" for name, label in (("reason", "Reason"), ("parameter", "Parameter"))]
    return "\n".join([*lines, "Key requirement"] if get("key", False) else lines)


class DescribeProfile(OfProfile, EditPage):
    """Changes title and purpose of a draft."""

    permission = EDIT
    template_name = "profiles/form.html"
    form_class = ProfileForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the way back."""
        return super().get_form_kwargs() | {"cancel_url": self.address("profile_edit")}

    def stored(self) -> dict[str, Any]:
        """Return the values as they are now."""
        now = Profile.objects.get(pk=self.profile.pk)
        said = {"title": now.title, "description": now.description, "source": now.source}
        return {**said, "read": actions.profile_read(now)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(heading=f"Title and purpose of “{self.profile.title}”", **kwargs)

    def act(self, form: ProfileForm) -> HttpResponse:
        """Save and go back to the editor."""
        actions.describe_profile(self.profile, by=self.actor, **form.cleaned_data)
        messages.success(self.request, "Saved.")
        return redirect(self.address("profile_edit"))
