"""Workbooks that were damaged at random: read or refused, never the end of the app."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.mutants import books, mutants, read_all

SEEDS = (11, 23, 37, 41, 53, 67)
EACH = 250


@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_workbook_takes_nothing_down(seed: int, tmp_path: Path) -> None:
    """Intent: 1,500 mutants of package, XML and cells by fixed seeds give rows that add up, or a typed error
    that says what and what next, each within 20 s.

    Expected: no other outcome; and both outcomes occur, or the damage would be too mild or too coarse to say
    anything.
    """
    tally = read_all(mutants(books(tmp_path), EACH, seed), tmp_path, longest_allowed=20.0)
    assert tally.wrong == []
    assert sum(tally.outcomes.values()) == EACH
    assert min(tally.outcomes["read"], tally.outcomes["refused"]) > EACH // 10
