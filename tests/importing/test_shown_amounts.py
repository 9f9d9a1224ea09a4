"""What only the number format of a cell shows: the currency of amounts, zeros of identifiers, percent."""

from __future__ import annotations

import openpyxl
import pytest

from cxdesk.importing import answer
from tests.importing.made import csv_file, kept, planned, sheets_here

ROWS = 8
HEAD = ("Account ID", "Account Name", "ARR", "Seats", "Note of price")


def book(folder, formats, head=HEAD, first=7, name="book.xlsx"):
    """Write accounts 7, 8 ... whose cells have these formats, by column letter: one, or one a row."""
    made = openpyxl.Workbook()
    made.active.append(head)
    for number in range(first, first + ROWS):
        made.active.append((number, f"Acme {number}", 1000.5 * number, 5, number / 20)[: len(head)])
    for letter, codes in formats.items():
        many = [codes] * ROWS if isinstance(codes, str) else codes
        for row, code in enumerate(many, 2):
            made.active[f"{letter}{row}"].number_format = code
    made.save(folder / name)
    return folder / name


def codes_of(plan, code):
    """Return the hints of a plan's problems of one code."""
    return [problem.hint for problem in plan.report.problems if problem.code == code]


def test_currencies_of_formats_are_those_of_the_rows(tmp_path) -> None:
    """Four formats in turn: each row has the currency that openpyxl was told to show, the numbers stay, and
    that they must not be added is said."""
    codes = ["#,##0.00\\ [$€-407]", '"$"#,##0', "[$£-809]#,##0", "#,##0"] * 2
    plan = planned(book(tmp_path, {"C": codes}))
    assert kept(plan, "currency") == ["EUR", "USD", "GBP", None] * 2
    assert kept(plan, "arr") == [1000.5 * number for number in range(7, 15)]
    assert codes_of(plan, "mixed_currencies")
    note = next(match.note for match in plan.columns if match.header == "ARR")
    assert note == "EUR, GBP, USD, as the cells are shown; 2 amounts are shown in no currency"


def test_a_currency_of_the_computer_is_asked_for(tmp_path) -> None:
    """Format 44 without a code in the workbook (openpyxl leaves out those it knows) names no currency; the
    answer does."""
    code = openpyxl.styles.numbers.BUILTIN_FORMATS[44]
    plan = planned(book(tmp_path, {"C": code}))
    assert kept(plan, "currency") == [None] * ROWS if "currency" in plan.outcome.rows.column_names else True
    (question,) = [each for each in plan.questions if each.code == "currency"]
    assert (question.answer, question.settled) == ("unknown", False)
    assert codes_of(plan, "currency_unknown")[0].startswith("8 amounts")
    told = answer(plan, question.position, "currency", "CHF")
    assert kept(told, "currency") == ["CHF"] * ROWS
    assert not codes_of(told, "currency_unknown")


def test_a_column_of_currencies_wins_and_the_conflict_is_told(tmp_path) -> None:
    """The column says CHF in every row, the cells of ARR are shown in euros; nothing is asked."""
    path = book(tmp_path, {"C": "[$€-2] #,##0"}, (*HEAD[:3], "Currency"))
    made = openpyxl.load_workbook(path)
    for row in range(2, 2 + ROWS):
        made.active[f"D{row}"] = "CHF"
    made.save(path)
    plan = planned(path)
    assert kept(plan, "currency") == ["CHF"] * ROWS
    assert codes_of(plan, "currency_contradicted")[0].startswith("8 amounts")
    assert "currency" not in [each.code for each in plan.questions]


def test_texts_in_cells_win_over_formats(tmp_path) -> None:
    """A text `£10` in a cell that has a format in euros is in pounds."""
    path = book(tmp_path, {"C": "[$€-2] #,##0"})
    made = openpyxl.load_workbook(path)
    made.active["C2"] = "£10"
    made.save(path)
    plan = planned(path)
    assert kept(plan, "currency") == ["GBP"] + ["EUR"] * 7
    assert kept(plan, "arr")[0] == 10.0


def test_a_header_in_another_currency_is_asked_about(tmp_path) -> None:
    """The header says EUR, all cells are shown in dollars: the header is taken until a person says else."""
    plan = planned(book(tmp_path, {"C": '"$"#,##0'}, ("Account ID", "Account Name", "ARR (EUR)")))
    assert kept(plan, "currency") == ["EUR"] * ROWS
    (question,) = [each for each in plan.questions if each.code == "currency"]
    assert not question.settled
    assert codes_of(plan, "currency_contradicted")[0].startswith("8 cells are shown in USD")
    assert kept(answer(plan, question.position, "currency", "shown"), "currency") == ["USD"] * ROWS


@pytest.mark.parametrize(
    ("code", "first", "expected"),
    [
        ("00000", 7, ["00007", "00008"]),
        ('"ACME-"0000', 98765, ["ACME-98765", "ACME-98766"]),
        ("000\\-00\\-0000", 12345678, ["012-34-5678", "012-34-5679"]),
        ("#,##0", 1234, ["1234", "1235"]),
        ("0", 7, ["7", "8"]),
        ('_($* #,##0_)', 7, ["7", "8"]),
    ],
)  # fmt: skip
def test_identifiers_are_as_shown(tmp_path, code, first, expected) -> None:
    """What Excel shows for these numbers; groups of thousands and currencies are no part of a name."""
    plan = planned(book(tmp_path, {"A": code}, first=first))
    assert kept(plan, "account_id")[:2] == expected
    assert list(plan.columns[0].first_values[:2]) == expected


