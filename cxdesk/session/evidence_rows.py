"""One number opened: what it is, what it proves and what not, what to read beside it, and its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.metrics import METRICS, definition, measure, measure_accounts, observations_of
from cxdesk.metrics.break_points import rule_text
from cxdesk.metrics.definition import Definition, Estimate
from cxdesk.metrics.dimensions import SHARED
from cxdesk.metrics.evidence import EvidencePart, evidence_parts, usage_part, usage_wanted
from cxdesk.metrics.evidence_columns import DAY, NOTE, NUMBER, EvidenceColumn
from cxdesk.metrics.measuring import estimate_of
from cxdesk.metrics.retention import currency_of
from cxdesk.metrics.usual_at_age import LEAST_ACCOUNTS
from cxdesk.metrics.windows import usual_period
from cxdesk.session.account_view import account_code
from cxdesk.session.counted import counted_texts, told
from cxdesk.session.evidence import OF_MANY_ACCOUNTS, Asked, answers_of_role, estimate_text, role_plural
from cxdesk.session.files import rows_name
from cxdesk.session.table_view import Table, TableColumn
from cxdesk.session.wording import interval_text, value_text
from cxdesk.workspace.facts.raw_usage import FoundUsage, UsageWanted
from cxdesk.workspace.facts_record import Facts

MOST_ROWS = 1_000
"""More rows than anybody reads; in words it is said how many there are."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Another number to read with it: what it is, and its present value in words."""

    asked: Asked
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class RowsTable:
    """The rows of one part: `title` names them, `note` says how many there are and how many are shown."""

    title: str
    note: str
    table: Table


@dataclass(frozen=True, slots=True)
class EvidenceRows:
    """All that the window of a number shows. `about` are pairs of label and text, `choices` of name and label
    of the metrics that can be opened for the same accounts.
    """

    asked: Asked
    heading: str
    value: str
    interval: str
    detail: str
    about: tuple[tuple[str, str], ...]
    beside: tuple[Beside, ...]
    tables: tuple[RowsTable, ...]
    choices: tuple[tuple[str, str], ...]
    file_name: str

    @property
    def title(self) -> str:
        """The number in one line: "CSAT of Acme: 79 % [70, 86]"."""
        return f"{self.heading}: {self.value} {self.interval}".strip()


_CHOICES = tuple((metric.definition.name, metric.definition.label) for metric in METRICS)
FindUsage = Callable[[UsageWanted, int | None], FoundUsage]


def facts_asked_for(facts: Facts, asked: Asked) -> Facts | None:
    """Return the facts that a number is made from; None when its account is not there on that date."""
    own = facts
    if asked.account_id is not None:
        code = account_code(facts, asked.account_id)
        if code is None:
            return None
        own = facts.of([code])
    return own if asked.role is None else answers_of_role(own, asked.role)


def evidence_rows(
    facts: Facts, asked: Asked, style: NumberStyle, find_usage: FindUsage
) -> EvidenceRows | None:
    """Return the number that is asked for with its rows, at most 1,000 of each part; None when its account is
    not there. `find_usage` looks up raw rows of usage.
    """
    own = facts_asked_for(facts, asked)
    if own is None:
        return None
    described = definition(asked.name)
    observations = observations_of(asked.name, own)
    estimate = estimate_of(asked.name, observations)
    currency = currency_of(own)
    parts = evidence_parts(own, observations, MOST_ROWS)
    tables = [_table(part, described, asked, currency, style) for part in parts]
    tables = [
        replace(table, title=f"{table.title} compared with")
        if place and part.part == parts[0].part
        else table
        for place, (part, table) in enumerate(zip(parts, tables, strict=True))
    ]
    wanted = usage_wanted(own, observations, facts)
    if wanted is not None:
        tables.append(_usage_table(facts, find_usage(wanted, MOST_ROWS), described, asked, style))
    value = _value(estimate, described, style, currency)
    heading = f"{described.label} of {_whose(own, asked)}"
    return EvidenceRows(
        asked=asked,
        heading=heading,
        value=value,
        interval=interval_text(estimate.low, estimate.high, described.unit, style) if estimate.known else "",
        detail=_detail(estimate, style),
        about=(
            *_about(described, estimate, rule_text(asked.name, own)),
            ("Usual for you", _usual(facts, described, style)),
        ),
        beside=tuple(_beside(name, facts, own, asked, style) for name in described.beside),
        tables=tuple(tables),
        choices=_CHOICES,
        file_name=rows_name(heading, str(facts.as_of)),
    )


