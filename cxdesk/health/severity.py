"""Which incidents are severe, whatever a tool calls the two highest severities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SEVERE = (
    "urgent", "critical", "blocker", "emergency", "highest", "high", "major",
    "1", "2", "p0", "p1", "p2", "sev0", "sev1", "sev2", "sev-1", "sev-2", "sev 1", "sev 2",
    "severity 1", "severity 2", "s1", "s2",
)  # fmt: skip
_BEGINNINGS = ("1 -", "2 -", "p1 ", "p2 ")


def is_severe(words: np.ndarray) -> NDArray[np.bool_]:
    """Return which priorities, severities or urgencies are of the two highest, (n,)."""
    known = {
        word: word.strip().casefold() in SEVERE or word.strip().casefold().startswith(_BEGINNINGS)
        for word in set(words.tolist())
    }
    return np.fromiter((known[word] for word in words.tolist()), bool, len(words))
