"""Every address by every role of both sides, by anonymous people and people without membership.

Each with an own, a foreign and a missing object, by GET and by POST.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from unittest.mock import patch

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse

from apps.accounts import actions as accounts
from apps.accounts.actors import Actor
from apps.core.views import DeclaresPermission
from tests.architecture.objects import Kwargs, Place, make_place
from tests.architecture.url_rules import LIBRARY_CLOSED, LIBRARY_OPEN, PUBLIC, RULES, SIGNED_IN
from tests.architecture.urls import Address, addresses, is_ours
from tests.factories.accounts import make_user, sign_in

# One process builds the world once.
pytestmark = pytest.mark.django_db

OURS = [address for address in addresses() if is_ours(address)]
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OFFICES = {"authorizing_official": "ao"}


@dataclass
class World:
    """Two places that know nothing of each other, and a signed-in browser for everybody of the first."""

    own: Place
    foreign: Place
    clients: dict[str, Client]


@pytest.fixture(scope="module")
def world(kept_world: None) -> World:
    """Build the world with all its objects once."""
    own, foreign = make_place(), make_place()
    for name in dict.fromkeys(rule.object for rule in RULES.values() if rule.object):
        own.kwargs_of(name), foreign.kwargs_of(name)
    people = {f"manufacturer/{role}": actor for role, actor in own.makers.items()}
    for role in {name.split("/")[1] for name in SIGNED_IN if name.startswith("agency/")}:
        people[f"agency/{role}"] = getattr(own.team, OFFICES.get(role, role))
    people["nobody"] = Actor(user=make_user())
    people["operator"] = Actor(user=accounts.set_operator(make_user(), is_operator=True))
    clients = {name: sign_in(Client(), actor) for name, actor in people.items()}
    return World(own, foreign, {"anonymous": Client(), **clients})


def answer(client: Client, method: str, path: str) -> HttpResponseBase:
    """Ask, and undo whatever the answer changed."""
    client.cookies.pop("messages", None)
    with transaction.atomic():
        response = getattr(client, method)(path)
        if response.streaming:
            b"".join(response)
        transaction.set_rollback(True)
    if response.get("Content-Type", "").startswith("text/html"):
        check_headers(response, path)
    return response


def check_headers(response: HttpResponseBase, path: str) -> None:
    """Check the headers that every page must carry, errors included (security.md section 2)."""
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy, path
    assert "unsafe" not in policy, path
    for name, value in HEADERS.items():
        assert response[name] == value, (path, name)


def own_kwargs(world: World, address: Address, who: str) -> Kwargs | None:
    """Return the parameters of an object that the person's side sees; None when their side sees none."""
    if not address.parameters:
        return {}
    by_side = world.own.kwargs_of(RULES[address.name].object)
    side = side_of(who) or next(iter(by_side))
    return _only(by_side[side], address) if side in by_side else None


def side_of(who: str) -> str:
    """Return agency or manufacturer; empty for people without an organization."""
    return who.rpartition("/")[0]


def _only(kwargs: Kwargs, address: Address) -> Kwargs:
    return {name: value for name, value in kwargs.items() if name in address.parameters}


def strange_kwargs(world: World, address: Address, who: str) -> Iterator[dict[str, Kwargs]]:
    """Yield groups of parameters that must look alike: missing and foreign, also as a child of an own parent."""
    name, side = RULES[address.name].object, side_of(who)
    by_side, foreign_by_side = world.own.kwargs_of(name), world.foreign.kwargs_of(name)
    own = _only(by_side.get(side) or next(iter(by_side.values())), address)
    foreign = _only(foreign_by_side.get(side) or next(iter(foreign_by_side.values())), address)
    ids = [key for key, value in own.items() if isinstance(value, uuid.UUID)]
    if not ids:
        yield {"missing": dict.fromkeys(own, "no-such-thing")}
        return
    of_the_other_side = {} if side in by_side else {"of the other side": own}
    yield {"missing": {**own, ids[0]: uuid.uuid4()}, "foreign": foreign, **of_the_other_side}
    if side in by_side:
        for child in ids[1:]:
            yield {f"missing {child}": {**own, child: uuid.uuid4()}, f"foreign {child}": {**own, child: foreign[child]}}


def test_every_address_of_ours_has_a_rule_and_every_rule_an_address() -> None:
    assert {address.name for address in OURS} - RULES.keys() == set(), "add rows to url_rules.py"
    assert RULES.keys() - {address.name for address in OURS} == set(), "remove rows from url_rules.py"


def test_every_view_of_ours_declares_its_permission() -> None:
    assert [address.name for address in OURS if not issubclass(address.view, DeclaresPermission)] == []


