"""The public pages as JSON: the same filters, the same numbers, nothing that depends on who asks."""

import json
from hashlib import sha256
from typing import Any

from django.core.paginator import Page as Cut
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from apps.catalog import documents
from apps.catalog.documents import Document
from apps.catalog.editions_read import current_of
from apps.catalog.models import Edition
from apps.catalog.views.base import EditionPage
from apps.catalog.views.browse import Browse
from apps.catalog.views.controls import ControlList, ControlPage, SubcategoryPage
from apps.catalog.views.entry import EntryPage
from apps.catalog.views.profiles import ProfileList, ProfilePage
from apps.core.permissions import Permission

KEPT = "public, max-age=300"
"""Caches may keep an answer for five minutes, which is how long a newly published edition may stay unseen."""


class AsJson(EditionPage):
    """Answers with a document instead of a page; errors are documents too."""

    abstract = True
    permission = Permission.PUBLIC

    @property
    def actor(self) -> Any:
        """Return nobody: an agency's own profiles are no part of a document that caches may keep."""
        return None

    def document(self, context: Document) -> Document:
        """Return what the page shows."""
        raise NotImplementedError

    def problem(self, context: Document) -> Document:
        """Return what is wrong with the query; empty when nothing is."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the document, or with 304 when the reader has this very one."""
        try:
            context = self.get_context_data(**kwargs)
        except Http404 as error:
            return JsonResponse({"error": str(error)}, status=404)
        except Edition.DoesNotExist as error:
            return JsonResponse({"error": str(error)}, status=503)
        if problem := self.problem(context):
            return JsonResponse(problem, status=400)
        edition = documents.edition_document(self.edition, current_of(self.editions, missing_ok=True))
        content = json.dumps({"edition": edition, **self.document(context)}, ensure_ascii=False).encode()
        response = HttpResponse(content, content_type="application/json")
        response["ETag"] = quote_etag(sha256(content).hexdigest()[:32])
        response["Cache-Control"] = KEPT
        answer: Any = get_conditional_response(request, etag=response["ETag"], response=response)
        found: HttpResponse = answer or response
        return found

    def cut(self, page: Cut[Any]) -> Document:
        """Return which page of a list the document is, and where the next one is."""
        query = self.request.GET.copy()
        query["page"] = str(page.number + 1)
        return {
            "count": page.paginator.count,
            "page": page.number,
            "pages": page.paginator.num_pages,
            "next": f"{self.request.path}?{query.urlencode()}" if page.has_next() else None,
        }


class BrowseJson(AsJson, Browse):
    """The list of entries."""

    def problem(self, context: Document) -> Document:
        """Return what cannot be read, by field."""
        if not context["form"].errors:
            return {}
        return {"error": "A filter cannot be read.", "fields": context["form"].errors}

    def document(self, context: Document) -> Document:
        """Return one page of the list."""
        hits = context["hits"] or [row for section in context["sections"] for row in section.rows]
        return {
            **self.cut(context["page"]),
            "query": {name: value for name, value in self.query.items() if value},
            "entries": [documents.hit_document(self.index, row) for row in hits],
            "capabilities": documents.capabilities_document(self.index, [hit.item for hit in context["passing"]]),
            "unknown_words": [
                {"word": one.word, "nearest": [link.label for link in one.links]} for one in context["unknown"]
            ],
        }


class EntryJson(AsJson, EntryPage):
    """One entry."""

    def document(self, context: Document) -> Document:
        """Return everything that its page says."""
        return documents.entry_document(self.index, context)


class ControlListJson(AsJson, ControlList):
    """The list of controls."""

    def document(self, context: Document) -> Document:
        """Return one page of the list, and which values of the query meant nothing."""
        controls = [documents.line_document(line) for line in context["page"]]
        return {**self.cut(context["page"]), "ignored": context["unknown"], "controls": controls}


class ControlJson(AsJson, ControlPage):
    """One control."""

    def document(self, context: Document) -> Document:
        """Return it with the entries that support it."""
        return documents.control_document(self.index, context)


class SubcategoryJson(AsJson, SubcategoryPage):
    """One subcategory."""

    def document(self, context: Document) -> Document:
        """Return it with the entries that support it."""
        return documents.subcategory_document(self.index, context)


class ProfileListJson(AsJson, ProfileList):
    """The list of profiles."""

    def document(self, context: Document) -> Document:
        """Return those that belong to no agency."""
        return {"profiles": [documents.profile_document(one) for one in context["profiles"]]}


class ProfileJson(AsJson, ProfilePage):
    """One profile."""

    def document(self, context: Document) -> Document:
        """Return it with all of its entries."""
        entries = documents.members_document(self.index, context["members"])
        return {**documents.profile_document(context["profile"]), "entries": entries}
