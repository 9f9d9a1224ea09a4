"""What `2.880` means where a sheet's own dates prove it: two days between them are 2,880 minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.names import UNIT_SECONDS
from cxdesk.importing.questions import Question
from cxdesk.importing.typed import Typed
from cxdesk.tables.schema import Table

DECIMAL_SIGN = "decimal_sign"
_BETWEEN = {
    ("tickets", "resolution_minutes"): ("created_at", "resolved_at"),
    ("tickets", "first_response_minutes"): ("created_at", "first_response_at"),
    ("incidents", "seconds_to_acknowledge"): ("created_at", "acknowledged_at"),
    ("incidents", "seconds_to_resolve"): ("created_at", "resolved_at"),
}
"""The moments between which a length of time lies, by table and field."""
_SIGNS = {".": "decimal point", ",": "decimal comma"}
_AGREEING, _DISAGREEING = 0.9, 0.1
_ROUNDING, _SHARE = 90.0, 0.005  # seconds, and of the length: exports cut or round both
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Proof:
    """What dates prove of a column of lengths: its decimal `sign`, by `agreeing` of `compared` rows."""

    sign: str
    agreeing: int
    compared: int

    def of(self, column: Typed, heads: tuple[str, ...]) -> Typed:
        """Return a column that was read with the sign, saying that the dates under two headers decided it."""
        words = _SIGNS[self.sign]
        count = f"{self.agreeing:,} of {self.compared:,} rows"
        note = f"{words}: in {count} it is the time from {heads[0]} to {heads[1]}"
        notes = tuple(each for each in column.notes if not each.startswith("decimal "))
        questions = tuple(self._settled(each, note) for each in column.questions)
        return replace(column, notes=(note, *notes), questions=questions)

    def _settled(self, question: Question, note: str) -> Question:
        if question.code != DECIMAL_SIGN:
            return question
        text = f"{question.text.partition('? ')[0]}? {note[0].upper()}{note[1:]}."
        return replace(question, text=text, settled=True, assumed=self.sign)


def unsettled_sign(column: Typed) -> bool:
    """Return whether it is open what points and commas mean in a column."""
    return any(each.code == DECIMAL_SIGN and not each.settled for each in column.questions)


def moments_between(table: Table, field: str, dates: Mapping[str, Typed]) -> tuple[str, str] | None:
    """Return the fields between which the length of time in a field lies; None where one is not read."""
    pair = _BETWEEN.get((table.name, field))
    return pair if pair is not None and all(name in dates for name in pair) else None


def proof_of(
    table: Table, field: str, readings: Mapping[str, Typed], start: pa.Array, end: pa.Array
) -> Proof | None:
    """Return which reading of a column (by its sign) the times between two moments prove; None where neither
    or both agree. Only rows count that the readings tell apart.
    """
    seconds = _seconds(end) - _seconds(start)
    unit = UNIT_SECONDS[table.column(field).unit]
    lengths = {sign: _floats(column.values) * unit for sign, column in readings.items()}
    told_apart = np.abs(lengths["."] - lengths[","]) > 0
    compared = told_apart & np.isfinite(seconds) & (seconds > 0)
    count = int(compared.sum())
    if not count:
        return None
    whole_days = bool((seconds[compared] % _DAY == 0).all()) and _only_days(start) and _only_days(end)
    leeway = _SHARE * seconds[compared] + (_DAY if whole_days else _ROUNDING)
    agreeing = {
        sign: int((np.abs(length[compared] - seconds[compared]) <= leeway).sum())
        for sign, length in lengths.items()
    }
    sign = max(agreeing, key=agreeing.__getitem__)
    other = min(agreeing.values())
    if agreeing[sign] < _AGREEING * count or other > _DISAGREEING * count:
        return None
    return Proof(sign, agreeing[sign], count)


def _seconds(moments: pa.Array) -> np.ndarray:
    """Return moments in seconds, NaN where there is none."""
    micro = moments.cast(pa.timestamp("us"), safe=False).cast(pa.int64())
    return _floats(micro) / 1e6


def _floats(values: pa.Array) -> np.ndarray:
    """Return numbers as float64[n], NaN where there is none."""
    return pc.fill_null(values.cast(pa.float64(), safe=False), np.nan).to_numpy(zero_copy_only=False)


def _only_days(moments: pa.Array) -> bool:
    """Return whether no moment has a time of day."""
    known = _seconds(moments)
    return bool((known[np.isfinite(known)] % _DAY == 0).all())
