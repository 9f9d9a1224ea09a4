"""Names of sheets: what Excel refuses never reaches it."""

from __future__ import annotations

import pytest

from cxdesk.report.sheet_names import free_sheet_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Acme: [North/South]?", "Acme North South"),
        ("nul\x00 and\nline", "nul and line"),
        ("half \ud800", "half \ufffd"),
        ("'quoted'", "quoted"),
        (f"{'A' * 30}'s", "A" * 30),
        ("🚀" * 20, "🚀" * 15),
        ("History", "History (2)"),
        (" '\t", "Rows"),
    ],
)
def test_a_title_becomes_a_name_that_excel_takes(title: str, name: str) -> None:
    """By hand from the rules of Excel: 31 UTF-16 units (a rocket is two), none of []:*?/\\, no apostrophe
    at an end, not History; and XML has no place for control characters.
    """
    assert free_sheet_name(title, set(), "Rows") == name


def test_no_name_comes_twice() -> None:
    """The second one is told apart by a number within the 31 units; the case of letters does not count."""
    taken: set[str] = set()
    names = [free_sheet_name(title, taken, "Rows") for title in ("B" * 40, "b" * 40, "", "rows")]
    assert names == ["B" * 31, f"{'b' * 27} (2)", "Rows", "rows (2)"]
