"""Which table a sheet is by the columns that identify it, whatever else stands beside them.

Sheets of account managers carry many columns of their own. They never vote a table away; but what is found
in this way alone is to be checked by a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from cxdesk.importing.coded_texts import plain_texts
from cxdesk.importing.dates import moments_of
from cxdesk.importing.matching import Candidate, Sample, is_everyday, weight_of
from cxdesk.importing.sheet import text_column
from cxdesk.tables.schema import Table

_TELLING, _LEAST_ABREAST = 0.5, 3
_BARE = frozenset(("id", "name", "number", "date", "user", "email"))
"""Forms that identify things of every kind, of which a customer is one among many."""
_SALESFORCE_ACCOUNT, _SALESFORCE_LENGTHS = "001", (15, 18)
_DATED = {"usage": ("at",), "tickets": ("created_at",)}
"""What a table cannot do without only because its rows must have a place in time."""
UNDATED = {
    "surveys": ("answered_at", "when each was answered"),
    "usage": ("at", "when or in which period it was used"),
    "tickets": ("created_at", "when each was created"),
}
"""The field by which rows have a place in time, and what a column of it says, by table."""


def identifies(table: Table, chosen: Mapping[int, Candidate], samples: Sequence[Sample]) -> bool:
    """Return whether the columns of a sheet, by place, identify the table: all that it needs is there, one of
    them names whose row or which thing it is, and another bears a name that hardly any other table has."""
    return _meets(table, chosen, frozenset()) and _is_told(table, chosen, samples)


def lacks_dates(table: Table, chosen: Mapping[int, Candidate], samples: Sequence[Sample]) -> bool:
    """Return whether nothing but a column of dates is missing to the table."""
    dates = frozenset(_DATED.get(table.name, ()))
    if not dates or dates & {match.field.name for match in chosen.values()}:
        return False
    return _meets(table, chosen, dates) and _is_told(table, chosen, samples)


def periods_abreast(samples: Sequence[Sample]) -> str:
    """Return what is to be done with a sheet that has a column for each month, "" where it has not."""
    names = [sample.name.text for sample in samples]
    dated = moments_of(text_column(pa.array(names, pa.string()))).values
    periods = len(dated) - dated.null_count
    if periods < _LEAST_ABREAST or 2 * periods < len(names):
        return ""
    shown = names[int(np.argmax(dated.is_valid()))]
    return (
        f"It has {periods} periods side by side, such as “{shown}”. Put them below one another: a column for "
        "the period and one for the number."
    )


def _meets(table: Table, chosen: Mapping[int, Candidate], spared: frozenset[str]) -> bool:
    """Return whether every group of fields that the table needs is met, but for the spared ones."""
    fields = {match.field.name for match in chosen.values() if match.readable is not None}
    return all(fields & set(group) or spared & set(group) for group in table.needs)


def _is_told(table: Table, chosen: Mapping[int, Candidate], samples: Sequence[Sample]) -> bool:
    """Return whether one column names whose row it is and another one is the table's own."""
    if any(_is_salesforce_account(table, match, samples[place]) for place, match in chosen.items()):
        return True
    identity = {"account_id", "account_name", *table.key}
    named = [
        place
        for place, match in chosen.items()
        if match.field.name in identity and match.form not in _BARE and match.readable is not None
    ]
    telling = sum(
        weight_of(match.form)
        for place, match in chosen.items()
        if place not in named[:1]
        and match.readable is not None
        and not is_everyday(match.form)
        and weight_of(match.form) >= _TELLING
        and not (match.near and match.field.name == "score")
    )
    return bool(named) and telling >= 1.0


def _is_salesforce_account(table: Table, match: Candidate, sample: Sample) -> bool:
    """Return whether a column holds what only accounts of Salesforce have for ids: 15 or 18 letters and
    digits that begin with 001."""
    if table.name != "accounts" or match.field.name != "account_id" or sample.column.texts is None:
        return False
    texts = [text for text in plain_texts(sample.column.texts).to_pylist() if text]
    like = [
        len(text) in _SALESFORCE_LENGTHS and text.isalnum() and text.startswith(_SALESFORCE_ACCOUNT)
        for text in texts
    ]
    return bool(like) and bool(np.all(like))
