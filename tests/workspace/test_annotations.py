"""What came back from workbooks is kept in one go and taken back in one, and rows are known by their keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from cxdesk.errors import UsageError
from cxdesk.workspace import Workspace, store
from cxdesk.workspace.annotations import Annotation, in_force
from cxdesk.workspace.row_key import RowKey, is_key, key_of, key_text, text_digest
from tests.report.hostile import HOSTILE
from tests.workspace.old_schemas import WITHOUT_VERSION_8

FIRST = Annotation("A-1", "decision", "Renew", "from Ana.xlsx", "2026-09-30")
SAID = Annotation("A-1", "comment", "Calls \u201cus\u201d\n=1+1", "from Ana.xlsx", "2026-09-30")
KEY = RowKey("ab12", "2026-09-30", 3, (text_digest("Renew"), "", text_digest("x")), "000 017/ä=%\n")


def test_a_read_back_is_one_step(tmp_path: Path) -> None:
    """Intent: a read-back is taken back by one mark and brought back by one; what it replaced counts again.

    By hand: the first says Renew and a comment, the second Escalate; without the second it is Renew again.
    """
    with Workspace.create(tmp_path / "w.cxdesk") as workspace:
        first = workspace.keep_annotations([FIRST, SAID])
        second = workspace.keep_annotations([replace(FIRST, text="Escalate")])

        def texts() -> dict:
            return {key: kept.record.text for key, kept in in_force(workspace.annotations()).items()}

        assert texts() == {("A-1", "decision"): "Escalate", ("A-1", "comment"): SAID.text}
        workspace.mark_read_back(second, undone=True)
        assert texts() == {("A-1", "decision"): "Renew", ("A-1", "comment"): SAID.text}
        workspace.mark_read_back(first, undone=True)
        assert texts() == {}
        workspace.mark_read_back(first, undone=False)
    with Workspace.open(tmp_path / "w.cxdesk") as workspace:
        assert [(kept.record, kept.is_undone) for kept in workspace.annotations()] == [
            (FIRST, False), (SAID, False), (replace(FIRST, text="Escalate"), True),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ([], "nothing to keep"),
        ([FIRST, replace(FIRST, account=" ")], "No account"),
        ([FIRST, replace(FIRST, field="arr")], "No account or column"),
        ([FIRST, replace(SAID, text="x" * 10_001)], "Your comment is too long"),
    ],
)
def test_what_cannot_be_kept_keeps_the_rest_out_too(records: list[Annotation], words: str) -> None:
    """Intent: whole or not at all; never a half of what somebody chose."""
    with Workspace.in_memory() as workspace:
        with pytest.raises(UsageError, match=words):
            workspace.keep_annotations(records)
        assert workspace.annotations() == ()
        with pytest.raises(UsageError, match="number 7"):
            workspace.mark_read_back(7, undone=True)


def test_a_workspace_of_the_seventh_schema_gets_an_identity_that_stays(tmp_path: Path) -> None:
    """Intent: an older file opens, is told from all others from then on, and keeps what comes back."""
    path = tmp_path / "old.cxdesk"
    Workspace.create(path).close()
    connection: apsw.Connection = store.open_existing(path, None)
    with connection:
        connection.execute(WITHOUT_VERSION_8)
        connection.pragma("user_version", 7)
    connection.close()
    with Workspace.open(path) as workspace:
        known = workspace.identity
        workspace.keep_annotations([FIRST])
    with Workspace.open(path) as workspace, Workspace.create(tmp_path / "other.cxdesk") as other:
        assert workspace.identity == known != other.identity
        assert len(known) == 16
        assert [kept.record for kept in workspace.annotations()] == [FIRST]
    with Workspace.in_memory() as workspace:  # equal files scored twice must give equal workbooks
        assert workspace.identity == ""


def test_a_key_comes_back_whatever_the_account_is_called() -> None:
    """Intent: leading zeros, line breaks, quotes and lone surrogates of an account's id survive the cell."""
    for account in (KEY.account, *HOSTILE, "cxdesk-row -"):
        text = key_text(replace(KEY, account=account))
        assert text.isascii()
        assert text.isprintable()
        assert text[0] not in "=+-@"
        assert key_of(f" {text} ") == replace(KEY, account=account)
    assert key_of(key_text(replace(KEY, workspace=""))) == replace(KEY, workspace="")


def test_an_edited_key_is_noticed() -> None:
    """Intent: changing any one character of a key, as a fill handle does, gives a key that is not taken."""
    text = key_text(replace(KEY, account="A-17"))
    for place, letter in enumerate(text):
        edited = text[:place] + ("8" if letter != "8" else "9") + text[place + 1 :]
        assert key_of(edited) is None, edited
    assert is_key(text)
    assert is_key(text[:30])
    assert not is_key("cxdesk rows")
