"""The tables that can be written to a file, as typed columns: what is scored, what contradicts, the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from cxdesk.errors import UsageError
from cxdesk.formatting import NEUTRAL
from cxdesk.health.portfolio import PILLAR_LABELS, Portfolio
from cxdesk.health.tensions import Tensions
from cxdesk.health.tensions.texts import number_text
from cxdesk.metrics.evidence_columns import DAY, MONEY, NUMBER, PARTS, TEXT, YES, EvidenceColumn, columns_of
from cxdesk.metrics.evidence_columns import newest_first as newest
from cxdesk.progress import Progress
from cxdesk.session.evidence import Asked
from cxdesk.session.evidence_rows import evidence_columns, facts_asked_for
from cxdesk.session.session import Session
from cxdesk.session.signals import strongest_bars, strongest_signal
from cxdesk.workspace.facts_record import Facts

PORTFOLIO, CONTRIBUTIONS, TENSIONS, EVIDENCE = "portfolio", "contributions", "tensions", "evidence"
_ROWS = {name: part.title for name, part in PARTS.items() if name not in ("usage_rows", "accounts")}
TABLES: Mapping[str, str] = MappingProxyType(
    {
        PORTFOLIO: "Accounts with their health",
        CONTRIBUTIONS: "What each account's health is made of",
        TENSIONS: "Contradictions, with the questions",
        EVIDENCE: "The rows behind a number",
        **_ROWS,
    }
)
"""Every table by name, with what it holds in words."""


@dataclass(frozen=True, slots=True)
class TableWanted:
    """Which table: one of TABLES; `metric` names the number whose rows EVIDENCE holds; `account_id` keeps the
    rows of one account.
    """

    name: str
    metric: str = ""
    account_id: str | None = None


def table_columns(session: Session, wanted: TableWanted, progress: Progress) -> tuple[EvidenceColumn, ...]:
    """Return a table as columns. Raises UsageError where there is none of that name, or no such account or
    metric.
    """
    if wanted.name not in TABLES:
        raise UsageError(f"There is no table named {wanted.name}.", f"There are {', '.join(TABLES)}.")
    facts = session.facts(progress)
    own = facts_asked_for(facts, Asked("", wanted.account_id))
    if own is None:
        raise UsageError(f"There is no account {wanted.account_id}.", "Choose an account of the portfolio.")
    if wanted.name == EVIDENCE:
        return _evidence(session, facts, wanted, progress)
    if wanted.name in _ROWS:
        record = getattr(own, wanted.name)
        rows = np.arange(len(record))
        rows = rows[newest(wanted.name, record, rows)]
        told = columns_of(own, wanted.name, record, rows) or _only_titles(wanted.name)
        codes = getattr(record, "account", np.array([], dtype=np.int64))
        return _with_ids(told, own, codes[rows] if len(codes) else codes)
    if wanted.name == TENSIONS:
        columns = tension_columns(facts, session.tensions(progress))
    else:
        make = portfolio_columns if wanted.name == PORTFOLIO else contribution_columns
        columns = make(facts, session.portfolio(progress))
    if wanted.account_id is None:
        return columns
    kept = np.flatnonzero(columns[0].values == wanted.account_id)
    return tuple(EvidenceColumn(one.name, one.title, one.kind, one.values[kept]) for one in columns)


def _with_ids(
    columns: tuple[EvidenceColumn, ...], facts: Facts, codes: np.ndarray
) -> tuple[EvidenceColumn, ...]:
    """Return columns of rows with the id of each account before its name: two accounts may share one."""
    place = next((place for place, column in enumerate(columns) if column.name == "account"), None)
    if place is None:
        return columns
    known = np.array([*facts.accounts.account_id.tolist(), ""], dtype=object)
    ids = _column("account_id", "Account id", TEXT, known[np.where(codes < 0, len(known) - 1, codes)])
    return (*columns[:place], ids, *columns[place:])


def _only_titles(name: str) -> tuple[EvidenceColumn, ...]:
    """Return the columns of rows of which there are none: a file without titles would look broken."""
    nothing = np.array([], dtype=object)
    return tuple(EvidenceColumn(own, title, kind, nothing) for own, title, kind in PARTS[name].columns)


def portfolio_columns(facts: Facts, portfolio: Portfolio) -> tuple[EvidenceColumn, ...]:
    """Return one row for each account: who they are, their health and what it rests on, money and dates."""
    accounts, strongest = facts.accounts, strongest_bars(portfolio)
    signals = [
        strongest_signal(portfolio, code, int(strongest[code]), NEUTRAL) for code in range(len(accounts))
    ]
    scores = np.where(portfolio.pillar_share > 0, portfolio.pillar_score, np.nan)
    return (
        *_who(facts),
        _column("segment", "Segment", TEXT, accounts.segment),
        _column("owner", "Owner", TEXT, accounts.owner),
        _column("customer", "Customer", YES, accounts.is_customer.astype(np.float64)),
        _column("band", "Band", TEXT, portfolio.band),
        _column("health", "Health", NUMBER, portfolio.health),
        _column("low", "Health, low", NUMBER, portfolio.low),
        _column("high", "Health, high", NUMBER, portfolio.high),
        _column("coverage", "Coverage", NUMBER, portfolio.coverage),
        *(
            _column(label.lower(), f"{label}, score", NUMBER, scores[:, number])
            for number, label in enumerate(PILLAR_LABELS)
        ),
        _column("strongest", "Strongest signal", TEXT, signals),
        _column("notice_date", "Notice by", DAY, accounts.notice_date),
        _column("renewal_date", "Renews", DAY, accounts.renewal_date),
        _column("p_renew", "Chance to stay 12 months", NUMBER, portfolio.p_renew),
        _column("currency", "Currency", TEXT, accounts.currency),
        _column("arr", "Revenue a year", MONEY, accounts.arr),
        _column("clv", "Lifetime value", MONEY, portfolio.clv),
        _column("value_at_risk", "Value at risk", MONEY, portfolio.value_at_risk),
    )


def contribution_columns(facts: Facts, portfolio: Portfolio) -> tuple[EvidenceColumn, ...]:
    """Return one row for each account and bar: the points of an account add up to its health. Accounts
    without a score have none.
    """
    scored = np.flatnonzero(~np.isnan(portfolio.health))
    codes, bars = np.repeat(scored, len(portfolio.bars)), np.tile(np.arange(len(portfolio.bars)), len(scored))
    labels = np.array([bar.label for bar in portfolio.bars], dtype=object)
    kinds = np.array([bar.kind for bar in portfolio.bars], dtype=object)
    return (
        *_who(facts, codes),
        _column("what", "What", TEXT, labels[bars]),
        _column("kind", "Kind", TEXT, kinds[bars]),
        _column("points", "Points", NUMBER, portfolio.bar_points[codes, bars]),
    )


def tension_columns(facts: Facts, tensions: Tensions) -> tuple[EvidenceColumn, ...]:
    """Return one row for each contradiction, the severest first, with both numbers and the question."""
    found = tensions.found
    codes = np.array([one.account for one in found], dtype=np.int64)
    currencies = [str(facts.accounts.currency[code]) for code in codes]

    def told(side: Callable) -> list[str]:
        return [number_text(side(one), currency=unit) for one, unit in zip(found, currencies, strict=True)]

    return (
        *_who(facts, codes),
        _column("rule", "Rule", NUMBER, np.array([one.rule.number for one in found], dtype=np.float64)),
        _column("name", "Contradiction", TEXT, [one.rule.name for one in found]),
        _column("first", "First number", TEXT, told(lambda one: one.first)),
        _column("second", "Second number", TEXT, told(lambda one: one.second)),
        _column("severity", "Severity", NUMBER, np.array([one.severity for one in found], dtype=np.float64)),
        _column("audience", "For whom", TEXT, [one.rule.audience for one in found]),
        _column("question", "Question", TEXT, [one.rule.question for one in found]),
        _column("disappears", "Disappears when", TEXT, [one.rule.disappears_when for one in found]),
    )


def _evidence(
    session: Session, facts: Facts, wanted: TableWanted, progress: Progress
) -> tuple[EvidenceColumn, ...]:
    """Return the rows behind a metric."""
    from cxdesk.metrics import METRICS
    from cxdesk.workspace.facts.raw_usage import raw_usage

    names = [metric.definition.name for metric in METRICS]
    if wanted.metric not in names:
        wrong = f"There is no metric named {wanted.metric}."
        what = wrong if wanted.metric else "Rows behind a number need its name."
        raise UsageError(what, f"There are {', '.join(names)}.")
    progress.report("Looking up the rows")
    return evidence_columns(
        facts,
        Asked(wanted.metric, wanted.account_id),
        0,
        lambda usage, most: raw_usage(session.workspace, facts, usage, most),
    )


def _who(facts: Facts, codes: np.ndarray | slice = slice(None)) -> tuple[EvidenceColumn, ...]:
    accounts = facts.accounts
    return (
        _column("account_id", "Account id", TEXT, accounts.account_id[codes]),
        _column("account", "Account", TEXT, accounts.account_name[codes]),
    )


def _column(name: str, title: str, kind: str, values) -> EvidenceColumn:
    """Return a column; texts as an array of objects, an unknown one empty."""
    if kind == TEXT:
        texts = [value if isinstance(value, str) else "" for value in values]
        values = np.array([*texts, None], dtype=object)[:-1]
    return EvidenceColumn(name, title, kind, values)