def evidence_columns(
    facts: Facts, asked: Asked, table: int, find_usage: FindUsage
) -> tuple[EvidenceColumn, ...]:
    """Return all rows of one of the tables, for a file, with what the metric made of them."""
    own = facts_asked_for(facts, asked)
    observations = observations_of(asked.name, own)
    parts = evidence_parts(own, observations)
    if table < len(parts):
        part = parts[table]
        return (*_identified(part, asked), *_titled(part, definition(asked.name)), *_places(part))
    wanted = usage_wanted(own, observations, facts)
    return usage_part(facts, find_usage(wanted, None)).columns


def _value(estimate: Estimate, described: Definition, style: NumberStyle, currency: str) -> str:
    return estimate_text(estimate, described, style, currency) if estimate.known else "not known"


def _whose(own: Facts, asked: Asked) -> str:
    whose = "all accounts"
    if asked.account_id is not None:
        whose = str(own.accounts.account_name[0]) or asked.account_id
    return whose if asked.role is None else f"{whose}, {role_plural(asked.role)}"


def _detail(estimate: Estimate, style: NumberStyle) -> str:
    """Return the period and how much it rests on, or why there is no value."""
    if not estimate.known:
        return estimate.missing
    return f"{estimate.period} · n = {formatting.number(estimate.n, style)}"


def _about(described: Definition, estimate: Estimate, rule: str) -> tuple[tuple[str, str], ...]:
    few = ""
    if estimate.known and estimate.n < described.minimum_sample:
        few = f" Here there are fewer than {described.minimum_sample}: read the rows rather than the number."
    return (
        ("Proves", described.proves),
        ("Does not prove", f"{described.does_not_prove}{few}"),
        ("Formula", f"{described.formula} {rule}".strip()),
        ("Example", described.example.text),
        ("Range", described.interval),
        ("Usual period", usual_period(described)),
    )


def _usual(facts: Facts, described: Definition, style: NumberStyle) -> str:
    """Return where the user's own accounts lie: there is no other standard, and none is brought along."""
    if described.name in OF_MANY_ACCOUNTS:
        return "It is measured over many accounts; your own months before are what it compares with."
    each = measure_accounts(described.name, facts)
    enough = ~np.isnan(each.value) & (each.n >= described.minimum_sample) & facts.accounts.is_customer
    count = int(enough.sum())
    if count < LEAST_ACCOUNTS:
        return "Too few of your accounts have enough of it to say what is usual."
    currency = currency_of(facts)
    if described.unit == "money" and not currency:
        return "Your accounts are in several currencies, or none is named: amounts are not put side by side."
    low, middle, high = (
        value_text(float(quartile), described.unit, style, currency)
        for quartile in np.quantile(each.value[enough], (0.25, 0.5, 0.75))
    )
    counted = formatting.counted(count, "customer", "customers", style)
    shared = " An incident that several of them shared counts for each of them." * (SHARED in each.period)
    return (
        f"{middle} is the median of your own {counted} with {described.minimum_sample} or more of it on "
        f"{formatting.date_text(facts.as_of, style)}; half of them lie between {low} and {high}.{shared}"
    )


def _beside(name: str, facts: Facts, own: Facts, asked: Asked, style: NumberStyle) -> Beside:
    """Return a metric to read with it: of the same account, or of all where it says nothing about one."""
    described = definition(name)
    of_all = asked.account_id is not None and name in OF_MANY_ACCOUNTS
    estimate = measure(name, facts if of_all else own)
    value = _value(estimate, described, style, currency_of(facts if of_all else own))
    interval = interval_text(estimate.low, estimate.high, described.unit, style) if estimate.known else ""
    label = f"{described.label}, all accounts" if of_all else described.label
    other = replace(asked, name=name, account_id=None if of_all else asked.account_id)
    return Beside(other, label, f"{value} {interval}".strip())


def _usage_table(
    facts: Facts, found: FoundUsage, described: Definition, asked: Asked, style: NumberStyle
) -> RowsTable:
    part = usage_part(facts, found)
    table = _table(part, described, asked, "", style)
    if not found.counted_elsewhere:
        return table
    elsewhere = "usage that was counted in a warehouse has its rows there"
    return replace(table, note=f"{table.note} · {elsewhere}" if found.total else elsewhere.capitalize())


