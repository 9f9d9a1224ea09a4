"""Workbooks that a password protects, decrypted in memory. Runs in the reader process, never in the app.

What was decrypted never touches the disk: the library's one temporary file is replaced by memory.
"""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from types import SimpleNamespace

from cxdesk.errors import PasswordNeeded, Place, UnreadableInput, WrongPassword
from cxdesk.importing.files import PACKAGE_DAMAGE, XLS, kind_of_package, unreadable

_EXCEL_DEFAULT = "VelvetSweatshop"
"""The password of workbooks that are only protected against changes: spreadsheet programs try it unasked."""

_DAMAGE = (*PACKAGE_DAMAGE, struct.error, AssertionError, AttributeError, IndexError, TypeError)
_WITHOUT = "Open it in your spreadsheet program, save a copy without a password and import that."


class Unlocked(io.BytesIO):
    """A decrypted workbook in memory, under the `name` of its file; readers take it like an open file."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content)
        self.name = name

    def rewound(self) -> Unlocked:
        """Return itself at its beginning, for a reader that does not go there."""
        self.seek(0)
        return self


def unlocked(path: Path, password: str | None) -> tuple[Unlocked, str]:
    """Return a protected workbook in plain, and the kind it is.

    Without a password the one is tried that spreadsheet programs try. Raises `PasswordNeeded`,
    `WrongPassword` or, for what no password opens here, `UnreadableInput`.
    """
    if zipfile.is_zipfile(path):
        raise _not_supported(path)
    import msoffcrypto  # takes long to load, and is seldom needed
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
    from msoffcrypto.format import xls97

    xls97.tempfile = SimpleNamespace(TemporaryFile=io.BytesIO)
    plain = io.BytesIO()
    try:
        with path.open("rb") as stream:
            book = msoffcrypto.OfficeFile(stream)
            book.load_key(password=password or _EXCEL_DEFAULT, **_verified(book))
            book.decrypt(plain)
    except InvalidKeyError:
        raise _refused(path, password) from None
    except (DecryptionError, FileFormatError, ParseError, *_DAMAGE):
        raise _not_supported(path) from None
    content = plain.getvalue()
    if zipfile.is_zipfile(plain):
        return Unlocked(content, path.name), kind_of_package(Unlocked(content, path.name))
    return Unlocked(content, path.name), XLS


def _verified(book) -> dict[str, bool]:
    """Return the option that makes a wrong password an error; old formats always check it."""
    return {"verify_password": True} if book.format == "ooxml" else {}


def _refused(path: Path, password: str | None) -> PasswordNeeded:
    """Return the error for a password that does not open the workbook, or for none."""
    if password is None:
        return PasswordNeeded(
            "The workbook is protected with a password.", "Give its password.", Place(path.name)
        )
    return WrongPassword(
        "The password does not open this workbook.",
        "Check capital letters and the keyboard's language, and try again.",
        Place(path.name),
    )


def _not_supported(path: Path) -> UnreadableInput:
    """Return the error for a protected workbook of a kind that is not decrypted here."""
    return unreadable(
        path.name, "The workbook is protected with a password in a way that cannot be opened here.", _WITHOUT
    )
