"""An import before it is made, as the review page shows it: every sheet, every column, what will change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxdesk import formatting
from cxdesk.errors import PasswordNeeded, UnreadableInput
from cxdesk.formatting import NumberStyle
from cxdesk.session.review_changes import (
    Differences,
    changed_values,
    is_there,
    is_used,
    left_out,
    sheet_changes,
    totals,
)
from cxdesk.session.review_columns import choices, columns_table
from cxdesk.session.review_edits import Edit, edited, edited_again
from cxdesk.session.review_problems import Entry, Problems, count_of, entries_of, problems
from cxdesk.session.review_questions import QuestionView, open_changes, sheet_questions, unanswered
from cxdesk.session.sheet_reports import table_label
from cxdesk.session.table_view import Table
from cxdesk.tables import TABLES

if TYPE_CHECKING:
    from cxdesk.importing import ImportPlan, SheetPlan
    from cxdesk.importing.difference import Difference
    from cxdesk.session.review_names import Names
    from cxdesk.workspace.records import Decision
    from cxdesk.workspace.said import Said, Shape

NOTHING: Mapping = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Known:
    """What the workspace has already: ids of accounts, digests of sheets that would change nothing, the
    user's own presets as (name, text), the names of the tables that it has rows of, and what was said of
    files by their shape.
    """

    account_ids: frozenset[str] = frozenset()
    digests: frozenset[str] = frozenset()
    presets: tuple[tuple[str, str], ...] = ()
    tables: frozenset[str] = frozenset()
    said: Mapping[Shape, Said] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class SheetReview:
    """One sheet. `fields` has each column's field ("table.field" or ""); `choices` are (field, label);
    `headers` the rows that can be the header, each with its first cells; `encoding` is that of a text file.
    `replaces`: whether a sheet that is here already is to replace other exports of it, None for others.
    """

    plan: SheetPlan
    title: str
    count: str
    heading: str
    about: str
    table: str
    used: bool
    replaces: bool | None
    header_row: int | None
    headers: tuple[tuple[int, str], ...]
    encoding: str
    columns: Table
    fields: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    questions: tuple[QuestionView, ...]
    entries: tuple[Entry, ...]
    problem_total: int

    @property
    def open_questions(self) -> int:
        """How many questions nobody has answered yet."""
        return sum(not question.settled for question in self.questions)


@dataclass(frozen=True, slots=True)
class FileReview:
    """A file that could not be read: why, what to do, and whether a password would open it."""

    path: Path | None
    name: str
    what: str
    next_step: str
    needs_password: bool


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """A plan in words. `changes` are (sentence, tone); `unconfirmed` names what accepting it now takes as
    shown without an answer, "" for nothing; `button` says what accepting does; `compared` says whether
    `differences` has all sheets that are used; `drop_gone` is what the user said of the rows that are
    `gone`: that they count no more. `names` are the near names in it, None until they were looked for;
    `name_questions` asks about them, `said` are the answers, `name_changes` tells of both as `changes`.
    `edits` are those made until now.
    """

    plan: ImportPlan
    known: Known
    paths: tuple[Path, ...]
    differences: Differences
    title: str
    left_out: str
    sheets: tuple[SheetReview, ...]
    files: tuple[FileReview, ...]
    tables: tuple[tuple[str, str], ...]
    problems: Problems
    changes: tuple[tuple[str, str], ...]
    by_sheet: Table
    unconfirmed: str
    button: str
    can_import: bool
    compared: bool
    drop_gone: bool = False
    names: Names | None = None
    name_questions: tuple[QuestionView, ...] = ()
    name_changes: tuple[tuple[str, str], ...] = ()
    said: tuple[Decision, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def used(self) -> tuple[SheetPlan, ...]:
        """The sheets that accepting the review would bring."""
        return tuple(sheet for sheet in self.plan.sheets if is_used(sheet, self.known.digests))

    @property
    def digests(self) -> frozenset[str]:
        """What the sheets that are used hold, and how they are read."""
        return frozenset(sheet.report.digest for sheet in self.used)

    @property
    def gone(self) -> int:
        """How many rows of earlier exports are in the newer ones no more, and would stay."""
        found = (self.differences.get(sheet.report.digest) for sheet in self.used)
        return sum(each.gone for each in found if each is not None and each.gone_stay)


def review(
    plan: ImportPlan,
    known: Known,
    style: NumberStyle,
    *,
    paths: Sequence[Path] = (),
    differences: Differences = NOTHING,
    before: Review | None = None,
    edits: tuple[Edit, ...] = (),
) -> Review:
    """Prepare the review of a plan for a workspace of which `known` is there already, after `edits`.

    Sheets that are as they were in `before` are not prepared again.
    """
    from cxdesk.importing.plan_notes import without_needless_remarks

    plan = replace(plan, sheets=tuple(without_needless_remarks(plan.sheets, known.tables)))
    ready = {} if before is None else {id(sheet.plan): sheet for sheet in before.sheets}
    same = before is not None and before.known is known
    sheets = tuple(
        ready[id(sheet)] if same and id(sheet) in ready else _sheet(sheet, known, style)
        for sheet in plan.sheets
    )
    used = [sheet for sheet in plan.sheets if is_used(sheet, known.digests)]
    rows = sum(sheet.report.rows_kept for sheet in used)
    names = [sheet.heading for sheet in sheets]
    total = sum(sheet.problem_total for sheet in sheets)
    asked = [sheet.questions for sheet in sheets if sheet.used]
    return Review(
        plan=plan,
        known=known,
        paths=tuple(paths),
        differences=differences,
        title=_title(plan, style),
        left_out=left_out(plan, known.digests, style),
        sheets=sheets,
        files=tuple(map(_file, plan.refused, _refused_paths(plan, paths))),
        tables=(("", "Not used"), *((table.name, table.label) for table in TABLES)),
        problems=problems(names, [sheet.entries for sheet in sheets], total),
        changes=(*totals(plan, known.digests, differences, style), *open_changes(asked, style)),
        by_sheet=sheet_changes(plan, names, known.digests, differences, style),
        unconfirmed=unanswered([(sheet.heading, sheet.questions) for sheet in sheets if sheet.used], style),
        button=f"Import {formatting.counted(rows, 'row', 'rows', style)}" if rows else "Nothing to import",
        can_import=rows > 0,
        compared=all(sheet.report.digest in differences for sheet in used),
        edits=edits,
    )


def with_edits(given: Review, edits: Sequence[Edit], style: NumberStyle) -> Review:
    """Return the review after edits; only the sheets that they are about are read again."""
    plan = replace(given.plan, sheets=edited(given.plan.sheets, edits))
    return _again(given, plan, style, edits=(*given.edits, *edits))


def with_differences(given: Review, differences: Differences, style: NumberStyle) -> Review:
    """Return the review with what keeping its sheets would change."""
    return _again(given, given.plan, style, differences=differences)


def with_file(given: Review, path: Path, opened: ImportPlan, style: NumberStyle) -> Review:
    """Return the review with what a password gave: the sheets of the file, or why it still cannot be read."""
    whose = _refused_paths(given.plan, given.paths)
    refused = []
    for error, file in zip(given.plan.refused, whose, strict=True):
        refused += opened.refused if file == path else (error,)
    plan = replace(given.plan, sheets=(*given.plan.sheets, *opened.sheets), refused=tuple(refused))
    return _again(given, plan, style)


def with_file_read_again(given: Review, path: Path, read: ImportPlan, style: NumberStyle) -> Review:
    """Return the review with one file read otherwise, and what was changed in its sheets changed again."""
    sheets = given.plan.sheets
    first = next(place for place, sheet in enumerate(sheets) if sheet.source.path == path)
    rest = [sheet for sheet in sheets if sheet.source.path != path]
    own = edited_again(read.sheets, [edit for edit in given.edits if edit.key[0] == path])
    plan = replace(given.plan, sheets=(*rest[:first], *own, *rest[first:]))
    return _again(given, plan, style)


def changed(given: Review, sheet: int) -> Table:
    """Return the values that keeping a sheet would change, at most a thousand."""
    return changed_values(given.differences.get(given.plan.sheets[sheet].report.digest))


def to_commit(given: Review) -> ImportPlan:
    """Return the plan that accepting the review keeps: without the files that it says cannot be read.

    Rows that are gone count no more where the user said so.
    """
    if not given.drop_gone:
        return replace(given.plan, refused=())
    from cxdesk.importing.difference import replacing

    found = given.differences
    sheets = tuple(
        replacing(sheet, yes=True) if _loses_rows(found.get(sheet.report.digest)) else sheet
        for sheet in given.plan.sheets
    )
    return replace(given.plan, sheets=sheets, refused=())


def _loses_rows(found: Difference | None) -> bool:
    return found is not None and found.gone > 0 and found.gone_stay


def _again(
    given: Review,
    plan: ImportPlan,
    style: NumberStyle,
    *,
    differences: Differences | None = None,
    edits: tuple[Edit, ...] | None = None,
) -> Review:
    return review(
        plan,
        given.known,
        style,
        paths=given.paths,
        differences=given.differences if differences is None else differences,
        before=given,
        edits=given.edits if edits is None else edits,
    )


def _title(plan: ImportPlan, style: NumberStyle) -> str:
    """Return how many sheets are in how many files."""
    names = {sheet.source.path for sheet in plan.sheets}
    files = formatting.counted(len(names) + len(plan.refused), "file", "files", style)
    return f"{formatting.counted(len(plan.sheets), 'sheet', 'sheets', style)} in {files}"


def _refused_paths(plan: ImportPlan, paths: Sequence[Path]) -> list[Path | None]:
    """Return whose each error is. Files of one name in several folders were read in the order of `paths`."""
    read = {sheet.source.path for sheet in plan.sheets}
    left = [path for path in paths if path not in read]
    found = []
    for error in plan.refused:
        path = next((path for path in left if path.name == error.place.file), None)
        if path is not None:
            left.remove(path)
        found.append(path)
    return found


def _file(error: UnreadableInput, path: Path | None) -> FileReview:
    name = error.place.file or "A file"
    return FileReview(path, name, error.what, error.next_step, isinstance(error, PasswordNeeded))


def _sheet(plan: SheetPlan, known: Known, style: NumberStyle) -> SheetReview:
    from cxdesk.importing.header_choice import offered_headers

    report = plan.report
    where = " › ".join(part for part in (report.file, report.sheet) if part)
    there = is_there(plan, known.digests)
    questions = sheet_questions(plan, style)
    asking = frozenset(question.position for question in questions if not question.settled)
    return SheetReview(
        plan=plan,
        title=table_label(plan.table),
        count="here already" if there else formatting.counted(report.rows_in, "row", "rows", style),
        heading=where,
        about=report.recognised_as,
        table=plan.table,
        used=is_used(plan, known.digests),
        replaces=plan.outcome.replaces if plan.table and report.digest in known.digests else None,
        header_row=report.header_row,
        headers=offered_headers(plan),
        encoding="" if plan.sheet.encoding is None else plan.sheet.encoding.codec,
        columns=columns_table(plan, asking, style),
        fields=tuple(match.field for match in plan.columns),
        choices=choices(plan.table),
        questions=questions,
        entries=entries_of(report),
        problem_total=count_of(report),
    )
