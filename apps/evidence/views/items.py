"""One item: its page, adding and editing it, and handing out its file."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from apps.core.components import Choice
from apps.core.permissions import Permission
from apps.core.views import DeclaresPermission, FormPage, Page
from apps.evidence import actions, openings, permissions, serving, speaking
from apps.evidence.forms import EditForm, FileForm, LinkForm
from apps.evidence.kinds import Marking
from apps.evidence.models import EvidenceItem
from apps.evidence.uses import uses_of


class Detail(Page):
    """Shows what is known about an item, where it is used, and who may read it."""

    permission = Permission.EVIDENCE_READ
    template_name = "evidence/item_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the item with its uses; grants and the same content elsewhere are the owner's to see."""
        actor = self.actor
        items = EvidenceItem.objects.visible_to(actor).select_related("organization", "added_by", "replaces", "reading")
        item = get_object_or_404(items, pk=self.kwargs["pk"])
        is_own = item.organization_id == actor.organization.pk
        if not is_own:
            openings.tell(item, by=actor, at=timezone.now(), as_file=False)
        return super().get_context_data(
            item=item,
            **self._spoken(item),
            uses=uses_of([item.pk], actor)[item.pk],
            is_own=is_own,
            grants=item.grants.select_related("grantee").order_by("-granted_at", "pk") if is_own else (),
            replaced_by=item.replaced_by.order_by("-created_at").first() if is_own else None,
            same_content=item.same_content().first() if is_own else None,
            can_edit=permissions.user_can_edit_evidence(actor, item),
            today=timezone.localdate(),
            **kwargs,
        )

    def _spoken(self, item: EvidenceItem) -> dict[str, Any]:
        """Return what the document says, and to which entries of the catalog."""
        reading = getattr(item, "reading", None)
        found = speaking.findings(reading, today=timezone.localdate()) if reading else []
        return {"reading": reading, "spoken": speaking.with_titles(found)}


class _Add(FormPage):
    """Adds an item to the library."""

    abstract = True
    permission = Permission.EVIDENCE_ADD
    template_name = "evidence/item_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the acting person, the way back, and whether the file was cut off at the limit."""
        kwargs = super().get_form_kwargs() | {"actor": self.actor, "cancel_url": reverse("evidence:list")}
        if issubclass(self.get_form_class(), FileForm):
            self.request.POST  # noqa: B018 reading the body fills `oversized_files`
            kwargs["oversized"] = "file" in getattr(self.request, "oversized_files", ())
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer both ways of adding, and say which item is replaced."""
        form_class = self.get_form_class()
        tabs = [
            Choice("Upload a file", reverse("evidence:create"), current=form_class is FileForm),
            Choice("Link to a page", reverse("evidence:create_link"), current=form_class is LinkForm),
        ]
        return super().get_context_data(tabs=tabs, replaced=self.get_initial().get("replaces"), **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Add the item and show it."""
        given = form.metadata() | {key: form.cleaned_data[key] for key in ("key", "replaces")}
        now = timezone.now()
        if isinstance(form, FileForm):
            item = actions.add_file(by=self.actor, at=now, upload=form.cleaned_data["file"], **given)
        else:
            item = actions.add_link(by=self.actor, at=now, url=form.cleaned_data["url"], **given)
        messages.success(self.request, f"“{item.title}” is in your library.")
        twin = item.same_content().first()
        if twin is not None:
            messages.warning(self.request, f"The same file is in your library already, as “{twin.title}”.")
        return redirect(item)


class AddFile(_Add):
    """Uploads a file."""

    permission = Permission.EVIDENCE_ADD
    form_class = FileForm

    def get_initial(self) -> dict[str, Any]:
        """Start with the careful marking."""
        return {"marking": Marking.PROPRIETARY}


class AddLink(_Add):
    """Adds the address of a published page."""

    permission = Permission.EVIDENCE_ADD
    form_class = LinkForm

    def get_initial(self) -> dict[str, Any]:
        """A page that can be linked to is public."""
        return {"marking": Marking.PUBLIC}


class Replace(_Add):
    """Adds the new state of an item of one's own; the old one stays where it is referred to."""

    permission = Permission.EVIDENCE_ADD

    @cached_property
    def old(self) -> EvidenceItem:
        """Return the item of one's own library that is replaced, or answer 404."""
        own = EvidenceItem.objects.owned_by(self.actor.organization)
        return get_object_or_404(own, pk=self.kwargs["pk"])

    def get_form_class(self) -> type[FileForm | LinkForm]:
        """A file is replaced by a file, a link by a link."""
        return FileForm if self.old.is_file else LinkForm

    def get_initial(self) -> dict[str, Any]:
        """Start from what stays the same."""
        kept = ("kind", "title", "marking", "issuer", "subject_component")
        return {name: getattr(self.old, name) for name in kept} | {"replaces": self.old}


class Edit(FormPage):
    """Changes what is known about an item that nothing has frozen yet."""

    permission = Permission.EVIDENCE_ADD
    template_name = "evidence/item_edit.html"
    form_class = EditForm

    @cached_property
    def item(self) -> EvidenceItem:
        """Return the item, or answer 404."""
        return get_object_or_404(EvidenceItem.objects.visible_to(self.actor), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the item that it edits."""
        return super().get_form_kwargs() | {"item": self.item, "cancel_url": self.item.get_absolute_url()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say beforehand why the item cannot be edited."""
        return super().get_context_data(item=self.item, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        """Save the metadata."""
        item = actions.edit_item(self.item, by=self.actor, read=form.cleaned_data["read"], **form.metadata())
        messages.success(self.request, "Saved.")
        return redirect(item)


class Download(DeclaresPermission):
    """Hands the file out as an attachment; each time is an event."""

    permission = Permission.EVIDENCE_READ
    inline = False

    def get(self, request: HttpRequest, **kwargs: Any) -> FileResponse:
        """Return the file, or answer 404 for foreign, missing and lost ones alike."""
        item = get_object_or_404(EvidenceItem.objects.visible_to(self.actor), pk=kwargs["pk"])
        if not item.is_file or (self.inline and not item.can_be_shown):
            raise Http404
        try:
            response = serving.shown_in_page(item) if self.inline else serving.attachment(item)
        except FileNotFoundError as error:
            raise Http404 from error
        actions.record_download(item, by=self.actor, inline=self.inline)
        if item.organization_id != self.actor.organization.pk:
            openings.tell(item, by=self.actor, at=timezone.now(), as_file=True)
        return response


class View(Download):
    """Shows a PDF or picture inside a frame of our own pages; everything else is only downloaded."""

    permission = Permission.EVIDENCE_READ
    inline = True
