"""One manufacturer with two drafters and a draft on a small catalog, made once for a module."""

from dataclasses import dataclass

import pytest
from django.test import Client

from apps.accounts.actors import Actor
from apps.devices.models import Declaration
from tests.factories.accounts import sign_in
from tests.factories.devices import make_declaration, make_drafter, make_edition


@dataclass(frozen=True)
class Desk:
    """Who works on which draft."""

    drafter: Actor
    colleague: Actor
    key: object

    @property
    def draft(self) -> Declaration:
        """Return the draft, read anew."""
        return Declaration.objects.select_related("product__organization", "edition").get(pk=self.key)

    def client(self, actor: Actor | None = None) -> Client:
        """Return a signed-in browser, the drafter's by default."""
        return sign_in(Client(), actor or self.drafter)


@pytest.fixture(scope="module")
def desk(kept_world: None) -> Desk:
    """Return the draft: twelve entries, two components."""
    drafter = make_drafter()
    assert drafter.organization is not None
    draft = make_declaration(by=drafter, edition=make_edition(elements=12), components=2)
    return Desk(drafter, make_drafter(drafter.organization), draft.pk)
