"""The portfolio page as data: key figures, the table of accounts, and what the quadrant chart draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.health.portfolio import LOST_BAND, NO_BAND, PILLAR_LABELS, Portfolio
from cxdesk.health.segment_standards import segment_codes, sets_of
from cxdesk.health.standards import Standards
from cxdesk.metrics.retention import currency_of
from cxdesk.report.segment_words import segment_told
from cxdesk.session.human_views import BesideModel
from cxdesk.session.human_words import beside_reason, beside_text
from cxdesk.session.range_words import range_notes
from cxdesk.session.signals import strongest_bars, strongest_signal, strongest_signal_briefly
from cxdesk.session.table_view import Table, TableColumn
from cxdesk.session.tiles import Tile, portfolio_tiles
from cxdesk.theme import theme
from cxdesk.workspace.facts_record import Facts

Arrays = np.ndarray


@dataclass(frozen=True, slots=True)
class PortfolioView:
    """All that the portfolio page shows. Arrays have one entry for each account, in the order of
    `Facts.accounts`.

    `due_days` counts to the last day for notice, or to the renewal where that is not known; NaN when neither
    is. `is_customer` is false for accounts that have left; `differs` marks those that a person sees in
    another band than the model; `hollow` marks scores that stand on little evidence; `bands` are (name, lower
    bound) of the general standards, highest first, and `own_bands` whose begin elsewhere.
    `notes` are findings about the data as a whole.
    """

    title: str
    subtitle: str
    as_of: np.datetime64
    synthetic: bool
    currency: str
    tiles: tuple[Tile, ...]
    table: Table
    account_id: Arrays
    account_name: Arrays
    band: Arrays
    bands: tuple[tuple[str, float], ...]
    own_bands: Arrays
    health: Arrays
    coverage: Arrays
    hollow: Arrays
    arr: Arrays
    clv: Arrays
    due_days: Arrays
    is_customer: Arrays
    differs: Arrays
    search_text: Arrays
    notes: tuple[str, ...]
    counts: str

    def __len__(self) -> int:
        return len(self.account_id)


def portfolio_view(
    facts: Facts,
    portfolio: Portfolio,
    standards: Standards,
    style: NumberStyle,
    imports: int = 0,
    beside: Sequence[BesideModel] = (),
) -> PortfolioView:
    """Prepare the portfolio page from what is known and scored; `imports` is how many the workspace holds,
    `beside` are the human views that hold.
    """
    accounts = facts.accounts
    customer = ~accounts.is_lost.astype(bool)
    currency = currency_of(facts)
    due, due_title, due_help = _due(facts)
    table = _table(facts, portfolio, standards, style, currency, (due, due_title, due_help), beside)
    return PortfolioView(
        title="Portfolio",
        subtitle=_subtitle(facts, currency, style),
        as_of=facts.as_of,
        synthetic=facts.synthetic,
        currency=currency,
        tiles=portfolio_tiles(facts, portfolio, standards, style, currency, due),
        table=table,
        account_id=accounts.account_id,
        account_name=accounts.account_name,
        band=portfolio.band,
        bands=standards.bands,
        own_bands=_own_bands(accounts.segment, standards),
        health=portfolio.health,
        coverage=portfolio.coverage,
        hollow=portfolio.coverage < standards.score.coverage_medium,
        arr=accounts.arr,
        clv=portfolio.clv,
        due_days=due,
        is_customer=customer,
        differs=np.isin(np.arange(len(accounts)), [each.account for each in beside if each.differs]),
        search_text=_search_text(facts, portfolio, table),
        notes=tuple(finding.message for finding in facts.findings),
        counts=counts_text(facts, imports, style),
    )


def _own_bands(segments: Arrays, standards: Standards) -> Arrays:
    """Return of which accounts the bands begin elsewhere than the general ones, (n,) bool."""
    return np.isin(segments.astype(str), [name for name, own in standards.segments.items() if own.bands])


def value_at_risk_means(portfolio: Portfolio) -> str:
    """Return in a sentence what value at risk is, of renewals or of orders."""
    if portfolio.order_value is None:
        return "What the next renewal loses on average."
    return "What is still expected of them, times the chance that they do not buy again."


def hollow(portfolio: Portfolio, standards: Standards) -> Arrays:
    """Return of which accounts the band stands on little evidence; no band is hollow by itself."""
    graded = ~np.isin(portfolio.band.astype(str), (NO_BAND, LOST_BAND))
    return graded & (portfolio.coverage < standards.score.coverage_medium)


def counts_text(facts: Facts, imports: int, style: NumberStyle) -> str:
    """Return what the workspace holds in one line for the status bar."""
    answered = int(np.sum(~np.isnan(facts.answers.score)))
    parts = [
        formatting.counted(len(facts.accounts), "account", "accounts", style),
        formatting.counted(int(facts.usage.rows.sum()), "usage row", "usage rows", style),
        formatting.counted(answered, "answer", "answers", style),
        formatting.counted(len(facts.tickets), "ticket", "tickets", style),
        formatting.counted(imports, "import", "imports", style),
    ]
    return " · ".join(parts)


def _subtitle(facts: Facts, currency: str, style: NumberStyle) -> str:
    """Return how many customers there are and what they pay, and how many accounts are none."""
    accounts = facts.accounts
    customer = accounts.is_customer
    parts = [formatting.counted(int(customer.sum()), "customer", "customers", style)]
    total = float(np.nansum(facts.accounts.arr[customer]))
    if len(set(facts.accounts.currency[customer]) - {""}) > 1:
        parts.append("ARR in several currencies, not added")
    elif total > 0:
        parts.append(f"{formatting.money(total, currency, style)} ARR")
    trials, left = int((~customer & ~accounts.is_lost).sum()), int(accounts.is_lost.sum())
    if trials:
        parts.append(f"{formatting.number(trials, style)} on trial")
    if left:
        parts.append(f"{formatting.number(left, style)} lost")
    return " · ".join(parts)


def _due(facts: Facts) -> tuple[Arrays, str, str]:
    """Return the days to the next date that matters, with the column's title and help."""
    notice, renewal = facts.accounts.notice_date, facts.accounts.renewal_date
    still_open = ~np.isnat(notice) & ((notice >= facts.as_of) | np.isnat(renewal))
    both = np.where(still_open, notice, renewal)
    days = np.where(np.isnat(both), np.nan, (both - facts.as_of).astype("timedelta64[D]").astype(np.float64))
    days = np.where(facts.accounts.is_lost, np.nan, days)
    if np.isnat(notice).all():
        return days, "Renews in", "Days to the renewal. The last day for notice is not known."
    return (
        days,
        "Notice in",
        "Days to the last day for notice; “passed” once it is over; where it is not known, to the renewal.",
    )


