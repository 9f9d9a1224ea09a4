"""What people wrote about an account into a handed-out workbook, as facts of the account's strip."""

from __future__ import annotations

from datetime import date

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.session.account_view import Fact
from cxdesk.workspace.annotations import FIELDS, InForce

_LABELS = {"decision": "Decision", "owner": "Next step by", "comment": "Comment"}
_SHOWN = 60
_HELP = 600
"""Characters of a text in the strip, and in its tooltip."""


def annotation_facts(kept: InForce, account: str, style: NumberStyle) -> tuple[Fact, ...]:
    """Return decision, owner and comment of an account (its id) that are in force, each with its file and the
    day it was read back; an emptied one is none.
    """
    found = []
    for field in FIELDS:
        one = kept.get((account, field))
        if one is None or not one.record.text:
            continue
        text = " ".join(one.record.text.split())
        day = formatting.date_text(date.fromisoformat(one.read_at[:10]), style)
        whence = f"From {one.record.file}, read back on {day}. It is not part of the score."
        found.append(Fact(_LABELS[field], _cut(text, _SHOWN), f"{_cut(one.record.text, _HELP)}\n{whence}"))
    return tuple(found)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
