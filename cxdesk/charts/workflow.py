"""Where people stop: how many come to each step of the workflows that the user named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.aligned_records import Workflows, WorkflowSteps
from cxdesk.charts.chart import Chart, Marks, Surface, Table
from cxdesk.charts.paper import Paper, elided, hairline, heading, no_marks, open_paper, say, width_of
from cxdesk.charts.rows import draw_bar, fitting, row_marks, write_small

_NAME_SHARE = 0.30
_LEAST_ROW = 15.0


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the chart: the head of a workflow (`step` -1), or one of its steps."""

    workflow: WorkflowSteps
    step: int


def workflow_chart(workflows: Workflows, surface: Surface) -> Chart:
    """Return for each workflow a bar a step: the people who came to it, and their share of the step before.

    Workflows for which there is no room are only in the table. The marks' items count all steps of all
    workflows, in their order.
    """
    paper = open_paper(surface)
    table = partial(_table, workflows, surface)
    title = _title(workflows, surface)
    begun = [workflow for workflow in workflows.workflows if workflow.reached[0]]
    if not begun:
        subtitle = f"people by step, {workflows.period}"
        say(paper, heading(paper, title, subtitle), workflows.reason)
        return Chart(paper.figure, title, subtitle, table, no_marks())
    # How many lines fit changes the subtitle, whose lines change the room: two looks settle it.
    shown, rows = begun, len(begun[0].steps) + 1
    for _look in range(2):
        subtitle = _subtitle(workflows, shown, rows, surface)
        top = heading(open_paper(surface), title, subtitle)
        rows = max(int((surface.height - surface.padding - top) / _LEAST_ROW), 2)
        shown = _fitting(begun, rows)
    top = heading(paper, title, subtitle)
    lines = [_Line(workflow, step) for workflow in shown for step in range(-1, len(workflow.steps))][:rows]
    pitch = min(surface.theme.chart.bar_pitch, (surface.height - surface.padding - top) / len(lines))
    _draw(paper, lines, top, pitch)
    return Chart(paper.figure, title, subtitle, table, _marks(workflows, lines, top, pitch, surface))


def _fitting(begun: list[WorkflowSteps], rows: int) -> list[WorkflowSteps]:
    """Return the first workflows that have room with all their steps, at least one."""
    sizes = np.cumsum([len(workflow.steps) + 1 for workflow in begun])
    return begun[: max(int(np.sum(sizes <= rows)), 1)]


def _title(workflows: Workflows, surface: Surface) -> str:
    """Return the finding: how many come to the end, and before which step most stop."""
    style, whose = surface.style, f"{workflows.whose}: " if workflows.whose else ""
    begun = [workflow for workflow in workflows.workflows if workflow.reached[0]]
    if not begun:
        return f"{whose}Where people stop"
    if len(begun) == 1:
        only = begun[0]
        lost = -np.diff(only.reached)
        came = formatting.out_of(int(only.reached[-1]), int(only.reached[0]), style)
        text = f"{whose}{only.name}: {came} come to the end"
        return text if not lost.any() else f"{text}, most stop before {only.steps[int(np.argmax(lost)) + 1]}"
    ends = [
        (workflow.reached[-1] / workflow.reached[0], workflow)
        for workflow in begun
        if workflow.reached[0] >= formatting.LEAST_FOR_PERCENT
    ]
    if not ends:
        return f"{whose}Where people stop in {len(begun)} workflows"
    share, fewest = min(ends, key=lambda found: found[0])
    shown = formatting.percent(share, int(fewest.reached[0]), style)
    return f"{whose}Of {len(begun)} workflows “{fewest.name}” is finished least: {shown}"


def _subtitle(workflows: Workflows, shown: list[WorkflowSteps], rows: int, surface: Surface) -> str:
    """Return the unit, the period, and what is not drawn."""
    style = surface.style
    parts = [
        f"people by step, share of the step before with 95{formatting.NO_BREAK}% interval",
        f"began in the {workflows.period}",
    ]
    empty = sum(not workflow.reached[0] for workflow in workflows.workflows)
    if empty:
        parts.append(f"nobody began {formatting.counted(empty, 'more workflow', 'more workflows', style)}")
    left = len(workflows.workflows) - empty - len(shown)
    if left:
        parts.append(f"{formatting.counted(left, 'more workflow', 'more workflows', style)} in the table")
    cut = len(shown[0].steps) + 1 - rows
    if cut > 0:
        parts.append(f"{formatting.counted(cut, 'more step', 'more steps', style)} in the table")
    return " · ".join(parts)


