"""Rows that no import can use as they are, put at fixed places so that a test can name each of them.

Every set of real files has some. They belong to accounts without a planted story.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

Row = TypeVar("Row")

CRM_FILE = "CRM export.xlsx"
NPS_FILE = "NPS survey.csv"
CSAT_FILE = "CSAT after tickets.xlsx"
USAGE_FILE = "usage_daily.csv"
TICKETS_FILE = "tickets_export.csv"
INCIDENTS_FILE = "Incidents.xlsx"
REVIEWS_FILE = "QA reviews.xlsx"

SCORE_HEADER = "How likely are you to recommend us? (0-10)"
CSAT_HEADER = "How satisfied are you with the help you received? (1-5)"


@dataclass(frozen=True, slots=True)
class AwkwardRow:
    """A row to be set aside: where it stands (`row` is 1-based as a spreadsheet shows it) and what is wrong.

    `values` are the row's cells as written. It is empty for the duplicate, which repeats the row above it.
    """

    name: str
    file: str
    sheet: str
    row: int
    column: str
    value: str
    why: str
    values: tuple[str | int, ...] = ()


AWKWARD_ROWS: tuple[AwkwardRow, ...] = (
    AwkwardRow(
        "score of 11",
        NPS_FILE,
        "",
        9,
        SCORE_HEADER,
        "11",
        "The scale ends at 10.",
        ("SYN-NPS-90001", "SYN-1005", "", "End user", "11", "Off the scale!", "02.03.2026", "05.03.2026"),
    ),
    AwkwardRow(
        "impossible survey date",
        NPS_FILE,
        "",
        14,
        "Answered at",
        "31.02.2026",
        "February has no 31st day.",
        ("SYN-NPS-90002", "SYN-1006", "", "End user", "8", "", "20.02.2026", "31.02.2026"),
    ),
    AwkwardRow(
        "survey answer without an account",
        NPS_FILE,
        "",
        19,
        "Account ID",
        "",
        "Nobody can say whose answer it is.",
        ("SYN-NPS-90003", "", "", "Administrator", "6", "It does the job.", "11.05.2026", "12.05.2026"),
    ),
    AwkwardRow(
        "exact duplicate",
        NPS_FILE,
        "",
        25,
        "Response ID",
        "",
        "The row above, once more.",
    ),
    AwkwardRow(
        "CSAT of 9",
        CSAT_FILE,
        "Responses",
        12,
        CSAT_HEADER,
        "9",
        "The scale ends at 5.",
        ("SYN-CSAT-90001", "SYN-1005", "", "", "2026-03-02", "2026-03-03", 9, "Typed in by hand.", "en"),
    ),
    AwkwardRow(
        "usage without an account",
        USAGE_FILE,
        "",
        31,
        "account_id",
        "",
        "Nobody can say whose use it is.",
        ("2024-10-01", "", "P-90001", "reports", "4", "310"),
    ),
    AwkwardRow(
        "impossible usage date",
        USAGE_FILE,
        "",
        57,
        "date",
        "2026-02-30",
        "February has no 30th day.",
        ("2026-02-30", "SYN-1008", "P-90002", "dispatch", "6", "540"),
    ),
    AwkwardRow(
        "impossible ticket date",
        TICKETS_FILE,
        "",
        16,
        "Created at",
        "2026-13-05T09:20:00Z",
        "A year has 12 months.",
        (
            *(
                "1",
                "39990",
                "Kim Torvald",
                "kim.torvald@hautebrise-cliniques.example.com",
                "Noor H.",
                "Support",
                "Cannot print the plan",
            ),
            *("synthetic_sample technical", "Solved", "Normal", "Mail", "Incident", "2026-13-05T09:20:00Z"),
            *(
                "2026-09-10T10:00:00Z",
                "Hautebrise Cliniques",
                "2026-09-08T10:00:00Z",
                "Offered",
                "1",
                "1",
                "0",
                "2",
            ),
            *("95", "4360", "0"),
        ),
    ),
)


def with_awkward_rows(
    rows: Sequence[Row], file: str, as_row: Callable[[tuple[str | int, ...]], Row] = lambda values: values
) -> list[Row]:
    """Return a file's data rows with its awkward ones put where they belong (the header is row 1).

    `as_row` turns the cells of an awkward row into what `rows` holds. Raises ValueError when the file is too
    short to hold them.
    """
    result = list(rows)
    for awkward in sorted((one for one in AWKWARD_ROWS if one.file == file), key=attrgetter("row")):
        place = awkward.row - 2
        if place > len(result):
            raise ValueError(f"{file} has too few rows for an awkward one at row {awkward.row}")
        result.insert(place, as_row(awkward.values) if awkward.values else result[place - 1])
    return result
