"""The page itself: Django's template language without Django's settings, so that a bare process can use it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine

from apps.reports.printing.context import build
from apps.reports.printing.text import Printer

ROOT = Path(__file__).resolve().parents[3]
TEMPLATE = "reports/review.html"


def page(record: dict[str, Any], printer: Printer, notice: dict[str, str] | None = None) -> str:
    """Return the HTML of the report; everything from the record is escaped. `notice` says which key will seal it."""
    if not settings.configured:
        settings.configure(USE_I18N=False, USE_TZ=True)
    engine = Engine(dirs=[str(ROOT / "templates")], autoescape=True)
    return engine.get_template(TEMPLATE).render(Context(build(record, printer, notice or {})))
