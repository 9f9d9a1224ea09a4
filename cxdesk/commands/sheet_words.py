"""What commands print of a sheet: what was not as expected, and what it changes, each in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxdesk.errors import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxdesk.importing import SheetPlan
    from cxdesk.importing.difference import Difference
    from cxdesk.importing.text_encoding import TextEncoding
    from cxdesk.workspace import Problem, SheetReport

_MOST_ROWS = 5
_MOST_NAMED = 5
_MISSING = "missing_"
_FIRST_OF = " The first of "
"""Begins what is added to a problem that stands for very many (`importing.problems.grouped`)."""


def sheet_name(report: SheetReport) -> str:
    """Return the file, and the sheet in it."""
    return f"{report.file} › {report.sheet}" if report.sheet else report.file


def problem_lines(report: SheetReport) -> list[str]:
    """Return what was not as expected in a sheet: rows with one sort of problem in one column are one line,
    with their count and the first of them.
    """
    sorts: dict[tuple, list[Problem]] = {}
    for problem in report.problems:
        if problem.code == "to_check":
            continue  # `asked_lines` says more of these columns
        alone = len(sorts) if problem.row is None else None
        sorts.setdefault((problem.code, problem.column, alone), []).append(problem)
    columns_of: dict[str, int] = {}
    for code, _, _ in sorts:
        columns_of[code] = columns_of.get(code, 0) + 1
    lines = []
    for (code, _, _), problems in sorts.items():
        rows = [problem.row for problem in problems if problem.row is not None]
        if rows and columns_of[code] == 1 and _FIRST_OF in problems[0].hint:
            rows = [aside.row for aside in report.set_aside if aside.code == code] or rows
        lines.append(_line(problems, rows))
    return lines


def encoding_line(encoding: TextEncoding | None, said: str) -> str:
    """Return which encodings a text file may be in where its bytes do not decide it, or what the one makes
    of its bytes that was `said`; "" otherwise: problems tell of the rest."""
    if encoding is None:
        return ""
    if said:
        return f"read as {encoding.codec}: {encoding.why}"
    others = (f"--encoding {codec} ({shown})" for codec, shown in encoding.options if codec != encoding.codec)
    listed = "; ".join(others)
    return f"its encoding is not certain, it may be: {listed}" if listed and not encoding.settled else ""


def asked_lines(plan: SheetPlan) -> list[str]:
    """Return the columns of a sheet that nobody has confirmed: what each is taken for, what it holds, why it
    is in doubt.
    """
    from cxdesk.importing.checking import asked_json

    lines = []
    for asked in asked_json(plan):
        holds = " · ".join(asked["first_values"])
        values = f"it holds {holds}" if holds else "it has no values"
        why = f" Asked because {asked['why']}." if asked["why"] else ""
        read = f"“{asked['column']}” is read as {asked['read_as']}, {asked['means']}"
        lines.append(f"not confirmed: {read}; {values}.{why}")
    return lines


def remembered_line(plan: SheetPlan) -> str:
    """Return how much of a sheet is read as a person said with an earlier file; "" for nothing."""
    if not plan.remembered:
        return ""
    count = len(plan.remembered)
    answers = "1 answer" if count == 1 else f"{count:,} answers"
    return (
        f"read with {answers} of {', '.join(sorted(set(plan.remembered.values())))}, for a file of the same "
        "columns; --map COLUMN=FIELD changes one."
    )


def change_line(report: SheetReport, change: Difference) -> str:
    """Return how many rows of a sheet are new, changed, unchanged and gone; "" for one that is not used."""
    if not report.table or change.not_counted:
        return ""
    gone = "they stay; --replace leaves them out" if change.gone_stay else "they count no more"
    gone += f": {first_of(change.gone_keys)}" if change.gone_keys else ""
    earlier = f" updates what was imported on {change.earlier[:10]}" if change.earlier else ""
    return (
        f"{sheet_name(report)}{earlier}: {change.new:,} new, {change.updated:,} changed, "
        f"{change.unchanged:,} unchanged, {change.gone:,} gone{f' ({gone})' if change.gone else ''}."
    )


def first_of(names: Sequence[str]) -> str:
    """Return the first of some names, and how many there are beyond."""
    more = len(names) - _MOST_NAMED
    return f"{', '.join(names[:_MOST_NAMED])}{f' and {more:,} more' if more > 0 else ''}"


def _line(problems: Sequence[Problem], rows: Sequence[int]) -> str:
    """Return problems of one sort in one column as a line; `rows` are those that have it."""
    first = problems[0]
    if len(rows) < 2:
        return f"{Place(row=first.row, column=first.column)}: {first.hint}".removeprefix(": ")
    listed = ", ".join(map(str, rows[:_MOST_ROWS])) + (" …" if len(rows) > _MOST_ROWS else ".")
    hint = first.hint.partition(_FIRST_OF)[0]
    if first.code.startswith(_MISSING):
        what = first.code.removeprefix(_MISSING).replace("_", " ")
        article = "an" if what[0] in "aeiou" else "a"
        return f"{len(rows):,} rows without {article} {what}: rows {listed} {hint.partition('. ')[2]}".strip()
    where = f" in column {first.column}" if first.column else ""
    differ = "" if all(problem.hint == first.hint for problem in problems) else "For the first: "
    return f"{len(rows):,} rows{where}: rows {listed} {differ}{hint}"
