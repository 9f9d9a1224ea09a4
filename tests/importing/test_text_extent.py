"""How many cells a text file may lay out."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.errors import UnreadableInput
from cxdesk.importing.text_extent import check_cells


def test_a_large_file_may_have_the_cells_that_it_writes(tmp_path: Path) -> None:
    """Ten million rows of 6 columns take 60 million bytes at the least, one for each cell;
    70 million cells cannot all be written in so many."""
    path = tmp_path / "events.csv"
    with path.open("wb") as stream:
        stream.truncate(60_000_000)
    check_cells(path, 10_000_000, 6)
    with pytest.raises(UnreadableInput):
        check_cells(path, 10_000_000, 7)
