"""First and last names in two columns are one person's name; what one column gives whole stays as it is."""

from __future__ import annotations

from pathlib import Path

from tests.importing.made import csv_file, kept, planned

PEOPLE = (("Ana", "Sousa"), ("Ben", ""), ("", "Cole"), ("", ""))
JOINED = ["Ana Sousa", "Ben", "Cole", None]
"""Joined by hand: with one blank between both, and without it where there is only one."""


def names_of(folder: Path, headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str | None]:
    """Return the names of a sheet of contacts with e-mail addresses and companies beside these columns."""
    cells = [(*row, f"p{number}@acme.example", "Acme") for number, row in enumerate(rows)]
    plan = planned(csv_file(folder, [(*headers, "Email", "Company Name"), *cells], "contacts.csv"))
    assert plan.table == "contacts"
    return kept(plan, "name")


def test_first_and_last_names_are_joined(tmp_path: Path) -> None:
    """In English, German and Italian, whatever their order; a person without either has no name."""
    pairs = list(PEOPLE)
    assert names_of(tmp_path, ("First Name", "Last Name"), pairs) == JOINED
    turned = [(last, first) for first, last in pairs]
    assert names_of(tmp_path, ("Nachname", "Vorname"), turned) == JOINED
    assert names_of(tmp_path, ("Cognome", "First name"), turned) == JOINED


def test_a_whole_name_is_not_joined_again(tmp_path: Path) -> None:
    """The column of whole names counts; where it has none, the parts do."""
    rows = [("Ana M. Sousa", "Ana", "Sousa"), ("", "Ben", "Cole")]
    found = names_of(tmp_path, ("Full name", "First name", "Last name"), rows)
    assert found == ["Ana M. Sousa", "Ben Cole"]


def test_a_name_beside_a_first_name_is_the_last_one(tmp_path: Path) -> None:
    """French lists have Prénom and Nom; only where the first name stands in it, Nom is the whole name."""
    rows = [("Ana", "Sousa"), ("Ben", "Ben Cole"), ("", "Roy")]
    assert names_of(tmp_path, ("Prénom", "Nom"), rows) == ["Ana Sousa", "Ben Cole", "Roy"]
