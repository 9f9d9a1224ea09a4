"""Workbooks with a password: asked for, refused when wrong, opened in memory, and never written in plain."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import msoffcrypto
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from cxdesk.cli import main
from cxdesk.errors import PasswordNeeded, UnreadableInput, UsageError, WrongPassword
from cxdesk.importing import prepare
from cxdesk.importing.passwords import given_passwords
from cxdesk.importing.protected import unlocked
from cxdesk.progress import silent
from tests.importing.made import ACCOUNTS, csv_file, kept, ods_file, raw_file, xlsx_file

PASSWORD = "Ärger mit Umlaut 7"
OLD_BOOKS = (
    ("poi/password.xls", "password", "A ZIP bomb"),
    ("poi/xor-encryption-abc.xls", "abc", "1"),
    ("msoffcrypto/xor_password_123456789012345.xls", "123456789012345", "1"),
    ("poi/protected_passtika.xlsb", "tika", "You can't see me"),
)


def protected(folder: Path, password: str = PASSWORD, name: str = "protected.xlsx") -> Path:
    """Write an encrypted workbook of accounts, as Excel 2013 and later do (agile encryption)."""
    plain = xlsx_file(folder, {"Accounts": ACCOUNTS}, "plain.xlsx")
    content = io.BytesIO()
    with plain.open("rb") as stream:
        OOXMLFile(stream).encrypt(password, content)
    plain.unlink()
    return raw_file(folder, content.getvalue(), name)


def test_the_password_opens_the_workbook(tmp_path) -> None:
    """The rows are those that were encrypted."""
    path = protected(tmp_path)
    (plan,) = prepare([path], silent(), passwords={path: PASSWORD}).sheets
    assert kept(plan, "account_id", "account_name") == [row[:2] for row in ACCOUNTS[1:]]
    assert plan.report.file == "protected.xlsx"


def test_a_missing_and_a_wrong_password_are_told_apart(tmp_path) -> None:
    """Both are refused beside the files that can be read, each with its next step."""
    path, other = protected(tmp_path), csv_file(tmp_path, ACCOUNTS)
    for passwords, kind, said in (({}, PasswordNeeded, "Give"), ({path: "wrong"}, WrongPassword, "not open")):
        plan = prepare([path, other], silent(), passwords=passwords)
        (error,) = plan.refused
        assert type(error) is kind
        assert said in str(error)
        assert error.place.file == "protected.xlsx"
        assert [sheet.table for sheet in plan.sheets] == ["accounts"]


def test_protected_against_changes_only_needs_no_password(tmp_path) -> None:
    """Spreadsheet programs encrypt such books with one that all of them know ([MS-OFFCRYPTO] 2.3.6)."""
    path = protected(tmp_path, "VelvetSweatshop")
    (plan,) = prepare([path], silent()).sheets
    assert plan.report.rows_kept == 3


def test_a_password_for_an_open_file_changes_nothing(tmp_path) -> None:
    """It is simply not needed."""
    path = csv_file(tmp_path, ACCOUNTS)
    (plan,) = prepare([path], silent(), passwords={path: PASSWORD}).sheets
    assert plan.report.rows_kept == 3


def test_what_no_password_opens_asks_for_none(tmp_path) -> None:
    """A package that is cut off inside, and an encrypted OpenDocument book: asking again would not help."""
    whole = protected(tmp_path).read_bytes()
    cut = raw_file(tmp_path, whole[: len(whole) // 2], "cut.xlsx")
    ods = ods_file(tmp_path, "")
    for path in (cut, ods):
        with pytest.raises(UnreadableInput) as caught:
            unlocked(path, PASSWORD)
        assert not isinstance(caught.value, PasswordNeeded)


@pytest.mark.parametrize(("name", "password", "first"), OLD_BOOKS)
def test_old_books_are_opened_without_a_temporary_file(
    shared_data, monkeypatch, name, password, first
) -> None:
    """XOR, RC4 and xlsb books of other projects: the first cell as their authors wrote it, and nothing may
    touch the disk meanwhile."""

    def refused(*_arguments, **_options):
        raise AssertionError("a temporary file was made")

    path = shared_data("hostile") / name
    for maker in ("TemporaryFile", "NamedTemporaryFile", "mkstemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, maker, refused)
    book, kind = unlocked(path, password)
    assert kind == path.suffix[1:]
    with pytest.raises(WrongPassword):
        unlocked(path, "wrong")
    monkeypatch.undo()
    (sheet, *_) = prepare([path], silent(), passwords={path: password}).sheets
    shown = [text for column in sheet.sheet.columns for text in column.texts or () if text.as_py()]
    numbers = [column.numbers[0] for column in sheet.sheet.columns if column.numbers is not None]
    assert (str(shown[0]) if shown else f"{numbers[0]:g}").startswith(first)
    assert book.name == path.name


def test_a_looping_file_ends_in_words(shared_data) -> None:
    """A book whose decryption fails inside the library (an XOR record that is too short for it)."""
    with pytest.raises(UnreadableInput, match="cannot be opened here"):
        unlocked(shared_data("hostile") / "sheetjs/password_2002_40_xor.xls", "password")


def test_scripts_give_passwords_by_file_or_environment(tmp_path) -> None:
    """The first line without its end; the file comes before the environment; nothing given is nothing."""
    files = [Path("a.xlsx"), Path("b.xlsx")]
    lines = raw_file(tmp_path, f"\ufeff{PASSWORD}\r\nsecond\r\n".encode(), "secret.txt")
    assert given_passwords(files, lines, {"CXDESK_PASSWORD": "x"}) == dict.fromkeys(files, PASSWORD)
    assert given_passwords(files, None, {"CXDESK_PASSWORD": "x"}) == dict.fromkeys(files, "x")
    assert given_passwords(files, None, {}) == {}
    for content in (b"", b"\n", b"\xff\xfe\xff", b"x" * 5000):
        with pytest.raises(UsageError):
            given_passwords(files, raw_file(tmp_path, content, "bad.txt"), {})
    with pytest.raises(UsageError):
        given_passwords(files, tmp_path / "absent.txt", {})


def test_the_command_line_opens_a_protected_workbook(tmp_path, capsys) -> None:
    """Without it the exit status is that of unreadable files; no word of the password is said."""
    path, secret = protected(tmp_path), raw_file(tmp_path, PASSWORD.encode(), "secret.txt")
    workspace = str(tmp_path / "kept.cxdesk")
    assert main(["import", str(path), "--workspace", workspace]) == 3
    assert main(["import", str(path), "--workspace", workspace, "--password-file", str(secret)]) == 0
    told = capsys.readouterr()
    assert PASSWORD not in told.out + told.err


def test_the_library_still_writes_what_we_replace() -> None:
    """The guard for the replaced temporary file: the library's old-format module still takes its files from
    `tempfile`, and from nothing else."""
    source = Path(msoffcrypto.__path__[0], "format", "xls97.py").read_text(encoding="utf-8")
    assert "with tempfile.TemporaryFile() as" in source
    assert "open(" not in "".join(
        line for line in source.splitlines() if not line.lstrip().startswith(("#", ">>>", "..."))
    )
