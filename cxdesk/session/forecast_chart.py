"""The chart of a back-test: its bins as the chart's record."""

from __future__ import annotations

from cxdesk.charts.forecast_records import ForecastBins
from cxdesk.health.backtest import Backtest
from cxdesk.report.backtest_json import verdict


def forecast_bins(found: Backtest) -> ForecastBins:
    """Return what the chart shows of a back-test; nothing where it has no losses."""
    bins = found.bins if found.events else None
    empty = found.bins.forecast[:0]
    return ForecastBins(
        *((bins.n, bins.forecast, bins.rate, bins.low, bins.high) if bins else (empty,) * 5),
        events=found.events,
        verdict=verdict(found),
        horizon=found.horizon_days,
    )
