"""Fields that no column holds by itself but other columns state: the currency, the annual value of a
contract, a person's whole name, whether a rating was asked for, and how often a ticket changed hands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.coded_texts import plain_texts
from cxdesk.importing.names import header
from cxdesk.importing.sheet import CellKind, RawColumn, texts_passing
from cxdesk.importing.typed import Typed
from cxdesk.tables.schema import Table
from cxdesk.workspace.records import Problem

if TYPE_CHECKING:
    from cxdesk.importing.rows import Reading

_OFFERED = ("offered", "good", "bad", "good with comment", "bad with comment")
_NOT_OFFERED = ("not offered", "unoffered")
_DAYS_A_MONTH = 365.2425 / 12
_STATIONS = frozenset(("group stations", "assignee stations", "assignment count"))
"""Headers of columns that count everybody who had a ticket: the first did not get it from another's hands."""


def derived_columns(
    reading: Reading,
    table: Table,
    raw: list[RawColumn],
    typed: Mapping[str, Typed],
    arrays: dict[str, pa.Array],
) -> tuple[dict[str, pa.Array], list[Problem]]:
    """Return the columns with those added that others state, and what is to be said about them."""
    result, problems = dict(arrays), []
    if "currency" in table.column_names:
        currency = _currency(reading, table, typed)
        if currency is not None:
            named = plain_texts(arrays["currency"]) if "currency" in arrays else None
            problems = [] if named is None else _contradicted(named, currency)
            result["currency"] = currency if named is None else pc.coalesce(named, currency)
            problems += _mixed(result["currency"])
            problems += _unlike_header(reading, table, typed) + _two_in_a_row(reading, table, typed)
    if table.name == "contracts" and "total_value" in arrays and not {"arr", "mrr"} & set(arrays):
        result["arr"], remark = _annual(arrays)
        problems.append(remark)
    if table.name == "contacts" and {"first_name", "last_name"} & set(arrays):
        result["name"] = _whole_names(arrays)
    if table.name == "tickets" and "csat_score" in arrays and "csat_offered" not in arrays:
        place = next(place for place, name in reading.mapping.items() if name == "csat_score")
        offered = _offered(raw[place])
        if offered is not None:
            result["csat_offered"] = offered
    if table.name == "tickets" and "handoffs" in arrays:
        place = next(place for place, name in reading.mapping.items() if name == "handoffs")
        name = reading.layout.names[place]
        if header(name).words in _STATIONS:
            result["handoffs"] = _after_the_first(arrays["handoffs"])
            hint = "It counts everybody who had the ticket; how often it changed hands is one less."
            problems.append(Problem("stations_counted", None, name, "", hint))
    return result, problems


def _currency(reading: Reading, table: Table, typed: Mapping[str, Typed]) -> pa.Array | None:
    """Return each row's currency as the amounts or their headers state it; None when nothing does."""
    stated = _stated_currencies(reading, table, typed)
    return pc.coalesce(*stated.values()) if stated else None


def _stated_currencies(reading: Reading, table: Table, typed: Mapping[str, Typed]) -> dict[str, pa.Array]:
    """Return what each column of amounts, by its header, states of each row's currency; without those that
    state none."""
    stated = {}
    for place, name in reading.mapping.items():
        if table.column(name).unit.startswith("money"):
            head, column = reading.layout.names[place], typed[name]
            named, borne = header(head).currency or None, column.currencies
            if borne is not None or named:
                borne = pa.nulls(len(column.values), pa.string()) if borne is None else borne
                there = column.values.is_valid()
                stated[head] = pc.if_else(there, pc.fill_null(borne, named) if named else borne, None)
    return stated


def _unlike(first: pa.Array, second: pa.Array | str) -> int:
    """Return in how many rows both name a currency, and not the same one."""
    return int(pc.sum(pc.fill_null(pc.not_equal(first, second), False)).as_py() or 0)


def _two_in_a_row(reading: Reading, table: Table, typed: Mapping[str, Typed]) -> list[Problem]:
    """Return a problem when rows have amounts in two currencies: a row of these tables has but one."""
    stated = list(_stated_currencies(reading, table, typed).items())
    problems = []
    for (first, ours), (head, theirs) in pairwise(stated):
        count = _unlike(ours, theirs)
        hint = (
            f"{count:,} rows have another currency here than in “{first}”. A row has one currency: leave one "
            "of the columns out."
        )
        if count:
            problems.append(Problem("currencies_in_a_row", None, head, f"{count:,} rows", hint))
    return problems


