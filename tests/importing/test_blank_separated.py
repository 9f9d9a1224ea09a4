"""Text files whose columns are kept apart by blanks only, and those that merely hold blanks."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.importing.made import kept, planned, problem_codes

HEAD = " customer_id  date number_of_cds  dollar_value"
ORDERS = (" 00001 19970101  1   11.77", " 00002 19970112  1   12.00", " 00002 19970112  5   77.00 ")


def text_file(folder: Path, lines: tuple[str, ...], end: str = "\r\n") -> Path:
    path = folder / "orders.txt"
    path.write_bytes("".join(line + end for line in lines).encode())
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_padded_columns_are_read_as_columns(tmp_path: Path, end: str) -> None:
    """As statistics programs print them: numbers at the right, a blank at the beginning or the end of lines,
    and an empty line at the end. Expected: the cells as they stand, ids with their zeros.
    """
    plan = planned(text_file(tmp_path, (HEAD, *ORDERS, ""), end))
    assert plan.table == "invoices"
    assert (plan.report.rows_in, plan.report.rows_kept) == (3, 3)
    assert kept(plan, "account_id", "amount", "extra.number_of_cds") == [
        ("00001", 11.77, "1"),
        ("00002", 12.0, "1"),
        ("00002", 77.0, "5"),
    ]
    assert [str(day) for day in kept(plan, "issued_at")] == ["1997-01-01", "1997-01-12", "1997-01-12"]
    assert "blanks_separate" in problem_codes(plan)


@pytest.mark.parametrize(
    "lines",
    [
        (HEAD, *ORDERS, " 00003 19970112  5   77.00 late"),
        (HEAD, *ORDERS, " 00003 19970112  5"),
        (HEAD, *ORDERS, " 00003 19970112  5,5  77.00"),
        ("We like it", "Support was slow", "All is good"),
        ("Company name here", "Acme Works Ltd", "Beta Works Ltd", "Gamma  Works Ltd"),
        ("Company  name", "Acme  Works", "Beta  Works", "Gamma  Works"),
    ],
    ids=["a word more", "a word less", "a comma", "sentences", "names", "two columns"],
)
def test_other_texts_stay_what_they_are(tmp_path: Path, lines: tuple[str, ...]) -> None:
    """One line that does not agree, a sign that separates, sentences and names: blanks are blanks there."""
    plan = planned(text_file(tmp_path, lines))
    assert "blanks_separate" not in problem_codes(plan)
    assert max(len(match.header.split()) for match in plan.columns) > 1


def test_a_long_file_is_judged_by_all_its_lines(tmp_path: Path) -> None:
    """40,000 lines agree and the last does not: they stay as they are. Without it they are columns."""
    many = tuple(f" {number:05d} 19970101  1   11.77" for number in range(40_000))
    assert planned(text_file(tmp_path, (HEAD, *many))).report.rows_kept == 40_000
    plan = planned(text_file(tmp_path, (HEAD, *many, " 40000 19970101  1   11.77  returned")))
    assert (plan.table, len(plan.columns)) == ("", 1)


def test_cdnow(shared_data) -> None:
    """All 69,659 orders of 23,570 customers (data README, Fader & Hardie) are read, and their sum is that of
    the lines taken apart here with str.split; the sample without a header is refused in words.
    """
    path = shared_data("cdnow") / "CDNOW_master.txt"
    with path.open(encoding="ascii", newline="") as lines:
        rows = list(csv.reader((" ".join(line.split()) for line in lines), delimiter=" "))[1:]
    plan = planned(path)
    report = plan.report
    assert (report.rows_in, report.rows_kept, report.rows_set_aside) == (69_659, 69_659, 0)
    assert len(rows) == 69_659
    found = kept(plan, "account_id", "issued_at", "amount", "extra.number_of_cds")
    assert [(name, f"{day:%Y%m%d}", amount, discs) for name, day, amount, discs in found] == [
        (name, day, float(amount), discs) for name, day, discs, amount in rows
    ]
    assert len({name for name, *_ in found}) == 23_570
    sample = planned(shared_data("cdnow") / "CDNOW_sample.txt")
    assert (sample.table, sample.report.rows_in, sample.report.rows_set_aside) == ("", 6_919, 6_919)
    assert {"no_header", "not_used"} <= set(problem_codes(sample))
