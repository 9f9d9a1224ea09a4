"""Survey results that were counted before they were exported, as the answers that they stand for.

A count of promoters says nothing about single answers, but the metrics need no more than the counts: each
answer is taken at a score of its group. Where the same account's single answers are there too, the counts
are left out: they would count the same people twice.
"""

from __future__ import annotations

import numpy as np

from cxdesk.tables import SURVEY_COUNTS
from cxdesk.tables.survey_scales import CSAT, NPS
from cxdesk.workspace.arrow_types import days, numbers
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver
from cxdesk.workspace.facts.rows import ROW, SOURCE, read_rows
from cxdesk.workspace.facts.surveys import OTHER_KIND, OTHER_ROLE, coded
from cxdesk.workspace.facts_record import SURVEY_KIND_NAMES, Answers
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

_MOST = 1_000_000
"""Answers that one count may stand for; a larger one is a mistake of the export."""


def read_counted(workspace: Workspace, resolver: Resolver, answers: Answers) -> tuple[Answers, int]:
    """Return the answers that the counts stand for, and how many rows have no account.

    `answers` are the single ones. A period is dated by its last day: its counts were not known before.
    """
    rows = read_rows(workspace, SURVEY_COUNTS)
    account = resolver.of_rows(rows)
    period = _last_days(days(rows["period"]), rows[SOURCE].to_numpy())
    stated = coded(rows["kind"], SURVEY_KIND_NAMES, OTHER_KIND)
    single = np.unique(answers.account.astype(np.int64) * len(SURVEY_KIND_NAMES) + answers.kind)
    parts = []
    for field, kind, score, low, high in _GROUPS:
        count = np.nan_to_num(numbers(rows[field]))
        count = np.where((count >= 1) & (count <= _MOST), count, 0).astype(np.int64)
        own = np.isin(account.astype(np.int64) * len(SURVEY_KIND_NAMES) + kind, single)
        meant = (stated == kind) | (stated == OTHER_KIND)
        times = np.where((account != UNKNOWN) & meant & ~own, count, 0)
        parts.append((np.repeat(np.arange(len(account)), times), kind, score, low, high))
    place = np.concatenate([part[0] for part in parts])
    sizes = [len(part[0]) for part in parts]

    def each(position: int) -> np.ndarray:
        return np.repeat(np.array([part[position] for part in parts], dtype=float), sizes)

    nobody = np.full(len(place), "", dtype=object)
    counted = Answers(
        account=account[place],
        contact=nobody,
        role=np.full(len(place), OTHER_ROLE, dtype=np.int8),
        kind=each(1).astype(np.int8),
        score=each(2),
        scale_min=each(3),
        scale_max=each(4),
        high_is_good=np.ones(len(place), dtype=bool),
        unit=np.full(len(place), np.nan),
        invited_at=np.full(len(place), np.datetime64("NaT"), dtype="datetime64[s]"),
        answered_at=period[place].astype("datetime64[s]"),
        comment=nobody,
        ticket_id=nobody,
        source=rows[SOURCE].to_numpy()[place],
        source_row=rows[ROW].to_numpy()[place],
    )
    return counted, int(np.count_nonzero(account == UNKNOWN))


def _last_days(first: np.ndarray, sheets: np.ndarray) -> np.ndarray:
    """Return the last day of each period: the day before the next one would begin in the same sheet."""
    last = first.copy()
    for sheet in np.unique(sheets):
        here = np.flatnonzero((sheets == sheet) & ~np.isnat(first))
        starts = np.unique(first[here])
        if len(starts) < 2:
            continue
        step = float(np.median(np.diff(starts).astype(float)))
        months = round(step / 30.44)
        if months >= 1 and (starts.astype("datetime64[M]").astype("datetime64[D]") == starts).all():
            following = (first[here].astype("datetime64[M]") + months).astype("datetime64[D]")
        else:
            following = first[here] + np.timedelta64(max(round(step), 1), "D")
        last[here] = following - np.timedelta64(1, "D")
    return last
