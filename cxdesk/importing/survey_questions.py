"""Which question a score answers (CSAT, NPS or CES), on which scale, and whether a high answer is a good one.

What a file does not say is assumed, from the header first, then the names, then the values; each
assumption is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

_BY_WORDS = (
    ("nps", re.compile(r"\bnps\b|net promoter|promoter|recommend|weiterempf|recommander|recomendar")),
    ("ces", re.compile(r"\bces\b|effort|\beasy\b|\bease\b|easily|aufwand|facilit")),
    ("csat", re.compile(r"\bcsat\b|satisf|zufrieden|sodd?isf")),
)
_SCALES = {
    "nps": ((0, 10),),
    "csat": ((1, 5), (1, 7), (1, 10), (0, 10), (0, 100)),
    "ces": ((1, 5), (1, 7), (1, 10), (0, 10)),
    "other": ((1, 5), (1, 7), (1, 10), (0, 10), (0, 100)),
}
_EASE = re.compile(r"\beasy\b|\bease\b|easily|agree|facil")
_HARD = re.compile(r"how much effort|hard|difficult|aufwand")
_RANGE = re.compile(r"\b([01]) (?:[^\W\d_ ]+ ){0,6}(5|7|10|100)\b")
_COVERED = 0.9
_LARGEST_STEP = 10  # beyond it, scales are percentages


@dataclass(frozen=True, slots=True)
class Question:
    """`kind`: csat, nps, ces or other; the scale's ends; `high_is_good`; `doubts`: (code, value, hint)
    assumptions."""

    kind: str
    scale_min: float
    scale_max: float
    high_is_good: bool
    doubts: tuple[tuple[str, str, str], ...]


def kind_in_words(words: str) -> str:
    """Return which question plain words ask: "nps", "ces", "csat" or ""."""
    return next((kind for kind, pattern in _BY_WORDS if pattern.search(words)), "")


def plausible_scores(scores: np.ndarray) -> bool:
    """Return whether numbers can be answers of persons: nearly all on one scale that surveys use."""
    return not len(scores) or _covered(scores, 0, 10) >= _COVERED or _covered(scores, 0, 100) >= _COVERED


def question_of(scores: np.ndarray, header_words: str, other_words: str, kind: str = "") -> Question:
    """Return the question. `header_words`: the score's header; `other_words`: the sheet's and file's names,
    plain.

    `kind` is given where the file has it in a column; else it is found.
    """
    doubts = []
    named = kind or kind_in_words(header_words)
    if not named:
        named = kind_in_words(other_words)
        evidence = f"the name {other_words!r}" if named else "its values"
        named = named or _kind_by_values(scores)
        doubts.append(
            (
                "assumed_kind",
                named,
                f"The header does not say what was asked; {evidence} suggest {_said(named)}.",
            )
        )
    low, high = _scale(scores, named, header_words)
    if not _RANGE.search(header_words):
        doubts.append(
            (
                "assumed_scale",
                f"{low:g} to {high:g}",
                f"Nothing states the scale; {low:g} to {high:g} was assumed{_seen(scores)}.",
            )
        )
    high_is_good = True
    if named == "ces":
        high_is_good, why = _direction(header_words + " " + other_words, high)
        doubts.append(("assumed_direction", "high is good" if high_is_good else "low is good", why))
    return Question(named, low, high, high_is_good, tuple(doubts))


def _said(kind: str) -> str:
    """Return a kind in words."""
    return "none of CSAT, NPS and CES" if kind == "other" else kind.upper()


def _kind_by_values(scores: np.ndarray) -> str:
    """Return the question that a range of answers suggests."""
    if not len(scores):
        return "other"
    if _covered(scores, 1, 5) >= _COVERED and scores.max() <= 5:
        return "csat"
    whole = bool((scores == np.floor(scores)).all())
    return "nps" if whole and scores.max() > 7 and _covered(scores, 0, 10) >= _COVERED else "other"


def _scale(scores: np.ndarray, kind: str, header_words: str) -> tuple[float, float]:
    """Return the ends of the scale: as the header states, else the smallest usual scale that nearly all
    answers are on, and none of them above it that a larger one would hold.

    Few unhappy customers answer 6 or 7 of 7: a single 7 says that the scale is not one to five. A single 50
    says nothing: percentages are no larger scale of the same kind, and must be most of the answers.
    """
    stated = _RANGE.search(header_words)
    if stated:
        return float(stated.group(1)), float(stated.group(2))
    scales = _SCALES[kind]
    steps = scores[(scores >= 0) & (scores <= _LARGEST_STEP)]
    top, bottom = steps.max(initial=0), steps.min(initial=_LARGEST_STEP)
    for low, high in scales:
        unheld = top > high or (bottom < low and (0, high) in scales)
        if _covered(scores, low, high) >= _COVERED and (high > _LARGEST_STEP or not unheld):
            return float(low), float(high)
    return tuple(map(float, scales[-1]))


def _covered(scores: np.ndarray, low: float, high: float) -> float:
    """Return the share of answers within a scale."""
    return float(((scores >= low) & (scores <= high)).mean()) if len(scores) else 1.0


def _seen(scores: np.ndarray) -> str:
    """Return which answers there are, in words."""
    return f" from answers of {scores.min():g} to {scores.max():g}" if len(scores) else ""


def _direction(words: str, high: float) -> tuple[bool, str]:
    """Return whether a high effort score is good, and why that was assumed."""
    if _EASE.search(words):
        return True, "The question asks how easy it was, so a high answer was taken as good."
    if _HARD.search(words):
        return False, "The question asks how hard it was, so a low answer was taken as good."
    if high == 7:
        return (
            True,
            "On a scale of 1 to 7 people usually agree that it was easy, so a high answer was taken as good.",
        )
    return False, "The question asks for effort, so a low answer was taken as good."
