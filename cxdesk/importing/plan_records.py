"""What an import would do, as records: the files, their sheets, and what each column is read as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cxdesk.errors import UnreadableInput
from cxdesk.importing.corrections import Correction
from cxdesk.importing.fields import SheetHints
from cxdesk.importing.files import SourceFile
from cxdesk.importing.header import Layout
from cxdesk.importing.overlaps import Overlap
from cxdesk.importing.presets import Preset
from cxdesk.importing.questions import Question
from cxdesk.importing.sheet import Sheet
from cxdesk.workspace.records import SheetImport, SheetReport
from cxdesk.workspace.said import Key


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What one column is read as. `position`: its place among the table's columns, from 0; `field`:
    "table.field" or ""; `confidence`: "sure", "check" or "unmapped"; `note`: how its values were read;
    `first_values`: up to three."""

    header: str
    position: int
    field: str
    confidence: str
    note: str
    first_values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a column was taken for though it may be something else: `field` is "table.field", `why` words."""

    field: str
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class SheetPlan:
    """One sheet as it would be imported. `table` is "" when it is not used. `outcome` is what `commit` would
    keep.

    A sheet with answers to several survey questions has a plan for each: `asked` are the positions of the
    others. `questions` is what was decided about the columns and could be otherwise; `answers` has what the
    user or a preset said to them, by position and code. `preset` is the one that recognised it, None without
    one; `remarks` are notes on columns by place. `correction` is what the sheet corrects, None for all but
    workbooks of rows that were set aside. `dismissed`: the places of columns that a person said hold no
    survey answers. `doubts`: by position what the columns were taken for that a person is asked about, also
    after they answered. `said` is what a person said, of columns (code `meaning`, "table.field" or "") and of
    their values; `remembered` has for what was said with an earlier import its ISO date.
    """

    source: SourceFile
    sheet: Sheet
    layout: Layout
    hints: SheetHints
    table: str
    columns: tuple[ColumnMatch, ...]
    recognised_as: str
    outcome: SheetImport
    asked: frozenset[int] = frozenset()
    questions: tuple[Question, ...] = ()
    preset: Preset | None = None
    remarks: Mapping[int, str] = field(default_factory=dict)
    answers: Mapping[tuple[int, str], str] = field(default_factory=dict)
    correction: Correction | None = None
    doubts: Mapping[int, Doubt] = field(default_factory=dict)
    dismissed: frozenset[int] = frozenset()
    overlaps: tuple[Overlap, ...] = ()
    said: Mapping[Key, str] = field(default_factory=dict)
    remembered: Mapping[Key, str] = field(default_factory=dict)

    def with_said(self, said: Mapping[Key, str]) -> SheetPlan:
        """Return the plan with what a person says now; what they said before of the same gives way."""
        kept = {key: day for key, day in self.remembered.items() if key not in said}
        return replace(self, said={**self.said, **said}, remembered=kept)

    @property
    def report(self) -> SheetReport:
        """The report that would be kept."""
        return self.outcome.report


@dataclass(frozen=True, slots=True, eq=False)
class ImportPlan:
    """All sheets of the files, in their order, and the files that cannot be read, each with its error."""

    sheets: tuple[SheetPlan, ...]
    refused: tuple[UnreadableInput, ...] = ()
