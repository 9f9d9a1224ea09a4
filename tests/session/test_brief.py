"""The renewal brief as data, against the facts that it was made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdf
import pytest

from cxdesk.errors import UsageError
from cxdesk.formatting import NEUTRAL
from cxdesk.health.tensions import find_tensions
from cxdesk.report.paper import Page, Section
from cxdesk.session.brief_view import BriefSource, brief
from cxdesk.session.briefing import chosen_accounts, own_files, write_own_files
from cxdesk.workspace.annotations import COMMENT, DECISION, Annotation, KeptAnnotation
from tests.session.factory import AS_OF, Made, made

OPEN = (0, 4, 7)
"""Positions of the first account's tickets that are made open again; the factory gives it the first nine."""
GIVEN = {
    ("A00001", DECISION): KeptAnnotation(
        Annotation("A00001", DECISION, "Renew smaller", "back.xlsx"), 1, "", False
    ),
    ("A00001", COMMENT): KeptAnnotation(Annotation("A00001", COMMENT, "", "back.xlsx"), 1, "", False),
}
"""What came back in a workbook: a decision, and a comment that was emptied."""
SILENT = 11
"""The account that has nothing but a name."""


@pytest.fixture(scope="module")
def waiting() -> Made:
    """The hand-made portfolio with three open tickets of the first account, handed over 0, 1 and 3 times."""
    given = made()
    tickets = given.facts.tickets
    is_open, handoffs, subject = tickets.is_open.copy(), tickets.handoffs.copy(), tickets.subject.copy()
    is_open[list(OPEN)] = True
    handoffs[list(OPEN)] = (0, 1, 3)
    subject[OPEN[0]] = "Invoice " * 40
    facts = replace(
        given.facts, tickets=replace(tickets, is_open=is_open, handoffs=handoffs, subject=subject)
    )
    return replace(given, facts=facts)


@pytest.fixture(scope="module")
def pages(waiting: Made) -> dict[int, Page]:
    """The briefs of the first account and of the one with nothing known."""
    facts, portfolio, standards = waiting.facts, waiting.portfolio, waiting.standards
    tensions = find_tensions(facts, portfolio, standards)
    source = BriefSource(facts, portfolio, standards, tensions, None, None, {}, GIVEN, NEUTRAL)
    return {code: brief(source, code) for code in (0, SILENT)}


def named(page: Page, title: str) -> Section:
    """The section of that title."""
    return next(section for section in page.sections if section.title.startswith(title))


def test_the_drivers_are_the_longest_bars_with_their_points(waiting: Made, pages: dict[int, Page]) -> None:
    """The points of the score's own bars, sorted by length, at least half a point, rounded to whole ones."""
    kinds = [bar.kind for bar in waiting.portfolio.bars]
    points = [
        float(value)
        for kind, value in zip(kinds, waiting.portfolio.bar_points[0], strict=True)
        if kind not in ("start", "gap") and abs(value) >= 0.5
    ]
    longest = sorted(points, key=abs, reverse=True)[:4]
    shown = [float(row[0].text.replace("−", "-")) for row in named(pages[0], "Why").rows]
    assert len(shown) == min(4, len(points))
    assert shown == pytest.approx(longest, abs=0.51)


def test_open_tickets_are_the_oldest_first_with_how_often_they_were_handed_over(
    waiting: Made, pages: dict[int, Page]
) -> None:
    """Ages counted from the made dates; one time is said as once, none is not said, a long subject is cut."""
    tickets = waiting.facts.tickets
    age = {row: (AS_OF - tickets.created_at[row].astype("datetime64[D]")).astype(int) for row in OPEN}
    oldest = sorted(OPEN, key=lambda row: -age[row])
    words = {OPEN[0]: "", OPEN[1]: ", handed over once", OPEN[2]: ", handed over 3 times"}
    section = named(pages[0], "Promised")
    assert [row[0].text for row in section.rows] == [f"Ticket {4400 + row}{words[row]}" for row in oldest]
    assert [row[1].text.split()[0] for row in section.rows] == [str(age[row]) for row in oldest]
    (long,) = [row[0].detail for row in section.rows if row[0].text == f"Ticket {4400 + OPEN[0]}"]
    assert len(long) <= 92
    assert long.endswith("…")


