"""Template vocabulary that every page may use (registered as built-in)."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.navigation import build as build_navigation

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """Show a date as "14 Nov 2026"."""
    if value is None:
        return "no date"
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return f"{local.day} {local:%b %Y}"


@register.filter
def day_relative(value: date | datetime | None) -> str:
    """Show a date as "14 Nov 2026 (in 3 days)"."""
    if value is None:
        return "no date"
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return f"{day(local)} ({distance(local)})"


@register.filter
def distance(value: date | datetime) -> str:
    """Show how far a date is from today: "today", "in 3 days", "2 days ago"."""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    days = (local - timezone.localdate()).days
    if days == 0:
        return "today"
    count = abs(days)
    unit = "day" if count == 1 else "days"
    return f"in {count} {unit}" if days > 0 else f"{count} {unit} ago"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the U.S. Web Design System; without a label it is hidden from screen readers."""
    from django.templatetags.static import static

    href = f"{static('vendor/uswds/img/sprite.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="usa-icon" focusable="false" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label,
            href,
        )
    return format_html(
        '<svg class="usa-icon" aria-hidden="true" focusable="false" role="img"><use href="{}"></use></svg>', href
    )


@register.inclusion_tag("components/status.html")
def status(value: Any) -> dict[str, Any]:
    """Show an enum value as word, icon and colour; label, icon and tone are properties of the enum."""
    return {"label": value.label, "icon": value.icon, "tone": value.tone}


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> dict[str, Any]:
    """Return the links of the header and the footer for this request and actor."""
    request = context.get("request")
    return build_navigation(request.path if request else "", context.get("actor"))
