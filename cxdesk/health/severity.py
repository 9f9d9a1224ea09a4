"""Which cases and incidents are severe, whatever a tool calls the two highest severities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SEVEREST = (
    "urgent", "critical", "blocker", "emergency", "highest",
    "p0", "p1", "sev0", "sev1", "sev 0", "sev 1", "severity 0", "severity 1",
)  # fmt: skip
SEVERE = (*SEVEREST, "high", "major", "1", "2", "p2", "sev2", "sev 2", "severity 2")
"""Of an incident. A bare number is not among the severest: of cases, some tools count from the lowest."""
_SEVEREST_BEGINNINGS = ("1 -", "1-", "p1 ", "sev-0", "sev-1", "s1")
_SEVERE_BEGINNINGS = (*_SEVEREST_BEGINNINGS, "2 -", "2-", "p2 ", "sev-2", "s2")


def is_severe(words: np.ndarray) -> NDArray[np.bool_]:
    """Return which priorities, severities or urgencies are of the two highest, (n,)."""
    return _are(words, SEVERE, _SEVERE_BEGINNINGS)


def is_severest(words: np.ndarray) -> NDArray[np.bool_]:
    """Return which priorities, severities or urgencies are the highest there is, (n,)."""
    return _are(words, SEVEREST, _SEVEREST_BEGINNINGS)


def is_told(words: np.ndarray) -> NDArray[np.bool_]:
    """Return which priorities, severities or urgencies say anything, (n,)."""
    return (words != "") & (words != "-")


def _are(words: np.ndarray, named: Sequence[str], beginnings: tuple[str, ...]) -> NDArray[np.bool_]:
    folded = {word: word.strip().casefold() for word in set(words.tolist())}
    known = {word: text in named or text.startswith(beginnings) for word, text in folded.items()}
    return np.fromiter((known[word] for word in words.tolist()), bool, len(words))
