"""What a number format says of the numbers that it shows: their currency, that they are shares, and how
identifiers are written with it. Source: ECMA-376 part 1, 18.8.30 and 18.8.31 (numFmt, numFmts).

Only a format's first section counts, which is that of positive numbers. Spaces as wide as a sign (`_€`) and
fillings (`*-`) are no signs, and `[$-409]` names a language, no currency.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cxdesk.importing.currencies import shown_currency

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
    `behind`: the text behind them.
    """

    currency: str | None = None
    sign: str = ""
    percent: bool = False
    digits: tuple[tuple[str, int, int], ...] = ()
    behind: str = ""

    @property
    def is_telling(self) -> bool:
        """Whether it says more than that there is a number."""
        return self.currency is not None or self.percent or bool(self.digits)


@lru_cache(maxsize=1024)
def number_format(code: str) -> NumberFormat:
    """Return what a format code says."""
    tokens, sections = _first_section(code)
    marks = {text for kind, text in tokens if kind == "code"}
    currency, sign = _currency(tokens)
    percent = "%" in marks and currency is None
    plain = not marks and currency is None and sections < 3 and "condition" not in dict(tokens)
    digits, behind = _digits(tokens) if plain else ((), "")
    return NumberFormat(currency, sign, percent, digits, behind)


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


def _currency(tokens: list[tuple[str, str]]) -> tuple[str | None, str]:
    """Return the currency that a section shows and the sign to write for it."""
    for kind, text in tokens:
        sign, _, locale = text.partition("\0")
        if kind == "sign" and sign.strip():
            currency = shown_currency(sign.strip(), locale)
            if currency is not None:
                return currency, currency or sign.strip()
            return "", sign.strip()
    for run in "".join(text if kind in ("text", "bare") else "\0" for kind, text in tokens).split("\0"):
        currency = shown_currency(run.strip())
        if currency is not None:
            return currency, run.strip()
    return None, ""


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
