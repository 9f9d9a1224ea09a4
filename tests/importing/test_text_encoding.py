"""The encoding of a text file: asked where its bytes leave it open, and read as a person says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxdesk.cli import main
from cxdesk.errors import UsageError
from cxdesk.importing import plan_json, prepare
from cxdesk.importing.isolation import SMALL_TEXT
from cxdesk.importing.text_encoding import codec_named, encoding_question, given_encodings
from cxdesk.progress import silent
from tests.importing.made import ACCOUNTS, kept, planned, problem_codes, raw_file, xlsx_file

DANISH = "Smørrebrød Grå"
"""Its bytes F8 and E5 are ř and ĺ in Windows-1250, both Czech or Slovak letters."""


def accounts(folder: Path, name: str, encoding: str, rows: int = 1) -> Path:
    """Return a text file of accounts of one name."""
    lines = ["Account ID,Account Name,ARR", *(f"A-{number},{name},5" for number in range(rows))]
    return raw_file(folder, "\n".join(lines).encode(encoding))


def test_bytes_of_two_meanings_are_asked_with_both(tmp_path) -> None:
    """Windows-1250 would read the same bytes as Python's own codec says, shown beside what was read."""
    plan = planned(accounts(tmp_path, DANISH, "cp1252"))
    question = encoding_question(plan.sheet.encoding)
    assert (question.answer, question.settled) == ("cp1252", False)
    shown = dict(question.options)
    other = DANISH.encode("cp1252").decode("cp1250")
    assert "Smørrebrød" in shown["cp1252"]
    assert other[:10] in shown["cp1250"]
    assert "F8 as ø" in question.text
    assert "E5 as å" in question.text


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Acme", "ascii"),
        (DANISH, "utf-8"),
        (DANISH, "utf-8-sig"),
        (DANISH, "utf-16"),
        ("Žďár Šeřík", "cp1250"),
    ],
)
def test_what_the_bytes_prove_is_not_asked(tmp_path, name, encoding) -> None:
    """Plain letters, valid UTF-8, a mark, and letters that make words of one language alone."""
    plan = planned(accounts(tmp_path, name, encoding))
    assert kept(plan, "account_name") == [name]
    assert plan.sheet.encoding.settled
    assert encoding_question(plan.sheet.encoding) is None


@pytest.mark.parametrize("rows", [2, 60_000])
def test_a_file_is_read_as_a_person_says(tmp_path, rows) -> None:
    """In this process, and in the other one for a file of over 1 MiB: what Python's codec makes of it."""
    path = accounts(tmp_path, DANISH, "cp1252", rows)
    assert (path.stat().st_size > SMALL_TEXT) == (rows > 2)
    (plan,) = prepare([path], silent(), encodings={path: "cp1250"}).sheets
    assert set(kept(plan, "account_name")) == {DANISH.encode("cp1252").decode("cp1250")}
    assert plan.sheet.encoding.settled
    assert plan.sheet.encoding.why.startswith("you said so")
    assert "encoding_assumed" not in problem_codes(plan)


def test_what_utf8_proves_is_not_asked_after_another_word_for_it(tmp_path) -> None:
    """A person may have it read otherwise and sees what that makes of it; such bytes leave nothing to ask."""
    (plan,) = prepare(
        [path := accounts(tmp_path, DANISH, "utf-8")], silent(), encodings={path: "cp1250"}
    ).sheets
    assert set(kept(plan, "account_name")) == {DANISH.encode().decode("cp1250")}
    assert encoding_question(plan.sheet.encoding) is None


def test_what_is_said_changes_what_the_sheet_is_known_by(tmp_path) -> None:
    """Else the corrected reading would count as here already; to say what was found changes nothing."""
    path = accounts(tmp_path, DANISH, "cp1252")
    digests = [
        prepare([path], silent(), encodings=said).sheets[0].report.digest
        for said in ({}, {path: "cp1252"}, {path: "cp1250"})
    ]
    assert digests[0] == digests[1] != digests[2]


def test_bytes_that_are_none_in_the_encoding_are_counted(tmp_path) -> None:
    """Two letters of a Windows-1252 name are no UTF-8."""
    path = accounts(tmp_path, "Bülow ö", "cp1252")
    (plan,) = prepare([path], silent(), encodings={path: "utf-8"}).sheets
    (note,) = [problem for problem in plan.report.problems if problem.code == "encoding_misfits"]
    assert note.value == "2"
    assert kept(plan, "account_name") == ["B\ufffdlow \ufffd"]


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("cp1250", "cp1250"),
        ("Windows-1250", "cp1250"),
        ("latin-1", "cp1252"),
        ("latin-2", "iso-8859-2"),
        ("UTF8", "utf-8"),
    ],
)
def test_encodings_go_by_several_names(name, codec) -> None:
    """Names as spreadsheet programs and people use them."""
    assert codec_named(name) == codec


@pytest.mark.parametrize("said", [["klingon"], [""], ["other.csv=cp1250"], ["rot13"]])
def test_what_cannot_be_meant_is_a_mistake_in_use(said) -> None:
    """An unknown encoding, none, a file that is not imported, and a codec that is no encoding."""
    with pytest.raises(UsageError):
        given_encodings([Path("accounts.csv")], said)


def test_one_file_can_be_said_apart_from_the_others() -> None:
    """What is said of one file counts more than what is said of all, in any order."""
    files = [Path("a/one.csv"), Path("two.csv")]
    expected = {files[0]: "cp1250", files[1]: "cp1251"}
    assert given_encodings(files, ["one.csv=cp1250", "cp1251"]) == expected
    assert given_encodings(files, ["cp1251", f"{files[0]}=cp1250"]) == expected
    assert given_encodings(files, []) == {}


def test_the_command_line_asks_and_takes_the_answer(tmp_path, capsys) -> None:
    """Without an answer it says how the file may be read instead; with one, the rows are read so."""
    path = accounts(tmp_path, DANISH, "cp1252")
    base = ["import", str(path), "--workspace", str(tmp_path / "w.cxdesk"), "--preview"]
    assert main(base) == 0
    assert "--encoding cp1250" in capsys.readouterr().out
    assert main([*base, "--encoding", "cp1250", "--json"]) == 0
    (sheet,) = json.loads(capsys.readouterr().out)["sheets"]
    assert sheet["encoding"]["codec"] == "cp1250"
    assert main([*base, "--encoding", "klingon"]) == 2


def test_workbooks_have_no_encoding(tmp_path) -> None:
    """Scripts find null for a workbook, and the codec of a text file."""
    book = xlsx_file(tmp_path, {"Accounts": ACCOUNTS})
    told = plan_json(prepare([accounts(tmp_path, "Acme", "ascii"), book], silent()))["sheets"]
    assert told[0]["encoding"]["codec"] == "utf-8"
    assert told[1]["encoding"] is None
