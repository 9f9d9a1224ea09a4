"""Something to tell the user that needs no answer: what happened, where, and what to do next."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from cxdesk.errors import CxdeskError

FAILURE, SUCCESS, NOTE = "failure", "success", "notice"


@dataclass(frozen=True, slots=True)
class Notice:
    """`kind` is FAILURE, SUCCESS or NOTE; `details` can be copied; `file` can be opened, or its folder;
    `error` is what a FAILURE came from.
    """

    kind: str
    what: str
    next_step: str = ""
    details: str = ""
    file: Path | None = None
    error: Exception | None = None


def notice_of(error: Exception) -> Notice:
    """Return what to say about an error: one of ours in its own words, any other as a fault of cxdesk."""
    if isinstance(error, CxdeskError):
        where = str(error.place)
        what = f"{where}: {error.what}" if where else error.what
        return Notice(FAILURE, what, error.next_step, error=error)
    details = "".join(traceback.format_exception(error))
    return Notice(
        FAILURE,
        f"Something went wrong inside cxdesk ({type(error).__name__}). Your spreadsheets are as they were.",
        "Try again; if it happens again, copy the details and report them.",
        details,
        error=error,
    )
