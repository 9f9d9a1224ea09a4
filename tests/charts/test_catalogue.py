"""The list of charts: light to import, helpful when a name is wrong, and every chart of it readable."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cxdesk.charts import Surface
from cxdesk.charts.catalogue import ChartRequest, chart_definition, chart_names, draw, gathered
from cxdesk.errors import UsageError
from cxdesk.theme import theme
from tests.charts.invented_facts import invented_facts
from tests.charts.seen import outside, overlapping, texts

NAMES = (
    "scores_over_time",
    "by_role",
    "response",
    "metric_by",
    "backlog_and_signals",
    "cohort_retention",
)
SIZES = ((480, 300), (900, 520), (1600, 900))
FACTS = {
    "full": invented_facts(),
    "little": invented_facts(accounts=2, answers=7, tickets=5),
    "one account": invented_facts(accounts=1, answers=1, tickets=1),
    "nothing": invented_facts(accounts=0, answers=0, tickets=0),
}


def surface(size: tuple[int, int], dark: bool = False) -> Surface:
    """Return a surface as the command line makes it."""
    return Surface(theme(dark), *map(float, size), padding=16.0)


def test_listing_charts_draws_nothing():
    """Importing the list must not bring in matplotlib or scipy: a window does it before its first paint."""
    program = "import sys, cxdesk.charts.catalogue; print(*{'matplotlib', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_names_are_unique_and_told():
    """No two charts share a name, and a wrong name is answered with all of them."""
    assert len(set(chart_names())) == len(chart_names())
    with pytest.raises(UsageError) as caught:
        chart_definition("pie")
    for name in NAMES:
        assert name in str(caught.value)


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("cohort_retention", ChartRequest(account=0)),
        ("by_role", ChartRequest(by="segment")),
        ("by_role", ChartRequest(metric="nps")),
        ("metric_by", ChartRequest(by="shoe size")),
        ("metric_by", ChartRequest(metric="happiness")),
    ],
)
def test_what_a_chart_cannot_show_is_refused(name, chosen):
    """An account, dimension or metric that would be passed over in silence is an error instead."""
    with pytest.raises(UsageError):
        gathered(name, FACTS["full"], chosen)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", FACTS)
def test_every_text_can_be_read(name, size, kind):
    """From a small card to a large window, with much, little and no data: no text is cut off at the edge or
    lies on another.
    """
    chart = draw(name, FACTS[kind], ChartRequest(), surface(size))
    assert outside(chart) == []
    assert overlapping(chart) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "cohort_retention"])
def test_one_account_is_named(name):
    """A chart of one account says of which, and holds together at a small size."""
    chart = draw(name, FACTS["full"], ChartRequest(account=4), surface((480, 300), dark=True))
    assert "Long-Established Freight and Logistics Number 4" in chart.subtitle
    assert outside(chart) == []
    assert overlapping(chart) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_said_in_words(name):
    """Without data a sentence stands where the chart would be, and the table has only its header."""
    chart = draw(name, FACTS["nothing"], ChartRequest(), surface((900, 520)))
    assert any(text.endswith(".") for text in texts(chart))
    assert len(chart.marks) == 0


@pytest.mark.parametrize("name", NAMES)
def test_marks_lie_on_the_chart(name):
    """What the pointer meets lies within the figure and points at rows that there are."""
    chart = draw(name, FACTS["full"], ChartRequest(), surface((900, 520)))
    marks = chart.marks
    assert len(marks) > 0
    assert marks.left.min() >= 0
    assert marks.right.max() <= 900
    assert marks.top.min() >= 0
    assert marks.bottom.max() <= 520
    assert marks.item.min() >= 0
    assert marks.item.max() < len(chart.as_table()) - 1
