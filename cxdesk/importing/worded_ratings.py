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
    (
        "extremely satisfied; somewhat satisfied; neither satisfied nor dissatisfied; "
        "somewhat dissatisfied; extremely dissatisfied"
    ),
    "extremely easy; somewhat easy; neither easy nor difficult; somewhat difficult; extremely difficult",
    (
        "extremely satisfied|completely satisfied; moderately satisfied|very satisfied|mostly satisfied; "
        "slightly satisfied|somewhat satisfied; neutral|neither satisfied nor dissatisfied; "
        "slightly dissatisfied|somewhat dissatisfied; "
        "moderately dissatisfied|very dissatisfied|mostly dissatisfied; "
        "extremely dissatisfied|completely dissatisfied"
    ),
    (
        "extremely easy; moderately easy|very easy; slightly easy|somewhat easy; "
        "neutral|neither easy nor difficult; slightly difficult|somewhat difficult; "
        "moderately difficult|very difficult; extremely difficult"
    ),
    (
        "strongly agree; agree; somewhat agree|slightly agree; neutral|neither agree nor disagree; "
        "somewhat disagree|slightly disagree; disagree; strongly disagree"
    ),
)
"""Scales of five or seven steps, the best one first; what stands for one step is parted by `|`. Of those that
hold as many of the answers, the one that tells most of them apart counts, then the earlier one."""


def with_worded_ratings(column: RawColumn, typed: Typed) -> Typed:
    """Return numbers with words of a scale as 1 up to 5 or 7, the best; as they were where they are of none.

    What they were read as is told: a doubt names each of the words with its number.
    """
    texts = pc.if_else(pa.array(column.kinds == CellKind.TEXT), plain_texts(column.texts), None)
    words = _plain(pc.if_else(pa.array(typed.unreadable), texts, None))
    present = words.drop_null()
    if not len(present):
        return typed
    scales = [_steps(scale) for scale in _SCALES]
    fits = [pc.sum(pc.is_in(present, pa.array(list(steps), words.type))).as_py() for steps in scales]
    met = set(pc.unique(present).to_pylist())
    apart = [len({step for word, step in steps.items() if word in met}) for steps in scales]
    best = max(range(len(scales)), key=lambda place: (fits[place], apart[place]))
    if fits[best] < _LEAST_KNOWN * len(present):
        return typed
    chosen = scales[best]
    places = pc.index_in(words, pa.array(list(chosen), words.type))
    rated = places.is_valid().to_numpy(zero_copy_only=False)
    numbers = pa.array(list(chosen.values())).take(places)
    values = pc.if_else(pa.array(rated), numbers, typed.values)
    told = ", ".join(f"{word.capitalize()} as {step:g}" for word, step in chosen.items() if word in met)
    doubt = (
        "assumed_rating",
        "answers in words",
        f"Answers in words were read as {max(chosen.values()):g}, the best, to 1: {told}.",
    )
    return replace(typed, values=values, unreadable=typed.unreadable & ~rated, doubts=(*typed.doubts, doubt))


def _steps(scale: str) -> dict[str, float]:
    """Return the number of each word of a scale."""
    steps = scale.split(";")
    return {
        word.strip(): float(len(steps) - place)
        for place, step in enumerate(steps)
        for word in step.split("|")
    }


def _plain(texts: pa.Array) -> pa.Array:
    """Return texts in lower case with single blanks instead of signs; the (e) of French forms goes."""
    lower = pc.replace_substring_regex(pc.utf8_lower(texts), r"\(e\)|·e\b", "")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(lower, r"[\s,/–—-]+", " "))
