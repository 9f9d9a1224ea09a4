"""Which words set two groups of comments apart, with comments that have them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.choosing import chosen, whose
from cxdesk.charts.theme_records import Quote, ThemeQuotes
from cxdesk.errors import UsageError
from cxdesk.metrics.comments import comment_window, commented, with_comment
from cxdesk.metrics.themes import themes
from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.workspace.facts_record import SURVEY_KIND_NAMES, Facts

_PERIOD = "period"
_MOST_SAMPLES = 12
_NPS = SURVEY_KIND_NAMES.index("nps")


@dataclass(frozen=True, slots=True)
class _Division:
    """Two groups of answers: those of `rows`, the first where `in_first` (both masks over all answers)."""

    rows: np.ndarray
    in_first: np.ndarray
    first: str
    second: str
    is_judged: bool
    period: str


def theme_quotes(facts: Facts, request: ChartRequest, days: int | None = None) -> ThemeQuotes:
    """Return the themes of detractors against promoters, of an account against its segment, both over the
    last 730 days, or, by period, of the last 365 days against those before; with `days` over so many days,
    and of these against as many before. Raises UsageError for any other dimension.
    """
    if request.by not in (None, _PERIOD):
        raise UsageError(
            f"Themes are not divided by {request.by}.", f"Choose {_PERIOD}, or leave the dimension out."
        )
    if request.by == _PERIOD:
        own, divided = chosen(facts, request), _by_period
    else:
        own, divided = facts, _by_judgement if request.account is None else _by_account
    return _found(own, divided(own, request, days), whose(facts, request))


def _by_judgement(facts: Facts, _request: ChartRequest, days: int | None) -> _Division:
    """Return detractors and promoters; where NPS has no comment, those who gave the lowest and the highest
    marks to anything.
    """
    answers, window = facts.answers, comment_window(facts.as_of, days)
    extreme = commented(answers, window) & np.isin(answers.unit, (0.0, 1.0))
    loyal = extreme & (answers.kind == _NPS)
    names = ("detractors", "promoters") if loyal.any() else ("the dissatisfied", "the satisfied")
    return _Division(
        loyal if loyal.any() else extreme, answers.unit == 0.0, *names, is_judged=True, period=window.text
    )


def _by_account(facts: Facts, request: ChartRequest, days: int | None) -> _Division:
    """Return the comments of an account and those of the others in its segment."""
    answers, accounts = facts.answers, facts.accounts
    window = comment_window(facts.as_of, days)
    segment = str(accounts.segment[request.account])
    alike = accounts.segment == segment
    known = answers.account >= 0
    rows = commented(answers, window) & known
    rows &= alike[np.where(known, answers.account, 0)]
    others = f"others in {segment}" if segment else "all others"
    return _Division(
        rows, answers.account == request.account, whose(facts, request), others, False, window.text
    )


def _by_period(facts: Facts, _request: ChartRequest, days: int | None) -> _Division:
    """Return the comments of the last 365 days, or of so many days, and those of as many days before."""
    answers, window = facts.answers, Window(facts.as_of, days or YEAR_DAYS)
    both = Window(facts.as_of, 2 * window.days)
    now = window.holds(answers.answered_at)
    names = (f"the last {days} days", "the days before") if days else ("the last year", "the year before")
    return _Division(with_comment(answers) & both.holds(answers.answered_at), now, *names, False, both.text)


def _found(facts: Facts, division: _Division, name_asked_for: str) -> ThemeQuotes:
    """Return the themes of a division, with the quotes that they point to."""
    answers, rows = facts.answers, np.flatnonzero(division.rows)
    texts, in_first = answers.comment[rows].tolist(), division.in_first[rows]
    found = themes(texts, answers.account[rows], in_first)

    def quote(place: int) -> Quote:
        account = int(answers.account[rows[place]])
        name = "" if account < 0 else str(facts.accounts.account_name[account])
        return Quote(texts[place].strip(), name, bool(in_first[place]), int(rows[place]))

    newest = np.argsort(-answers.answered_at[rows].astype("datetime64[s]").astype(np.int64), kind="stable")
    # Those of each group in turn, so that both are heard where there is little room.
    turns = sorted(range(len(newest)), key=lambda rank: _turn(in_first[newest], rank))
    return ThemeQuotes(
        found,
        tuple(tuple(quote(place) for place in theme.quotes) for theme in found.found),
        division.first,
        division.second,
        division.is_judged,
        tuple(quote(int(newest[rank])) for rank in turns[:_MOST_SAMPLES]),
        division.period,
        name_asked_for,
    )


def _turn(in_first: np.ndarray, rank: int) -> tuple[int, bool]:
    """Return the place of a comment among those of its own group, the first group's before the other's."""
    return int(np.sum(in_first[:rank] == in_first[rank])), not in_first[rank]