def test_addresses_of_libraries_are_listed_by_name() -> None:
    assert {address.name for address in addresses() if not is_ours(address)} == LIBRARY_OPEN | LIBRARY_CLOSED


@pytest.mark.parametrize("name", sorted(LIBRARY_CLOSED))
def test_the_sign_in_library_lets_nobody_in_without_signing_in(db: None, client: Client, name: str) -> None:
    address = next(address for address in addresses() if address.name == name)
    path = reverse(name, kwargs=dict.fromkeys(address.parameters, 1))
    assert client.get(path).url.startswith("/account/login/")
    assert client.post(path).url.startswith("/account/login/")


@pytest.mark.parametrize("address", OURS, ids=lambda address: f"{address.name} {address.route}")
def test_address(world: World, address: Address) -> None:
    if address.name not in RULES:
        pytest.fail("This address has no row in url_rules.py.")
    problems: list[str] = []
    shown: set[str] = set()
    for who, client in world.clients.items():
        refusal = expected_refusal(address, who)
        if refusal is None and side_of(who) not in shown:
            # The first of each side who may come in looks at everything; for the others only the doors are tried.
            problems += entry_problems(world, address, who, client)
            shown.add(side_of(who))
            continue
        with patch.object(Template, "render", lambda *args, **kwargs: ""):
            if refusal is None:
                problems += door_problems(world, address, who, client)
            else:
                problems += refusal_problems(world, address, who, client, refusal)
    assert not problems, "\n".join(problems)


def expected_refusal(address: Address, who: str) -> int | None:
    """Return the status that a person must get whatever the object is, or None when they may come in."""
    rule = RULES[address.name]
    if rule.who == PUBLIC or who in rule.who:
        return None
    return 302 if who == "anonymous" else 403


def refusal_problems(world: World, address: Address, who: str, client: Client, refusal: int) -> Iterator[str]:
    """Yield each method by which a person gets further than the door."""
    kwargs = own_kwargs(world, address, who)
    if kwargs is None:
        kwargs = _only(next(iter(world.own.kwargs_of(RULES[address.name].object).values())), address)
    path = reverse(address.name, kwargs=kwargs)
    for method in sorted(address.methods):
        response = answer(client, method, path)
        if response.status_code != refusal:
            yield f"{who} {method}: {response.status_code} instead of {refusal}"
        elif refusal == 302 and not response.url.startswith("/account/login/"):
            yield f"{who} {method}: leads to {response.url}"


def door_problems(world: World, address: Address, who: str, client: Client) -> Iterator[str]:
    """Yield where an own object is refused or a foreign one is found."""
    own = own_kwargs(world, address, who)
    for method in sorted(address.methods):
        if own is not None:
            status = answer(client, method, reverse(address.name, kwargs=own)).status_code
            if status in {403, 404, 405} or status >= 500:
                yield f"{who} {method} own: {status}"
        if address.parameters:
            for group in strange_kwargs(world, address, who):
                strange = {kind: kwargs for kind, kwargs in group.items() if "missing" not in kind}
                yield from strange_problems(address, who, client, method, strange)


def entry_problems(world: World, address: Address, who: str, client: Client) -> Iterator[str]:
    """Yield each answer about an own, foreign or missing object that differs from what the table says."""
    yield from door_problems(world, address, who, client)
    own = own_kwargs(world, address, who)
    for method in sorted({"get", "post"} - address.methods):
        if own is not None:
            status = answer(client, method, reverse(address.name, kwargs=own)).status_code
            if status != 405:
                yield f"{who} {method}: {status} instead of 405"
    if address.parameters:
        for method in sorted(address.methods):
            for group in strange_kwargs(world, address, who):
                yield from strange_problems(address, who, client, method, group)


def strange_problems(
    address: Address, who: str, client: Client, method: str, group: dict[str, Kwargs]
) -> Iterator[str]:
    """Yield where foreign or missing objects are not answered with one and the same 404."""
    answers = set()
    for kind, kwargs in group.items():
        response = answer(client, method, reverse(address.name, kwargs=kwargs))
        # A GET on the address of an act may lead to its screen, which then does not find the object.
        leads_on = method == "get" and response.status_code == 302
        if response.status_code != 404 and not leads_on:
            yield f"{who} {method} {kind}: {response.status_code} instead of 404"
        answers.add(masked(response.url if leads_on else response.content.decode()))
    if len(answers) > 1:
        yield f"{who} {method} {', '.join(group)}: look different"


def masked(page: str) -> str:
    """Return the page, or the address that it leads to, without one-time values and ids."""
    page = re.sub(r'"X-CSRFToken": "[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", page)
