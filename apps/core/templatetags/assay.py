"""Template vocabulary that every page may use (registered as built-in)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page, Paginator
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.components import Bar, Choice, Event, Fact, Group, Message, Share, Task, drawn, steps
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


# --- Components: each draws templates/components/<name>.html ------------------------------------------


def _component(component: str, /, **values: Any) -> SafeString:
    return render_to_string(f"components/{component}.html", values)


@register.simple_block_tag(end_name="endalert")
def alert(content: str, tone: str = "info", heading: str = "", slim: bool = False) -> SafeString:
    """Draw a message that belongs to the page."""
    return _component("alert", content=content, tone=tone, heading=heading, slim=slim)


@register.simple_block_tag(end_name="endnote")
def note(content: str, lead: str = "") -> SafeString:
    """Draw a quiet aside, such as how to check a requirement."""
    return _component("note", content=content, lead=lead)


@register.simple_block_tag(end_name="endcard")
def card(content: str, heading: str = "", meta: str = "", tone: str = "", level: int = 2) -> SafeString:
    """Draw a box with a head line; parts inside are divided by elements of class a-card__row."""
    return _component("card", content=content, heading=heading, meta=meta, tone=tone, level=f"h{level}")


@register.simple_block_tag(end_name="endpage_heading")
def page_heading(content: str, title: str, meta: str = "", eyebrow: str = "") -> SafeString:
    """Draw the title of the page, the line below it, and the acts (the content) beside it."""
    return _component(
        "page_heading", content=content if content.strip() else "", title=title, meta=meta, eyebrow=eyebrow
    )


@register.simple_block_tag(end_name="endempty_state")
def empty_state(content: str, heading: str, url: str = "", action: str = "") -> SafeString:
    """Draw what a list shows when it is empty: what would be here, and what to do next."""
    return _component("empty_state", content=content, heading=heading, url=url, action=action)


@register.simple_block_tag(end_name="enddata_table")
def data_table(content: str, caption: str, show_caption: bool = False, stacked: bool = False) -> SafeString:
    """Draw a table (the content is thead and tbody) that scrolls by itself on a small screen.

    `stacked` turns rows into blocks there instead; each cell then carries `data-label`.
    """
    return _component("data_table", content=content, caption=caption, show_caption=show_caption, stacked=stacked)


@register.simple_block_tag(takes_context=True, end_name="endconfirm")
def confirm(context: template.Context, content: str, label: str, url: str, button: str = "") -> SafeString:
    """Draw an act that destroys something: opened by `label`, it says what is lost (the content), then acts."""
    return _component(
        "confirm", content=content, label=label, url=url, button=button or label, csrf_token=context.get("csrf_token")
    )


@register.simple_block_tag(end_name="endsummary_list")
def summary_list(content: str, facts: Iterable[Fact] = (), compact: bool = False) -> SafeString:
    """Draw facts as term and value; further ones come from `fact` tags in the content."""
    return _component("summary_list", content=content, facts=facts, compact=compact)


@register.simple_block_tag(end_name="endfact")
def fact(content: str, label: str) -> SafeString:
    """Draw one line of a summary list whose value is markup."""
    return _component("fact", label=label, content=content)


@register.simple_tag(takes_context=True)
def act(context: template.Context, label: str, url: str, **options: Any) -> SafeString:
    """Draw a button that posts to `url` (options: tone, refused, key, name, value).

    With `refused` the button is disabled and that sentence stands beside it.
    """
    return _component("act", label=label, url=url, csrf_token=context.get("csrf_token"), **options)


@register.simple_tag
def breadcrumbs(*parts: str) -> SafeString:
    """Draw the way to this page: label and address in turn, at the end the label of the page itself."""
    links = [(parts[at], parts[at + 1]) for at in range(0, len(parts) - 1, 2)]
    return _component("breadcrumbs", links=links, here=parts[-1])


@register.simple_tag
def progress(label: str, total: int, **counts: int) -> SafeString:
    """Draw counts of a total as words and bars: `{% progress "Answers" total answered=31 evidenced=20 %}`."""
    shares = [Share(name.replace("_", " "), count, total) for name, count in counts.items()]
    return _component("progress", label=label, shares=shares)


@register.simple_tag
def bar_chart(bars: Iterable[Bar], caption: str, unit: str = "Reviews", show_caption: bool = False) -> SafeString:
    """Draw counts as a table whose middle column is the bar."""
    return _component("bar_chart", bars=drawn(bars), caption=caption, unit=unit, show_caption=show_caption)


@register.simple_tag
def step_indicator(labels: Iterable[str], current: str, name: str = "Progress of the review") -> SafeString:
    """Draw the stations of a course with the current one marked."""
    return _component("step_indicator", steps=steps(labels, current), current=current, name=name)


@register.simple_tag
def timeline(events: Iterable[Event], empty: str = "Nothing has happened yet.") -> SafeString:
    """Draw acts in their order."""
    return _component("timeline", events=events, empty=empty)


@register.simple_tag
def thread(messages: Iterable[Message], empty: str = "No questions so far.") -> SafeString:
    """Draw questions with their answers."""
    return _component("thread", messages=messages, empty=empty)


@register.simple_tag
def task_list(tasks: Iterable[Task]) -> SafeString:
    """Draw what needs a person, the most urgent first."""
    return _component("task_list", tasks=tasks)


@register.simple_tag
def tabs(choices: Iterable[Choice], label: str) -> SafeString:
    """Draw views of the same object as links."""
    return _component("tabs", choices=choices, label=label)


@register.simple_tag
def filters(choices: Iterable[Choice], label: str) -> SafeString:
    """Draw filters as a line of links with their counts."""
    return _component("filters", choices=choices, label=label)


@register.simple_tag
def side_navigation(groups: Iterable[Group], label: str) -> SafeString:
    """Draw a long list of places in headed groups, each with state, count and badge."""
    return _component("side_navigation", groups=groups, label=label)


@register.simple_tag
def file_row(name: str, url: str, **options: str) -> SafeString:
    """Draw one file or link as a row (options: locator, meta, action, warning)."""
    return _component("file_row", name=name, url=url, **options)


@register.simple_tag
def tag(label: str, tone: str = "neutral") -> SafeString:
    """Draw a short word about a thing that is no state of it."""
    return _component("tag", label=label, tone=tone)


@register.simple_tag
def key_badge() -> SafeString:
    """Mark a key requirement: one whose gap prevents compliance unless it is treated."""
    return _component("key_badge")


@register.simple_tag
def save_status(text: str = "", ident: str = "") -> SafeString:
    """Draw the line that tells whether what was typed is saved; assay.js writes into it."""
    return _component("save_status", text=text, ident=ident)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], label: str = "Pages") -> dict[str, Any]:
    """Draw the links to the other pages of a list; the other parts of the query stay."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"request": context["request"], "page": page, "numbers": numbers, "label": label, "gap": Paginator.ELLIPSIS}
