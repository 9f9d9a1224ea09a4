"""Headers of more than one row: survey exports, groups above the names, a row of units below them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxdesk.importing.names import GROUP_MARK, header

if TYPE_CHECKING:
    from cxdesk.importing.header import Grid

_QUESTION_CODE = re.compile(r"^(?:Q|V|QID)\d+(?:[._]\w+)*$")
_IMPORT_ID = '{"ImportId"'
_ANSWER_WORDS = frozenset(("response", "open-ended response", "antwort", "réponse", "respuesta"))
_UNIT = re.compile(
    r"^(?:text|string|str|varchar|char|int|integer|number|numeric|no\.?|#|n|count|pcs|decimal|float|double|bool|"
    r"boolean|date|datetime|timestamp|time|utc|gmt|id|key|uuid|email|"
    r"y/n|yes/no|true/false|%|percent|[kmt]?(?:usd|eur|gbp|chf|\$|€|£)(?:\s?/\s?(?:month|mo|year|yr|m|a))?|"
    r"[dmyh]{1,4}[-/. :][dmyh]{1,4}(?:[-/. :][dmyhs]{1,4}){0,4}|-?\d+\s?(?:\.\.|-|–|to)\s?-?\d+|"
    r"h|hours?|hrs?|minutes?|mins?|seconds?|secs?|s|days?|d|weeks?|ms|milliseconds?)$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"^[\[(]\s*(.*?)\s*[\])]$")
_NOTHING = ("", "-", "–", "—")


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """`texts`: one header per column of the sheet; `after`: index of the first row below them."""

    texts: tuple[str, ...]
    after: int
    notes: tuple[str, ...]


def header_rows(grid: Grid, row: int, merged: tuple[tuple[int, int, int, int], ...]) -> HeaderRows:
    """Return the headers that begin with, or surround, the row that looks most like one."""
    lines = _lowered(grid.texts, row, merged)
    grouped = row > 0 and _is_group_row(row - 1, lines[row - 1], lines[row], merged)
    if row > 0 and not grouped and sum(map(bool, map(_QUESTION_CODE.match, lines[row - 1]))) > 1:
        row -= 1  # the codes above (V1, Q1) belong to the header, however little they look like one
    first = lines[row]
    second = lines[row + 1] if row + 1 < len(lines) else ()
    third = lines[row + 2] if row + 2 < len(lines) else ()
    if any(cell.startswith(_IMPORT_ID) for cell in third):
        return HeaderRows(
            _questions(first, second), row + 3, ("three header rows, as Qualtrics writes them",)
        )
    coded = [cell for cell in first if cell.strip()]
    if _in_words(first, second) and sum(map(bool, map(_QUESTION_CODE.match, coded))) > len(coded) / 2:
        return HeaderRows(
            _questions(first, second, always=True), row + 2, ("two header rows, as Qualtrics writes them",)
        )
    if is_answer_row(first, second):
        return HeaderRows(_answers(first, second), row + 2, ("two header rows, as SurveyMonkey writes them",))
    texts, notes = first, ()
    if row > 0 and _is_group_row(row - 1, lines[row - 1], first, merged):
        texts, notes = (
            _grouped(row - 1, lines[row - 1], first, merged),
            ("names joined with the group above them",),
        )
    if _is_unit_row(second):
        texts = tuple(_with_unit(name, unit) for name, unit in zip(texts, second, strict=True))
        return HeaderRows(texts, row + 2, (*notes, "a row of units below the header"))
    return HeaderRows(texts, row + 1, notes)


def _in_words(codes: tuple[str, ...], questions: tuple[str, ...]) -> bool:
    """Return whether what stands below codes are words: below Q1 to Q4, the quarters, stand numbers."""
    below = [words for code, words in zip(codes, questions, strict=False) if _QUESTION_CODE.match(code)]
    return any(letter.isalpha() for words in below for letter in words)


def _lowered(
    lines: tuple[tuple[str, ...], ...], row: int, merged: tuple[tuple[int, int, int, int], ...]
) -> tuple[tuple[str, ...], ...]:
    """Return the lines with names in the header's row that are merged with it from above."""
    moved = [list(line) for line in lines[: row + 1]]
    for top, left, bottom, _ in merged:
        if top < row <= bottom and left < len(moved[row]) and not moved[row][left].strip():
            moved[row][left], moved[top][left] = moved[top][left], ""
    return (*map(tuple, moved), *lines[row + 1 :])