def _table(
    facts: Facts,
    portfolio: Portfolio,
    standards: Standards,
    style: NumberStyle,
    currency: str,
    due: tuple[Arrays, str, str],
    beside: Sequence[BesideModel],
) -> Table:
    """Return the table of accounts."""
    days, due_title, due_help = due
    columns = (
        *_health_columns(facts, portfolio, standards, style, beside),
        TableColumn(
            "due",
            due_title,
            due_help,
            _due_texts(facts, days, style),
            "number",
            _floats(days),
            whole=_due_words(facts, style),
        ),
        *_money_columns(facts, portfolio, style, currency),
        TableColumn(
            "coverage",
            "Coverage",
            "How much of the evidence that the standards ask for is there.",
            [formatting.percent(value, None, style) for value in portfolio.coverage],
            "number",
            _floats(portfolio.coverage),
        ),
        _signal_column(portfolio, style),
    )
    return Table(columns, f"Accounts with their health on {formatting.date_text(facts.as_of, style)}")


def _health_columns(
    facts: Facts,
    portfolio: Portfolio,
    standards: Standards,
    style: NumberStyle,
    beside: Sequence[BesideModel],
) -> tuple[TableColumn, ...]:
    """Return the columns that say who it is and how healthy: name, health, band, pillars."""
    accounts = facts.accounts
    held_down = portfolio.uncapped > portfolio.health
    sets = sets_of(standards, *segment_codes(accounts.segment))
    edges = sets.each(lambda one: [start for _, start in one.bands]).tolist()
    told = [segment_told(standards, name, portfolio.drivers, style) for name in sets.names]
    look = theme()
    return (
        TableColumn(
            "account",
            "Account",
            "The account's name.",
            _texts(accounts.account_name),
            keys=accounts.account_name,
            whole=_whole_names(facts, style),
        ),
        TableColumn(
            "health",
            "Health",
            "0 to 100, where 60 is typical for your accounts; ± is the 80 % range, “cap” that a hard fact "
            "holds it down.",
            [formatting.score(value, style, own) for value, own in zip(portfolio.health, edges, strict=True)],
            "value",
            _floats(portfolio.health),
            second=[
                "cap" if held else _plus_minus(value, style)
                for value, held in zip(portfolio.half_width, held_down, strict=True)
            ],
            whole=range_notes(portfolio, style),
        ),
        TableColumn(
            "band",
            "Grade",
            "The band that the health falls into; hollow when too little is known for a colour.",
            [look.band(name).word for name in portfolio.band],
            "band",
            _floats(portfolio.health),
            tones=_texts(portfolio.band),
            whole=_views([told[row] for row in sets.row.tolist()], beside, style),
            hollow=hollow(portfolio, standards),
        ),
        TableColumn(
            "pillars",
            "S A R V",
            "Sentiment, adoption, renewal and lifetime value, each 0 to 100; an empty bar has no evidence.",
            [""] * len(portfolio),
            "bars",
            whole=_pillar_words(portfolio, style),
            bars=np.where(portfolio.pillar_reliability > 0, portfolio.pillar_score / 100.0, np.nan),
            bar_names=tuple(label[0] if label != "Lifetime value" else "V" for label in PILLAR_LABELS),
        ),
    )


