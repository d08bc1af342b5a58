"""The public pages of the catalog: what they show, how they filter, what they answer to nonsense, what they cost."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

PAGES = {
    "/": "May an agency use this device?",
    "/catalog/": "498</strong> entries",
    "/catalog/entries/LA-IFC.3/": "LA.IFC",
    "/catalog/entries/DS-ONB/": "not in NIST's draft of 2021",
    "/catalog/entries/SU-APP.2/": "not answered itself",
    "/catalog/entries/DO/": "Documentation",
    "/catalog/controls/": "Controls",
    "/catalog/controls/AC-2/": "Account Management",
    "/catalog/controls/PM-1/": "no device side",
    "/catalog/csf/PR.AC-1/": "CSF 1.1",
    "/catalog/csf/PR.AA-01/": "CSF 2.0",
    "/catalog/profiles/": "Profiles",
    "/catalog/profiles/federal-low/": "entries",
}


@pytest.mark.parametrize(("path", "words"), PAGES.items(), ids=PAGES.keys())
def test_a_page_is_open_to_everybody_and_says(client: Client, path: str, words: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert words in response.content.decode()


@pytest.mark.parametrize("path", ["entries/XX-YY.9", "controls/ZZ-99", "csf/XX.YY-1", "profiles/nothing"])
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/catalog/{path}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("control=AC-3", "supporting AC-3"),
        ("control=sc-8 (1)", "supporting SC-8(1)"),
        ("csf=PR.DS-1", "CSF 1.1"),
        ("baseline=low", "low baseline"),
        ("branch=technical", "of the device cybersecurity capabilities"),
        ("capability=LA&q=lock", "in Logical Access to Interfaces"),
    ],
)
def test_a_filter_is_said_and_narrows(client: Client, query: str, words: str) -> None:
    text = client.get(f"/catalog/?{query}").content.decode()
    assert words in text
    assert "498</strong> entries" not in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("control=nonsense", "no control “nonsense”"),
        ("csf=nonsense", "no subcategory “nonsense”"),
        ("baseline=nonsense", "none of the choices"),
        ("capability=ZZ", "no capability “ZZ”"),
        ("page=nonsense", "498</strong> entries"),
    ],
)
def test_nonsense_gets_a_sentence_and_the_list(client: Client, query: str, words: str) -> None:
    response = client.get(f"/catalog/?{query}")
    assert response.status_code == 200
    assert words in response.content.decode()


def test_an_empty_result_says_what_to_do(client: Client) -> None:
    assert "No entry fits these filters" in client.get("/catalog/?q=qqqqq").content.decode()


@pytest.mark.parametrize("path", ["/catalog/", "/catalog/entries/LA-IFC.3/", "/catalog/controls/AC-2/"])
def test_a_page_takes_few_statements(client: Client, django_assert_max_num_queries: Any, path: str) -> None:
    with django_assert_max_num_queries(12):
        client.get(path)
