"""Text files whose columns are kept apart by runs of blanks only, as statistics programs print them."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from cxdesk.importing.dialect import SAMPLE_BYTES
from cxdesk.importing.encoding import Decoded
from cxdesk.workspace.records import Problem

_LEAST_COLUMNS = 3
_LEAST_LINES = 3
_PADDED_SHARE = 0.5
_MOST_BYTES = 256 * 1024**2  # such a file is held in memory, some ten times as large while it is looked at
_OTHER_SIGNS = re.compile(rb'[,;|\t"]')
_NEW_LINE, _RETURN, _BLANK = b"\n\r "


def with_tabs_for_blanks(text: Decoded) -> Decoded:
    """Return a text whose columns blanks keep apart with tabs in their place; any other text as it is.

    It is one only where every line that is not empty has the same number of words, three or more, no line has
    any other sign that separates or quotes, and most lines are padded (blanks at their beginning or two
    together): sentences of as many words are not.
    """
    if text.size > _MOST_BYTES or not _is_in_columns(text.head(SAMPLE_BYTES), text.size <= SAMPLE_BYTES):
        return text
    with text.opened() as stream:
        data = stream.read()
    if text.size > SAMPLE_BYTES and not _is_in_columns(data, complete=True):
        return text
    trimmed = re.sub(rb"(?m)^ +| +(?=\r?$)", b"", data)
    tabbed = re.sub(rb" +", b"\t", trimmed)
    note = Problem(
        "blanks_separate",
        None,
        "",
        "",
        "Nothing but blanks stands between the columns; every line has as many, so blanks were taken to "
        "separate them.",
    )
    return replace(text, data=tabbed, size=len(tabbed), offset=0, notes=(*text.notes, note))


def _is_in_columns(data: bytes, complete: bool) -> bool:
    """Return whether all lines agree on three columns or more; the last line counts where `complete`."""
    data = data if complete else data[: data.rfind(b"\n") + 1]
    if b"  " not in data or _OTHER_SIGNS.search(data):
        return False
    signs = np.frombuffer(data, np.uint8)
    new_line, blank = signs == _NEW_LINE, signs == _BLANK
    word = ~(new_line | blank | (signs == _RETURN))
    before = np.concatenate([[_NEW_LINE], signs[:-1]])
    starts = np.flatnonzero(word & ((before == _BLANK) | (before == _NEW_LINE) | (before == _RETURN)))
    padded = np.flatnonzero(blank & ((before == _BLANK) | (before == _NEW_LINE)))
    line_ends = np.flatnonzero(new_line)
    words = np.bincount(np.searchsorted(line_ends, starts), minlength=1)
    filled = words > 0
    widths = words[filled]
    if len(widths) < _LEAST_LINES or widths[0] < _LEAST_COLUMNS or (widths != widths[0]).any():
        return False
    lines = np.unique(np.searchsorted(line_ends, padded))
    return np.count_nonzero(filled[lines[lines < len(words)]]) >= _PADDED_SHARE * len(widths)
