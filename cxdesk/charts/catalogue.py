"""Every chart that can be asked for by name, listed explicitly; nothing is drawn or imported before it is.

A chart is two functions: `gather` takes from the facts what it shows, as a record of arrays and texts, and
`build` draws the record on a surface. Both are named here as "module:function" and brought in when first
called: matplotlib takes most of a second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cxdesk.charts.chart import Chart, Surface
from cxdesk.errors import UsageError

if TYPE_CHECKING:
    from cxdesk.workspace.facts_record import Facts


@dataclass(frozen=True, slots=True)
class ChartRequest:
    """What a chart is asked to show: of all accounts or of one (its position among the accounts), by which
    dimension, and of which metric where any will do.
    """

    account: int | None = None
    by: str | None = None
    metric: str | None = None


@dataclass(frozen=True, slots=True)
class ChartDefinition:
    """One chart. `question` is what it answers, for lists and tooltips; `takes_account`, `takes_by` and
    `takes_metric` say which parts of a request it heeds.
    """

    name: str
    label: str
    question: str
    takes_account: bool
    takes_by: bool
    gather: Callable[[Facts, ChartRequest], Any]
    build: Callable[[Any, Surface], Chart]
    takes_metric: bool = False


def _later(where: str) -> Callable[..., Any]:
    """Return a function that calls "module:function" of this package, imported at the first call."""
    module, _, function = where.partition(":")

    def call(*arguments: Any) -> Any:
        return getattr(import_module(f"cxdesk.charts.{module}"), function)(*arguments)

    return call


CHARTS: tuple[ChartDefinition, ...] = (
    ChartDefinition(
        name="scores_over_time",
        label="Scores over time",
        question="How did CSAT, NPS and CES change, and which changes are more than chance?",
        takes_account=True,
        takes_by=False,
        gather=_later("gather.surveys:scores_over_time"),
        build=_later("scores_over_time:scores_over_time_chart"),
    ),
    ChartDefinition(
        name="by_role",
        label="Scores by role",
        question="Do admins, end users and buyers feel the same?",
        takes_account=True,
        takes_by=False,
        gather=_later("gather.surveys:by_role"),
        build=_later("by_role:by_role_chart"),
    ),
    ChartDefinition(
        name="response",
        label="Response and silence",
        question="How many of those asked answer, and who is silent?",
        takes_account=True,
        takes_by=False,
        gather=_later("gather.response:response"),
        build=_later("response_over_time:response_chart"),
    ),
    ChartDefinition(
        name="metric_by",
        label="Any metric by group",
        question="How does a metric differ between segments, owners, roles or teams, and since when?",
        takes_account=True,
        takes_by=True,
        gather=_later("gather.metric_by:metric_by"),
        build=_later("metric_by:metric_by_chart"),
        takes_metric=True,
    ),
    ChartDefinition(
        name="backlog_and_signals",
        label="Backlog and customer signals",
        question="When much waited, what did customers say in the same weeks?",
        takes_account=True,
        takes_by=False,
        gather=_later("gather.workload:backlog_and_signals"),
        build=_later("backlog_and_signals:backlog_and_signals_chart"),
    ),
    ChartDefinition(
        name="cohort_retention",
        label="Retention by start",
        question="Do those who came later stay longer?",
        takes_account=False,
        takes_by=False,
        gather=_later("gather.cohorts:cohort_retention"),
        build=_later("cohort_retention:cohort_retention_chart"),
    ),
    ChartDefinition(
        name="resolution_survival",
        label="Time to resolution",
        question="How long do tickets stay open, those that still are included?",
        takes_account=True,
        takes_by=True,
        gather=_later("gather.durations:resolution_durations"),
        build=_later("survival:survival_chart"),
    ),
    ChartDefinition(
        name="time_to_value",
        label="Time to value",
        question="How long until an account gets something out of it?",
        takes_account=True,
        takes_by=True,
        gather=_later("gather.durations:value_durations"),
        build=_later("survival:survival_chart"),
    ),
    ChartDefinition(
        name="seats_by_age",
        label="Seats by age",
        question="Who uses far fewer seats than is usual at the age of the account?",
        takes_account=True,
        takes_by=False,
        gather=_later("gather.seats:seats_by_age"),
        build=_later("seats_by_age:seats_by_age_chart"),
    ),
    ChartDefinition(
        name="adoption",
        label="Adoption by feature",
        question="Which features are used, by how many, more or less than before, and when last?",
        takes_account=True,
        takes_by=False,
        gather=_later("gather.features:adoption"),
        build=_later("adoption:adoption_chart"),
    ),
    ChartDefinition(
        name="workflow",
        label="Steps of workflows",
        question="Where do people stop in the workflows that you named?",
        takes_account=True,
        takes_by=False,
        gather=_later("gather.features:workflows"),
        build=_later("workflow:workflow_chart"),
    ),
    ChartDefinition(
        name="escalations",
        label="Reopened and escalated",
        question="Which teams' tickets come back or are escalated, and at which hours?",
        takes_account=True,
        takes_by=False,
        gather=_later("gather.cases:escalations"),
        build=_later("escalations:escalations_chart"),
    ),
    ChartDefinition(
        name="themes",
        label="Themes of comments",
        question="Which words set detractors apart from promoters, or an account from its segment?",
        takes_account=True,
        takes_by=True,
        gather=_later("gather.themes:theme_quotes"),
        build=_later("themes:themes_chart"),
    ),
    ChartDefinition(
        name="listed_themes",
        label="Themes of your list",
        question="Which subjects of your own list do comments raise, and how did those who wrote them rate?",
        takes_account=True,
        takes_by=False,
        gather=_later("gather.listed_themes:listed_themes"),
        build=_later("listed_themes:listed_themes_chart"),
    ),
)


def chart_names() -> tuple[str, ...]:
    """Return the names of all charts, in the order of the catalogue."""
    return tuple(chart.name for chart in CHARTS)


def chart_definition(name: str) -> ChartDefinition:
    """Return the chart of that name; raises UsageError, which lists the names, when there is none."""
    found = next((chart for chart in CHARTS if chart.name == name), None)
    if found is None:
        raise UsageError(f"There is no chart named {name}.", f"There are {', '.join(chart_names())}.")
    return found


def gathered(name: str, facts: Facts, request: ChartRequest) -> Any:
    """Return the record that the chart of that name draws; raises UsageError for what it cannot show."""
    chart = chart_definition(name)
    if request.account is not None and not chart.takes_account:
        raise UsageError(f"The chart {name} is of all accounts together.", "Leave the account out.")
    if request.by is not None and not chart.takes_by:
        raise UsageError(f"The chart {name} has no groups to choose.", "Leave the dimension out.")
    if request.metric is not None and not chart.takes_metric:
        raise UsageError(f"The chart {name} has no metric to choose.", "Leave the metric out.")
    return chart.gather(facts, request)


def draw(name: str, facts: Facts, request: ChartRequest, surface: Surface) -> Chart:
    """Return the chart of that name, of what the facts say; raises UsageError as `gathered` does."""
    return chart_definition(name).build(gathered(name, facts, request), surface)