def test_money_is_that_of_the_account(waiting: Made, pages: dict[int, Page]) -> None:
    """The made revenue in thousands, as look.md writes money: EUR 186k."""
    revenue = float(waiting.facts.accounts.arr[0])
    shown = named(pages[0], "Money").rows[0][1].text
    assert shown.replace("\u00a0", " ") == f"EUR {revenue / 1000:.0f}k"


def test_what_is_not_known_is_said(pages: dict[int, Page]) -> None:
    """An account with nothing but a name and seats: each section says in words what is missing."""
    page = pages[SILENT]
    told = {section.title: (len(section.rows), section.empty, section.note) for section in page.sections}
    assert told["Since 30 Jun 2026"][:2] == (0, "Nothing is on record.")
    assert told["People"][:2] == (0, "No person is on record. Ask who will be on the call.")
    assert told["Promised, and still open"] == (0, "No ticket is open.", "Promises are not recorded: ask")
    assert told["What they got"][:2] == (0, "No usage is on record: ask what they use it for.")
    assert told["Money"][2] == "No revenue is on record."
    assert [box.statement for box in page.boxes][1::2] == ["None written", "No record yet"]


def test_accounts_of_one_name_get_files_of_their_own(pages: dict[int, Page], tmp_path: Path) -> None:
    """Signs that no file may have are left out; the second of a name has a number; nothing is overwritten."""
    page = replace(pages[0], title='A/B: "Freight"*')
    files = write_own_files(tmp_path, [page, page], AS_OF)
    assert [file.name for file in files] == [
        "Brief A B Freight 2026-09-30.pdf",
        "Brief A B Freight (2) 2026-09-30.pdf",
    ]
    assert all(len(pypdf.PdfReader(file).pages) == 1 for file in files)


def test_long_names_are_told_apart_and_fit_a_folder() -> None:
    """Two names that differ behind what a file's name holds get numbers; of Chinese ones no more than the 255
    bytes that file systems allow.
    """
    pages = [
        Page(title, "", "", "", (), (), (), "") for title in ("A" * 120, "A" * 119, "界" * 120, "界" * 119)
    ]
    names = [file.name for file in own_files(Path(), pages, AS_OF)]
    assert len(set(names)) == 4
    assert [name[-20:] for name in names[1::2]] == [f"{letter} (2) 2026-09-30.pdf" for letter in "A界"]
    assert max(len(name.encode()) for name in names) <= 255


def test_what_came_back_in_a_workbook_stands_before_what_to_do(waiting: Made, pages: dict[int, Page]) -> None:
    """The decision with its file; an emptied comment says nothing; another account has none."""
    assert str(waiting.facts.accounts.account_id[0]) == "A00001"
    first = named(pages[0], "Do next").rows[0][0]
    assert (first.text, first.detail) == ("Renew smaller", "Decision, from back.xlsx")
    assert not any("back.xlsx" in row[0].detail for row in named(pages[0], "Do next").rows[1:])
    assert not any("back.xlsx" in row[0].detail for row in named(pages[SILENT], "Do next").rows)


def test_what_is_said_where_no_account_is_due_can_be_done(waiting: Made) -> None:
    """One who has no date at all needs contracts: a longer time, or an owner that was never asked for, would
    change nothing. With dates a longer time helps; a named owner is named.
    """
    accounts = waiting.facts.accounts
    never = np.full(len(accounts.account_id), np.datetime64("NaT", "D"))
    far = np.where(accounts.is_customer, AS_OF.astype("datetime64[D]") + 400, never)
    nobody_else = (
        r"^There is no customer of Nobody.* within 90 days\. Choose a longer time, or another owner\.$"
    )
    for due, owner, said in (
        (never, None, r"No notice or renewal date .* known\. Import contracts"),
        (far, None, r"^There is no customer whose .* within 90 days\. Choose a longer time\.$"),
        (far, "Nobody", nobody_else),
    ):
        given = replace(accounts, renewal_date=due, notice_date=never)
        with pytest.raises(UsageError, match=said):
            chosen_accounts(replace(waiting.facts, accounts=given), 90, owner)