def test_columns_that_are_only_kept_are_as_shown(tmp_path) -> None:
    """0.35 as 35 % is kept so: the sign is part of what was said; with openpyxl's General it is a number."""
    assert kept(planned(book(tmp_path, {"E": "0%"})), "extra.Note of price")[:2] == ["35%", "40%"]
    assert kept(planned(book(tmp_path, {})), "extra.Note of price")[:2] == ["0.35", "0.4"]
    shown = kept(planned(book(tmp_path, {"E": "[$CHF-807] 0.00"})), "extra.Note of price")
    assert shown[:2] == ["0.35 CHF", "0.4 CHF"]


def test_shares_are_no_amounts(tmp_path) -> None:
    """A column of amounts that is shown in percent holds no money; as with `35%` in a text file."""
    plan = planned(book(tmp_path, {"C": ["0%"] * 2 + ["General"] * 6}))
    assert kept(plan, "arr") == [None, None] + [1000.5 * number for number in range(9, 15)]


def ratings(folder, values, code):
    """Return the plan of tickets with these ratings, as a workbook with a format or as a text file."""
    head = ("Ticket ID", "Account Name", "Created at", "Status", "Satisfaction score")
    rows = [(n, "Acme", f"2026-05-{n:02}", "closed", value) for n, value in enumerate(values, 1)]
    if not code:
        return planned(csv_file(folder, [head, *rows], "tickets.csv"))
    made = openpyxl.Workbook()
    for row in (head, *rows):
        made.active.append(row)
    for row in range(2, len(rows) + 2):
        made.active[f"E{row}"].number_format = code
    made.save(folder / "tickets.xlsx")
    return planned(folder / "tickets.xlsx")


def test_ratings_shown_in_percent_are_those_written_in_percent(tmp_path) -> None:
    """0.85 shown as 85 % is what a text file has as `85%`: 1 + 4 * 0.85 = 4.4 of 5, and asked about."""
    plan = ratings(tmp_path, (0.85, 1.0, 0.0, 0.5), "0%")
    assert kept(plan, "csat_score") == pytest.approx([4.4, 5.0, 1.0, 3.0])
    assert kept(ratings(tmp_path, ("85%", "100%", "0%", "50%"), ""), "csat_score") == pytest.approx(
        [4.4, 5.0, 1.0, 3.0]
    )
    assert "percent" in [each.code for each in plan.questions]


def test_formats_travel_with_their_cells(tmp_path) -> None:
    """Through the reader's process and in blocks: the codes at the cells that have them, none elsewhere."""
    path = book(tmp_path, {"C": ["[$CHF] 0", "0.00"] * 4})
    (sheet,) = sheets_here(path)
    assert [column.formats is not None for column in sheet.columns] == [False, False, True, False, False]
    formats = sheet.columns[2].formats
    assert [formats.names[code] for code in formats.codes] == ["", *["[$CHF] 0", ""] * 4]


@pytest.mark.parametrize(
    ("header", "code", "times"),
    [
        ("ARR", '#,##0.0 "T€"', 1e3),
        ("ARR", '"$"0.0"M"', 1e6),
        ("ARR", '#,##0 "TEUR"', 1e3),
        ("ARR", '#,##0"千円"', 1e3),
        ("ARR", '#,##0,"千円"', 1.0),
        ("ARR", '"$"#,##0.0,"K"', 1.0),
        ("ARR", "[$₹] #,##0.0,,", 1.0),
        ("ARR (k€)", "#,##0", 1e3),
        ("ARR (k€)", "#,##0,", 1.0),
        ("ARR (k€)", '#,##0 "T€"', 1e3),
        ("ARR (m€)", "#,##0,", 1e3),
    ],
)
def test_amounts_are_whole_however_many_thousands_are_shown(tmp_path, header, code, times) -> None:
    """By Excel's rules: `120 T€` is 120,000 of a cell that holds 120; a comma behind the digits divides what
    is shown by 1,000, so that a cell that shows 120 below `k€` holds 120,000 already. Each counts once."""
    plan = planned(book(tmp_path, {"C": code}, ("Account ID", "Account Name", header)))
    assert kept(plan, "arr") == pytest.approx([1000.5 * number * times for number in range(7, 15)])


@pytest.mark.parametrize(("code", "shown"), [('0 "T€"', "7003500 EUR"), ('0.0,"k€"', "7003.5 EUR")])
def test_first_values_say_what_is_meant(tmp_path, code, shown) -> None:
    """The review shows 7003.5 as thousands or as it is: 7,003,500 euros, or 7,003.5."""
    plan = planned(book(tmp_path, {"C": code}))
    assert next(match.first_values for match in plan.columns if match.header == "ARR")[0] == shown


def test_two_currencies_in_a_row_are_told(tmp_path) -> None:
    """ARR in euros beside MRR in dollars: a row has one currency, the first column's, and that is said."""
    plan = planned(
        book(tmp_path, {"C": "[$€-2] 0", "D": '"$"0'}, ("Account ID", "Account Name", "ARR", "MRR"))
    )
    assert kept(plan, "currency") == ["EUR"] * ROWS
    assert codes_of(plan, "currencies_in_a_row")[0].startswith("8 rows")
