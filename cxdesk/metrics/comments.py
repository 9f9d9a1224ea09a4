"""Which answers have a comment, and which of them are looked at: what people wrote, never what a ticket is
called.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from numpy.typing import NDArray

from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.workspace.facts_record import Answers

COMMENT_DAYS = 2 * YEAR_DAYS
"""Over which time comments are usually read: most accounts write a few in a year."""


def comment_window(as_of: np.datetime64, days: int | None = None) -> Window:
    """Return the days whose comments are looked at: the usual ones, or so many."""
    return Window(as_of.astype("datetime64[D]"), days or COMMENT_DAYS)


def with_comment(answers: Answers) -> NDArray[np.bool_]:
    """Return which answers have a comment that is more than blanks (n,)."""
    texts = compute.utf8_trim_whitespace(pa.array(answers.comment, pa.string()))
    return compute.not_equal(texts, "").to_numpy(zero_copy_only=False)


def commented(answers: Answers, window: Window) -> NDArray[np.bool_]:
    """Return which answers have a comment in a window (n,); one without a date counts where the window is the
    year up to now or longer.
    """
    return with_comment(answers) & window.holds_or_undated(answers.answered_at)
