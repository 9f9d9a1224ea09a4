"""What the workspace keeps about an import: whose rows they are, how they were read, what was set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was not as expected. `row` is 1-based as the spreadsheet shows it, None for the whole
    sheet.
    """

    code: str
    row: int | None
    column: str
    value: str
    hint: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that could not be used, whole, with the reason: nothing is lost."""

    row: int
    code: str
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetReport:
    """How one sheet was read. `rows_in == rows_kept + rows_set_aside`, always.

    `table` is "" when the sheet is not used. `mapping` is source header -> "table.field"; `digest` identifies
    content and mapping: a sheet with a digest the workspace already has changes nothing. `headers` are all
    columns in their order, which are the cells of rows set aside; `reading` is how the values were read, for
    reading corrected rows in the same way. `corrects` is the digest of the sheet whose rows set aside this
    one brings, corrected, and `corrected` the numbers of those that were kept. `said` is what a person
    said of the sheet's reading, for the next export of the same shape.
    """

    file: str
    sheet: str
    table: str
    recognised_as: str
    header_row: int | None
    mapping: Mapping[str, str]
    unmapped: tuple[str, ...]
    rows_in: int
    rows_kept: int
    rows_set_aside: int
    problems: tuple[Problem, ...]
    set_aside: tuple[SetAside, ...]
    digest: str
    file_digest: str
    file_date: str  # ISO date on which the file was last changed
    synthetic: bool = False
    headers: tuple[str, ...] = ()
    reading: Mapping[str, str] = field(default_factory=dict)
    corrects: str = ""
    corrected: tuple[int, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetImport:
    """A sheet ready to be kept: its report and its rows as the canonical table (None when the sheet is not
    used).

    `rows` has the table's columns that were mapped, `extra.<header>` texts, and `source_row` (int32). With
    `replaces` it takes the place of its earlier exports also where rows have a key: what it no longer has
    counts no more. `unused` has the rows of a sheet that is not used, as texts.
    """

    report: SheetReport
    rows: pa.Table | None
    replaces: bool = False
    unused: pa.Table | None = None


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import as the workspace remembers it; an undone one counts for nothing but is kept.

    `counts` says of each sheet whether its rows are in force: not those that were there already, nor those
    of which a newer export came. It is as long as `sheets`.
    """

    import_id: int
    imported_at: str
    sheets: tuple[SheetReport, ...]
    undone: bool = False
    counts: tuple[bool, ...] = ()

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.sheets):
            object.__setattr__(self, "counts", (not self.undone,) * len(self.sheets))


@dataclass(frozen=True, slots=True)
class EarlierExports:
    """The sheets in force of which a sheet is a newer export. `sources` are their positions among the sheets
    in force; `imported_at` when the newest of them came in, "" when there are none; `replaced`: they
    give way; `unclear`: it is near to several of them alike, and all of them go on counting.
    """

    sources: tuple[int, ...] = ()
    imported_at: str = ""
    replaced: bool = False
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What the user said of two accounts: the same or different. `kept` and `other` are ids or names as they
    are written; of the same account, `kept` is the one that stays. `after_import` is the newest import at
    that moment, for the order in which things are taken back. `with_import`: it was said in the review of
    that import, with which it goes and comes back. Until it is kept its numbers are 0."""

    decision_id: int
    kept: str
    other: str
    same: bool
    after_import: int = 0
    undone: bool = False
    with_import: int | None = None
