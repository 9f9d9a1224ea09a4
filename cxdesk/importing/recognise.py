"""Which table a sheet is, and which of its columns is which field: headers and content together, names to
help."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cxdesk.importing.fields import SheetHints
from cxdesk.importing.matching import (
    Candidate,
    Sample,
    asks,
    candidates,
    is_everyday,
    leaves_out,
    named_fields,
    weight_of,
)
from cxdesk.importing.names import Header, plain
from cxdesk.importing.other_sheets import kind_of_other
from cxdesk.importing.presets import Preset
from cxdesk.importing.sheet_identity import UNDATED, identifies, lacks_dates, periods_abreast
from cxdesk.importing.sheet_names import name_evidence, speaks_of_others
from cxdesk.importing.survey_questions import kind_in_words
from cxdesk.tables import TABLES
from cxdesk.tables.schema import Kind, Table

_LEAST_SCORE = 1.0
_LEAST_SCORE_OF_BARE_KEY = 2.0
_EMPTY_WEIGHT = 0.3
SURE = 0.95
"""Share of a sample that must be readable for a match to be sure."""
_SPECIFIC_SCORE = 2.0
_PLAIN_KINDS = (Kind.DATE, Kind.DATETIME, Kind.CHOICE, Kind.TEXT)
_NAME_FIELDS = {"accounts": "account_name", "contacts": "name"}
_STRONG_SCORE, _LEAST_EXPLAINED = 3.0, 0.4
_KEYED, _KEYLESS = ("accounts", "contacts", "contracts", "tickets"), 0.5
_ONE_ROW_EACH, _LEAST_UNIQUE = ("accounts", "contacts", "tickets"), 0.5
TABLES_BY_NAME = {table.name: table for table in TABLES}
_UNKNOWN = "Its columns are not those of any table that cxdesk knows."
_FEW_OF_MANY = "most of the sheet's columns are none of that table"
_USAGE, _TICKET_EVENTS, _AGENTS = "usage", "ticket_events", "agents"
_SUPPORT = (
    "agent",
    "support",
    "ticket",
    "helpdesk",
    "service",
    "bearbeiter",
    "behandelaar",
    "atendente",
    "operatore",
)
_PIVOT = (
    "row labels",
    "column labels",
    "zeilenbeschriftungen",
    "spaltenbeschriftungen",
    "étiquettes de lignes",
    "étiquettes de colonnes",
    "etiquetas de fila",
    "grand total",
    "gesamtergebnis",
    "total general",
)
_PIVOT_STARTS = (
    "sum of ",
    "count of ",
    "average of ",
    "max of ",
    "min of ",
    "summe von ",
    "anzahl von ",
    "somme de ",
)


@dataclass(frozen=True, slots=True)
class Match:
    """One column's field: `confidence` is "sure" or "check"; `why` says in words what makes it "check"."""

    field: str
    confidence: str
    form: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Recognition:
    """`table`: the table's name or ""; `matches`: by the column's place; `questions`: places of further
    survey scores; `why`: in words for people; `preset`: the one that recognised it; `notes`: by place."""

    table: str
    matches: Mapping[int, Match]
    questions: tuple[int, ...]
    why: str
    score: float = 0.0
    preset: Preset | None = None
    notes: Mapping[int, str] = field(default_factory=dict)


def recognise(
    samples: Sequence[Sample], sheet: str, file: str, hints: SheetHints, uniqueness: Callable[[int], float]
) -> Recognition:
    """Return which table the sheet is; `table` is "" with the reason in `why` when it is none.

    `uniqueness` gives the share of different values in a column's place; it is only asked where it matters.
    """
    if any(
        name in _PIVOT or name.startswith(_PIVOT_STARTS) for name in (sample.name.words for sample in samples)
    ):
        return Recognition("", {}, (), "It looks like a pivot or summary table, not like rows of data.")
    options = [recognise_as(table, samples, sheet, file, hints) for table in TABLES]
    sound = [option for option in options if option.table and not _repeats_itself(option, uniqueness)]
    tickets_only = _events_of_tickets(sound)
    sound = [option for option in sound if not (tickets_only and option.table == _USAGE)]
    best = max(sound, key=lambda option: option.score, default=None)
    return _by_identity(samples, sheet, file, hints, uniqueness) if best is None else best