def _money_columns(
    facts: Facts, portfolio: Portfolio, style: NumberStyle, currency: str
) -> tuple[TableColumn, ...]:
    """Return the columns of money: revenue, value, value at risk."""
    unit = f" {currency}" if currency else ""
    return (
        _money(
            "arr",
            f"ARR{unit}",
            "Annual recurring revenue on the as-of date.",
            facts.accounts.arr,
            facts,
            style,
            currency,
        ),
        _money(
            "clv",
            "CLV",
            "Expected value of the contract from the next renewal on, with this account's own "
            "chance to renew."
            if portfolio.order_value is None
            else "Margin of all orders still expected, discounted, with this account's own chance to buy "
            "again.",
            portfolio.clv,
            facts,
            style,
            currency,
        ),
        _money(
            "value_at_risk",
            "At risk",
            f"{value_at_risk_means(portfolio)} It ranks the work; it is not part of health.",
            portfolio.value_at_risk,
            facts,
            style,
            currency,
        ),
    )


def _money(
    name: str, title: str, explanation: str, values: Arrays, facts: Facts, style: NumberStyle, currency: str
) -> TableColumn:
    """Return a column of money: the currency once in the header, or in each cell where there are several."""
    currencies = facts.accounts.currency
    return TableColumn(
        name,
        title,
        explanation,
        [
            formatting.money(value, "" if currency else own, style)
            for value, own in zip(values, currencies, strict=True)
        ],
        "number",
        _floats(values),
        whole=[
            formatting.money_whole(value, own, style)
            + (f" (currency not known, counted as {currency})" if currency and not own and value > 0 else "")
            for value, own in zip(values, currencies, strict=True)
        ],
    )


