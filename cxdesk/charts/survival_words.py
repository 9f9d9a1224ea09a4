"""What the curves of survival say in words and in numbers: title, subtitle, reasons, and the table."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.chart import Surface, Table
from cxdesk.charts.durations import DurationGroup, Durations
from cxdesk.charts.time_scale import time_text, time_ticks
from cxdesk.metrics.survival import SurvivalCurve, quantile, quantile_interval, survival_at

_MOST_GROUPS = 5
_LEAST = 5
"""Below so many durations a curve misleads: they are only in the table."""
_AXIS_REACHES = 0.95
"""Of all, so many have ended by the end of the axis: one forgotten ticket does not squeeze the rest."""
_NEARLY = 1.15
"""Where the last one ends so shortly after, the axis reaches to it."""
_BEYOND = 1.03
"""So far beyond the last one, so that its step down is seen."""
_CLEAR = 0.05
"""Up to this p-value the groups are said to differ."""
_SAID_IN_DAYS = 48.0
HALF, MOST = 0.5, 0.8
"""The quantiles that are marked."""


def shown_groups(durations: Durations) -> list[DurationGroup]:
    """Return the groups that are drawn: the largest ones, the fastest first."""
    largest = [group for group in durations.groups if group.count >= _LEAST][:_MOST_GROUPS]
    return sorted(largest, key=lambda group: np.nan_to_num(quantile(group.curve, HALF), nan=np.inf))


def title_of(durations: Durations, surface: Surface) -> str:
    """Return what the curves say: how long half and 80 % take, or which groups differ."""
    words, whose = durations.words, f"{durations.whose}: " if durations.whose else ""
    shown, together = shown_groups(durations), durations.together
    things = words.things[1]
    if together is None or together.count < _LEAST:
        return f"{whose}{words.what.capitalize()}"
    if durations.by and not any(group.name for group in durations.groups):
        return f"{whose}{words.what.capitalize()}: the {durations.by} is not known"
    if len(durations.groups) > 1 and shown:
        if len(shown) < 2 or not durations.p_value <= _CLEAR:
            return f"{whose}No clear difference in {words.what} by {durations.by}"
        first, last = shown[0], shown[-1]
        times = [time_said(quantile(group.curve, HALF), surface) for group in (first, last)]
        if formatting.UNKNOWN not in times:
            texts = [f"{time} ({name_of(group)})" for time, group in zip(times, (first, last), strict=True)]
            return f"{whose}Half {words.ended} within {' to '.join(texts)}"
        return f"{whose}{words.what.capitalize()} differs by {durations.by}"
    if len(together.curve.times) == 1 and not together.open:
        count = formatting.number(together.count, surface.style)
        return (
            f"{whose}All {count} {things} {words.ended} within {time_said(together.curve.times[0], surface)}"
        )
    half, most = (time_said(quantile(together.curve, part), surface) for part in (HALF, MOST))
    if half == formatting.UNKNOWN:
        return f"{whose}Fewer than half of the {things} {words.ended} so far"
    rest = f"80{formatting.NO_BREAK}% within {most}" if most != formatting.UNKNOWN else "fewer than 80 % yet"
    return f"{whose}Half of the {things} {words.ended} within {half}, {rest}"


def subtitle_of(durations: Durations, shown: Sequence[DurationGroup], surface: Surface) -> str:
    """Return unit, how many, how many of them wait, and what is not drawn."""
    words, together = durations.words, durations.together
    parts = [f"share {words.waiting} by time since {words.since}, 95{formatting.NO_BREAK}% interval"]
    if together is not None:
        count = formatting.counted(together.count, *words.things, surface.style)
        waiting = formatting.number(together.open, surface.style)
        parts.append(f"{count} {durations.period}, {waiting} {words.waiting}")
    else:
        parts.append(f"{words.things[1]} {durations.period}")
    if together is not None and together.curve.times[-1] > axis_end([together, *shown]):
        parts.append("the slowest run on")
    if durations.by:
        parts.append("thin line: all together")
    left_out = len(durations.groups) - len(shown) if durations.by else 0
    if left_out:
        parts.append(f"{formatting.counted(left_out, 'group', 'groups', surface.style)} only in the table")
    return " · ".join(parts)


def nothing_text(durations: Durations, surface: Surface) -> str:
    """Return what there is to say in place of curves, "" where they can be drawn."""
    words, together = durations.words, durations.together
    if together is None:
        return durations.reason
    if together.count >= _LEAST and (not durations.by or shown_groups(durations)):
        return ""
    if together.count >= _LEAST:
        return f"No {durations.by} has {_LEAST} {words.things[1]} or more. The table has them all."
    ended, waiting = _each(together.curve)
    said = [f"ended after {time_said(hours, surface)}" for hours in ended]
    said += [f"{words.waiting} after {time_said(hours, surface)}" for hours in waiting]
    count = formatting.counted(together.count, *words.things, surface.style)
    return f"Only {count}, too few for a curve: {', '.join(said)}."


def table_of(durations: Durations, surface: Surface) -> Table:
    """Return for every group how many are still at risk at round times, the share and its interval."""
    header = ("Group", "Time", "At risk", durations.words.waiting.capitalize(), "95 % interval")
    if durations.together is None:
        return (header,)
    rows = [row for group in (durations.together, *durations.groups) for row in _rows(group, surface)]
    return (header, *rows)


def axis_end(groups: Sequence[DurationGroup]) -> float:
    """Return where the axis ends, in hours: where nearly all of every group have ended, else at the last."""
    ends = [quantile(group.curve, _AXIS_REACHES) for group in groups]
    last = [float(group.curve.times[-1]) for group in groups]
    end = max(reached if math.isfinite(reached) else at for reached, at in zip(ends, last, strict=True))
    return max(max(last) * _BEYOND if max(last) <= _NEARLY * end else end, 1.0 / 60.0)


def time_said(hours: float, surface: Surface) -> str:
    """Return a length of time, an en dash where it is not reached; whole days without decimals."""
    if hours >= _SAID_IN_DAYS and hours % 24.0 == 0.0:
        return formatting.days(hours / 24.0, surface.style)
    return formatting.duration(hours * 60.0, surface.style)


def percent_said(share: float, surface: Surface) -> str:
    """Return a share, 0..1, as a percentage."""
    return formatting.percent(share, None, surface.style)


def name_of(group: DurationGroup) -> str:
    """Return a group's name; what is not known has none of its own."""
    return group.name or "not known"


