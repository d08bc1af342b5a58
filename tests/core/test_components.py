from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from apps.core.components import Bar, Choice, Event, Fact, Group, Message, Share, Step, Task, drawn, percent, steps
from apps.core.gallery import SampleState


def draw(source: str, /, **context: Any) -> str:
    return Template(source).render(Context(context))


def test_lengths_never_leave_the_chart() -> None:
    assert [percent(count, 40) for count in (-1, 0, 13, 40, 41)] == ["0%", "0%", "32.5%", "100%", "100%"]
    assert percent(0, 0) == "0%"


def test_the_longest_bar_is_as_wide_as_the_chart() -> None:
    assert [bar.width for bar in drawn([Bar("a", 1), Bar("b", 4)])] == ["25%", "100%"]
    assert drawn([]) == []


def test_stations_before_the_present_one_are_done() -> None:
    assert steps(["a", "b", "c"], "b") == [Step("a", "done"), Step("b", "current"), Step("c", "ahead")]
    assert {step.place for step in steps(["a", "b"], "gone by")} == {"done"}


def test_a_share_of_nothing_is_not_complete() -> None:
    assert not Share("answered", 0, 0).complete
    assert Share("answered", 3, 3).complete


def test_a_status_is_word_icon_and_tone() -> None:
    html = draw("{% status state %}", state=SampleState.FAILED)

    assert "a-status--error" in html
    assert "sprite.svg#cancel" in html
    assert ">Not met</span>" in html


def test_a_bar_chart_is_its_own_table() -> None:
    html = draw('{% bar_chart bars "Key gaps" unit="Gaps" %}', bars=[Bar("Data <Protection>", 5, "/x/", "error")])

    assert '<caption class="usa-sr-only">Key gaps</caption>' in html
    assert '<th scope="row"><a class="usa-link" href="/x/">Data &lt;Protection&gt;</a></th>' in html
    assert '<td class="a-bars__count">5</td>' in html
    assert 'class="a-bar a-bar--error" width="100%"' in html


def test_progress_counts_in_words() -> None:
    html = draw('{% progress "Declaration" 46 answered=46 with_evidence=31 %}')

    assert "46 of 46 answered" in html
    assert "31 of 46 with evidence" in html
    assert "%</" not in html


def test_a_step_indicator_says_what_is_done_and_what_is_now() -> None:
    html = draw('{% step_indicator stations "Treatment" %}', stations=["Assessment", "Treatment", "Decision"])

    assert html.count('aria-current="step"') == 1
    assert 'Assessment <span class="usa-sr-only">done</span>' in html
    assert 'Decision <span class="usa-sr-only">not yet</span>' in html
    assert "Treatment: step 2 of 3" in html


def test_a_timeline_names_who_when_and_why() -> None:
    event = Event(datetime(2026, 11, 14, 16, 40, tzinfo=UTC), "Gave a verdict", "M. Reyes", detail="Scan <1900>")
    html = draw("{% timeline events %}", events=[event])

    assert '<time datetime="2026-11-14T16:40:00+00:00">14 Nov 2026, 16:40</time> · M. Reyes' in html
    assert "Scan &lt;1900&gt;" in html
    assert draw("{% timeline events %}", events=[]) == '<p class="a-quiet">Nothing has happened yet.</p>\n'


def test_a_thread_keeps_answers_with_their_question() -> None:
    question = Message("Question 2", "Can it?\nReally?", answers=[Message("Halden Ridge", "Yes <b>")])
    html = draw("{% thread messages %}", messages=[question])

    assert "Can it?<br>Really?" in html
    assert "Yes &lt;b&gt;" in html
    assert "No questions so far." in draw("{% thread messages %}", messages=[])


def test_a_task_is_late_in_words_and_not_only_in_red() -> None:
    html = draw(
        "{% task_list tasks %}", tasks=[Task("Approve", "/x/", "Open", due="2 days late", late=True, main=True)]
    )

    assert "2 days late" in html
    assert 'aria-describedby="task-1">Open</a>' in html


def test_tabs_and_filters_mark_the_present_one() -> None:
    choices = [Choice("All", "/all/", count=0), Choice("Open", "/open/", current=True, count=15)]

    assert draw('{% tabs choices "Views" %}', choices=choices).count('aria-current="page"') == 1
    html = draw('{% filters choices "Filter" %}', choices=choices)
    assert 'href="/open/" aria-current="true">Open 15</a>' in html
    assert ">All 0</a>" in html


