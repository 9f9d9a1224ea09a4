"""The reader process: whatever happens in it, the app stays and says what to do."""

from __future__ import annotations

import shutil
import sys
import threading
import time

import pytest

from cxdesk.errors import Cancelled, UnreadableInput
from cxdesk.importing.blocks import Block
from cxdesk.importing.files import source_file
from cxdesk.importing.isolation import Reader
from cxdesk.progress import Progress, silent
from tests.importing.made import ACCOUNTS, sheet_xml, with_part, xlsx_file


def rows_in(reader: Reader, path, progress: Progress | None = None) -> int:
    items = reader.read(source_file(path), progress or silent())
    return sum(item.rows for item in items if isinstance(item, Block))


def test_one_process_reads_many_files(tmp_path) -> None:
    """Starting one takes longer than reading a small workbook."""
    path = xlsx_file(tmp_path, {"Accounts": ACCOUNTS})
    with Reader() as reader:
        assert rows_in(reader, path) == 4
        first = reader._process.pid
        assert rows_in(reader, path) == 4
        assert reader._process.pid == first


def test_a_reader_that_dies_is_replaced(tmp_path, shared_data) -> None:
    """A looped chain of sectors makes the reader abort: one file refused, the next one read."""
    with Reader() as reader:
        with pytest.raises(UnreadableInput, match="made its reader fail"):
            rows_in(reader, shared_data("hostile") / "phpss" / "XLS__oleloop.xls")
        assert rows_in(reader, xlsx_file(tmp_path, {"Accounts": ACCOUNTS})) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a process's addresses")
def test_memory_is_bounded(tmp_path) -> None:
    """With 0.6 GB to live on, a sheet of 12 million cells is too much, and an ordinary one is not."""
    cells = "".join(f'<row r="{row}"><c r="L{row}"><v>1</v></c></row>' for row in (1, 1_000_000))
    large = with_part(tmp_path, sheet_xml(cells + '<row r="2"><c r="A2"><v>1</v></c></row>'))
    path = xlsx_file(tmp_path, {"Accounts": ACCOUNTS})
    with Reader(memory=600 * 1024**2) as reader:
        with pytest.raises(UnreadableInput, match="memory"):
            rows_in(reader, large)
        assert rows_in(reader, path) == 4


def test_time_is_bounded(tmp_path) -> None:
    """A reader that has no time at all is stopped, and the process with it."""
    path = xlsx_file(tmp_path, {"Accounts": ACCOUNTS})
    with Reader(base_seconds=-1.0) as reader, pytest.raises(UnreadableInput, match="too long"):
        rows_in(reader, path)


def test_stopping_is_quick(tmp_path) -> None:
    """The user stops while a large workbook is read: it ends within two seconds, not when the file does."""
    rows = [ACCOUNTS[0], *[("A-1", "x" * 20, "1.5", "2026-01-01")] * 150_000]
    path = xlsx_file(tmp_path, {"Accounts": rows})
    progress = silent()
    threading.Timer(0.3, progress.stop.set).start()
    began = time.monotonic()
    with Reader() as reader, pytest.raises(Cancelled):
        rows_in(reader, path, progress)
    assert time.monotonic() - began < 2.5


def test_a_half_read_file_leaves_nothing_behind(tmp_path) -> None:
    """Whoever stops listening in the middle gets a fresh process for the next file."""
    path = xlsx_file(tmp_path, {"Accounts": ACCOUNTS, "More": ACCOUNTS})
    with Reader() as reader:
        items = reader.read(source_file(path), silent())
        next(items)
        items.close()
        assert rows_in(reader, shutil.copy(path, tmp_path / "again.xlsx")) == 8
