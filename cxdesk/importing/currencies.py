"""How amounts and headers name currencies: ISO 4217 codes and the signs that stand for one of them."""

from __future__ import annotations

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
