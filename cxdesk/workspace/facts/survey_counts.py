"""Survey results that were counted before they were exported, as the answers that they stand for.

A count of promoters says nothing about single answers, but the metrics need no more than the counts: each
answer is taken at a score of its group. Where the same account's single answers of the same period are known
too, the counts of that period are left out: they would count the same people twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.tables import SURVEY_COUNTS
from cxdesk.tables.survey_scales import CSAT, NPS
from cxdesk.workspace.arrow_types import days, numbers
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver
from cxdesk.workspace.facts.rows import ROW, SOURCE, read_rows
from cxdesk.workspace.facts.surveys import OTHER_KIND, OTHER_ROLE, coded
from cxdesk.workspace.facts_record import SURVEY_KIND_NAMES, Answers, Finding, rows_taken
from cxdesk.workspace.workspace import Workspace

_GROUPS = (
    ("promoters", NPS, 10.0, 0.0, 10.0),
    ("passives", NPS, 8.0, 0.0, 10.0),
    ("detractors", NPS, 3.0, 0.0, 10.0),
    ("satisfied", CSAT, 5.0, 1.0, 5.0),
    ("neutral", CSAT, 3.0, 1.0, 5.0),
    ("dissatisfied", CSAT, 1.0, 1.0, 5.0),
)
"""Field, kind, and the score and scale at which an answer of the group is taken."""
_MOST = 100_000
"""Answers that one count may stand for; a larger one is no count of an account's people."""
_MOST_TOGETHER = 5_000_000
_ONE_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Counted:
    """One row per count of n. `group`: position in _GROUPS; `first`, `last`: days of its period."""

    account: np.ndarray
    group: np.ndarray
    count: np.ndarray
    first: np.ndarray
    last: np.ndarray
    source: np.ndarray
    source_row: np.ndarray


def read_counted(workspace: Workspace, resolver: Resolver) -> tuple[Counted, int, tuple[Finding, ...]]:
    """Return the counts of known accounts, how many rows have no account, and what could not be used.

    Of several exports of the same account, question and period the newest one's counts stay.
    """
    rows = read_rows(workspace, SURVEY_COUNTS)
    account = resolver.of_rows(rows)
    sheets = rows[SOURCE].to_numpy()
    first = days(rows["period"])
    last = _last_days(first, sheets)
    stated = coded(rows["kind"], SURVEY_KIND_NAMES, OTHER_KIND)
    found = []
    used = np.zeros(len(account), dtype=bool)
    too_large = 0
    for group, (field, kind, *_) in enumerate(_GROUPS):
        count = np.nan_to_num(numbers(rows[field]))
        meant = (count >= 1) & ((stated == kind) | (stated == OTHER_KIND))
        too_large += int(np.count_nonzero(meant & (count > _MOST)))
        used |= meant
        chosen = np.flatnonzero(meant & (count <= _MOST) & (account != UNKNOWN) & ~np.isnat(first))
        found.append((chosen, np.full(len(chosen), group), count[chosen].astype(np.int64)))
    row, group, count = (np.concatenate([part[place] for part in found]) for place in range(3))
    counted = Counted(
        account[row], group, count, first[row], last[row], sheets[row], rows[ROW].to_numpy()[row]
    )
    mean_only = int(np.count_nonzero(~used & ~np.isnan(numbers(rows["mean"]))))
    without = int(np.count_nonzero(account == UNKNOWN))
    return _newest(counted), without, _findings(mean_only, too_large, counted)


def answers_of(counted: Counted, answers: Answers, as_of: np.datetime64) -> Answers:
    """Return the answers that the counts stand for which were known on the date: those of periods that were
    over, and of which no single answer of the account to the same question is known.

    `answers` are the single ones, already cut to the date.
    """
    over = rows_taken(counted, np.flatnonzero(counted.last <= as_of))
    place = np.flatnonzero(~_told_singly(over, answers))
    if over.count[place].sum() > _MOST_TOGETHER:
        place = place[:0]
    place = np.repeat(place, over.count[place])
    group = over.group[place]
    kinds, scores, lows, highs = (
        np.array([row[column] for row in _GROUPS], dtype=float)[group] for column in range(1, 5)
    )
    nobody = np.full(len(place), "", dtype=object)
    return Answers(
        account=over.account[place],
        contact=nobody,
        role=np.full(len(place), OTHER_ROLE, dtype=np.int8),
        kind=kinds.astype(np.int8),
        score=scores,
        scale_min=lows,
        scale_max=highs,
        high_is_good=np.ones(len(place), dtype=bool),
        unit=np.full(len(place), np.nan),
        invited_at=np.full(len(place), np.datetime64("NaT"), dtype="datetime64[s]"),
        answered_at=over.last[place].astype("datetime64[s]"),
        comment=nobody,
        ticket_id=nobody,
        invited_by=over.source[place],
        source=over.source[place],
        source_row=over.source_row[place],
    )