def _by_identity(
    samples: Sequence[Sample], sheet: str, file: str, hints: SheetHints, uniqueness: Callable[[int], float]
) -> Recognition:
    """Return the table whose identifying columns are there among many others, everything in it to be checked;
    `table` is "" with the reason in `why` where there is none."""
    why, options = periods_abreast(samples) or kind_of_other(samples) or _UNKNOWN, []
    for table in () if speaks_of_others(sheet, file) else TABLES:
        chosen = assigned(candidates(table, samples, hints))
        if identifies(table, chosen, samples):
            option = recognise_as(table, samples, sheet, file, hints, forced=True)
            options += [] if _repeats_itself(option, uniqueness) else [option]
        elif lacks_dates(table, chosen, samples):
            why = (
                f"It looks like {table.label.lower()}, but no column says {UNDATED[table.name][1]}, so that "
                "nothing in it could be counted over time. Add such a column, or choose the table."
            )
    best = max(options, key=lambda option: option.score, default=None)
    if best is None:
        return Recognition("", {}, (), why)
    return replace(best, matches={place: _unsure(match) for place, match in best.matches.items()})


def _unsure(match: Match) -> Match:
    """Return a match that is to be checked because most of the sheet speaks of other things."""
    return match if match.confidence == "check" else replace(match, confidence="check", why=_FEW_OF_MANY)


def recognise_as(
    table: Table, samples: Sequence[Sample], sheet: str, file: str, hints: SheetHints, forced: bool = False
) -> Recognition:
    """Return how the sheet would be read as this table; `table` is "" when it cannot be, unless `forced`."""
    found = candidates(table, samples, hints)
    chosen = assigned(found)
    named = name_evidence(table, sheet, file)
    score = named + sum(
        weight_of(match.form)
        * (_EMPTY_WEIGHT if match.readable is None else match.readable)
        * (0.7 if match.near else 1.0)
        for match in chosen.values()
    )
    fields = {match.field.name for match in chosen.values()}
    if table.name in _KEYED and not fields & set(table.key):
        score -= _KEYLESS
    whole = _explains_all(chosen, samples)
    enough = score >= _LEAST_SCORE or _has_key_and_name(table, chosen) or whole
    sound = all(fields & set(group) for group in table.needs) and enough
    sound = sound and _explains(chosen, samples, score, bool(named))
    if sound and not named and speaks_of_others(sheet, file):
        sound = score >= _STRONG_SCORE
    if sound and not named and _key_is_bare(table, chosen):
        sound = score >= _LEAST_SCORE_OF_BARE_KEY or whole
    if not sound and not forced:
        return Recognition("", {}, (), "")
    settled = _is_specific(table, chosen, bool(named)) and not _may_be_all_staff(table, chosen, sheet, file)
    matches = {
        place: _judged(match, _doubt(table, match, samples[place].name, settled))
        for place, match in chosen.items()
    }
    by_name = " and its name" if named else ""
    why = f"{table.label}, by {len(matches)} of {len(samples)} headers{by_name}"
    questions = _further_questions(found, chosen, samples) if table.name == "surveys" else ()
    return Recognition(table.name, matches, questions, why, score, notes=_unreadable(table, chosen, samples))


def _unreadable(table: Table, chosen: Mapping[int, Candidate], samples: Sequence[Sample]) -> dict[int, str]:
    """Return by place what is said of columns that are called like a field but hold what it cannot be."""
    taken = {match.field.name for match in chosen.values()}
    notes = {}
    for place, sample in enumerate(samples):
        names = named_fields(table, sample.name) if place not in chosen and sample.filled else []
        field = next((field for _, field, near, _ in names if not near and field.name not in taken), None)
        if field is not None:
            notes[place] = f"not used: its values cannot be read as {field.label.lower()}"
    return notes


def assigned(found: Sequence[Candidate]) -> dict[int, Candidate]:
    """Return one column for each field and one field for each column: the best candidates win, in their
    order."""
    chosen: dict[int, Candidate] = {}
    taken: set[str] = set()
    for match in found:
        if match.place not in chosen and match.field.name not in taken:
            chosen[match.place] = match
            taken.add(match.field.name)
    return chosen


def _explains(chosen: Mapping[int, Candidate], samples: Sequence[Sample], score: float, named: bool) -> bool:
    """Return whether the table explains enough of what the sheet holds: a lone column or a few of very
    many do not."""
    telling = sum(match.readable is not None for match in chosen.values())
    filled = sum(sample.filled > 0 for sample in samples)
    if telling < 2 and telling < filled:
        return False
    return named or score >= _STRONG_SCORE or len(chosen) >= _LEAST_EXPLAINED * max(1, filled)


def _explains_all(chosen: Mapping[int, Candidate], samples: Sequence[Sample]) -> bool:
    """Return whether every filled column is one of the table's, under a name of its own: a short list that
    holds nothing else, such as `Company, ARR, Renewal`."""
    filled = [place for place, sample in enumerate(samples) if sample.filled > 0]
    return (
        len(filled) >= 2
        and all(
            place in chosen and not chosen[place].near and chosen[place].readable is not None
            for place in filled
        )
        and any(not is_everyday(chosen[place].form) for place in filled)
    )


