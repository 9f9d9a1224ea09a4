"""Which question a score answers (CSAT, NPS or CES), on which scale, and whether a high answer is a good one.

What a file does not say is assumed, from the header first, then the names, then the values; each
assumption is said, and is a question that the user may answer otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cxdesk.importing.questions import NO_ANSWERS, Question, asked
from cxdesk.importing.stated_scales import stated_direction, stated_scale

_EASY = r"facil|fácil|\bleicht|einfach|makkelijk"
_EFFORT = r"aufwand|esfuerzo|esforço|sforzo|inspanning"
_BY_WORDS = (
    (
        "nps",
        re.compile(
            r"\bnps\b|net promoter|promoter|recommend|weiterempf|recommander|recomendar|raccomand|consiglie|"
            r"aanbevel"
        ),
    ),
    ("ces", re.compile(rf"\bces\b|effort|\beasy\b|\bease\b|easily|{_EFFORT}|{_EASY}")),
    ("csat", re.compile(r"\bcsat\b|satisf|zufrieden|sodd?isf")),
)
_SCALES = {
    "nps": ((0, 10),),
    "csat": ((1, 5), (1, 7), (1, 10), (0, 10), (0, 100)),
    "ces": ((1, 5), (1, 7), (1, 10), (0, 10)),
    "other": ((1, 5), (1, 7), (1, 10), (0, 10), (0, 100)),
}
_OFFERED = {
    "nps": ("0 to 10", "1 to 10", "0 to 100", "-100 to 100"),
    "csat": ("1 to 3", "1 to 4", "1 to 5", "1 to 6", "1 to 7", "0 to 10", "1 to 10", "0 to 100", "0 to 1"),
    "ces": ("1 to 5", "1 to 7", "0 to 10", "1 to 10", "0 to 100"),
    "other": ("1 to 3", "1 to 4", "1 to 5", "1 to 6", "1 to 7", "0 to 10", "1 to 10", "0 to 100", "0 to 1"),
}
_SCALE_WORDS = {"-100 to 100": "-100 to 100: scores of whole accounts, kept but not counted as answers"}
_KINDS = (
    ("csat", "Satisfaction (CSAT)"),
    ("nps", "Recommendation (NPS)"),
    ("ces", "Effort (CES)"),
    ("other", "Something else"),
)
_DIRECTIONS = (("high", "A high one: it was easy"), ("low", "A low one: it took little effort"))
_ZEROS = (
    ("aside", "Nothing on this scale: set the rows aside"),
    ("no_answer", "Not applicable, or not answered"),
    ("answer", "The lowest answer"),
)
_GRADE_DIRECTIONS = (
    ("high", "A high one: the largest number is the best"),
    ("low", "A low one: 1 is the best, as school grades in Germany"),
)
_STATED_DIRECTIONS = (
    ("high", "A high one: the largest number is the best"),
    ("low", "A low one: the smallest number is the best"),
)
_GRADES = (1.0, 6.0)
_GRADED = re.compile(r"\bnoten?\b|schulnote|zensur|zufrieden|bewertung")
_SCHOOL = re.compile(r"schulnote|zensur")
_EASE = re.compile(rf"\beasy\b|\bease\b|easily|agree|{_EASY}")
_HARD = re.compile(rf"how much effort|hard|difficult|{_EFFORT}")
_COVERED, _HALF = 0.9, 0.5
_LARGEST_STEP = 10  # beyond it, scales are percentages


@dataclass(frozen=True, slots=True)
class Survey:
    """What a score answers. `kind`: csat, nps, ces or other; the scale's ends; `high_is_good`; `doubts`:
    (code, value, hint) assumptions; `zero_is_silence`: whether a 0 says that nobody answered."""

    kind: str
    scale_min: float
    scale_max: float
    high_is_good: bool
    doubts: tuple[tuple[str, str, str], ...]
    questions: tuple[Question, ...] = ()
    zero_is_silence: bool = False


def kind_in_words(words: str) -> str:
    """Return which question plain words ask: "nps", "ces", "csat" or ""."""
    return next((kind for kind, pattern in _BY_WORDS if pattern.search(words)), "")


def plausible_scores(scores: np.ndarray) -> bool:
    """Return whether numbers can be answers of persons: nearly all on one scale that surveys use."""
    return not len(scores) or _covered(scores, 0, 10) >= _COVERED or _covered(scores, 0, 100) >= _COVERED


def survey_of(
    scores: np.ndarray,
    header_words: str,
    other_words: str,
    kind: str = "",
    answers: Mapping[str, str] = NO_ANSWERS,
) -> Survey:
    """Return what a column of scores answers. `header_words`: the score's header; `other_words`: the sheet's
    and file's names, plain.

    `kind` is given where the file has it in a column; else it is found. `answers`: the user's, by code.
    """
    which = _kind_question(scores, header_words, other_words, answers)
    named = kind or which.answer
    scale = _scale_question(scores, named, header_words, answers)
    low, high = ends_of(scale.answer)
    zero = _zero_question(scores, low, high, answers)
    questions = [*([] if kind else [which]), scale, *([zero] if zero else [])]
    if zero and zero.answer == "answer":
        low = 0.0
    high_is_good = True
    stated = stated_direction(header_words)
    if stated is not None and (named == "ces" or not stated):
        direction = _stated_direction(stated, answers)
        high_is_good = direction.answer == "high"
        questions.append(direction)
    elif named == "ces":
        direction = _direction_question(header_words, other_words, high, answers)
        high_is_good = direction.answer == "high"
        questions.append(direction)
    elif stated is None and ((low, high) == _GRADES or _SCHOOL.search(header_words)):
        direction = _grade_question(header_words, answers)
        high_is_good = direction.answer == "high"
        questions.append(direction)
    doubts = tuple(
        (f"assumed_{question.code}", _value(question), question.text)
        for question in questions
        if not question.settled
    )
    silence = zero is not None and zero.answer == "no_answer"
    return Survey(named, low, high, high_is_good, doubts, tuple(questions), silence)


def ends_of(scale: str) -> tuple[float, float]:
    """Return the ends of a scale such as "1 to 5"."""
    low, _, high = scale.partition(" to ")
    return float(low), float(high)


def _value(question: Question) -> str:
    """Return what was assumed, as problems show it."""
    return f"{question.answer} is good" if question.code == "direction" else question.answer


def _kind_question(
    scores: np.ndarray, header_words: str, other_words: str, answers: Mapping[str, str]
) -> Question:
    """Return which question was asked: as the header says, else as the names or the values suggest."""
    named = kind_in_words(header_words)
    if named:
        why, found = "The header says it.", named
    else:
        found = kind_in_words(other_words)
        evidence = f"the name {other_words!r}" if found else "its values"
        found = found or _kind_by_values(scores)
        why = f"The header does not say what was asked; {evidence} suggest {_said(found)}."
    return asked("kind", f"What was asked? {why}", found, _KINDS, answers, bool(named))


def _scale_question(scores: np.ndarray, kind: str, header_words: str, answers: Mapping[str, str]) -> Question:
    """Return on which scale the answers are."""
    low, high = _scale(scores, kind, header_words)
    assumed = f"{low:g} to {high:g}"
    stated = stated_scale(header_words) is not None
    if stated:
        why = "The header says it."
    elif high <= _LARGEST_STEP and _proves_scale(scores, kind):
        stated, why = True, f"Answers of {kind.upper()} that begin at 0 end at 10."
    else:
        why = f"Nothing states the scale; {assumed} was assumed{_seen(scores)}."
    scales = dict.fromkeys((*_OFFERED[kind], assumed))
    options = tuple((scale, _SCALE_WORDS.get(scale, scale)) for scale in scales)
    return asked("scale", f"On which scale? {why}", assumed, options, answers, stated)


def _proves_scale(scores: np.ndarray, kind: str) -> bool:
    """Return whether answers leave no other scale: only that of NPS from 0 to 10 has a 0 as well as a 10."""
    return kind == "nps" and {0.0, 10.0} <= set(scores[(scores >= 0) & (scores <= _LARGEST_STEP)].tolist())


def _zero_question(
    scores: np.ndarray, low: float, high: float, answers: Mapping[str, str]
) -> Question | None:
    """Return what a 0 below the scale means; None without any."""
    zeros = int((scores == 0).sum())
    if low <= 0 or not zeros:
        return None
    count = f"{zeros:,} answers are" if zeros > 1 else "One answer is"
    text = f"What does 0 mean? {count} 0, and the scale goes from {low:g} to {high:g}."
    return asked("zero", text, "aside", _ZEROS, answers)


def _direction_question(
    header_words: str, other_words: str, high: float, answers: Mapping[str, str]
) -> Question:
    """Return which end of an effort scale is the good one."""
    high_is_good, why = _direction(f"{header_words} {other_words}", high)
    certain = bool(_EASE.search(header_words)) != bool(_HARD.search(header_words))
    text = f"Which answer is a good one? {why}"
    return asked("direction", text, "high" if high_is_good else "low", _DIRECTIONS, answers, certain)


def _stated_direction(high_is_good: bool, answers: Mapping[str, str]) -> Question:
    """Return the question which end is the good one where the header's own labels say it."""
    end = "large" if high_is_good else "small"
    text = f"Which answer is a good one? The header says it: a {end} number is the best."
    return asked("direction", text, "high" if high_is_good else "low", _STATED_DIRECTIONS, answers, True)


def _grade_question(header_words: str, answers: Mapping[str, str]) -> Question:
    """Return which end of what may be school grades is the good one: in Germany 1, in Switzerland 6."""
    school = _SCHOOL.search(header_words) is not None
    why = (
        "The header speaks of school grades, so a low answer was taken as good."
        if school
        else "On a scale of 1 to 6 they may be school grades, of which 1 is the best; a high answer was "
        "taken as good."
    )
    text = f"Which answer is a good one? {why}"
    return asked("direction", text, "low" if school else "high", _GRADE_DIRECTIONS, answers)


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
    stated = stated_scale(header_words)
    if stated:
        return stated
    scales = _SCALES[kind]
    if kind == "nps" and _covered(scores, 0, _LARGEST_STEP) < _HALF and _covered(scores, 0, 100) >= _COVERED:
        return 0.0, 100.0  # most lie above 10: no typing errors, but answers on a slider
    if kind in ("csat", "other") and _GRADED.search(header_words):  # what Germans give as in school
        scales = ((1, 5), (1, 6), *scales[1:])
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