def _with_unit(name: str, unit: str) -> str:
    """Return a name with the unit that stands below it, where that says what its values are measured in."""
    bare = _bare_unit(unit)
    measured = header(f"x ({bare})")
    stated = header(name)
    says = (measured.unit and not stated.unit) or (measured.currency and not stated.currency)
    return f"{name.strip()} ({bare})" if name.strip() and says else name


def _bare_unit(cell: str) -> str:
    """Return a unit without its brackets."""
    bracketed = _BRACKETED.match(cell.strip())
    return bracketed.group(1) if bracketed else cell.strip()


def _questions(codes: tuple[str, ...], words: tuple[str, ...], always: bool = False) -> tuple[str, ...]:
    """Return the words of a question for its code; other columns keep the name that every language has."""
    return tuple(
        (word.strip() or code) if always or _QUESTION_CODE.match(code) else code
        for code, word in zip(codes, words, strict=True)
    )


def is_answer_row(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Return whether the second row names the answers below the questions."""
    if not second or second[0].strip():
        return False
    words = [cell.strip().lower() for cell in second if cell.strip()]
    blank_above = sum(
        1 for above, below in zip(first, second, strict=True) if below.strip() and not above.strip()
    )
    respondent = first[0].strip().lower().replace(" ", "") in ("respondentid", "respondent")
    return respondent and (any(word in _ANSWER_WORDS for word in words) or blank_above > 1)


def _answers(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Return question and answer joined; a question without a name of its own continues the one to the
    left."""
    texts, question = [], ""
    for above, below in zip(first, second, strict=True):
        question = above.strip() or question
        answer = below.strip()
        plain_answer = not answer or answer.lower() in _ANSWER_WORDS
        texts.append(question if plain_answer else f"{question}{GROUP_MARK}{answer}")
    return tuple(texts)


def _is_group_row(row: int, above: tuple[str, ...], names: tuple[str, ...], merged: tuple) -> bool:
    """Return whether the row above holds merged cells over several names."""
    filled = sum(1 for cell in above if cell.strip())
    spans = [area for area in merged if area[0] == area[2] == row and area[3] > area[1]]
    return len(spans) > 1 and filled > 1 and filled < sum(1 for cell in names if cell.strip())


def _grouped(row: int, above: tuple[str, ...], names: tuple[str, ...], merged: tuple) -> tuple[str, ...]:
    """Return the names joined with the group that spans them."""
    groups = list(above)
    for first_row, first, last_row, last in merged:
        if first_row == last_row == row:
            groups[first : last + 1] = [above[first]] * (min(last + 1, len(groups)) - first)
    return tuple(
        f"{group.strip()}{GROUP_MARK}{name.strip()}" if group.strip() and name.strip() else name or group
        for group, name in zip(groups, names, strict=True)
    )


def _is_unit_row(line: tuple[str, ...]) -> bool:
    """Return whether a row only says what its columns are measured in, most of it in words or signs."""
    units = [bare for bare in map(_bare_unit, line) if bare not in _NOTHING]
    if len(units) == 1:
        alone = header(f"x ({units[0]})")
        is_letter = len(units[0]) == 1 and units[0].isalpha()
        return bool(_UNIT.match(units[0]) and (alone.unit or alone.currency) and not is_letter)
    return (
        len(units) > 1
        and all(map(_UNIT.match, units))
        and any(not unit[0].isdigit() for unit in units)
        and not all(len(unit) == 1 and unit.isalpha() for unit in units)
    )
