"""What the import linter cannot see: relations that are strings, orderings, migrations, models without a plan."""

import io
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model

from tests.architecture.models import APPEND_ONLY, MUTABLE

ROOT = Path(__file__).resolve().parents[2]
LAYERS = (
    "core",
    "audit",
    "accounts",
    "notifications",
    "catalog",
    "evidence",
    "devices",
    "systems",
    "reviews",
    "reports",
    "exchange",
)
"""From the bottom to the top."""
MODELS: list[type[Model]] = [model for label in LAYERS for model in apps.get_app_config(label).get_models()]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_relations_point_to_the_same_layer_or_down(model: type[Model]) -> None:
    targets = [
        field.related_model._meta.app_label
        for field in (*model._meta.fields, *model._meta.local_many_to_many)
        if field.related_model is not None
    ]
    upwards = [target for target in targets if LAYERS.index(target) > LAYERS.index(model._meta.app_label)]
    assert upwards == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_model_has_an_order_of_its_own(model: type[Model]) -> None:
    assert not model._meta.ordering


def test_every_model_is_declared_mutable_or_append_only() -> None:
    labels = {model._meta.label for model in MODELS}
    assert labels == MUTABLE.keys() | APPEND_ONLY.keys(), "keep tests/architecture/models.py complete"
    assert not MUTABLE.keys() & APPEND_ONLY.keys()


def test_every_model_is_reached_by_a_factory() -> None:
    written = "\n".join(path.read_text() for path in (ROOT / "tests" / "factories").glob("*.py"))
    factories = set(re.findall(r"^def (\w+)\(", written, re.MULTILINE))
    named = {**MUTABLE, **APPEND_ONLY}
    assert {label: name for label, name in named.items() if name not in factories} == {}


@pytest.mark.parametrize("label", APPEND_ONLY)
def test_nothing_updates_or_deletes_what_is_append_only(label: str) -> None:
    name = label.split(".")[1]
    change = re.compile(rf"\b{name}\.objects\b[^\n=]*\.(update|delete|update_or_create|bulk_update)\(")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "apps").rglob("*.py")
        if "migrations" not in path.parts
        for line in path.read_text().splitlines()
        if change.search(line)
    ]
    assert found == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    out = io.StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())
