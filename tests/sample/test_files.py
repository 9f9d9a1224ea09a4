"""The files look like what people have: their manners, their marks, their keys, their text."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from cxdesk.sample import SAMPLE_END, SAMPLE_START
from tests.sample.raw_files import AFTER, END, RawFiles

BOOKS = ("CRM export.xlsx", "CSAT after tickets.xlsx")
TEXTS = ("NPS survey.csv", "usage_daily.csv", "tickets_export.csv")


def all_text(folder: Path) -> dict[str, str]:
    """Return every file's text, a workbook's as the XML of all its parts."""
    texts = {name: (folder / name).read_text(encoding="utf-8-sig") for name in TEXTS}
    for name in BOOKS:
        with zipfile.ZipFile(folder / name) as package:
            texts[name] = "\n".join(package.read(part).decode() for part in package.namelist())
    return texts


def test_row_counts(sample: RawFiles) -> None:
    """About 120 accounts, and as many rows of each kind as the order for the sample names or implies."""
    assert len(sample.accounts) == 120
    assert 600 <= len(sample.contacts) <= 1_200
    assert 250 <= len(sample.contracts) <= 700
    assert 2_000 <= len(sample.nps) <= 4_000
    assert 1_000 <= sample.nps["score"].notna().sum() <= 2_000
    assert 1_500 <= len(sample.csat) <= 3_000
    assert 800 <= len(sample.effort) < len(sample.csat)
    assert 100_000 <= len(sample.usage) <= 200_000
    assert 3_000 <= len(sample.tickets) <= 7_000


def test_files_are_modest(sample_folder: Path) -> None:
    """The sample is made on first start: together under 15 MB."""
    assert sum(path.stat().st_size for path in sample_folder.iterdir()) < 15_000_000


def test_account_report_has_titles_above_and_a_total_below(sample_folder: Path) -> None:
    """Two title rows, the header in row 3, and a total row whose cached sums equal the column's."""
    book = openpyxl.load_workbook(sample_folder / "CRM export.xlsx", data_only=True)
    assert book.sheetnames == ["Accounts", "Contacts", "Contracts", "Pivot"]
    rows = list(book["Accounts"].iter_rows(values_only=True))
    assert rows[0][0] == "Account report, synthetic sample"
    assert rows[1][0]
    header = list(rows[2])
    assert header[:3] == ["Account ID", "Account Name", "Tier"]
    assert rows[-1][0] == "Total"
    for name in ("ARR (EUR)", "Seats"):
        column = header.index(name)
        values = [row[column] for row in rows[3:-1] if row[column] is not None]
        assert rows[-1][column] == pytest.approx(sum(values), abs=0.01)
    since = header.index("Customer since")
    assert all(isinstance(row[since], datetime) for row in rows[3:-1])
    blank = [name for place, name in enumerate(header) if any(row[place] is None for row in rows[3:-1])]
    assert {"Industry", "Country", "CSM", "ARR (EUR)"} <= set(blank)


def test_pivot_is_a_summary_of_the_account_report(sample: RawFiles, sample_folder: Path) -> None:
    """Its grand total is the sum of the report's revenue, and it names no account."""
    book = openpyxl.load_workbook(sample_folder / "CRM export.xlsx", data_only=True)
    rows = list(book["Pivot"].iter_rows(values_only=True))
    assert rows[1] == ("Row Labels", "Enterprise", "Mid-market", "Small business", "Grand Total")
    assert rows[-1][-1] == pytest.approx(sample.accounts["ARR (EUR)"].sum(), abs=0.5)
    assert not any("SYN-" in str(cell) for row in rows for cell in row)


