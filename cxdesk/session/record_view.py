"""What became of each band's accounts on past dates, in words: a band without its record is only a colour.

The window loads this with its pages: what the back-test needs (a second of libraries) waits until it is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.theme import theme

if TYPE_CHECKING:
    from cxdesk.health.backtest import Backtest, BandRecord
    from cxdesk.workspace.facts_record import Facts

MOST_NAMES = 12
_RECORD = "Record of the grades"
_CANNOT = "Your history cannot tell these grades apart"
_AGAIN = " An account counts on every date; the ranges allow for that."
_NOTHING = "No losses to judge the grades by"


@dataclass(frozen=True, slots=True)
class BandWords:
    """One band: its name, how many stayed with the range of that share, and who did not, by name."""

    band: str
    text: str
    missed: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """The record of all bands, in the standards' order; `headline` is short, `verdict` the whole sentence."""

    headline: str
    verdict: str
    method: str
    bands: tuple[BandWords, ...]
    can_tell_apart: bool

    def of(self, band: str) -> BandWords | None:
        """Return the record of a band, None where no past date had it."""
        return next((each for each in self.bands if each.band == band), None)


def record_view(
    found: Backtest, facts: Facts, order: tuple[tuple[str, float], ...], style: NumberStyle
) -> RecordView:
    """Return a back-test's records of bands; `order` are the standards' bands."""
    from cxdesk.report.backtest_json import verdict

    names = [name for name, _ in order]
    ranked = sorted(
        found.bands, key=lambda each: names.index(each.band) if each.band in names else len(names)
    )
    apart = found.can_tell_apart
    return RecordView(
        headline=_NOTHING if not found.events else _RECORD if apart else _CANNOT,
        verdict=verdict(found),
        method=f"{found.method[:1].upper()}{found.method[1:]}.{_AGAIN if len(found.origins) > 1 else ''}",
        bands=tuple(
            BandWords(each.band, _text(each, found.horizon_days, style), _missed(each, facts, style))
            for each in ranked
        ),
        can_tell_apart=apart,
    )


def _text(record: BandRecord, horizon: int, style: NumberStyle) -> str:
    """Return how many stayed: "97 of 106 stayed 90 d, 85 to 95 %"."""
    low, high = record.range
    stayed = f"stayed {formatting.days(horizon, style)}" if horizon else "stayed"
    ends = f"{formatting.number(100 * low, style)} to {formatting.percent(high, None, style)}"
    return f"{formatting.out_of(record.kept, record.n, style)} {stayed}, {ends}"


def _missed(record: BandRecord, facts: Facts, style: NumberStyle) -> str:
    """Return who was lost, by name."""
    if not record.missed:
        return "None of them was lost."
    accounts = facts.accounts
    rows = np.array(record.missed, dtype=np.int64)
    names = [str(accounts.account_name[row]) or str(accounts.account_id[row]) for row in rows[:MOST_NAMES]]
    more = len(rows) - len(names)
    rest = f" and {formatting.number(more, style)} more" if more else ""
    return f"Lost: {', '.join(names)}{rest}."


def band_words(record: RecordView, band: str) -> str:
    """Return a band's record with what it is worth, "" where there is none: for a tooltip."""
    words = record.of(band)
    if words is None:
        return ""
    look = theme().band(band).label
    return f"{look}: {words.text} (95 % range)\n{words.missed}\n{record.verdict}"
