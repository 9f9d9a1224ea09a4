"""Which standards hold for a segment's accounts, in words: "Enterprise standards: watch from 50"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cxdesk.formatting import NEUTRAL, NumberStyle, number, percent
from cxdesk.health.caps import CAP_LABELS
from cxdesk.health.portfolio import PILLAR_LABELS, PILLARS, Driver
from cxdesk.health.segment_standards import WEIGHED
from cxdesk.health.standards import Standards


def segment_told(
    standards: Standards, segment: str, drivers: Sequence[Driver], style: NumberStyle = NEUTRAL
) -> str:
    """Return that a segment has standards of its own, and what they are; "" where the general ones hold."""
    told = segment_words(standards, segment, drivers, style)
    return f"{segment} standards: {', '.join(told)}" if told else ""


def segment_words(
    standards: Standards, segment: str, drivers: Sequence[Driver], style: NumberStyle = NEUTRAL
) -> tuple[str, ...]:
    """Return each thing that a segment has of its own, bands first; `drivers` give their labels."""
    own = standards.segments.get(segment)
    if own is None:
        return ()
    pillars = dict(zip(PILLARS, PILLAR_LABELS, strict=True))
    labels = {driver.name: driver.label for driver in drivers}
    decimal = partial(number, style=style, decimals=2)
    weights = {name: weight for pillar in WEIGHED for name, weight in getattr(own, pillar).items()}
    return (
        *(f"{name} from {_short(start, style)}" for name, start in own.bands.items()),
        *(
            f"{pillars[name].lower()} weighs {percent(weight, None, style)}"
            for name, weight in own.pillars.items()
        ),
        *(f"{labels[name].lower()} weighs {decimal(weight)}" for name, weight in weights.items()),
        *(
            f"{CAP_LABELS[name].removeprefix('Cap: ')} {_SETTINGS[setting]} {_short(value, style)}"
            for name, cap in own.caps.items()
            for setting, value in cap.items()
        ),
    )


_SETTINGS = {"ceiling": "holds it at", "threshold": "counts from"}


def _short(value: float, style: NumberStyle) -> str:
    """Return a number without decimals where it has none."""
    return number(value, style, 0 if float(value).is_integer() else 2)