def _contradicted(named: pa.Array, stated: pa.Array) -> list[Problem]:
    """Return a problem when amounts bear another currency than the column of currencies names."""
    codes = pc.utf8_upper(pc.utf8_trim_whitespace(named))
    count = _unlike(codes, stated)
    if not count:
        return []
    hint = f"{count:,} amounts bear another currency than the column says. The column was taken: check them."
    return [Problem("currency_contradicted", None, "", f"{count:,} rows", hint)]


def _unlike_header(reading: Reading, table: Table, typed: Mapping[str, Typed]) -> list[Problem]:
    """Return a problem for each column of amounts that bear another currency than its header names."""
    problems = []
    for place, name in reading.mapping.items():
        head, borne = reading.layout.names[place], typed[name].currencies
        stated = header(head).currency
        if stated and borne is not None and table.column(name).unit.startswith("money"):
            count = _unlike(borne, stated)
            hint = (
                f"{count:,} amounts bear another currency than the header, which says {stated}. Their own "
                "was taken: check them."
            )
            if count:
                problems.append(Problem("currency_contradicted", None, head, f"{count:,} rows", hint))
    return problems


def _whole_names(arrays: Mapping[str, pa.Array]) -> pa.Array:
    """Return people's names: the one column that gives them whole, else first and last name joined.

    Beside a first name alone, a column called "name" (Nom, Name) holds what the family is called, unless the
    first name stands in it.
    """
    first, last, whole = (
        np.array(plain_texts(arrays[part]).fill_null("").to_pylist() if part in arrays else [""], str)
        for part in ("first_name", "last_name", "name")
    )
    joined = np.char.strip(np.char.add(np.char.add(first, " "), np.where(last != "", last, whole)))
    names = np.where((whole != "") & ((last != "") | (np.char.find(whole, first) >= 0)), whole, joined)
    return pa.array(names, pa.string(), mask=names == "")


def _annual(arrays: Mapping[str, pa.Array]) -> tuple[pa.Array, Problem]:
    """Return annual amounts from values of whole terms, and the remark that says so; null where the length of
    the term is not known.
    """
    count = len(arrays["total_value"])
    months = arrays.get("term_months", pa.nulls(count, pa.float64()))
    if "start_date" in arrays and "end_date" in arrays:
        begin, end = (arrays[name].cast(pa.date32()).cast(pa.int32()) for name in ("start_date", "end_date"))
        days = pc.cast(pc.add(pc.subtract(end, begin), 1), pa.float64())
        months = pc.coalesce(months, pc.round(pc.divide(days, _DAYS_A_MONTH)))
    months = pc.if_else(pc.greater(months, 0), months, None)
    annual = pc.divide(pc.multiply(arrays["total_value"], 12.0), months)
    hint = "ARR was worked out as the value of the whole term, divided by its months, times 12."
    return annual, Problem("annual_value", None, "", "", hint)


def _after_the_first(stations: pa.Array) -> pa.Array:
    """Return how often something changed hands from how many hands it was in; none where nobody had it."""
    return pc.max_element_wise(pc.subtract(pc.cast(stations, pa.float64()), 1.0), 0.0, skip_nulls=False)


def _mixed(currency: pa.Array) -> list[Problem]:
    """Return a problem when there is more than one currency: their amounts are never added up."""
    named = sorted(code for code in pc.unique(currency).to_pylist() if code)
    if len(named) < 2:
        return []
    return [
        Problem(
            "mixed_currencies",
            None,
            "",
            ", ".join(named),
            "The amounts are in several currencies. They are "
            "kept as they are and must not be added up without a rate.",
        )
    ]


def _offered(column: RawColumn) -> pa.Array | None:
    """Return whether a rating was asked for, where the ratings' column says so in words; None when it does
    not."""
    if column.texts is None:
        return None
    yes, no = (texts_passing(column, partial(_is_one_of, words)) for words in (_OFFERED, _NOT_OFFERED))
    if not (yes | no).any():
        return None
    rated = (column.kinds != CellKind.EMPTY) & ~no
    return pa.array(rated, mask=np.asarray(column.kinds == CellKind.EMPTY))


def _is_one_of(words: tuple[str, ...], texts: pa.Array) -> pa.Array:
    """Return which plain texts are one of these words, in any capitals."""
    lower = pc.utf8_lower(pc.utf8_trim_whitespace(texts))
    return pc.is_in(lower, pa.array(words, lower.type))
