"""Handing out editions and profiles as files."""

import re
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

from apps.catalog.exchange import formats
from apps.catalog.exchange.formats import File
from apps.catalog.models import Edition, Profile
from apps.core.permissions import Permission
from apps.core.views import DeclaresPermission


class _Export(DeclaresPermission):
    """Answers with a file, or with 304 when the reader has this very one."""

    abstract = True
    http_method_names = ["get", "head", "options"]
    known: dict[str, formats.Format]
    kept = "no-cache"
    """Caches may keep the answer, and ask each time whether it is still the right one."""

    @property
    def format(self) -> str:
        """Return the format that the address ends in, or answer 404."""
        name: str = self.kwargs["format"]
        if name not in self.known:
            raise Http404("There is no such format.")
        return name

    def answer(self, request: HttpRequest, file: File, tag: str) -> HttpResponseBase:
        """Return the file as a download."""
        response = HttpResponse(file.content, content_type=file.media_type)
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name)
        return get_conditional_response(request, etag=tag, response=self.marked(response, tag)) or response

    def marked(self, response: HttpResponse, tag: str) -> HttpResponse:
        """Say which state of the file it is, and who may keep it."""
        response["ETag"] = tag
        response["Cache-Control"] = self.kept
        return response


class EditionExport(_Export):
    """An edition that everybody may read."""

    permission = Permission.PUBLIC
    known = formats.EDITION_FORMATS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Hand it out; its tag is known without making the file."""
        edition = get_object_or_404(Edition.objects.readable().select_related("catalog"), slug=kwargs["slug"])
        tag = quote_etag(formats.edition_tag(edition, self.format))
        unchanged = get_conditional_response(request, etag=tag)
        if unchanged is not None:
            return self.marked(unchanged, tag)  # type: ignore[arg-type]
        return self.answer(request, formats.edition_file(edition, self.format), tag)


class ProfileExport(_Export):
    """A profile of the catalog, in the edition of `?edition=`, else in the current one."""

    permission = Permission.PUBLIC
    known = formats.PROFILE_FORMATS

    def profile(self) -> Profile:
        """Return the newest version, or answer 404."""
        slug = self.request.GET.get("edition", "")
        try:
            edition = Edition.objects.readable().get(slug=slug) if slug else Edition.objects.current()
        except Edition.DoesNotExist as error:
            raise Http404("There is no such edition.") from error
        found: Profile | None = self.profiles().public().filter(edition=edition, slug=self.kwargs["slug"]).last()
        if found is None:
            raise Http404("The edition has no such profile.")
        return found

    def profiles(self) -> Any:
        """Return the profiles that this person may read, each with what is said of it."""
        related = ("edition__catalog", "owner", "made_from__edition", "carried_from__edition")
        return Profile.objects.visible_to(self.actor).select_related(*related).order_by("number")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Hand it out."""
        file = formats.profile_file(self.profile(), self.format)
        return self.answer(request, file, quote_etag(sha256(file.content).hexdigest()))


class OwnProfileExport(ProfileExport):
    """One version of a profile of one's own agency, a draft too."""

    permission = Permission.REVIEW_READ
    side = "agency"
    kept = "no-store"

    def profile(self) -> Profile:
        """Return the version, or answer 404."""
        own = self.profiles().filter(owner=self.actor.organization)
        number = self.kwargs["number"]
        if not re.fullmatch("[0-9]{1,4}", number):
            raise Http404("There is no such version.")
        found: Profile = get_object_or_404(own, slug=self.kwargs["slug"], number=int(number))
        return found
