"""How amounts and headers name currencies: ISO 4217 codes and the signs that stand for one of them."""

from __future__ import annotations

import locale
import re
from dataclasses import dataclass

CODES = (
    *(
        "USD",
        "EUR",
        "GBP",
        "CHF",
        "JPY",
        "CNY",
        "INR",
        "AUD",
        "NZD",
        "CAD",
        "SEK",
        "NOK",
        "DKK",
        "ISK",
        "PLN",
    ),
    *(
        "CZK",
        "HUF",
        "RON",
        "BGN",
        "UAH",
        "RUB",
        "TRY",
        "ILS",
        "SAR",
        "AED",
        "QAR",
        "KWD",
        "EGP",
        "MAD",
        "ZAR",
    ),
    *(
        "NGN",
        "KES",
        "BRL",
        "MXN",
        "ARS",
        "CLP",
        "COP",
        "PEN",
        "SGD",
        "HKD",
        "TWD",
        "KRW",
        "THB",
        "MYR",
        "PHP",
    ),
    *("IDR", "VND", "PKR", "BDT", "LKR"),
)
SYMBOLS = {
    "$": "USD",
    "US$": "USD",
    "CA$": "CAD",
    "C$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "NT$": "TWD",
    "S$": "SGD",
    "MX$": "MXN",
    "R$": "BRL",
    "RM": "MYR",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "Rs.": "INR",
    "Rs": "INR",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
    "lei": "RON",
    "₴": "UAH",
    "₽": "RUB",
    "₩": "KRW",
    "₺": "TRY",
    "₪": "ILS",
    "₱": "PHP",
    "₫": "VND",
    "฿": "THB",
    "₦": "NGN",
    "Fr.": "CHF",
    "SFr.": "CHF",
    "￥": "JPY",
    "円": "JPY",
    "元": "CNY",
    "kr.": "",
    "kr": "",
}
"""What each sign stands for; "" for those of several countries (crowns)."""

AFTER = "|".join([*map(re.escape, sorted(SYMBOLS, key=len, reverse=True)), *CODES])
"""A regular expression of those that may stand behind an amount, the longest first, in any capitals."""

RAND = "R"
BEFORE = f"{AFTER}|(?-i:{RAND})"
"""Those that may stand before it: rands too, which behind it would make thousands of crowns (`5 kr`)."""

_BY_SPELLING = {symbol.lower(): code for symbol, code in SYMBOLS.items()}
_WORD = re.compile(rf"(?<![^\W\d_])({'|'.join(CODES)})(?![^\W\d_])")
_SIGN = re.compile(
    "|".join(re.escape(symbol) for symbol in sorted(SYMBOLS, key=len, reverse=True) if "$" in symbol)
    + "|[€£¥￥₹₴₽₩₺₪₱₫฿₦]"
)
_WORDLIKE = re.compile(
    rf"(?<![^\W\d_])(?:(?i:{'|'.join(re.escape(each) for each in sorted(SYMBOLS, key=len, reverse=True))})|R)"
    r"(?![^\W\d_])"
)
_SHARED = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP"),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "£": ("GBP", "EGP"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "kr.": ("DKK", "SEK", "NOK", "ISK"),
    "rs": ("INR", "PKR", "LKR"),
    "rs.": ("INR", "PKR", "LKR"),
    "₨": ("INR", "PKR", "LKR"),
}
"""The currencies of which a sign may be any; a country tells which."""
_OF_COUNTRY = {
    "US": "USD", "GB": "GBP", "CH": "CHF", "LI": "CHF", "JP": "JPY", "CN": "CNY", "IN": "INR", "AU": "AUD",
    "NZ": "NZD", "CA": "CAD", "SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK", "PL": "PLN", "CZ": "CZK",
    "HU": "HUF", "RO": "RON", "BG": "BGN", "UA": "UAH", "RU": "RUB", "TR": "TRY", "IL": "ILS", "SA": "SAR",
    "AE": "AED", "QA": "QAR", "KW": "KWD", "EG": "EGP", "MA": "MAD", "ZA": "ZAR", "NG": "NGN", "KE": "KES",
    "BR": "BRL", "MX": "MXN", "AR": "ARS", "CL": "CLP", "CO": "COP", "PE": "PEN", "SG": "SGD", "HK": "HKD",
    "TW": "TWD", "KR": "KRW", "TH": "THB", "MY": "MYR", "PH": "PHP", "ID": "IDR", "VN": "VND", "PK": "PKR",
    "BD": "BDT", "LK": "LKR",
}  # fmt: skip
_NO_SIGN = "¤"
_TIMES = {
    "k": 1e3, "t": 1e3, "tsd": 1e3, "thousand": 1e3, "千": 1e3, "万": 1e4, "m": 1e6, "mm": 1e6, "mn": 1e6,
    "mio": 1e6, "mln": 1e6, "million": 1e6, "millions": 1e6, "百万": 1e6, "億": 1e8, "b": 1e9, "bn": 1e9,
    "mrd": 1e9,
}  # fmt: skip
_TIMES_WORD = re.compile(
    rf"^(?i:(?P<before>{'|'.join(sorted(_TIMES, key=len, reverse=True))})\.?)"
    rf"(?=$|[\s$€£¥￥₹₩円元]|(?:{'|'.join(CODES)})(?![A-Za-z]))"
)
_LOWER = ("eur", "usd", "gbp", "chf", "jpy", "cad", "aud", "sek", "nok", "dkk", "pln", "inr")


