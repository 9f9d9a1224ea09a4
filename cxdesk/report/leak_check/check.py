"""Look through a finished file for what its reader must not be told, and refuse it where there is any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cxdesk.errors import ExportError, Place
from cxdesk.report.leak_check.folding import turned
from cxdesk.report.leak_check.names import names_told, notes_told
from cxdesk.report.leak_check.record import Contents, Leak, Piece, Secrets
from cxdesk.report.leak_check.score_words import score_words_told, signs_told
from cxdesk.report.leak_check.stream import stream_of

PDF, WORKBOOKS = ".pdf", (".xlsx", ".xlsm", ".xltx", ".xltm")
_MOST_NAMED = 5


def leaks(path: Path, secrets: Secrets) -> tuple[Leak, ...]:
    """Return everything in a workbook or PDF that tells what is in `secrets`, each place and kind once.

    Hidden content, comments, notes in the file's properties, links outward and embedded files are found
    whatever they say. Words inside pictures are not read. Raises ExportError for another kind of file, and
    for one that cannot be read to its end.
    """
    contents = _contents(path)
    told, harmless = list(contents.found), set()
    for pieces in contents.streams:
        alone = pieces[0] if len(pieces) == 1 else None
        if alone is not None and (alone.text, alone.is_label) in harmless:
            continue  # formulas and attributes are the same thousands of times
        found = told_by(pieces, secrets)
        if alone is not None and not found:
            harmless.add((alone.text, alone.is_label))
        told += found
    return tuple(dict.fromkeys(told))


def pictures(path: Path) -> int:
    """Return how many pictures a file holds, whose words `leaks` does not read; raises as that does."""
    return _contents(path).pictures


def told_by(pieces: Sequence[Piece], secrets: Secrets) -> list[Leak]:
    """Return what pieces of text tell that are read one after the other."""
    stream = stream_of(pieces)
    found = [
        *names_told(stream, secrets),
        *notes_told(stream, secrets),
        *score_words_told(stream, secrets),
        *signs_told(stream, secrets),
    ]
    if leftward := [replace(piece, text=back) for piece in pieces if (back := turned(piece.text))]:
        other_way = stream_of(leftward)
        found += [*names_told(other_way, secrets), *score_words_told(other_way, secrets)]
    return found


def checked(path: Path, secrets: Secrets, name: str = "") -> None:
    """Raise ExportError, naming the places, when a file tells what is in `secrets`; `name` stands for the
    file's where it is a temporary one.
    """
    found = leaks(path, secrets)
    if not found:
        return
    named = "; ".join(str(leak) for leak in found[:_MOST_NAMED])
    more = f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    count = "1 place tells" if len(found) == 1 else f"{len(found)} places tell"
    raise ExportError(
        f"Not saved: {count} what the customer must not see: {named}{more}.",
        "Change that in its source or leave it out, then save again.",
        Place(file=name or path.name),
    )


def _contents(path: Path) -> Contents:
    """Return what a file says, by its ending."""
    ending = path.suffix.lower()
    if ending == PDF:
        from cxdesk.report.leak_check.pdf import pdf_contents  # late: reading PDF takes a moment to load

        return pdf_contents(path)
    if ending in WORKBOOKS:
        from cxdesk.report.leak_check.workbook import workbook_contents

        return workbook_contents(path)
    what = f"A file that ends in {ending or 'nothing'} cannot be checked."
    raise ExportError(what, "Give it a workbook (.xlsx) or a PDF.", Place(file=path.name))
