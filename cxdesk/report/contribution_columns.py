"""The columns of the sheet Contributions: where each stands, and the formula that computes it.

The formulas are those of `cxdesk.health.portfolio`, one row per account. Weights stand above the columns
they belong to, taken from the sheet Standards, so that a weighted sum is a SUMPRODUCT of two ranges. They
use nothing that a spreadsheet of 2007 lacks. An unknown result is an empty text. Where segments have
standards of their own, each account's weights, ceilings and bands are those of its row on the sheet Segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk.health.portfolio import PILLARS, Portfolio
from cxdesk.report import names
from cxdesk.report.sheet_writer import column_letter

WEIGHT_ROW = 4
HEADER_ROW = 5
FIRST_ROW = 6
RENEWAL = PILLARS.index("renewal")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what. Keys: plain names, or a kind and a position such as "bar:3" or "x:0".

    The drivers', signals' and caps' bars stand side by side, and each pillar's drivers do. `by_segment` says
    that the column "set" holds the row of each account's standards on the sheet Segments.
    """

    keys: tuple[str, ...]
    portfolio: Portfolio
    by_segment: bool = False

    def position(self, key: str) -> int:
        """Return the column of a key, counted from 0; raises ValueError when there is none."""
        return self.keys.index(key)

    def letter(self, key: str) -> str:
        """Return the letters of a key's column."""
        return column_letter(self.position(key))

    def cell(self, key: str) -> str:
        """Return a key's cell in the row of the formula."""
        return f"{self.letter(key)}{{r}}"

    def cells(self, keys: Sequence[str]) -> str:
        """Return the range of neighbouring columns in the row of the formula."""
        return f"{self.cell(keys[0])}:{self.cell(keys[-1])}"

    def weights(self, keys: Sequence[str]) -> str:
        """Return the range of the weights of neighbouring columns, all of a pillar or all pillars."""
        group, _ = self._place_in_sets(keys[0])
        if group:
            return f"INDEX({names.of_sets(group)},{self.own_set},0)"
        row = WEIGHT_ROW + 1
        return f"${self.letter(keys[0])}${row}:${self.letter(keys[-1])}${row}"

    def weight(self, key: str) -> str:
        """Return the weight of a column."""
        group, place = self._place_in_sets(key)
        return self.of_set(group, place) if group else f"${self.letter(key)}${WEIGHT_ROW + 1}"

    @property
    def some_untold(self) -> bool:
        """Whether of some accounts among others that renew no chance can be told: those that only order."""
        return self.portfolio.order_value is None and bool(np.isnan(self.portfolio.p_renew).any())

    @property
    def own_set(self) -> str:
        """The cell that holds the row of the account's standards on the sheet Segments."""
        return f"${self.cell('set')}"

    def of_set(self, group: str, place: int) -> str:
        """Return one setting of the account's standards; `place` counts from 0 within the group."""
        return f"INDEX({names.of_sets(group)},{self.own_set},{place + 1})"

    def _place_in_sets(self, key: str) -> tuple[str, int]:
        """Return the group on the sheet Segments in which a column's weight is and its place there; no group
        where all accounts have one weight.
        """
        kind, _, position = key.partition(":")
        if self.by_segment and kind == "reliability":
            return names.SETS_PILLARS, int(position)
        if self.by_segment and kind == "R":
            pillar = self.portfolio.drivers[int(position)].pillar
            return PILLARS[pillar], self.drivers("R", pillar).index(key)
        return "", -1

    def pillars(self, kind: str) -> list[str]:
        """Return the keys of one kind over the pillars."""
        return [f"{kind}:{pillar}" for pillar in range(len(PILLARS))]

    def drivers(self, kind: str, pillar: int) -> list[str]:
        """Return the keys of one kind over the drivers of a pillar."""
        return [f"{kind}:{i}" for i, driver in enumerate(self.portfolio.drivers) if driver.pillar == pillar]

    def signals(self) -> list[str]:
        """Return the keys of the signals' standardised values."""
        return [f"x:{i}" for i in range(len(self.portfolio.signals))]

    def cap_facts(self) -> list[str]:
        """Return the keys of the hard facts: 1 where one holds."""
        return [f"cap:{i}" for i in range(len(self.portfolio.caps))]

    def all_bars(self) -> list[str]:
        """Return the keys of all bars in the order of their columns."""
        return [key for key in self.keys if key.startswith("bar:")]

    def bars(self, *kinds: str) -> list[str]:
        """Return the keys of the bars of some kinds."""
        return [f"bar:{i}" for i, bar in enumerate(self.portfolio.bars) if bar.kind in kinds]


