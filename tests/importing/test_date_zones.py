"""Zones in headers and cells make moments UTC; letters that stand for several zones are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.importing.date_zones import stated_zone
from tests.importing.made import csv_file, kept, moment, planned, problem_codes


def tickets(folder: Path, header: str, text: str):
    """Return the plan of a sheet of tickets with these moments, and the moments."""
    rows = [("Ticket ID", "Account", header, "Priority"), ("T-1", "Acme", text, "High")]
    plan = planned(csv_file(folder, rows, "tickets.csv"))
    return plan, kept(plan, "created_at")


@pytest.mark.parametrize(
    ("header", "text", "expected"),
    [
        ("Created at (PST)", "2026-03-14 22:00", "2026-03-15 06:00"),
        ("Created at (GMT+2)", "2026-03-14 22:00", "2026-03-14 20:00"),
        ("Created at [UTC+05:30]", "2026-03-14 22:00", "2026-03-14 16:30"),
        ("Created at (UTC)", "2026-03-14 22:00", "2026-03-14 22:00"),
        ("Created at", "2026-03-14 22:00 (PST)", "2026-03-15 06:00"),
        ("Created at", "2026-03-14 22:00 (GMT+02:00)", "2026-03-14 20:00"),
        ("Created at", "2026-03-14 22:00 GMT+2", "2026-03-14 20:00"),
        ("Created at", "Sat Mar 14 2026 22:00:00 GMT+0100 (CET)", "2026-03-14 21:00"),
        ("Created at (PST)", "2026-03-14T22:00:00Z", "2026-03-14 22:00"),
        ("Created at (PST)", "2026-03-14", "2026-03-14 00:00"),
    ],
)
def test_moments_are_made_utc(tmp_path: Path, header: str, text: str, expected: str) -> None:
    """Expected: the offsets by hand. A cell's own zone goes before the header's, and a day has none."""
    plan, found = tickets(tmp_path, header, text)
    assert found == [moment(expected)]
    assert "ambiguous_zone" not in problem_codes(plan)


@pytest.mark.parametrize(
    ("header", "text"),
    [("Created at (CST)", "2026-03-14 22:00"), ("Created at", "2026-03-14 22:00 IST")],
)
def test_letters_of_several_zones_are_told(tmp_path: Path, header: str, text: str) -> None:
    """CST is Central time in America and in China: nothing is changed, and it is said."""
    plan, found = tickets(tmp_path, header, text)
    assert found == [moment("2026-03-14 22:00")]
    assert "ambiguous_zone" in problem_codes(plan)


@pytest.mark.parametrize(
    "header", ["Created at (date)", "Created (SLA)", "Opened at", "Created at (KEY)", "TEST"]
)
def test_other_letters_are_no_zone(header: str) -> None:
    """What stands in brackets is a zone only where it is known as one."""
    assert stated_zone(header) == ""
