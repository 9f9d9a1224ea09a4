"""What came back in workbooks stands in the account's strip, with its file and day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cxdesk.formatting import NEUTRAL
from cxdesk.progress import silent
from cxdesk.session import open_session, work
from cxdesk.session.annotation_facts import annotation_facts
from cxdesk.workspace.annotations import Annotation, KeptAnnotation, in_force

SAID = Annotation("A-1", "comment", "First line\n" + "long " * 200, "Ana.xlsx", "2026-09-30")


def kept(*records: Annotation) -> dict:
    """Return the records as one read-back of 3 October."""
    return in_force(KeptAnnotation(one, 1, "2026-10-03T08:00:00+00:00", False) for one in records)


def test_each_text_says_its_file_and_day() -> None:
    """Intent: nobody takes a colleague's word for the model's. Long ones are cut and say more on pointing;
    emptied ones, and those of others, are not shown; the order is that of the columns.
    """
    decision = replace(SAID, field="decision", text="Wait")
    facts = annotation_facts(
        kept(SAID, decision, replace(SAID, field="owner", text=""), replace(SAID, account="A-2")),
        "A-1",
        NEUTRAL,
    )
    assert [(fact.label, len(fact.text)) for fact in facts] == [("Decision", 4), ("Comment", 60)]
    assert facts[0].help == ("Wait\nFrom Ana.xlsx, read back on 3 Oct 2026. It is not part of the score.")
    assert facts[1].text.startswith("First line long long")
    assert facts[1].text.endswith("long lon…"), "59 characters: 11, nine times 5, and 3"
    assert facts[1].help.startswith("First line\nlong long")


def test_the_accounts_page_has_them(sample_workspace: Callable[..., Path]) -> None:
    """Intent: read back, they are on the page; taken back, they are gone; the health stays."""
    session = open_session(sample_workspace())

    def page():
        return work.account_page(session, "SYN-1111", NEUTRAL).work(silent()).value

    before = page()
    number = session.keep_read_back([replace(SAID, account="SYN-1111", text="Calm")])
    shown = page()
    assert [fact.text for fact in shown.strip if fact not in before.strip] == ["Calm"]
    assert shown.contributions == before.contributions
    session.take_back_read_back(number)
    assert page().strip == before.strip
    session.close()