def make_layout(portfolio: Portfolio, by_segment: bool = False) -> Layout:
    """Put the answer first, then the bars, then what they are computed from, then the inputs; `by_segment`
    where segments have standards of their own.
    """
    drivers = sorted(range(len(portfolio.drivers)), key=lambda i: portfolio.drivers[i].pillar)
    empty = Layout((), portfolio)
    return Layout(
        (
            "number",
            "account",
            "health",
            "check",
            "band",
            "coverage",
            *empty.bars("start"),
            *empty.bars("gap"),
            *empty.bars("tenure"),
            *empty.bars("driver"),
            *empty.bars("signal"),
            *empty.bars("cap"),
            *empty.bars("clip"),
            *empty.bars("imbalance"),
            *empty.pillars("share"),
            *empty.pillars("score"),
            *empty.pillars("reliability"),
            "p_renew",
            "derl",
            "arr",
            "clv",
            "value_at_risk",
            *(f"R:{i}" for i in drivers),
            *(f"g:{i}" for i in drivers),
            *empty.signals(),
            *empty.cap_facts(),
            "base",
            *(["curve"] if portfolio.order_value is None else []),
            "renewals",
            "customer",
            "renews",
            *(["told"] if empty.some_untold else []),
            *(["set"] if by_segment else []),
        ),
        portfolio,
        by_segment,
    )


def formula_of(layout: Layout, key: str) -> str:
    """Return the formula of a computed column; raises ValueError for an input."""
    kind, _, position = key.partition(":")
    if position:
        return _numbered(layout, kind, int(position))
    plain = {
        "health": _health,
        "check": _check,
        "band": _band,
        "coverage": _coverage,
        "p_renew": _chance,
        "derl": _following,
        "clv": _lifetime_value,
        "value_at_risk": _value_at_risk,
        "set": _set,
    }
    if key not in plain:
        raise ValueError(f"{key} is an input")
    return f"={plain[key](layout)}"


def _numbered(layout: Layout, kind: str, position: int) -> str:
    """Return the formula of one pillar's or one bar's column."""
    match kind:
        case "share":
            return f"={_share(layout, position)}"
        case "reliability":
            return f"={_reliability(layout, position)}"
        case "score":
            return f"={_renewal_score(layout) if position == RENEWAL else _pillar_score(layout, position)}"
        case "bar":
            # Not by the health itself: the bar of the imbalance is part of it.
            return f'=IF({_unknown(layout)},"",{_points(layout, position)})'
    raise ValueError(f"{kind} is an input")


def _unknown(layout: Layout) -> str:
    """Return the condition under which there is no health: no pillar has a share."""
    return f"SUM({layout.cells(layout.pillars('share'))})=0"


def _mean(layout: Layout) -> str:
    """Return the arithmetic mean of the pillars by their shares."""
    return f"SUMPRODUCT({layout.cells(layout.pillars('share'))},{layout.cells(layout.pillars('score'))})"


def _health(layout: Layout) -> str:
    added = "".join(f"+{layout.cell(key)}" for key in layout.bars("imbalance", "cap"))
    return f'IF({_unknown(layout)},"",{_mean(layout)}{added})'


def _imbalance(layout: Layout) -> str:
    """Return what the geometric mean takes away, where Standards ask for it."""
    factors = [
        # A pillar without a say must not count, and spreadsheets disagree on 0^0.
        f"IF({layout.cell(share)}=0,1,{layout.cell(score)}^{layout.cell(share)})"
        for share, score in zip(layout.pillars("share"), layout.pillars("score"), strict=True)
    ]
    return f"IF({names.WITH_IMBALANCE}=0,0,{'*'.join(factors)}-{_mean(layout)})"


