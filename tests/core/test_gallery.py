import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from apps.core.pages import Gallery
from apps.core.templatetags.uswds import KINDS

TEMPLATES = Path(settings.BASE_DIR, "templates")
COMPONENTS = sorted(path for path in (TEMPLATES / "components").glob("*.html") if not path.name.startswith("_"))


@pytest.fixture
def rendered(client: Client) -> set[str]:
    """The templates that the pages of the gallery were drawn from."""
    names: set[str] = set()
    for page in Gallery.PAGES:
        answer = client.get(reverse("core:gallery", args=[page]))
        assert answer.status_code == 200
        names |= {template.name for template in answer.templates if template.name}
    return names


def test_every_component_is_shown(rendered: set[str]) -> None:
    assert [path.name for path in COMPONENTS if f"components/{path.name}" not in rendered] == []


def test_every_kind_of_field_and_every_part_of_the_template_pack_is_shown(rendered: set[str]) -> None:
    assert [kind for kind in KINDS if f"uswds/fields/{kind}.html" not in rendered] == []
    # What crispy asks for by these names but we lay out by our own objects.
    stand_ins = {"layout/baseinput.html", "layout/buttonholder.html", "layout/column.html", "layout/row.html"}
    pack = {path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "uswds").rglob("*.html")}
    assert sorted(pack - rendered) == sorted(f"uswds/{name}" for name in stand_ins)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_each_component_says_its_parameters_first(path: Path) -> None:
    text = path.read_text()
    assert text.startswith("{% comment %}\n")
    told = text.split("{% endcomment %}")[0]
    used = set(re.findall(r"{{ (\w+)|{% (?:for \w+ in|if|elif) (\w+)", text))
    names = {name for pair in used for name in pair if name} - {"forloop", "not"}
    inside = set(re.findall(r"{% for ([\w, ]+) in", text))
    inside = {name.strip() for group in inside for name in group.split(",")}
    assert sorted(name for name in names - inside if name not in told) == []


def test_the_pages_need_no_database(client: Client, django_assert_num_queries: Any, db: None) -> None:
    for page in Gallery.PAGES:
        with django_assert_num_queries(0):
            assert client.get(reverse("core:gallery", args=[page])).status_code == 200


def test_a_page_that_is_not_there_is_not_found(client: Client, db: None) -> None:
    assert client.get("/gallery/nothing/").status_code == 404


@pytest.mark.parametrize("page", Gallery.PAGES)
def test_no_id_stands_twice_on_a_page_and_every_reference_points_somewhere(client: Client, page: str) -> None:
    html = client.get(reverse("core:gallery", args=[page])).content.decode()
    ids = re.findall(r'\bid="([^"]+)"', html)
    references = {
        name
        for attribute in ("aria-describedby", "aria-labelledby", "for")
        for value in re.findall(rf'\b{attribute}="([^"]+)"', html)
        for name in value.split()
    } | set(re.findall(r'href="#([^"]+)"', html))

    assert sorted(name for name in ids if ids.count(name) > 1) == []
    assert sorted(references - set(ids)) == []
