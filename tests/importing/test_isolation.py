"""The reader process: whatever happens in it, the app stays and says what to do."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cxdesk.errors import Cancelled, UnreadableInput
from cxdesk.importing import isolation, text_extent
from cxdesk.importing.blocks import Block
from cxdesk.importing.files import source_file
from cxdesk.importing.isolation import Reader
from cxdesk.progress import Progress, silent
from tests.importing.made import ACCOUNTS, raw_file, sheet_xml, sheets_here, with_part, xlsx_file


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
    with Reader(base_seconds=120.0) as reader:  # on a busy machine it takes its time to fail
        with pytest.raises(UnreadableInput, match="made its reader fail"):
            rows_in(reader, shared_data("hostile") / "phpss" / "XLS__oleloop.xls")
        assert rows_in(reader, xlsx_file(tmp_path, {"Accounts": ACCOUNTS})) == 4


def test_a_workbook_is_read_without_pandas(tmp_path) -> None:
    """Intent: who previews a workbook does not wait for a library that nothing here uses.

    Expected: after a book is read, the process has not loaded it.
    """
    path = xlsx_file(tmp_path, {"Accounts": ACCOUNTS})
    code = (
        "import sys\nfrom cxdesk.importing.reader_process import main\nmain()\n"
        "print('pyarrow' in sys.modules, 'pandas' in sys.modules, file=sys.stderr)"
    )
    asked = {"path": str(path), "kind": "xlsx", "seconds": 20, "encoding": "", "password": None}
    done = subprocess.run([sys.executable, "-c", code], input=json.dumps(asked).encode(), capture_output=True)
    assert done.stderr.split() == [b"True", b"False"], done.stderr
    assert b'"end"' in done.stdout


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


def test_nothing_is_run_from_the_working_folder(tmp_path, monkeypatch) -> None:
    """Whoever starts the app in a folder of downloads must not run a Python file that lies there, nor one
    that a variable points to."""
    path = xlsx_file(tmp_path, {"Accounts": ACCOUNTS})
    folder = tmp_path / "downloads"
    folder.mkdir()
    marker = folder / "was run"
    for name in ("python_calamine", "openpyxl", "lxml", "pyarrow", "numpy", "json"):
        (folder / f"{name}.py").write_text(f"open({str(marker)!r}, 'w').close()\nraise SystemExit\n")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    with Reader() as reader:
        assert rows_in(reader, path) == 4
    assert not marker.exists()


def test_only_what_holds_cells_gives_a_file_more_time(tmp_path) -> None:
    """15 s and one second for each 4 MB of sheets: 40 MB beside them give none, 40 MB of a sheet ten."""
    beside = with_part(tmp_path, bytes(40_000_000), "pad.bin")
    assert Reader()._allowed_seconds(source_file(beside)) < 15.1
    sheet = with_part(tmp_path, bytes(40_000_000))
    assert 24.9 < Reader()._allowed_seconds(source_file(sheet)) < 25.1
    assert Reader(base_seconds=1e6)._allowed_seconds(source_file(sheet)) == 180.0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a process's time")
def test_a_process_without_its_app_spends_no_more_than_its_time() -> None:
    """Allowed one second, a loop ends after two of the processor's by the system's own signal."""
    code = "from cxdesk.importing.reader_process import _limit_time\n_limit_time(1)\nwhile True: pass"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == -signal.SIGXCPU


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with the one that started it")
def test_the_process_ends_with_the_app(tmp_path) -> None:
    """The app is killed while its reader waits for the next file; /proc shows what is left of it."""
    path = xlsx_file(tmp_path, {"Accounts": ACCOUNTS})
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom cxdesk.importing.files import source_file\n"
        "from cxdesk.importing.isolation import Reader\nfrom cxdesk.progress import silent\n"
        f"reader = Reader()\nlist(reader.read(source_file(Path({str(path)!r})), silent()))\n"
        "print(reader._process.pid, flush=True)\ntime.sleep(60)\n"
    )
    app = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    state = Path(f"/proc/{int(app.stdout.readline())}/stat")
    assert state.exists()
    app.kill()
    app.stdout.close()
    app.wait()
    deadline = time.monotonic() + 10
    while state.exists() and " Z " not in state.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not state.exists() or " Z " in state.read_text()


def test_few_bytes_can_be_many_cells(tmp_path, monkeypatch) -> None:
    """A header of 1,000 names above 1,000 lines of one letter is a million cells in 8 KB, more than the
    500,000 that are read in the app's own process; a quote that goes over lines hides no width."""
    monkeypatch.setattr(isolation, "_small_text", _never)
    wide = ",".join(f"c{place}" for place in range(1000)) + "\n"
    quoted = ",".join(f'"c\n{place}"' for place in range(1000)) + "\n"
    for header in (wide, quoted, "sep=:\na:b\n"):
        path = raw_file(tmp_path, (header + "a\n" * 1000).encode())
        with Reader() as reader:
            assert rows_in(reader, path) >= 1000


def test_text_of_too_many_cells_is_refused_in_words(tmp_path) -> None:
    """10,000 columns and 6,000 lines are 60 million cells; 50 million are allowed, as in packages."""
    header = ",".join(f"c{place}" for place in range(10_000)) + "\n"
    path = raw_file(tmp_path, (header + "a\n" * 6000).encode())
    with Reader() as reader, pytest.raises(UnreadableInput, match="more than 50,000,000 cells"):
        rows_in(reader, path)


def test_lines_with_an_open_quote_are_counted_as_well(tmp_path, monkeypatch) -> None:
    """A quote that never closes takes the careful reader: 20 columns and 200 lines are 4,000 cells."""
    monkeypatch.setattr(text_extent, "MOST_CELLS", 3_000)
    header = ",".join(f"c{place}" for place in range(20)) + "\n"
    path = raw_file(tmp_path, (header + 'a\n"' + "a,b,c,d\n" * 200).encode())
    with pytest.raises(UnreadableInput, match="more than 3,000 cells"):
        sheets_here(path)


def _never(file, progress):
    raise AssertionError("read in the app's own process")
