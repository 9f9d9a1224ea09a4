"""How amounts and headers name currencies: ISO 4217 codes and the signs that stand for one of them."""

from __future__ import annotations

import locale
import re

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
    + "|[€£¥₹₴₽₩₺₪₱₫฿₦]"
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


def shown_currency(text: str, language: str = "") -> str | None:
    """Return the currency of a text that a spreadsheet shows beside a number; "" for one that is not known,
    None where it names none.

    `language` is what a number format says beside a sign: a Windows language (`1009`, in hexadecimal) or a
    name (`en-CA`), and whose country tells of several currencies with one sign which it is.
    """
    if not text:
        return None
    country = _OF_COUNTRY.get(_country(language), "")
    if text.lower() in _SHARED:
        among = _SHARED[text.lower()]
        return country if country in among else _BY_SPELLING.get(text.lower().rstrip("."), among[0])
    if text == _NO_SIGN:
        return ""
    code = _WORD.search(text)
    if code:
        return code.group(1)
    sign = _SIGN.search(text) or _WORDLIKE.search(text)
    if sign:
        return currency_code(sign.group())
    return country or None


def _country(language: str) -> str:
    """Return the country of a Windows language or of a language's name; "" for none."""
    try:
        name = locale.windows_locale.get(int(language, 16) & 0xFFFF, "")
    except ValueError:
        name = language.replace("-", "_")
    return name.rpartition("_")[2].upper() if "_" in name else ""
