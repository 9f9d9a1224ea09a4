"""The formulas of the sheet Contributions, one row per account.

They are those of `cxdesk.health.portfolio`, and use nothing that a spreadsheet of 2007 lacks; a weighted sum
is a SUMPRODUCT of two ranges. An unknown result is an empty text. Those of renewal are beside this file.
"""

from __future__ import annotations

from cxdesk.report import names, renewal_formulas
from cxdesk.report.contribution_layout import RENEWAL, SENTIMENT_LOW, Layout


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
        "p_renew": renewal_formulas.chance,
        "derl": renewal_formulas.following_of,
        "clv": renewal_formulas.lifetime_value,
        "value_at_risk": renewal_formulas.value_at_risk,
        "expected": renewal_formulas.expected,
        "ratio": renewal_formulas.ratio,
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
        case "score" if position == RENEWAL:
            return f"={renewal_formulas.renewal_score(layout)}"
        case "score":
            return f"={_pillar_score(layout, position)}"
        case "g" if position == layout.expected_driver:
            return f"={renewal_formulas.expected_score(layout)}"
        case "x" if layout.portfolio.signals[position].name == SENTIMENT_LOW:
            return f"={renewal_formulas.low_sentiment_of(layout)}"
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
    return f"MAX({known},{orders}/({orders}+{layout.standards.lifetime_value.prior_renewals:g}))"


def _pillar_score(layout: Layout, pillar: int) -> str:
    keys = layout.drivers("R", pillar)
    if not keys:
        return names.TYPICAL
    weighted = f"{layout.weights(keys)},{layout.cells(keys)}"
    scores = layout.cells(layout.drivers("g", pillar))
    mean = f"SUMPRODUCT({weighted},{scores})/SUMPRODUCT({weighted})"
    return f"IF({layout.cell(f'reliability:{pillar}')}=0,{names.TYPICAL},{mean})"


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
            low = layout.portfolio.signals[bar.item].name == SENTIMENT_LOW
            # Unknown is an empty cell among inputs, an empty text of a formula: N makes that 0 too.
            x = f"N({layout.cell(own)})" if low else layout.cell(own)
            return f"-{per_log_odds}*{layout.weight(own)}*{x}"
        case "clip":
            share, held = layout.cell(f"share:{RENEWAL}"), layout.cell(f"score:{RENEWAL}")
            return f"{share}*({held}-({renewal_formulas.unclipped(layout)}))"
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