def _signal_column(portfolio: Portfolio, style: NumberStyle) -> TableColumn:
    """Return what moves each score most, in words, sorted by its points."""
    positions = strongest_bars(portfolio)
    texts = [strongest_signal(portfolio, row, int(position), style) for row, position in enumerate(positions)]
    rows = np.arange(len(positions))
    points = (
        np.where(positions >= 0, portfolio.bar_points[rows, positions], np.nan) if len(rows) else np.empty(0)
    )
    return TableColumn(
        "signal",
        "Strongest signal",
        "What lowers the score most, with the points that it takes; else what raises it.",
        texts,
        "note",
        points,
        whole=texts,
        brief=[
            strongest_signal_briefly(portfolio, row, int(place), style) for row, place in enumerate(positions)
        ],
    )


def _whole_names(facts: Facts, style: NumberStyle) -> list[str]:
    """Return name, id, segment and owner of each account for the tooltip."""
    accounts = facts.accounts
    lines = []
    for row in range(len(accounts)):
        parts = [str(accounts.account_name[row]), f"Id {accounts.account_id[row]}"]
        parts += [str(value) for value in (accounts.segment[row], accounts.owner[row]) if value]
        if accounts.is_lost[row]:
            parts.append(f"Left {formatting.date_text(accounts.lost_at[row], style)}")
        lines.append(" · ".join(parts))
    return lines


def _pillar_words(portfolio: Portfolio, style: NumberStyle) -> list[str]:
    """Return the four pillars of each account in words."""
    return [
        " · ".join(
            f"{label} {formatting.score(score, style) if known > 0 else 'no evidence'}"
            for label, score, known in zip(PILLAR_LABELS, scores, reliabilities, strict=True)
        )
        for scores, reliabilities in zip(portfolio.pillar_score, portfolio.pillar_reliability, strict=True)
    ]


def _due_texts(facts: Facts, days: Arrays, style: NumberStyle) -> list[str]:
    """Return the days to each date; where the day for notice is over, that it is."""
    passed = (facts.accounts.notice_date < facts.as_of) & ~np.isnan(days)
    return [
        "passed" if over else formatting.days(value, style) for over, value in zip(passed, days, strict=True)
    ]


def _due_words(facts: Facts, style: NumberStyle) -> list[str]:
    """Return notice and renewal date of each account in words."""
    words = []
    for notice, renewal in zip(facts.accounts.notice_date, facts.accounts.renewal_date, strict=True):
        parts = [f"Notice by {formatting.date_text(notice, style)}"] if not np.isnat(notice) else []
        parts += [f"renews {formatting.date_text(renewal, style)}"] if not np.isnat(renewal) else []
        words.append(", ".join(parts) or "No notice or renewal date is known")
    return words


def _search_text(facts: Facts, portfolio: Portfolio, table: Table) -> Arrays:
    """Return all that the filter field looks into, lower-case, for each account."""
    accounts = facts.accounts
    parts = (
        accounts.account_name,
        accounts.account_id,
        accounts.segment,
        accounts.owner,
        accounts.industry,
        accounts.region,
        accounts.country,
        accounts.plan,
        portfolio.band,
        table.column("signal").texts,
    )
    return np.array(
        [" ".join(str(part) for part in row).casefold() for row in zip(*parts, strict=True)], dtype=object
    )


def _views(told: list[str], beside: Sequence[BesideModel], style: NumberStyle) -> list[str]:
    """Return for each account the human view that holds, in words, then what is `told` of its standards; ""
    without both.
    """
    words = list(told)
    for each in beside:
        view = f"Your view: {beside_text(each, style)}\n{beside_reason(each, style)}"
        words[each.account] = "\n".join(part for part in (view, told[each.account]) if part)
    return words


def _texts(values: Arrays) -> list[str]:
    return [str(value) for value in values]


def _floats(values: Arrays) -> Arrays:
    return np.asarray(values, dtype=np.float64)


def _plus_minus(value: float, style: NumberStyle) -> str:
    return "" if np.isnan(value) else formatting.plus_minus(value, style)
