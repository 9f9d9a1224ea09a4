"""Which field of a table a column could be: by its header's names, and by whether its values can be read
as that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from rapidfuzz import fuzz, process

from cxdesk.importing.fields import SheetHints, read_field, valid_numbers
from cxdesk.importing.names import UNIT_SECONDS, Header, header, squeezed
from cxdesk.importing.once import once
from cxdesk.importing.sheet import CellKind, RawColumn, chosen_rows, kinds_at
from cxdesk.importing.survey_questions import kind_in_words, plausible_scores
from cxdesk.importing.synonyms import asked_synonyms, everyday_words, synonyms
from cxdesk.importing.words import truths_of
from cxdesk.tables import TABLES
from cxdesk.tables.schema import Column, Kind, Table

SAMPLE = 400
_NEAR = 90.0  # of 100; below, two names of ten letters differ in more than one of them
_SHORTEST_NEAR, _SHORTEST_SWAPPED = 6, 5
_READABLE = 0.5
_GOLDEN = 0.6180339887498949
_LONGEST_ID = 64
GENERIC = frozenset(
    (
        "id",
        "name",
        "number",
        "value",
        "type",
        "status",
        "state",
        "source",
        "title",
        "subject",
        "summary",
        "text",
        "month",
        "week",
        "quarter",
        "period",
        "day",
        "time",
        "date",
        "timestamp",
        "action",
        "event",
        "events",
        "user",
        "email",
        "firstname",
        "lastname",
        "surname",
        "priority",
        "category",
        "reason",
        "tags",
        "labels",
        "group",
        "channel",
        "language",
        "locale",
        "country",
        "region",
        "owner",
        "plan",
        "start",
        "end",
        "created",
        "createdat",
        "createdon",
        "createddate",
        "createdate",
        "amount",
        "currency",
        "quantity",
        "duration",
        "minutes",
        "role",
        "comment",
        "comments",
        "notes",
        "description",
        "rating",
        "feedback",
        "review",
        "outcome",
        "interval",
        "client",
        "company",
        "customer",
        "organization",
        "account",
        "position",
        "left",
        "sent",
        "stage",
        "startdate",
        "enddate",
        "recordid",
        "createdtime",
        "trial",
        "contract",
        "seats",
        "industry",
        "sector",
        "joined",
        "actions",
    )
)
GENERIC_WEIGHT = 0.25
_ABOUT_TICKETS = frozenset(("reviews", "agents"))
"""Tables of which there is one where there are dozens of others: their words are mostly those of others."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that could be a field. `form`: the name by which; `near`: only by a similar name; `rank`:
    the lower the nearer to the field's own name; `readable`: share of the filled sample that can be
    read as the field, None when the column is empty; `filled`: share of filled cells."""

    place: int
    field: Column
    form: str
    near: bool
    rank: int
    readable: float | None
    filled: float


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A column's header and up to `SAMPLE` of its filled cells, evenly spread; `filled` is the share of
    filled cells."""

    name: Header
    column: RawColumn
    filled: float


def sample_of(name: str, column: RawColumn, rows: np.ndarray) -> Sample:
    """Return a sample of the cells at `rows`."""
    full = kinds_at(column, rows) != CellKind.EMPTY
    filled = rows if full.all() else rows[full]
    chosen = filled
    if len(filled) > SAMPLE:
        # Even steps would fall in with whatever repeats in the rows; steps of the golden ratio never do.
        chosen = filled[np.unique((np.arange(SAMPLE) * _GOLDEN % 1.0 * len(filled)).astype(np.int64))]
    return Sample(header(name), chosen_rows(column, chosen), len(filled) / max(1, len(rows)))


@cache
def known_names() -> dict[str, tuple[tuple[str, str, int], ...]]:
    """Return for each squeezed name the (table, field, rank) that have it."""
    names: dict[str, list[tuple[str, str, int]]] = {}
    for table in TABLES:
        for field in table.columns:
            own = map(squeezed, (field.name, field.label, *field.aliases))
            for rank, name in enumerate(dict.fromkeys((*own, *synonyms().get((table.name, field.name), ())))):
                names.setdefault(name, []).append((table.name, field.name, rank))
    return {name: tuple(found) for name, found in names.items()}


def weight_of(form: str) -> float:
    """Return how much a name says about the table: little when many tables have it or it is an everyday
    word. What tables about tickets call as other tables do says as much for these as without them."""
    tables = {table for table, _, _ in known_names().get(form, ())}
    share = 1.0 / max(1, len(tables - _ABOUT_TICKETS))
    return min(GENERIC_WEIGHT, share) if is_everyday(form) else share


def is_everyday(form: str) -> bool:
    """Return whether a squeezed name is a word that stands in every kind of sheet, such as `status`."""
    return form in GENERIC or form in everyday_words()


def asks(table: str, field: Column) -> frozenset[str]:
    """Return the squeezed names that may mean the table's field and as well something else."""
    return frozenset((*map(squeezed, field.asks), *asked_synonyms().get((table, field.name), ())))