def test_side_navigation_shows_state_code_badge_and_count() -> None:
    choice = Choice("Encrypt", "/x/", current=True, count=3, shown=SampleState.DONE, badge="key", code="DP-STO")
    html = draw('{% side_navigation groups "Requirements" %}', groups=[Group("Data Protection", [choice], note="7")])

    assert 'aria-label="Met"' in html
    assert "DP-STO" in html
    assert '<span class="a-badge">key</span>' in html
    assert '<span class="a-count">3</span>' in html
    assert html.count('aria-current="page"') == 1


def test_an_act_posts_with_the_token_and_says_why_it_is_refused() -> None:
    html = draw('{% act "Attest" "/attest/" refused="Three answers are missing." %}', csrf_token="secret")

    assert '<form class="a-act" method="post" action="/attest/">' in html
    assert 'value="secret"' in html
    assert " disabled>Attest" in html
    assert "Three answers are missing." in html


def test_what_destroys_is_asked_once_and_says_what_is_lost() -> None:
    html = draw(
        '{% confirm "Remove…" "/remove/" button="Remove it" %}<p>Two answers lose it.</p>{% endconfirm %}',
        csrf_token="t",
    )

    assert html.startswith("<details")
    assert "<p>Two answers lose it.</p>" in html
    assert "Remove it</button>" in html


def test_facts_of_both_kinds_stand_in_one_list() -> None:
    html = draw(
        '{% summary_list facts %}{% fact "State" %}<b>open</b>{% endfact %}{% endsummary_list %}',
        facts=[Fact("Maker", "Halden & Co", "/x/", "since 2019")],
    )

    assert '<dt>Maker</dt><dd><a class="usa-link" href="/x/">Halden &amp; Co</a>' in html
    assert "<dt>State</dt><dd><b>open</b></dd>" in html


def test_the_content_of_a_block_is_escaped_as_anywhere() -> None:
    for source in (
        "{% alert %}{{ text }}{% endalert %}",
        "{% note text %}{{ text }}{% endnote %}",
        "{% card heading=text meta=text %}{{ text }}{% endcard %}",
        "{% page_heading text meta=text eyebrow=text %}{{ text }}{% endpage_heading %}",
        "{% empty_state text url=text action=text %}{{ text }}{% endempty_state %}",
        "{% data_table text %}{{ text }}{% enddata_table %}",
        "{% file_row text text locator=text meta=text warning=text %}",
        "{% breadcrumbs text text text %}",
        "{% save_status text %}",
        "{% tag text %}",
    ):
        html = draw(source, text="<script>\"'")
        assert "<script>" not in html, source
        assert "&lt;script&gt;&quot;" in html, source


def test_breadcrumbs_end_at_this_page() -> None:
    html = draw('{% breadcrumbs "Reviews" "/reviews/" "Lobby cameras" %}')

    assert '<a href="/reviews/" class="usa-breadcrumb__link"><span>Reviews</span></a>' in html
    assert 'aria-current="page"><span>Lobby cameras</span>' in html


def test_a_table_can_be_reached_and_scrolled_by_keyboard() -> None:
    html = draw('{% data_table "Reviews" %}<tbody></tbody>{% enddata_table %}')

    assert 'role="region" aria-label="Reviews" tabindex="0"' in html
    assert '<caption class="usa-sr-only">Reviews</caption>' in html


@pytest.mark.parametrize(("number", "shown"), [(1, "1 to 2 of 5"), (3, "5 to 5 of 5")])
def test_pages_of_a_list_keep_the_rest_of_the_query(number: int, shown: str) -> None:
    page = Paginator(list("abcde"), 2).page(number)
    html = draw("{% pagination page %}", page=page, request=RequestFactory().get("/reviews/?state=open&page=9"))

    assert shown in html
    assert "?state=open&amp;page=2" in html
    assert html.count('aria-current="page"') == 1


def test_a_list_of_one_page_has_no_pagination() -> None:
    page = Paginator(list("ab"), 50).page(1)

    assert "<nav" not in draw("{% pagination page %}", page=page, request=RequestFactory().get("/"))


def test_dates_are_said_with_their_distance(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    from django.utils import timezone

    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 11, 11))
    assert draw("{{ at|day_relative }}", at=date(2026, 11, 14)) == "14 Nov 2026 (in 3 days)"
    assert draw("{{ at|day_relative }}", at=date(2026, 11, 10)) == "10 Nov 2026 (1 day ago)"
    assert draw("{{ at|day_relative }}", at=date(2026, 11, 11)) == "11 Nov 2026 (today)"
    assert draw("{{ at|day_relative }}", at=None) == "no date"
