"""Which sheets of survey answers count their responses together.

Many tools number the responses of every survey from 1, so that an id says which response it is only within
its survey. Sheets of one file and sheet name are exports of one survey. So are sheets of other names where
nearly all the responses that they share are the same: a monthly export that repeats what the last one had.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from cxdesk.workspace.facts.rows import SOURCE, codes_of
from cxdesk.workspace.records import SheetReport

_SAME = ("account_id", "answered_at", "score")
_AGREEING = 0.9
_LEAST_UNDATED = 3  # responses without a date that must be the same before it is no chance
_SHEETS_APART = 8  # how many sheets may lie between two exports of one survey that have the same id


def feed_names(reports: Sequence[SheetReport]) -> tuple[tuple[str, str], ...]:
    """Return (file, sheet) of each sheet; of one that brings corrected rows, those of the sheet that it
    corrects: they are responses of that survey.
    """
    named = {report.digest: (report.file, report.sheet) for report in reports}
    return tuple(named.get(report.corrects, (report.file, report.sheet)) for report in reports)


def survey_feeds(rows: pa.Table, names: Sequence[tuple[str, str]]) -> np.ndarray:
    """Return the survey of each row, int64[n]: equal numbers mean that equal ids are the same response.

    `rows` are survey answers with their `source`, a position in `names`: the file and sheet of each.
    """
    sources = rows[SOURCE].to_numpy().astype(np.int64)
    feeds = np.unique([f"{file}\n{sheet}" for file, sheet in names], return_inverse=True)[1]
    if "response_id" not in rows.column_names or len(np.unique(feeds[sources])) < 2:
        return feeds[sources]
    ids, kinds = codes_of(rows["response_id"]), codes_of(rows["kind"]) if "kind" in rows.column_names else 0
    whole = np.where(ids < 0, -1, ids * (int(np.max(kinds)) + 2) + kinds + 1)
    order = np.lexsort((sources, whole))
    order = order[whole[order] >= 0]
    shared, agreeing = np.zeros((2, len(names), len(names)), np.int64)
    dated = np.zeros_like(shared)
    said = {name: codes_of(rows[name]) for name in _SAME if name in rows.column_names}
    for lag in range(1, _SHEETS_APART):
        older, newer = order[:-lag], order[lag:]
        pairs = (whole[older] == whole[newer]) & (feeds[sources[older]] != feeds[sources[newer]])
        older, newer = older[pairs], newer[pairs]
        where = (sources[older], sources[newer])
        np.add.at(shared, where, 1)
        np.add.at(agreeing, where, _agree(said, older, newer))
        if "answered_at" in said:
            np.add.at(dated, where, said["answered_at"][newer] >= 0)
    enough = (shared > 0) & ((dated > 0) | (shared >= _LEAST_UNDATED))
    for older, newer in np.argwhere(enough & (agreeing >= _AGREEING * shared)):
        feeds = np.where(feeds == feeds[newer], feeds[older], feeds)
    return feeds[sources]


def _agree(said: dict[str, np.ndarray], older: np.ndarray, newer: np.ndarray) -> np.ndarray:
    """Return which responses say the same; an account that only one of the two names is no contradiction."""
    same = np.ones(len(older), bool)
    for name, codes in said.items():
        before, after = codes[older], codes[newer]
        unsaid = (before < 0) | (after < 0) if name == "account_id" else False
        same &= (before == after) | unsaid
    return same
