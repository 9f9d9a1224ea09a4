"""Answers to a survey that are words of a scale, as SurveyMonkey and Microsoft Forms write them: `Very
satisfied`, `Neither easy nor difficult`, `Stimme zu`."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.coded_texts import plain_texts
from cxdesk.importing.sheet import CellKind, RawColumn
from cxdesk.importing.typed import Typed

_LEAST_KNOWN = 0.9
"""Share of the worded answers that must be on one scale."""
_SCALES = (
    (
        "very satisfied; satisfied|somewhat satisfied; neutral|neither satisfied nor dissatisfied|neither; "
        "dissatisfied|somewhat dissatisfied|unsatisfied; very dissatisfied|very unsatisfied"
    ),
    (
        "extremely satisfied; very satisfied; somewhat satisfied|moderately satisfied; "
        "not so satisfied|slightly satisfied; not at all satisfied"
    ),
    (
        "very easy; easy|somewhat easy; neutral|neither easy nor difficult|neither; "
        "difficult|somewhat difficult; very difficult"
    ),
    "extremely easy; very easy; somewhat easy|moderately easy; not so easy|slightly easy; not at all easy",
    (
        "strongly agree; agree|somewhat agree; neutral|neither agree nor disagree|neither; "
        "disagree|somewhat disagree; strongly disagree"
    ),
    (
        "sehr zufrieden; zufrieden|eher zufrieden; neutral|weder noch|teils teils|"
        "weder zufrieden noch unzufrieden; unzufrieden|eher unzufrieden; sehr unzufrieden"
    ),
    (
        "sehr einfach|sehr leicht; einfach|leicht|eher einfach; neutral|weder noch; "
        "schwierig|eher schwierig|schwer; sehr schwierig|sehr schwer"
    ),
    (
        "stimme voll zu|stimme voll und ganz zu; stimme zu|stimme eher zu; neutral|weder noch|teils teils; "
        "stimme nicht zu|stimme eher nicht zu; stimme überhaupt nicht zu|stimme gar nicht zu"
    ),
    (
        "très satisfait; satisfait|plutôt satisfait; neutre|ni satisfait ni insatisfait; "
        "insatisfait|plutôt insatisfait|peu satisfait; très insatisfait"
    ),
    (
        "très facile; facile|plutôt facile; neutre|ni facile ni difficile; "
        "difficile|plutôt difficile; très difficile"
    ),
    (
        "muy satisfecho; satisfecho|algo satisfecho; neutral|ni satisfecho ni insatisfecho; "
        "insatisfecho|algo insatisfecho; muy insatisfecho"
    ),
)
"""Scales of five steps, the best one first; what stands for one step is parted by `|`. One in which a word
has another place than in an earlier one counts only where the answers do not fit the earlier one."""


def with_worded_ratings(column: RawColumn, typed: Typed) -> Typed:
    """Return numbers with words of a scale as 5, the best, to 1; as they were where the words are of none.

    What they were read as is told: a doubt names each of the words with its number.
    """
    texts = pc.if_else(pa.array(column.kinds == CellKind.TEXT), plain_texts(column.texts), None)
    words = _plain(pc.if_else(pa.array(typed.unreadable), texts, None))
    present = words.drop_null()
    if not len(present):
        return typed
    scales = [_steps(scale) for scale in _SCALES]
    fits = [pc.sum(pc.is_in(present, pa.array(list(steps), words.type))).as_py() for steps in scales]
    best = max(range(len(scales)), key=lambda place: fits[place])
    if fits[best] < _LEAST_KNOWN * len(present):
        return typed
    places = pc.index_in(words, pa.array(list(scales[best]), words.type))
    rated = places.is_valid().to_numpy(zero_copy_only=False)
    numbers = pa.array(list(scales[best].values())).take(places)
    values = pc.if_else(pa.array(rated), numbers, typed.values)
    met = set(pc.unique(present).to_pylist())
    told = ", ".join(f"{word.capitalize()} as {step:g}" for word, step in scales[best].items() if word in met)
    doubt = (
        "assumed_rating",
        "answers in words",
        f"Answers in words were read as 5, the best, to 1: {told}.",
    )
    return replace(typed, values=values, unreadable=typed.unreadable & ~rated, doubts=(*typed.doubts, doubt))


def _steps(scale: str) -> dict[str, float]:
    """Return the number of each word of a scale."""
    return {
        word.strip(): 5.0 - place for place, step in enumerate(scale.split(";")) for word in step.split("|")
    }


def _plain(texts: pa.Array) -> pa.Array:
    """Return texts in lower case with single blanks instead of signs; the (e) of French forms goes."""
    lower = pc.replace_substring_regex(pc.utf8_lower(texts), r"\(e\)|·e\b", "")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(lower, r"[\s,/–—-]+", " "))
