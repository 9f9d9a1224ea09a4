"""Text files that people write by hand and hand to a command, and those that a command writes."""

from __future__ import annotations

from pathlib import Path

from cxdesk.errors import ExportError, Place, UnreadableInput

_LARGEST = 1_000_000  # bytes of a file that somebody wrote by hand


def text_of(path: Path, what: str) -> str:
    """Return what a file of conventions, standards or the like says; raises UnreadableInput where it is no
    text or cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise UnreadableInput(f"This is too long for {what}.", "Check its name.", Place(str(path)))
        return content.decode("utf-8-sig")
    except OSError as error:
        raise UnreadableInput(
            f"It cannot be read: {error.strerror}.", "Check its name.", Place(str(path))
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableInput("This is no text in UTF-8.", "Save it as UTF-8.", Place(str(path))) from error


def write_text(path: Path, text: str) -> None:
    """Write a text file; raises ExportError when that fails."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ExportError(
            f"It cannot be written: {error.strerror}.", "Choose another name or folder.", Place(str(path))
        ) from error
