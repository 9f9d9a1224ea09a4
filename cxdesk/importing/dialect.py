"""How a text file is laid out: what separates its fields and what quotes them, by consistency over many
records."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

SAMPLE_BYTES = 512 * 1024
SAMPLE_RECORDS = 1000
_DELIMITERS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(rb'^"?sep=([^\w\r\n"]|\\t)"?\r?\n', re.IGNORECASE)
_HEAD_RECORDS = 20


@dataclass(frozen=True, slots=True)
class Dialect:
    """`delimiter` and `quote` are one character; `width` is the number of columns to lay the records into,
    `usual` how many fields most records have; `skip` is how many bytes a `sep=` line takes at the start."""

    delimiter: str
    quote: str
    width: int
    usual: int
    skip: int = 0


def find_dialect(head: bytes, complete: bool) -> Dialect:
    """Return the layout of UTF-8 text by its first bytes; `complete` says that they are all there is."""
    declared = _SEP_LINE.match(head)
    skip = declared.end() if declared else 0
    text = head[skip:].decode("utf-8", "ignore")
    if not complete:
        text = text[: text.rfind("\n") + 1] or text
    quote = _quote(text)
    if declared:
        delimiter = declared.group(1).decode().replace("\\t", "\t")
        return Dialect(delimiter, quote, *_widths(_field_counts(text, delimiter, quote)), skip)
    counts = {delimiter: _field_counts(text, delimiter, quote) for delimiter in _DELIMITERS}
    records = max(map(len, counts.values()))
    best = max(_DELIMITERS, key=lambda delimiter: _consistency(counts[delimiter], records))
    return Dialect(best, quote, *_widths(counts[best]), skip)


def _quote(text: str) -> str:
    """Return the quoting character: the single quote only where whole fields stand in it and no double
    quote is."""
    if '"' in text:
        return '"'
    quoted = len(re.findall(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n]|$)", text, re.MULTILINE))
    return "'" if quoted > text.count("\n") and quoted * 2 == text.count("'") else '"'


def _field_counts(text: str, delimiter: str, quote: str) -> list[int]:
    """Return the number of fields of each of the first records that are not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote)
    previous = csv.field_size_limit(max(csv.field_size_limit(), SAMPLE_BYTES * 4))
    try:
        return [len(record) for record in islice(reader, SAMPLE_RECORDS) if record]
    except csv.Error:
        return []
    finally:
        csv.field_size_limit(previous)


def _consistency(counts: list[int], records: int) -> tuple[float, int]:
    """Return how well a delimiter explains the records: the share of them that agree, then how many fields.

    `records`: how many there are at most; with the wrong delimiter, quotes swallow lines.

    A delimiter that is in the data but not in the header (decimal commas between semicolons) loses there.
    """
    tally = Counter(count for count in counts if count > 1)
    if not tally:
        return (0.0, 0)
    width, agreeing = max(tally.items(), key=lambda pair: (pair[1], pair[0]))
    share = agreeing / max(1, records)
    first = next((count for count in counts if count > 1), 0)
    whole = counts[0] > 1 and counts[0] >= width
    told = first == width and (agreeing > 1 or counts[0] == width)  # one odd line later on tells nothing
    return (share + 0.3 * told + 0.3 * whole, width)


def _widths(counts: list[int]) -> tuple[int, int]:
    """Return how many columns to lay the records into, and how many most of them have: the header may have
    more."""
    tally = Counter(counts)
    if not tally:
        return 1, 1
    usual = max(tally.items(), key=lambda pair: (pair[1], pair[0]))[0]
    place = counts.index(usual)
    return max([usual, *counts[: min(place, _HEAD_RECORDS)]]), usual