def _draw(paper: Paper, lines: list[_Line], top: float, pitch: float) -> None:
    """Draw heads and steps: names, bars on one scale for all workflows, shares in a column on the right."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.small
    steps = [line for line in lines if line.step >= 0]
    names = max((width_of(paper, line.workflow.steps[line.step], size) for line in steps), default=0.0)
    name_right = surface.padding + min(names, _NAME_SHARE * surface.width)
    left, right = name_right + look.space.small, surface.width - surface.padding
    shares = max((width_of(paper, _share(line, surface), size) for line in steps), default=0.0)
    numbers = max((width_of(paper, _people(line, surface), size) for line in steps), default=0.0)
    end = max(right - shares - look.space.large - numbers - look.space.small, left + 1.0)
    most = max((int(line.workflow.reached[0]) for line in lines), default=1)
    for number, line in enumerate(lines):
        y = top + (number + 0.5) * pitch
        if line.step < 0:
            _draw_head(paper, line.workflow, y)
            continue
        hairline(paper, (left, left), (y - pitch / 2, y + pitch / 2))
        name = elided(paper, line.workflow.steps[line.step], name_right - surface.padding, size)
        write_small(paper, name_right, y, name, look.ink, "right")
        reached = left + line.workflow.reached[line.step] / most * (end - left)
        draw_bar(paper, left, reached, y, pitch, look.bar)
        write_small(paper, reached + look.space.tiny, y, _people(line, surface), look.ink)
        write_small(paper, right, y, _share(line, surface), look.muted, "right")


def _draw_head(paper: Paper, workflow: WorkflowSteps, y: float) -> None:
    """Write a workflow's name, and behind it how many people of how many accounts began."""
    surface, look = paper.surface, paper.surface.theme
    size, weight, room = look.text.small, look.text.semibold, surface.width - 2 * surface.padding
    name = elided(paper, workflow.name, room, size, weight)
    write_small(paper, surface.padding, y, name, look.ink, weight=weight)
    beside = width_of(paper, name, size, weight) + look.space.small
    people = formatting.counted(int(workflow.reached[0]), "person", "people", surface.style)
    accounts = formatting.counted(workflow.accounts, "account", "accounts", surface.style)
    note = fitting(paper, (f"{people} of {accounts} began", people), room - beside)
    write_small(paper, surface.padding + beside, y, note, look.muted)


def _people(line: _Line, surface: Surface) -> str:
    return formatting.number(int(line.workflow.reached[line.step]), surface.style)


def _share(line: _Line, surface: Surface) -> str:
    """Return the share of the step before with its interval; as counts where few came to that."""
    workflow, step = line.workflow, line.step
    if step == 0:
        return ""
    before = int(workflow.reached[step - 1])
    if before < formatting.LEAST_FOR_PERCENT:
        return formatting.out_of(int(workflow.reached[step]), before, surface.style)
    ends = formatting.interval(
        workflow.low[step], workflow.high[step], surface.style, formatting.percent_number
    )
    return f"{formatting.percent(workflow.kept[step], None, surface.style)} {ends}"


def _all_steps(workflows: Workflows) -> Iterator[tuple[WorkflowSteps, int]]:
    for workflow in workflows.workflows:
        for step in range(len(workflow.steps)):
            yield workflow, step


def _marks(workflows: Workflows, lines: list[_Line], top: float, pitch: float, surface: Surface) -> Marks:
    """Return the row of each step that is drawn."""
    item_of = {(workflow.name, step): item for item, (workflow, step) in enumerate(_all_steps(workflows))}
    rows = [number for number, line in enumerate(lines) if line.step >= 0]
    items = [item_of[lines[row].workflow.name, lines[row].step] for row in rows]
    values = [float(lines[row].workflow.reached[lines[row].step]) for row in rows]
    return row_marks(items, values, top + np.array(rows) * pitch, pitch, surface.width)


def _table(workflows: Workflows, surface: Surface) -> Table:
    """Return every step of every workflow, those that nobody began too."""
    style = surface.style
    header = ("Workflow", "Step", "People", "Of the step before", "95 % interval")
    rows = []
    for workflow, step in _all_steps(workflows):
        interval = formatting.interval(
            workflow.low[step], workflow.high[step], style, formatting.percent_number
        )
        rows.append(
            (
                workflow.name,
                workflow.steps[step],
                cells.counted(workflow.reached[step], style),
                cells.share(workflow.kept[step], style),
                cells.ends(workflow.low[step], workflow.high[step], "share", style, text=interval),
            )
        )
    return (header, *rows)