def newest_counted(workspace: Workspace) -> np.datetime64 | None:
    """Return the last day of the newest period that was counted, None without any."""
    rows = read_rows(workspace, SURVEY_COUNTS, ("period",))
    last = _last_days(days(rows["period"]), rows[SOURCE].to_numpy())
    known = last[~np.isnat(last)]
    return known.max() if len(known) else None


def _told_singly(over: Counted, answers: Answers) -> np.ndarray:
    """Return which counts are of a period of which single answers of the account are known."""
    told = np.zeros(len(over.account), dtype=bool)
    kinds = np.array([kind for _, kind, *_ in _GROUPS])[over.group]
    given = answers.answered_at.astype("datetime64[D]")
    for kind in np.unique(kinds):
        single = np.flatnonzero((answers.kind == kind) & ~np.isnat(given))
        order = np.lexsort((given[single], answers.account[single]))
        # Account and day as one number: an answer lies in a period where one comes after its first day.
        days_of = given[single][order].astype(np.int64)
        keys = answers.account[single][order].astype(np.int64) * 10**7 + days_of
        here = np.flatnonzero(kinds == kind)
        base = over.account[here].astype(np.int64) * 10**7
        begin = np.searchsorted(keys, base + over.first[here].astype(np.int64), "left")
        end = np.searchsorted(keys, base + over.last[here].astype(np.int64), "right")
        told[here] = end > begin
    return told


def _newest(counted: Counted) -> Counted:
    """Return the counts without those that a newer sheet says again."""
    key = np.stack([counted.account, counted.group, counted.first.astype(np.int64)])
    _, same = np.unique(key, axis=1, return_inverse=True)
    same = same.reshape(-1)
    newest = np.full(same.max(initial=-1) + 1, -1, dtype=np.int64)
    np.maximum.at(newest, same, counted.source)
    return rows_taken(counted, np.flatnonzero(counted.source == newest[same]))


def _findings(mean_only: int, too_large: int, counted: Counted) -> tuple[Finding, ...]:
    found = []
    if mean_only:
        found.append(
            f"{mean_only:,} counted survey results give a mean only, which says not how many were satisfied: "
            "they are kept and not used."
        )
    if too_large:
        found.append(f"{too_large:,} counts of answers are above {_MOST:,} and were not used.")
    if counted.count.sum() > _MOST_TOGETHER:
        found.append(f"The counted survey results stand for more than {_MOST_TOGETHER:,} answers: not used.")
    return tuple(Finding("survey_counts", message) for message in found)


def _last_days(first: np.ndarray, sheets: np.ndarray) -> np.ndarray:
    """Return the last day of each period: the day before the next one would begin in the same sheet.

    Periods that begin with months are months, unless they follow one another as quarters, halves or years do.
    """
    last = first.copy()
    for sheet in np.unique(sheets):
        here = np.flatnonzero((sheets == sheet) & ~np.isnat(first))
        starts = np.unique(first[here])
        with_months = (starts.astype("datetime64[M]").astype("datetime64[D]") == starts).all()
        step = float(np.median(np.diff(starts).astype(float))) if len(starts) > 1 else 30.0 * with_months
        if with_months:
            months = _months_of(starts, step)
            following = (first[here].astype("datetime64[M]") + months).astype("datetime64[D]")
        else:
            following = first[here] + np.timedelta64(max(round(step), 1), "D")
        last[here] = following - _ONE_DAY
    return last


def _months_of(starts: np.ndarray, step: float) -> int:
    """Return how many months a period has that begins on first days of months, usually `step` days apart."""
    apart = round(step / 30.44)
    calendar = starts.astype("datetime64[M]").astype(np.int64)
    return apart if apart in (3, 6, 12) and (calendar % apart == 0).all() else 1
