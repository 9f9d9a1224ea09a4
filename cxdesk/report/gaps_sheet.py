"""The sheet Data gaps: what is not known, what contradicts itself, and every row that could not be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import nan

import numpy as np

from cxdesk.formatting import counted
from cxdesk.report.contribution_layout import FIRST_ROW as CONTRIBUTIONS_FIRST_ROW
from cxdesk.report.material import Material
from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, write_head, write_table
from cxdesk.workspace.facts_record import Finding
from cxdesk.workspace.records import Problem, SheetReport

NAME = "Data gaps"
HEADER_ROW = 4
_MOST_ROWS = 1_048_576 - HEADER_ROW - 2
_NAMED_ROWS = 12
_LACKS = ("Some evidence is missing", "Too little is known for a band")


@dataclass(frozen=True, slots=True)
class Gap:
    """One line of the sheet; `count` of `whole` says how many are concerned, NaN where nothing is counted."""

    kind: str
    about: str
    what: str
    count: float = nan
    whole: float = nan
    file: str = ""
    sheet: str = ""
    row: float = nan
    detail: str = ""
    target: str = ""


def gaps_of(material: Material) -> list[Gap]:
    """Return all gaps, those that concern everything first."""
    gaps = [
        *(_finding(finding) for finding in material.facts.findings),
        *_items_without_evidence(material),
        *_accounts_without_evidence(material),
        *(gap for report in material.imports for gap in _problems(report)),
        *(gap for report in material.imports for gap in _rows_set_aside(report)),
    ]
    if len(gaps) <= _MOST_ROWS:
        return gaps
    left = len(gaps) - _MOST_ROWS + 1
    more = Gap(
        "Not shown", "", f"{left:,} more lines than a sheet holds: export the rows set aside from cxdesk."
    )
    return [*gaps[: _MOST_ROWS - 1], more]


def write_gaps(sheet: SheetWriter, styles: Styles, material: Material) -> None:
    """Write one line per gap."""
    gaps = gaps_of(material)
    write_head(
        sheet,
        styles,
        "Data gaps: what is missing, and what was set aside",
        f"{material.subtitle} · nothing is lost: rows in = rows kept + rows set aside, see Audit",
        material.warning,
    )
    columns = [
        Column("kind", "Kind", 25, [gap.kind for gap in gaps], "text"),
        Column(
            "about",
            "About",
            30,
            [gap.about for gap in gaps],
            "link",
            targets=[gap.target for gap in gaps],
            note="The account, driver, signal or column concerned.",
        ),
        Column("what", "What", 60, [gap.what for gap in gaps], "text", wrap=True),
        Column(
            "count",
            "Count",
            10,
            np.array([gap.count for gap in gaps]),
            number="whole",
            note="How many accounts or cells.",
        ),
        Column("whole", "Of", 10, np.array([gap.whole for gap in gaps]), number="whole"),
        Column("file", "File", 30, [gap.file for gap in gaps], "text"),
        Column("sheet", "Sheet", 16, [gap.sheet for gap in gaps], "text"),
        Column(
            "row",
            "Row",
            9,
            np.array([gap.row for gap in gaps]),
            number="plain",
            note="As your spreadsheet shows it.",
        ),
        Column("detail", "Detail", 75, [gap.detail for gap in gaps], "text", wrap=True),
    ]
    area = write_table(sheet, styles, HEADER_ROW, columns)
    sheet.filter(area)
    sheet.freeze(HEADER_ROW + 1, 2)
    sheet.printing(material.page_head, HEADER_ROW, area[2:])


def _finding(finding: Finding) -> Gap:
    numbers = "; ".join(f"{name.replace('_', ' ')}: {value:,.10g}" for name, value in finding.numbers)
    return Gap("The data as a whole", "", finding.message, detail=numbers)


def _items_without_evidence(material: Material) -> Iterator[Gap]:
    """Give each driver and signal that not every customer has evidence of."""
    portfolio = material.portfolio
    customers = material.facts.accounts.is_customer
    whole = int(customers.sum())
    for label, items, known in (
        ("Driver without evidence", portfolio.drivers, portfolio.driver_reliability > 0),
        ("Signal without evidence", portfolio.signals, ~np.isnan(portfolio.signal_value)),
    ):
        for index, item in enumerate(items):
            missing = int((customers & ~known[:, index]).sum())
            if missing:
                what = (
                    "No customer has evidence of it."
                    if missing == whole
                    else "Some customers have no evidence of it."
                )
                yield Gap(label, item.label, what, missing, whole)


def _accounts_without_evidence(material: Material) -> Iterator[Gap]:
    """Give each live account that lacks something that others have, with what it lacks; of the accounts that
    are not live those that lack the same together.
    """
    portfolio, accounts = material.portfolio, material.facts.accounts
    labels = np.array([item.label for item in (*portfolio.drivers, *portfolio.signals)], dtype=object)
    known = np.hstack([portfolio.driver_reliability > 0, ~np.isnan(portfolio.signal_value)])
    told = known[accounts.is_customer].any(axis=0)  # what nobody has is said once, above
    labels, known = labels[told], known[:, told]
    little = portfolio.coverage < material.standards.score.coverage_no_colour
    lacking = ~accounts.is_lost & ~known.all(axis=1)
    for place, (who, name) in enumerate(zip(material.order.tolist(), material.names, strict=True)):
        if lacking[who]:
            what = f"{_LACKS[int(little[who])]} (coverage {portfolio.coverage[who]:.0%})."
            target = f"'Contributions'!A{CONTRIBUTIONS_FIRST_ROW + place + 1}"
            yield _account_gap("Account with gaps", name, what, labels[~known[who]], len(labels), target)
    rest = material.rest[lacking[material.rest]]
    kinds, counts = np.unique(np.column_stack([little[rest], known[rest]]), axis=0, return_counts=True)
    for kind in np.argsort(-counts, kind="stable").tolist():
        about = f"{counted(int(counts[kind]), 'account', 'accounts')} of Other accounts"
        missing = labels[~kinds[kind, 1:]]
        yield _account_gap(
            "Accounts with gaps", about, f"{_LACKS[int(kinds[kind, 0])]}.", missing, len(labels)
        )


def _account_gap(kind: str, about: str, what: str, missing: np.ndarray, whole: int, target: str = "") -> Gap:
    detail = "No evidence: " + ", ".join(missing)
    return Gap(kind, about, what, len(missing), whole, detail=detail, target=target)


def _problems(report: SheetReport) -> Iterator[Gap]:
    """Give the cells of one sheet that were not as expected, those of one kind and column together."""

    def kind(problem: Problem) -> tuple[str, str, str]:
        return problem.code, problem.column, problem.hint

    for (_code, column, hint), group in groupby(sorted(report.problems, key=kind), key=kind):
        found = list(group)
        rows = [problem.row for problem in found if problem.row is not None]
        shown = ", ".join(map(str, rows[:_NAMED_ROWS])) + (" and more" if len(rows) > _NAMED_ROWS else "")
        values = list(dict.fromkeys(problem.value for problem in found if problem.value))[:_NAMED_ROWS]
        parts = (f"rows {shown}" if rows else "", f"values: {' | '.join(values)}" if values else "")
        yield Gap(
            "Cells not as expected",
            column,
            hint,
            len(found),
            nan,
            report.file,
            report.sheet,
            rows[0] if rows else nan,
            "; ".join(part for part in parts if part),
        )


def _rows_set_aside(report: SheetReport) -> Iterator[Gap]:
    """Give every row of one sheet that could not be used, whole."""
    for row in report.set_aside:
        yield Gap(
            "Row set aside",
            report.recognised_as,
            row.reason,
            nan,
            nan,
            report.file,
            report.sheet,
            row.row,
            " | ".join(row.cells),
        )