def _table(
    part: EvidencePart, described: Definition, asked: Asked, currency: str, style: NumberStyle
) -> RowsTable:
    """Return a part as a table: what identifies a row, what was made of it, where it stands."""
    columns = [_column(column, style) for column in _worth_showing(_identified(part, asked))]
    columns = _scores_with_ends(columns)
    for value in part.values:
        shown = told(described, value.name)
        if shown is not None:
            texts = counted_texts(shown, value.values, style, currency)
            help_text = f"What this row is in the number. {described.formula}"
            kind = "text" if shown.words or shown.unit == "role" else "number"
            columns.append(TableColumn(value.name, shown.title, help_text, texts, kind, value.values))
    columns += _place_columns(part)
    told_rows = formatting.counted(part.total, "row", "rows", style)
    note = told_rows if len(part) == part.total else f"{told_rows}, the newest {len(part):,} are shown"
    return RowsTable(part.title, note, Table(tuple(columns), f"{part.title} behind {described.label}"))


def _identified(part: EvidencePart, asked: Asked) -> list[EvidenceColumn]:
    """Return the columns that say what a row is; whose it is only where there are several accounts."""
    alone = asked.account_id is not None and part.part != "accounts"
    hidden = {"file", "sheet", "row", *(("account", "touched") if alone else ())}
    return [column for column in part.columns if column.name not in hidden]


def _worth_showing(columns: list[EvidenceColumn]) -> list[EvidenceColumn]:
    """Return the columns without what everybody was asked, and when, where all have answered."""
    by_name = {column.name: column.values for column in columns}
    hidden = set()
    if "kind" in by_name and len(set(by_name["kind"])) == 1:
        hidden.add("kind")
    if "answered_at" in by_name and not np.isnat(by_name["answered_at"]).any():
        hidden.add("invited_at")
    return [column for column in columns if column.name not in hidden]


def _scores_with_ends(columns: list[TableColumn]) -> list[TableColumn]:
    """Return the columns with scores and the end of their scale as one: "8 of 10"."""
    by_name = {column.name: column for column in columns}
    score, ends = by_name.get("score"), by_name.get("scale_max")
    if score is None or ends is None:
        return columns
    texts = [
        f"{text} of {end}" if text and end else text
        for text, end in zip(score.texts, ends.texts, strict=True)
    ]
    both = replace(score, texts=texts, whole=texts)
    return [both if column is score else column for column in columns if column is not ends]


def _titled(part: EvidencePart, described: Definition) -> list[EvidenceColumn]:
    shown = [(value, told(described, value.name)) for value in part.values]
    return [replace(value, title=as_told.title) for value, as_told in shown if as_told is not None]


def _places(part: EvidencePart) -> list[EvidenceColumn]:
    return [column for column in part.columns if column.name in ("file", "sheet", "row")]


def _place_columns(part: EvidencePart) -> list[TableColumn]:
    """Return where each row stands: "NPS Q3.csv › Sheet1", and the row as the spreadsheet shows it."""
    places = {column.name: column.values for column in _places(part)}
    if not places:
        return []
    files = [
        " › ".join(name for name in pair if name)
        for pair in zip(places["file"], places["sheet"], strict=True)
    ]
    keys = np.array(files, dtype=object)
    about = "The file and sheet that this row was imported from."
    rows = [str(row) if row else "" for row in places["row"].tolist()]
    row_help = "The row as the spreadsheet shows it."
    return [
        TableColumn("row", "Row", row_help, rows, "number", places["row"].astype(np.float64)),
        TableColumn("file", "File", about, files, "note", keys, whole=files),
    ]


def _column(column: EvidenceColumn, style: NumberStyle) -> TableColumn:
    values = column.values
    kind, keys = "text", values
    match column.kind:
        case "day" | "instant":
            texts = [_moment(value, column.kind, style) for value in values]
            keys = np.where(np.isnat(values), np.nan, values.astype("datetime64[s]").astype(np.float64))
        case "yes or no":
            texts = ["yes" if value == 1 else "" for value in values]
        case "number" | "money" | "row":
            kind, keys = "number", values.astype(np.float64)
            texts = [_number(value, column.kind, style) for value in values.tolist()]
        case _:
            kind = "note" if column.kind == NOTE else "text"
            texts = [" ".join(str(value).split()) for value in values]
    return TableColumn(column.name, column.title, _help(column), texts, kind, keys, whole=texts)


def _help(column: EvidenceColumn) -> str:
    return f"{column.title}, as imported."


def _moment(value: np.datetime64, kind: str, style: NumberStyle) -> str:
    if np.isnat(value):
        return ""
    day = formatting.date_text(value.astype("datetime64[D]"), style)
    if kind == DAY:
        return day
    seconds = int(value.astype("datetime64[s]").astype(np.int64)) % 86_400
    return f"{day} {seconds // 3600:02d}:{seconds % 3600 // 60:02d}" if seconds else day


def _number(value: float, kind: str, style: NumberStyle) -> str:
    if value != value:
        return ""
    return formatting.number(value, style, 0 if kind != NUMBER or value == round(value) else 1)