def currency_code(word: str) -> str:
    """Return the code of a sign or code as an amount has it; "" for one of several countries."""
    return "ZAR" if word == RAND else _BY_SPELLING.get(word.lower(), word.upper())


def named_currency(text: str, words: str) -> str:
    """Return the currency that a header names in capitals, by a sign, or as one of its plain words; or ""."""
    capitals = _WORD.search(text)
    if capitals:
        return capitals.group(1)
    plain = next((word.upper() for word in words.split() if word in _LOWER), "")
    sign = _SIGN.search(text)
    return plain or (SYMBOLS[sign.group()] if sign else "")


@dataclass(frozen=True, slots=True)
class ShownSign:
    """A text that a spreadsheet shows beside a number. `currency`: the code of the currency that it names, ""
    for one that is not known, None for none; `sign`: what to write for that; `times`: 1000 for `T€`."""

    currency: str | None = None
    sign: str = ""
    times: float = 1.0


def shown_sign(text: str, language: str = "") -> ShownSign:
    """Return what a text beside a number says.

    `language` is what a number format says beside a sign: a Windows language (`1009`, in hexadecimal) or a
    name (`en-CA`), whose country tells which currency a sign of several means.
    """
    scale = _TIMES_WORD.match(text)
    times = _TIMES[scale["before"].lower()] if scale else 1.0
    text = text[scale.end() :].strip() if scale else text
    code, sign, word = (found.search(text) for found in (_WORD, _SIGN, _WORDLIKE))
    if text == _NO_SIGN:
        return ShownSign("", text, times)
    if code:
        behind = text[code.end() :]
        return ShownSign(code.group(), code.group(), times * _times_behind(behind))
    found = sign or word
    country = _OF_COUNTRY.get(_country(language), "")
    if not found:
        named = country if text else None
        return ShownSign(named or (None if not language else "" if text else None), named or text, times)
    currency = _meant(found.group(), country)
    written = currency if currency and (sign or language) else found.group()
    return ShownSign(currency, written, times * _times_behind(text[found.end() :]))


def _meant(sign: str, country: str) -> str:
    """Return the currency of a sign, of which a country tells which it is where it is that of several."""
    among = _SHARED.get(sign.lower(), ())
    return country if country in among else currency_code(sign)


def _times_behind(text: str) -> float:
    """Return what the word behind a sign multiplies by."""
    return _TIMES.get(text.strip(" .").lower(), 1.0)


def _country(language: str) -> str:
    """Return the country of a Windows language or of a language's name; "" for none."""
    try:
        name = locale.windows_locale.get(int(language, 16) & 0xFFFF, "")
    except ValueError:
        name = language.replace("-", "_")
    return name.rpartition("_")[2].upper() if "_" in name else ""
