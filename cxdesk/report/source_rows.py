"""Which rows of the user's own files stand behind a number, in few words: "Tickets.csv rows 12-15, 40"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    return all_source_texts(facts, [item])[item]


def all_source_texts(facts: Facts, items: Sequence[str]) -> dict[str, list[str]]:
    """Return the same of several drivers and signals; what they have in common is looked for once."""
    own = rows_texts(facts, _rows(facts.accounts, np.arange(len(facts.accounts)), None))
    found: dict[Callable[[Facts], list[str]] | None, list[str]] = {None: own}
    for find in {_FINDERS.get(item): None for item in items}:
        if find is not None:
            found[find] = [text or other for text, other in zip(find(facts), own, strict=True)]
    return {item: found[_FINDERS.get(item)] for item in items}


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
    new_group = np.r_[True, (account[1:] != account[:-1]) | (source[1:] != source[:-1])]
    new_row = new_group | np.r_[True, row[1:] != row[:-1]]
    account, source, row, new_group = account[new_row], source[new_row], row[new_row], new_group[new_row]
    starts = np.flatnonzero(new_group | np.r_[True, row[1:] != row[:-1] + 1])
    ends = np.r_[starts[1:], len(row)]
    first, last = row[starts].tolist(), row[ends - 1].tolist()
    groups = np.flatnonzero(new_group[starts])
    names = [_source_name(facts, code) for code in range(len(facts.sources))]
    bounds = zip(groups.tolist(), [*groups[1:].tolist(), len(starts)], strict=True)
    of = zip(account[starts[groups]].tolist(), source[starts[groups]].tolist(), strict=True)
    for (begin, end), (who, code) in zip(bounds, of, strict=True):
        name = names[code] if 0 <= code < len(names) else _source_name(facts, code)
        text = f"{name} {_runs_text(first[begin:end], last[begin:end])}"
        texts[who] = f"{texts[who]}; {text}" if texts[who] else text
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


def _runs_text(first: list[int], last: list[int]) -> str:
    """Return runs of row numbers, each from its first to its last, in words: "rows 2–5, 9 and 31 more"."""
    shown = [
        f"{a}" if a == b else f"{a}–{b}" for a, b in zip(first[:_MOST_RUNS], last[:_MOST_RUNS], strict=True)
    ]
    left = sum(last[_MOST_RUNS:]) - sum(first[_MOST_RUNS:]) + len(first[_MOST_RUNS:])
    word = "row" if len(first) == 1 and first == last else "rows"
    return f"{word} {', '.join(shown)}" + (f" and {left:,} more" if left else "")


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
