"""Which rows of the user's own files stand behind a number, in few words: "Tickets.csv rows 12-15, 40"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from cxdesk.formatting import counted
from cxdesk.health.sentiment import TEXT
from cxdesk.metrics.comment_sentiment import comment_sentiment, scored_comments
from cxdesk.workspace.facts_record import SURVEY_KIND_NAMES, Facts

_MOST_RUNS = 8


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of sources: the account each belongs to, the source, the row as the spreadsheet shows it."""

    account: np.ndarray
    source: np.ndarray
    row: np.ndarray


def source_texts(facts: Facts, item: str) -> list[str]:
    """Return for every account the rows behind a driver or signal; its own row where no others are."""
    find = _FINDERS.get(item)
    found = [""] * len(facts.accounts) if find is None else find(facts)
    if all(found):
        return found
    own = rows_texts(facts, _rows(facts.accounts, np.arange(len(facts.accounts)), None))
    return [text or fallback for text, fallback in zip(found, own, strict=True)]


def rows_texts(facts: Facts, *parts: Rows) -> list[str]:
    """Return for every account its rows in words, file by file; "" for an account without any."""
    account, source, row = (
        np.concatenate([getattr(part, name) for part in parts]).astype(np.int64)
        for name in ("account", "source", "row")
    )
    texts = [""] * len(facts.accounts)
    if len(account) == 0:
        return texts
    order = np.lexsort((row, source, account))
    account, source, row = account[order], source[order], row[order]
    group = account * (len(facts.sources) + 1) + source
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    for start, end in zip(starts, np.r_[starts[1:], len(group)], strict=True):
        text = f"{_source_name(facts, source[start])} {_runs_text(np.unique(row[start:end]))}"
        before = texts[account[start]]
        texts[account[start]] = f"{before}; {text}" if before else text
    return texts


def newest_comments(facts: Facts, kinds: tuple[str, ...]) -> list[str]:
    """Return for every account the newest comment with answers of these kinds, "" where there is none."""
    answers = facts.answers
    texts = [""] * len(facts.accounts)
    wanted = np.isin(answers.kind, [SURVEY_KIND_NAMES.index(kind) for kind in kinds])
    said = np.array([bool(text) and isinstance(text, str) for text in answers.comment], dtype=bool)
    rows = np.flatnonzero(wanted & said)
    at = answers.answered_at[rows]
    oldest_first = rows[np.lexsort((rows, np.where(np.isnat(at), np.datetime64(0, "s"), at)))]
    for row in oldest_first.tolist():
        texts[answers.account[row]] = answers.comment[row]
    return texts


def _rows(record, account: np.ndarray, chosen: np.ndarray | None) -> Rows:
    """Return the source rows of a record of the facts, or of those chosen."""
    rows = Rows(account, record.source, record.source_row)
    return rows if chosen is None else Rows(account[chosen], rows.source[chosen], rows.row[chosen])


def _answers(*kinds: str, asked: bool = False) -> Callable[[Facts], list[str]]:
    """Return a finder of the answers of some kinds; with `asked`, also of invitations without an answer."""
    codes = [SURVEY_KIND_NAMES.index(kind) for kind in kinds]

    def find(facts: Facts) -> list[str]:
        answers = facts.answers
        chosen = (
            np.isin(answers.kind, codes) if asked else np.isin(answers.kind, codes) & ~np.isnan(answers.unit)
        )
        return rows_texts(facts, _rows(answers, answers.account, chosen))

    return find


def _comments(facts: Facts) -> list[str]:
    answers = facts.answers
    chosen = scored_comments(comment_sentiment(facts), len(answers))
    return rows_texts(facts, _rows(answers, answers.account, chosen))


def _tickets(facts: Facts) -> list[str]:
    return rows_texts(facts, _rows(facts.tickets, facts.tickets.account, None))


def _contracts(facts: Facts) -> list[str]:
    return rows_texts(facts, _rows(facts.contracts, facts.contracts.account, None))


def _invoices(facts: Facts) -> list[str]:
    return rows_texts(facts, _rows(facts.invoices, facts.invoices.account, None))


def _incidents(facts: Facts) -> list[str]:
    touched, incidents = facts.incident_accounts, facts.incidents
    rows = Rows(touched.account, incidents.source[touched.incident], incidents.source_row[touched.incident])
    return rows_texts(facts, rows)


def _contacts(facts: Facts) -> list[str]:
    return rows_texts(facts, _rows(facts.contacts, facts.contacts.account, None))


def _touches(facts: Facts) -> list[str]:
    answers, tickets = facts.answers, facts.tickets
    return rows_texts(facts, _rows(answers, answers.account, None), _rows(tickets, tickets.account, None))


def _usage(facts: Facts) -> list[str]:
    """Return how many usage rows and months there are; usage is kept per month, not per row."""
    usage, count = facts.usage, len(facts.accounts)
    rows = np.bincount(usage.account, weights=usage.rows, minlength=count)
    months = np.bincount(usage.account, minlength=count)
    return [
        f"{counted(r, 'usage row', 'usage rows')} in {counted(m, 'month', 'months')}" if r > 0 else ""
        for r, m in zip(rows, months, strict=True)
    ]


def _source_name(facts: Facts, source: int) -> str:
    """Return a source as file and sheet."""
    if not 0 <= source < len(facts.sources):
        return "unknown source"
    return " › ".join(part for part in facts.sources[source] if part)


def _runs_text(rows: np.ndarray) -> str:
    """Return sorted row numbers as runs: "rows 2-5, 9 and 31 more"."""
    breaks = np.flatnonzero(np.diff(rows) != 1)
    first, last = rows[np.r_[0, breaks + 1]], rows[np.r_[breaks, len(rows) - 1]]
    shown = [
        f"{a}" if a == b else f"{a}–{b}"
        for a, b in zip(first[:_MOST_RUNS].tolist(), last[:_MOST_RUNS].tolist(), strict=True)
    ]
    left = int((last[_MOST_RUNS:] - first[_MOST_RUNS:] + 1).sum())
    return f"{'row' if len(rows) == 1 else 'rows'} {', '.join(shown)}" + (
        f" and {left:,} more" if left else ""
    )


_ALL_KINDS = tuple(SURVEY_KIND_NAMES)
_FINDERS: Mapping[str, Callable[[Facts], list[str]]] = MappingProxyType(
    {
        "nps": _answers("nps"),
        "csat": _answers("csat"),
        "ces": _answers("ces"),
        TEXT: _comments,
        "sentiment_low": _answers("nps", "csat", "ces"),
        "silent": _answers(*_ALL_KINDS, asked=True),
        "seat_use": _usage,
        "seats_unused": _usage,
        "feature_breadth": _usage,
        "feature_depth": _usage,
        "usage_trend": _usage,
        "usage_falling": _usage,
        "recency": _usage,
        "time_to_value": _usage,
        "net_revenue_retention": _contracts,
        "expansion": _contracts,
        "derl_ratio": _contracts,
        "champion_gone": _contacts,
        "single_threaded": _contacts,
        "escalations": _tickets,
        "reopens": _tickets,
        "no_contact": _touches,
        "bill_trouble": _invoices,
        "incident_exposure": _incidents,
        "price_rise": _contracts,
    }
)
COMMENTED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "nps": ("nps",),
        "csat": ("csat",),
        "ces": ("ces",),
    }
)
"""Which drivers come with words, and of which kinds of answers."""