def test_survey_file_is_written_as_a_german_excel_does(sample_folder: Path) -> None:
    """UTF-8 with BOM, semicolons, CR LF, dates dd.mm.yyyy; unanswered invitations have an empty score."""
    raw = (sample_folder / "NPS survey.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    header, *lines = raw.decode("utf-8-sig").split("\r\n")
    assert header == (
        "Response ID;Account ID;Contact ID;Respondent role;How likely are you to recommend us? (0-10);"
        "Comment;Invited at;Answered at"
    )
    assert sum(bool(re.search(r";;;\d\d\.\d\d\.\d{4};$", line)) for line in lines) > 500


def test_ticket_export_has_help_desk_headers_and_names_the_account(
    sample: RawFiles, sample_folder: Path
) -> None:
    """Headers of a classic Zendesk view export; the account stands there by its name only."""
    with (sample_folder / "tickets_export.csv").open(encoding="utf-8") as file:
        header = file.readline().rstrip("\n").split(",")
    expected = {
        "Summation column",
        "Id",
        "Requester email",
        "Organization",
        "Created at",
        "Solved at",
        "Status",
    }
    expected |= {"Priority", "Group", "Group stations", "Reopens", "Replies", "Satisfaction Score"}
    expected |= {"First reply time in minutes", "Full resolution time in minutes"}
    assert expected <= set(header)
    assert "Account ID" not in header
    assert set(sample.tickets["Organization"]) <= set(sample.accounts["Account Name"])
    assert sample.accounts["Account Name"].is_unique


def test_every_file_is_marked_synthetic(sample_folder: Path) -> None:
    """A reader of any one file sees what it is: ids start with SYN-, workbooks and tickets say it."""
    texts = all_text(sample_folder)
    for name in (*BOOKS, "tickets_export.csv"):
        assert "synthetic" in texts[name].lower()
    for name in ("NPS survey.csv", "usage_daily.csv"):
        lines = texts[name].splitlines()[1:]
        assert sum("SYN-" in line for line in lines) > 0.99 * sum(bool(line) for line in lines)
    for name in BOOKS:
        properties = openpyxl.load_workbook(sample_folder / name, read_only=True).properties
        assert "synthetic" in properties.subject.lower()
        assert properties.created.isoformat() == "2026-09-30T00:00:00"


def test_no_real_domain(sample: RawFiles, sample_folder: Path) -> None:
    """Every address ends in example.com, which RFC 2606 reserves, and no file names another host."""
    addresses = pd.concat([sample.contacts["Email"], sample.tickets["Requester email"]])
    assert addresses.str.fullmatch(r"[a-z0-9.\-]+@[a-z0-9\-]+\.example\.com").all()
    for name, text in all_text(sample_folder).items():
        hosts = set(re.findall(r"@([\w.\-]+)", text)) | set(re.findall(r"https?://([\w.\-]+)", text))
        # Workbooks name the schemas of their own format.
        hosts -= {"schemas.openxmlformats.org", "purl.org", "www.w3.org", "schemas.microsoft.com"}
        assert all(host.endswith(".example.com") for host in hosts), name
        assert not re.search(r"\b(?:www\.(?!w3)[a-z]|mailto:)", text), name


def test_one_mail_domain_belongs_to_one_account(sample: RawFiles) -> None:
    """A ticket's account can also be told from its requester's domain, as in a real help desk."""
    domains = sample.contacts.assign(domain=sample.contacts["Email"].str.partition("@")[2])
    pairs = domains[["domain", "Account ID"]].drop_duplicates()
    assert pairs["domain"].is_unique


def test_no_text_becomes_a_formula_or_a_link(sample_folder: Path) -> None:
    """The only formulas are the two sums of the total row, though comments may start with = or +."""
    formulas = []
    for name in BOOKS:
        book = openpyxl.load_workbook(sample_folder / name)
        for sheet in book:
            formulas += [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
            assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    assert sorted(formulas) == ["=SUM(K4:K123)", "=SUM(L4:L123)"]


def test_text_is_as_awkward_as_real_text(sample: RawFiles) -> None:
    """Letters beyond ASCII, other scripts, separators, quotes, line breaks, leading signs are all there."""
    names = " ".join(sample.accounts["Account Name"])
    for letters in ("Łódź".lower()[1:], "ß", "Å", "Ž", "Ç", "Ř".lower(), "羽"):
        assert letters in names
    comments = sample.nps["Comment"].dropna()
    for part in (";", '"', "\n", ",", "'"):
        assert comments.str.contains(part, regex=False).any(), part
    assert comments.str.startswith(("=", "+", "-")).any()


def test_keys_are_unique_and_references_exist(sample: RawFiles) -> None:
    """Nothing but the documented rows is wrong: ids are unique, every id used elsewhere exists."""
    assert sample.accounts["Account ID"].is_unique
    assert sample.contacts["Contact ID"].is_unique
    assert sample.contracts["Contract ID"].is_unique
    assert sample.tickets["Id"].is_unique
    assert not sample.usage.duplicated(["date", "account_id", "user_id", "feature"]).any()
    accounts, contacts = set(sample.accounts["Account ID"]), set(sample.contacts["Contact ID"])
    for frame in (sample.contacts, sample.contracts, sample.nps, sample.csat, sample.effort):
        assert set(frame["Account ID"]) <= accounts
    assert set(sample.usage["account_id"]) <= accounts
    for frame in (sample.nps, sample.csat, sample.effort):
        assert frame["Contact ID"].isin(contacts).all()
        assert frame.iloc[:, 0].is_unique
    assert set(sample.csat["Ticket ID"]) | set(sample.effort["Ticket ID"]) <= set(sample.tickets["Id"])


def test_nothing_is_observed_outside_the_24_months(sample: RawFiles) -> None:
    """Events lie between 2024-10-01 and 2026-09-30; the newest is of the last day, the default as-of date."""
    assert (SAMPLE_START.isoformat(), SAMPLE_END.isoformat()) == ("2024-10-01", "2026-09-30")
    dates = [sample.usage["date"], sample.nps["Invited at"], sample.nps["answered"], sample.csat["answered"]]
    dates += [sample.tickets[name] for name in ("Created at", "Solved at", "Updated at")]
    for series in dates:
        assert series.min() >= pd.Timestamp(SAMPLE_START)
        assert series.max() < AFTER
    assert sample.usage["date"].max() == END
    assert (sample.contracts["Start"] <= END).all()
    assert (sample.contacts["Joined"] <= END).all()
    assert not (sample.contacts["Left"] > END).any()


def test_incidents_name_services_that_accounts_use(sample_folder: Path) -> None:
    """Read with openpyxl: every incident is of a service that some account uses; it ends after it was taken,
    which is after it began; one is not over; interruptions fall into one kind of hours each.
    """
    book = openpyxl.load_workbook(sample_folder / "Incidents.xlsx", read_only=True)
    incidents, services = (list(book[name].iter_rows(values_only=True))[1:] for name in book.sheetnames)
    book.close()
    assert {row[1] for row in incidents} == {row[0] for row in services}
    assert len(incidents) > 60
    assert len({row[0] for row in incidents}) == len(incidents)
    assert [row[0] for row in incidents if row[4] is None] == [incidents[-1][0]]
    for _, _, began, taken, over, _, *interruptions in incidents:
        assert began < taken
        assert over is None or taken < over
        assert sum(count > 0 for count in interruptions) <= 1