def _cap(layout: Layout, position: int) -> str:
    """Return what a hard fact takes away beyond those before it: down to its ceiling, where it holds."""
    before = [*layout.bars("imbalance"), *layout.bars("cap")[:position]]
    running = _mean(layout) + "".join(f"+{layout.cell(key)}" for key in before)
    ceiling = names.cap_ceiling(layout.portfolio.caps[position])
    if layout.by_segment:
        ceiling = layout.of_set(names.SETS_CEILINGS, position)
    return f"IF({layout.cell(f'cap:{position}')}=1,MIN(0,{ceiling}-({running})),0)"


def _check(layout: Layout) -> str:
    health = layout.cell("health")
    return f'IF({health}="","",{health}-SUM({layout.cells(layout.all_bars())}))'


def _band(layout: Layout) -> str:
    health, coverage = layout.cell("health"), layout.cell("coverage")
    known = f"LOOKUP({health},{names.BAND_FROM},{names.BAND_SHOWN})"
    if layout.by_segment:
        bounds = f"INDEX({names.of_sets(names.SETS_BANDS)},{layout.own_set},0)"
        known = f"INDEX({names.BAND_SHOWN},MATCH({health},{bounds},1))"
    unknown = f'OR({health}="",{coverage}<{names.NO_COLOUR})'
    return f"IF({layout.cell('customer')}=0,{names.BAND_LOST},IF({unknown},{names.BAND_UNKNOWN},{known}))"


def _set(layout: Layout) -> str:
    # By EXACT: MATCH would take "smb" for "SMB" and a star in a name for anything.
    segment = f"INDEX({names.FACTS_SEGMENT},MATCH({layout.cell('number')},{names.FACTS_NUMBER},0))"
    return f"MAX(1,SUMPRODUCT(EXACT({names.SET_SEGMENT},{segment})*{names.SET_NUMBER}))"


def _evidence(layout: Layout) -> str:
    """Return the sum of weight x reliability over the pillars."""
    keys = layout.pillars("reliability")
    return f"SUMPRODUCT({layout.weights(keys)},{layout.cells(keys)})"


def _coverage(layout: Layout) -> str:
    weights = layout.weights(layout.pillars("reliability"))
    nothing = f"OR({layout.cell('customer')}=0,SUM({weights})=0)"
    return f"IF({nothing},0,{_evidence(layout)}/SUM({weights}))"


def _share(layout: Layout, pillar: int) -> str:
    own = f"reliability:{pillar}"
    evidence = _evidence(layout)
    product = f"{layout.weight(own)}*{layout.cell(own)}"
    return f"IF({layout.cell('customer')}=0,0,IF({evidence}=0,0,{product}/{evidence}))"


def _reliability(layout: Layout, pillar: int) -> str:
    keys = layout.signals() if pillar == RENEWAL else layout.drivers("R", pillar)
    if not keys:
        return "0"
    weights, cells = layout.weights(keys), layout.cells(keys)
    present = f"--ISNUMBER({cells})" if pillar == RENEWAL else cells
    # A driver of an account's first days is not missed later.
    passed = "".join(
        f"-{layout.weight(key)}*({layout.cell(key)}=0)"
        for key in keys
        if pillar != RENEWAL and layout.portfolio.drivers[int(key.partition(":")[2])].passing
    )
    asked = f"(SUM({weights}){passed})"
    known = f"IF({asked}<=0,0,SUMPRODUCT({weights},{present})/{asked})"
    if pillar != RENEWAL or layout.portfolio.order_value is None:
        return known
    orders = layout.cell("renewals")
    return f"MAX({known},{orders}/({orders}+{names.PRIOR_ORDERS}))"


def _pillar_score(layout: Layout, pillar: int) -> str:
    keys = layout.drivers("R", pillar)
    if not keys:
        return names.TYPICAL
    weighted = f"{layout.weights(keys)},{layout.cells(keys)}"
    scores = layout.cells(layout.drivers("g", pillar))
    mean = f"SUMPRODUCT({weighted},{scores})/SUMPRODUCT({weighted})"
    return f"IF({layout.cell(f'reliability:{pillar}')}=0,{names.TYPICAL},{mean})"