def leaves_out(table: str, field: Column, form: str, name: Header) -> bool:
    """Return whether a header only means the field when what it says in brackets is left out: `ARR (last
    year)`. Another name of the field there changes nothing."""
    if form not in name.bare:
        return False
    return any(
        all(place[:2] != (table, field.name) for place in known_names().get(aside, ()))
        for aside in name.asides
    )


def candidates(table: Table, samples: Sequence[Sample], hints: SheetHints) -> list[Candidate]:
    """Return every column that could be a field of the table, nearest first within a field."""
    found = []
    for place, sample in enumerate(samples):
        for form, field, near, rank in named_fields(table, sample.name):
            readable = readable_share(sample, field, hints)
            if readable is None or readable >= _READABLE:
                found.append(Candidate(place, field, form, near, rank, readable, sample.filled))
    return sorted(
        found,
        key=lambda match: (
            match.near,
            match.readable is None,
            match.filled < _READABLE,
            _lacks_unit(match.field, samples[match.place]),
            match.rank,
            match.place,
        ),
    )


def _lacks_unit(field: Column, sample: Sample) -> bool:
    """Return whether a length of time does not say what it is measured in: another column may."""
    spoken = (sample.column.kinds == CellKind.DURATION).any()
    return field.unit in ("minutes", "seconds") and sample.name.unit not in UNIT_SECONDS and not spoken


def readable_share(sample: Sample, field: Column, hints: SheetHints) -> float | None:
    """Return the share of a sample that can be read as the field; None for an empty one."""
    column = sample.column
    if not len(column):
        return None
    if field.kind is Kind.ID and not _looks_like_ids(column):
        return 0.0
    if field.kind in (Kind.ID, Kind.TEXT) and _is_yes_or_no(column):
        return 0.0
    typed = read_field(column, field, sample.name, hints)
    empty = np.asarray(typed.values.is_null()) & ~typed.unreadable
    if empty.all():
        return None
    if field.name == "score" and not plausible_scores(valid_numbers(typed.values)):
        return 0.0
    return float((~typed.unreadable & ~empty).sum() / (~empty).sum())


def named_fields(table: Table, name: Header) -> list[tuple[str, Column, bool, int]]:
    """Return (form, field, near, rank) for the fields that a header may name, whatever stands below it."""
    names = known_names()
    for step, form in enumerate(name.forms):
        fields = [(field, rank) for owner, field, rank in names.get(form, ()) if owner == table.name]
        if fields:
            return [(form, table.column(field), False, rank + 10 * step) for field, rank in fields]
    if table.name == "surveys" and kind_in_words(name.words) and len(name.words.split()) > 1:
        return [(name.forms[0], table.column("score"), True, 0)]
    return _near(table, name)


def _near(table: Table, name: Header) -> list[tuple[str, Column, bool, int]]:
    """Return the field whose name differs from the header's in a letter or two."""
    own = _own_names(table.name)
    for form in name.forms:
        swapped = next((known for known in _with_swapped_letters(form) if known in own), "")
        if swapped:
            return [(swapped, table.column(own[swapped]), True, 0)]
        if len(form) >= _SHORTEST_NEAR:
            best = process.extractOne(form, own.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
            if best and len(best[0]) >= _SHORTEST_NEAR:
                return [(best[0], table.column(own[best[0]]), True, 0)]
    return []


def _with_swapped_letters(form: str) -> list[str]:
    """Return a form with each two neighbouring letters swapped, of forms long enough to be told apart."""
    if len(form) < _SHORTEST_SWAPPED:
        return []
    return [form[:at] + form[at + 1] + form[at] + form[at + 2 :] for at in range(len(form) - 1)]


@cache
def _own_names(table: str) -> dict[str, str]:
    """Return the field of each squeezed name of one table."""
    return {
        name: field for name, found in known_names().items() for owner, field, _ in found if owner == table
    }


@once
def _is_yes_or_no(column: RawColumn) -> bool:
    """Return whether every cell is a plain yes or no, in words: that is no name of anything."""
    if (column.kinds == CellKind.NUMBER).any():
        return False
    if (
        column.texts is not None
        and min((len(text) for text in column.texts.to_pylist() if text), default=2) < 2
    ):
        return False
    truths = truths_of(column)
    return not truths.unreadable.any() and truths.values.null_count < len(column)


@once
def _looks_like_ids(column: RawColumn) -> bool:
    """Return whether cells are short enough for identifiers and are no dates or fractions."""
    dated = np.isin(column.kinds, (CellKind.DATE, CellKind.DATETIME, CellKind.DURATION, CellKind.BOOL))
    if dated.mean() > 0.5:
        return False
    if column.numbers is not None:
        numbers = column.numbers[column.kinds == CellKind.NUMBER]
        if len(numbers) > len(column) / 2 and (numbers != np.floor(numbers)).mean() > 0.5:
            return False
    if column.texts is None:
        return True
    lengths = [len(text or "") for text in column.texts.to_pylist()]
    return float(np.median(lengths)) <= _LONGEST_ID