def _rows(group: DurationGroup, surface: Surface) -> list[tuple[str, ...]]:
    """Return the rows of one group: at round times, then where half and where 80 % have ended."""
    style, curve, name = surface.style, group.curve, name_of(group)
    rows = []
    for hours, step in time_ticks(axis_end([group]), 8):
        at_risk = group.count - int(np.sum(_leaving(curve)[curve.times < hours]))
        place = int(np.searchsorted(curve.times, hours, side="right")) - 1
        low, high = (curve.low[place], curve.high[place]) if place >= 0 else (1.0, 1.0)
        share = float(survival_at(curve, hours))
        interval = formatting.interval(low, high, style, formatting.percent_number)
        time = time_text(hours, step, style)
        rows.append(
            (
                name,
                cells.number(hours, time, "hours"),
                cells.counted(at_risk, style),
                cells.share(share, style),
                cells.ends(low, high, "share", style, text=interval),
            )
        )
    for part, word in ((HALF, "half within"), (MOST, "80 % within")):
        ends = quantile_interval(curve, part)
        interval = formatting.interval(*ends, style, lambda hours, _style: time_said(hours, surface))
        hours = quantile(curve, part)
        time = cells.number(hours, f"{word} {time_said(hours, surface)}", "hours")
        named = cells.Cell(name, (f"{name}, {word}",))
        rows.append((named, time, "", "", cells.ends(*ends, "hours", style, text=interval)))
    return rows


def _each(curve: SurvivalCurve) -> tuple[list[float], list[float]]:
    """Return the durations that have ended and those that have not, in hours."""
    leaving = curve.at_risk - np.append(curve.at_risk[1:], 0.0)
    ended = np.repeat(curve.times, curve.events.astype(int))
    waiting = np.repeat(curve.times, (leaving - curve.events).astype(int))
    return ended.tolist(), waiting.tolist()


def _leaving(curve: SurvivalCurve) -> np.ndarray:
    """Return how many left at each time, ended or not."""
    return curve.at_risk - np.append(curve.at_risk[1:], 0.0)