def _log_odds(layout: Layout) -> str:
    keys = layout.signals()
    moved = f"-SUMPRODUCT({layout.weights(keys)},{layout.cells(keys)})" if keys else ""
    return f"{layout.cell('base')}{moved}"


def _unclipped(layout: Layout) -> str:
    per_log_odds = f"{names.POINTS_TO_DOUBLE}/LN(2)"
    return f"{names.TYPICAL}+{per_log_odds}*({_log_odds(layout)}-{names.TYPICAL_ODDS})"


def _renewal_score(layout: Layout) -> str:
    return f"MAX(0,MIN(100,{_unclipped(layout)}))"


def _points(layout: Layout, position: int) -> str:
    """Return what one bar adds to the health."""
    bar = layout.portfolio.bars[position]
    per_log_odds = f"{layout.cell(f'share:{RENEWAL}')}*{names.POINTS_TO_DOUBLE}/LN(2)"
    match bar.kind:
        case "start":
            return names.TYPICAL
        case "gap":
            return f"{names.TYPICAL}*(SUM({layout.cells(layout.pillars('share'))})-1)"
        case "tenure":
            return f"{per_log_odds}*({layout.cell('base')}-{names.TYPICAL_ODDS})"
        case "signal":
            own = f"x:{bar.item}"
            return f"-{per_log_odds}*{layout.weight(own)}*{layout.cell(own)}"
        case "clip":
            share, held = layout.cell(f"share:{RENEWAL}"), layout.cell(f"score:{RENEWAL}")
            return f"{share}*({held}-({_unclipped(layout)}))"
        case "imbalance":
            return _imbalance(layout)
        case "cap":
            return _cap(layout, bar.item)
    return _driver_points(layout, bar.pillar, bar.item)


def _driver_points(layout: Layout, pillar: int, driver: int) -> str:
    own, keys = f"R:{driver}", layout.drivers("R", pillar)
    part = f"{layout.weight(own)}*{layout.cell(own)}/SUMPRODUCT({layout.weights(keys)},{layout.cells(keys)})"
    share = layout.cell(f"share:{pillar}")
    return f"IF({share}=0,0,{share}*{part}*({layout.cell(f'g:{driver}')}-{names.TYPICAL}))"


def _chance(layout: Layout) -> str:
    chance = f"1/(1+EXP(-({_log_odds(layout)})))"
    if layout.portfolio.order_value is not None:
        chance = f'IF({layout.cell("renewals")}=0,"",{chance})'
    elif layout.some_untold:
        chance = f'IF({layout.cell("told")}=0,"",{chance})'
    return f"IF({layout.cell('customer')}=0,0,{chance})"


def _following(layout: Layout) -> str:
    # The coming renewal is the one after those seen; DERL is taken before the one that follows it.
    return f"INDEX({names.DERL},{layout.cell('renewals')}+2,{layout.cell('curve')})"


def _lifetime_value(layout: Layout) -> str:
    return _value(layout, layout.cell("p_renew"))


def _value_at_risk(layout: Layout) -> str:
    chance = layout.cell("p_renew")
    # Of those who order, what is expected and may not come: who has long gone has little left to lose.
    certain = "" if layout.portfolio.order_value is None else f"{chance}*"
    return _value(layout, f"{certain}(1-{chance})")


def _value(layout: Layout, chance: str) -> str:
    """Return what a renewal is worth, times a chance; 0 for accounts that are lost or on trial, empty without
    an ARR.
    """
    arr, following = layout.cell("arr"), f"{layout.cell('derl')}/(1+{names.DISCOUNT})"
    worth = f"{arr}*{names.MARGIN}*{chance}*(1+{following})"
    unknown = f'OR({arr}="",{layout.cell("told")}=0)' if layout.some_untold else f'{arr}=""'
    return f'IF({layout.cell("renews")}=0,0,IF({unknown},"",{worth}))'