def _repeats_itself(option: Recognition, uniqueness: Callable[[int], float]) -> bool:
    """Return whether a sheet has many rows for what the table has one row of: then it is a history, or
    something else."""
    if option.table not in _ONE_ROW_EACH:
        return False
    keys = TABLES_BY_NAME[option.table].key
    place = next((place for place, match in option.matches.items() if match.field in keys), None)
    return place is not None and uniqueness(place) < _LEAST_UNIQUE


def _events_of_tickets(options: Sequence[Recognition]) -> bool:
    """Return whether the events of a sheet are those of tickets: it can be read so, and the id of a ticket
    stands under a name that says so, which no event of a product bears."""
    found = next((option for option in options if option.table == _TICKET_EVENTS), None)
    ids = [match.form for match in found.matches.values() if match.field == "ticket_id"] if found else []
    return any(not is_everyday(form) for form in ids)


def _may_be_all_staff(table: Table, chosen: Mapping[int, Candidate], sheet: str, file: str) -> bool:
    """Return whether a sheet of agents may be one of all employees: nothing speaks of support."""
    if table.name != _AGENTS:
        return False
    said = [match.form for match in chosen.values() if match.field.name in table.key]
    said += plain(sheet).split() + plain(file.rpartition(".")[0] or file).split()
    return not any(word in text for word in _SUPPORT for text in said)


def _key_is_bare(table: Table, chosen: Mapping[int, Candidate]) -> bool:
    """Return whether everything that would identify a row goes by an everyday word such as `id`."""
    identity = set(table.needs[0]) | set(table.key)
    return all(is_everyday(match.form) for match in chosen.values() if match.field.name in identity)


def _has_key_and_name(table: Table, chosen: Mapping[int, Candidate]) -> bool:
    """Return whether the table's key and name both stand there under names of their own."""
    exact = {match.field.name for match in chosen.values() if not match.near and not is_everyday(match.form)}
    return table.name in _NAME_FIELDS and {*table.key, _NAME_FIELDS[table.name]} <= exact


def _is_specific(table: Table, chosen: Mapping[int, Candidate], named: bool) -> bool:
    """Return whether the table is beyond doubt: what it cannot do without stands under names that are not
    everyday words, or very much else does. In a sheet that is called after the table and has its key, plain
    dates and words (`created`, `status`) are the table's; bare numbers (`value`) are not.
    """
    filled = [match for match in chosen.values() if match.readable is not None]
    specific = [match for match in filled if not match.near and not is_everyday(match.form)]
    if sum(weight_of(match.form) * match.readable for match in specific) >= _SPECIFIC_SCORE:
        return True
    known = {match.field.name for match in specific}
    if named and set(table.key) <= known:
        known |= {match.field.name for match in filled if match.field.kind in _PLAIN_KINDS}
    return all(known & set(group) for group in table.needs)


def _judged(match: Candidate, doubt: str) -> Match:
    """Return a candidate as a match that is sure unless there is a doubt."""
    return Match(match.field.name, "check" if doubt else "sure", match.form, doubt)


def _doubt(table: Table, match: Candidate, name: Header, settled: bool) -> str:
    """Return why a match may be wrong, "" where the table, the name and the content leave little doubt."""
    if match.near:
        return "the name is only near to one of that meaning"
    if match.readable is not None and match.readable < SURE:
        return share_words(match.readable)
    if match.form in asks(table.name, match.field):
        return "the name may mean something else as well"
    if leaves_out(table.name, match.field, match.form, name):
        return "what the name says in brackets may change what it means"
    if not settled and is_everyday(match.form):
        return "the name stands in many kinds of sheet"
    if table.name == _AGENTS and not settled:
        return "it may be a list of all employees, not of those who work on tickets"
    return "" if settled else "nothing but its name says so"


def share_words(readable: float) -> str:
    """Return in words that only a share of the values, below `SURE`, can be read as the field."""
    return f"only {int(readable * 100)} % of the values can be read as that"


def _further_questions(
    found: Sequence[Candidate], chosen: Mapping[int, Candidate], samples: Sequence[Sample]
) -> tuple[int, ...]:
    """Return the other columns that hold answers to another question than the chosen score does."""
    first = next((place for place, match in chosen.items() if match.field.name == "score"), None)
    if first is None:
        return ()
    kinds = {kind_in_words(samples[first].name.words)}
    further = []
    for match in found:
        kind = kind_in_words(samples[match.place].name.words)
        if (
            match.field.name == "score"
            and match.place not in chosen
            and kind
            and kind not in kinds
            and match.readable
        ):
            kinds.add(kind)
            further.append(match.place)
    return tuple(further)
