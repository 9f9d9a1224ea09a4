"""Round lengths of time for an axis that begins at zero, in minutes, hours or days."""

from __future__ import annotations

from cxdesk import formatting
from cxdesk.formatting import NumberStyle

_STEPS = (
    *(minutes / 60.0 for minutes in (1, 2, 5, 10, 15, 30)),
    1.0, 2.0, 3.0, 6.0, 12.0,
    *(24.0 * days for days in (1, 2, 5, 10, 20, 30, 60, 90, 180, 360, 720, 1800, 3600)),
)  # fmt: skip
"""Hours between two ticks."""


def time_ticks(hours: float, most: int) -> list[tuple[float, float]]:
    """Return at most `most` + 1 round times from 0 to `hours`, each with the step between two (hours)."""
    step = next((step for step in _STEPS if hours / step <= most), hours)
    return [(step * number, step) for number in range(int(hours / step) + 1)]


def time_text(hours: float, step: float, style: NumberStyle) -> str:
    """Return the text of a tick: in the unit that makes the steps whole."""
    if hours == 0:
        return "0"
    unit, size = next(
        (unit, size) for unit, size in (("d", 24.0), ("h", 1.0), ("min", 1.0 / 60.0)) if step >= size * 0.999
    )
    return f"{formatting.number(hours / size, style)}{formatting.NO_BREAK}{unit}"
