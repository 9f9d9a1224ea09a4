"""The formulas from log-odds to the chance of renewal, to what is expected of an account, to money.

Each gives a text without its "=", of cells that are given by their addresses: the sheets Contributions and
Usual in segment compute the same with them, one for the live accounts and one for the others.
"""

from __future__ import annotations

from cxdesk.report import names
from cxdesk.report.contribution_layout import SENTIMENT, Layout

_ROUNDED_TO = 9
"""Digits of a ratio; as `cxdesk.health.rounding.without_noise` rounds, which every driver's value is."""


def log_odds(layout: Layout) -> str:
    """Return the log-odds of the coming renewal: those of its age, moved by the signals."""
    keys = layout.signals()
    moved = f"-SUMPRODUCT({layout.weights(keys)},{layout.cells(keys)})" if keys else ""
    return f"{layout.cell('base')}{moved}"


def unclipped(layout: Layout) -> str:
    """Return the score of the renewal pillar before it is held within 0 to 100."""
    per_log_odds = f"{names.POINTS_TO_DOUBLE}/LN(2)"
    return f"{names.TYPICAL}+{per_log_odds}*({log_odds(layout)}-{names.TYPICAL_ODDS})"


def renewal_score(layout: Layout) -> str:
    """Return the score of the renewal pillar."""
    return f"MAX(0,MIN(100,{unclipped(layout)}))"


def chance_of(odds: str) -> str:
    """Return the chance that log-odds stand for."""
    return f"1/(1+EXP(-({odds})))"


def chance(layout: Layout) -> str:
    """Return the chance of renewal, 0 where there is nothing to renew, empty where it cannot be told."""
    told = chance_of(log_odds(layout))
    if layout.of_orders:
        told = f'IF({layout.cell("renewals")}=0,"",{told})'
    elif layout.some_untold:
        told = f'IF({layout.cell("told")}=0,"",{told})'
    return f"IF({layout.cell('renews')}=0,0,{told})"


def low_sentiment(weights: str, reliabilities: str, scores: str, clip: float) -> str:
    """Return the signal of low sentiment, standardised and held within `clip`; empty without any evidence.

    It reads the score of sentiment by the general weights: a forecast is one for all segments.
    """
    evidence = f"SUMPRODUCT({weights},{reliabilities})"
    heard = f"SUMPRODUCT({weights},{reliabilities},{scores})/{evidence}"
    x = f"({names.TYPICAL}-{heard}-{names.LOW_SENTIMENT_MEAN})/{names.LOW_SENTIMENT_DEVIATION}"
    held = f"MAX(-{clip:g},MIN({clip:g},{x}))"
    return f'IF({evidence}<=0,"",IF({names.LOW_SENTIMENT_DEVIATION}=0,0,{held}))'


def low_sentiment_of(layout: Layout) -> str:
    """Return the signal of low sentiment of a live account."""
    reliabilities = layout.drivers("R", SENTIMENT)
    return low_sentiment(
        layout.general_weights(reliabilities),
        layout.cells(reliabilities),
        layout.cells(layout.drivers("g", SENTIMENT)),
        layout.standards.renewal.signal_clip,
    )


def following(number: str, curve: str) -> str:
    """Return the renewals to expect after the next one, from the sheet Retention."""
    # The coming renewal is the one after those seen; DERL is taken before the one that follows it.
    return f"INDEX({names.DERL},{number}+2,{curve})"


def following_of(layout: Layout) -> str:
    """Return the renewals to expect of a live account after the next one."""
    return following(layout.cell("renewals"), layout.cell("curve"))


def to_come(after_next: str) -> str:
    """Return the renewals to expect, the next one included, if the next one happens."""
    return f"(1+{after_next}/(1+{names.DISCOUNT}))"


def expected(layout: Layout) -> str:
    """Return the renewals or orders to expect of an account, 0 where there is nothing to renew."""
    told = layout.cell("p_renew")
    if layout.of_orders:
        told = f"N({told})"
    elif layout.some_untold:  # they are among those who make the mean all the same
        told = f"IF({layout.cell('renews')}=0,0,{chance_of(log_odds(layout))})"
    return f"{told}*{_to_come_of(layout)}"


def ratio(layout: Layout) -> str:
    """Return what is expected as a ratio to what is usual in the segment, empty where it says nothing."""
    driver = layout.expected_driver
    usual = f"INDEX({names.USUAL},{layout.cell('peers')})"
    value = f"{layout.cell('expected')}/{usual}"
    rounded = f"ROUND({value},{_ROUNDED_TO}+INT(-LOG10(MAX(1,{value}))))"
    return f'IF({layout.cell(f"R:{driver}")}=0,"",{rounded})'


def expected_score(layout: Layout) -> str:
    """Return the score of a ratio: along the pieces of the line on the sheet Usual in segment."""
    x, start, end = layout.cell("ratio"), names.SCALE_FROM, names.SCALE_TO
    passed = f"({x}>{start})*(({x}<{end})*{x}+({x}>={end})*{end}-{start})"
    line = f"{names.SCALE_LOWEST}+SUMPRODUCT({passed}*{names.SCALE_SLOPE})"
    return f'IF({x}="",{names.TYPICAL},{line})'


def lifetime_value(layout: Layout) -> str:
    """Return the customer lifetime value."""
    return _value(layout, layout.cell("p_renew"))


def value_at_risk(layout: Layout) -> str:
    """Return what the next renewal loses on average."""
    told = layout.cell("p_renew")
    # Of those who order, what is expected and may not come: who has long gone has little left to lose.
    certain = f"{told}*" if layout.of_orders else ""
    return _value(layout, f"{certain}(1-{told})")


def _value(layout: Layout, share: str) -> str:
    """Return what a renewal is worth, times a chance; 0 for accounts that are lost or on trial, empty without
    an ARR.
    """
    arr = layout.cell("arr")
    worth = f"{arr}*{names.MARGIN}*{share}*{_to_come_of(layout)}"
    unknown = f'OR({arr}="",{layout.cell("told")}=0)' if layout.some_untold else f'{arr}=""'
    return f'IF({layout.cell("renews")}=0,0,IF({unknown},"",{worth}))'


def _to_come_of(layout: Layout) -> str:
    return layout.cell("derl") if layout.of_orders else to_come(layout.cell("derl"))
