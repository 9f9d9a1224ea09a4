"""What a file is, told from its first bytes, whatever is wrong with it."""

from __future__ import annotations

import tracemalloc
import zipfile

import pytest

from cxdesk.errors import UnreadableInput
from cxdesk.importing.files import source_file

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def test_only_the_beginning_of_a_mimetype_is_read(tmp_path) -> None:
    """100 MB of mimetype take 100 KB in the file, and must not take 100 MB in the app."""
    path = tmp_path / "bomb.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", ODS_TYPE.encode() + bytes(100_000_000))
        package.writestr("content.xml", "<a/>")
    tracemalloc.start()
    kind = source_file(path).kind
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kind == "ods"
    assert peak < 5_000_000


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_damaged_mimetype_is_told_in_words(tmp_path, method) -> None:
    """Two bytes of the compressed stream are overwritten; stored, they only spell another kind of file."""
    path = tmp_path / "damaged.ods"
    with zipfile.ZipFile(path, "w", method) as package:
        package.writestr("mimetype", ODS_TYPE * 20)
    raw = bytearray(path.read_bytes())
    start = 30 + len("mimetype")  # behind the local header and the name
    raw[start : start + 2] = b"\xff\xff"
    path.write_bytes(bytes(raw))
    with pytest.raises(UnreadableInput) as caught:
        source_file(path)
    assert caught.value.next_step
