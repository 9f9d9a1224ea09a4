"""What a number format says of the numbers that it shows: their currency, that they are shares, and how
identifiers are written with it. Source: ECMA-376 part 1, 18.8.30 and 18.8.31 (numFmt, numFmts).

Only a format's first section counts, which is that of positive numbers. Spaces as wide as a sign (`_€`) and
fillings (`*-`) are no signs, and `[$-409]` names a language, no currency.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from cxdesk.importing.currencies import ShownSign, shown_sign

LOCALE_CURRENCY = "[$¤]#,##0"
"""Stands for the formats that show the currency of whichever computer opens the workbook."""
_LOCALE_IDS = (5, 6, 7, 8, 42, 44)
_PERCENT_IDS = (9, 10)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[\$(?P<sign>[^\]\-]*)(?:-(?P<locale>[^\]]*))?\]?'
    r"|(?P<condition>\[[<>=][^\]]*\]?)|\[[^\]]*\]?|(?P<end>;)|(?P<digit>[0#?])|(?P<code>[.,%/@]|[eE][+-])"
    r"|(?P<bare>.)",
    re.DOTALL,
)
_PLAIN_SIGN = re.compile(r"[-+()!^&'~{}<>=: ]")
_LETTER = re.compile(r"[^\W\d_]")
_LEAST_ZEROS = 2


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """`currency`: a code, "" for one that is not known, None for none; `sign`: what stands for it as texts
    would have it. `percent`: 0.85 is shown as 85%. `digits`: how whole numbers are written, as (the text
    before, how many digits, how many of them at least) from left to right; () where they are as they are.
    `behind`: the text behind them. `times`: 1000 where thousands are said to be shown, as in `T€`;
    `shown_per`: 1000 where a number is divided by that to be shown.
    """

    currency: str | None = None
    sign: str = ""
    percent: bool = False
    digits: tuple[tuple[str, int, int], ...] = ()
    behind: str = ""
    times: float = 1.0
    shown_per: float = 1.0

    @property
    def multiple(self) -> float:
        """What the number itself is to be multiplied by to be what is shown: 120 shown as `120 T€`."""
        return max(1.0, self.times / self.shown_per)

    @property
    def is_telling(self) -> bool:
        """Whether it says more than that there is a number."""
        return self.currency is not None or self.percent or bool(self.digits) or self.shown_per > 1


@lru_cache(maxsize=1024)
def number_format(code: str) -> NumberFormat:
    """Return what a format code says."""
    tokens, sections = _first_section(code)
    marks = {text for kind, text in tokens if kind == "code"}
    said, shown_per = _signs(tokens), 1000.0 ** _scaled(tokens)
    percent = "%" in marks and said.currency is None
    plain = not marks and said.currency is None and sections < 3 and "condition" not in dict(tokens)
    digits, behind = _digits(tokens) if plain else ((), "")
    says_times = said.currency is not None or shown_per > 1
    return NumberFormat(
        said.currency, said.sign, percent, digits, behind, said.times if says_times else 1.0, shown_per
    )


def built_in_code(number: int) -> str:
    """Return the code of one of the formats that workbooks know by number alone, "" for one that says no
    more than that there is a number."""
    if number in _LOCALE_IDS:
        return LOCALE_CURRENCY
    return "0%" if number in _PERCENT_IDS else ""


def _first_section(code: str) -> tuple[list[tuple[str, str]], int]:
    """Return the parts of a format's first section as (kind, text), and how many sections there are."""
    tokens: list[tuple[str, str]] = []
    sections = 1
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or ""
        if kind == "end":
            sections += 1
        elif sections == 1 and kind:
            if found["sign"] is not None:
                tokens.append(("sign", f"{found['sign']}\0{found['locale'] or ''}"))
            else:
                tokens.append(("text" if kind in ("quoted", "escaped") else kind, found[kind]))
    return tokens, sections


def _signs(tokens: list[tuple[str, str]]) -> ShownSign:
    """Return what the texts of a section say together: a sign of currency, thousands or both."""
    said = ShownSign()
    runs = "".join(
        text if kind in ("text", "bare") else f"\1{text}\1" if kind == "sign" else "\1"
        for kind, text in tokens
    )
    for run in runs.split("\1"):
        text, _, language = run.partition("\0")
        if text.strip():
            one = shown_sign(text.strip(), language)
            named = one if said.currency is None else said
            said = replace(named, times=said.times * one.times)
    return said


def _scaled(tokens: list[tuple[str, str]]) -> int:
    """Return how many thousands a section divides by: the commas behind its last digit."""
    marks = "".join(text if kind in ("digit", "code") else "" for kind, text in tokens)
    last = max((marks.rfind(digit) for digit in "0#?"), default=-1)
    return len(marks[last + 1 :]) - len(marks[last + 1 :].lstrip(","))


def _digits(tokens: list[tuple[str, str]]) -> tuple[tuple[tuple[str, int, int], ...], str]:
    """Return how whole numbers are written by a section of digits and texts; () for one that only shows them,
    such as `0` and `0 "days"`."""
    groups: list[tuple[str, str]] = []
    before = digits = ""
    for kind, text in tokens:
        if kind == "digit":
            digits += "0" if text == "0" or "0" in digits or any("0" in group for _, group in groups) else "#"
        elif kind == "text" or (kind == "bare" and _PLAIN_SIGN.match(text)):
            if digits:
                groups.append((before, digits))
                before = digits = ""
            before += text
        elif kind != "sign":
            return (), ""
    if digits:
        groups.append((before, digits))
        before = ""
    zeros = sum(group.count("0") for _, group in groups)
    prefixed = bool(groups) and " " not in groups[0][0] and bool(_LETTER.search(groups[0][0]))
    if not groups or (zeros < _LEAST_ZEROS and not prefixed):
        return (), ""
    return tuple((text, len(group), group.count("0")) for text, group in groups), before
