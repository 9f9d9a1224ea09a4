"""What number formats say: codes as Excel, LibreOffice or Google Sheets writes them, and what they show."""

from __future__ import annotations

import pytest

from cxdesk.importing.format_codes import built_in_code, number_format

CURRENCIES = {
    "[$€-407] #,##0.00": "EUR", "#,##0.00\\ [$€-407];[Red]\\-#,##0.00\\ [$€-407]": "EUR", "[$€-2] 0": "EUR",
    '"$"#,##0': "USD", '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)': "USD",
    "$#,##0": "USD", "[$$-409]#,##0.00": "USD", "[$$-1009]#,##0": "CAD", "[$$-en-AU]#,##0": "AUD",
    "[$$-80A]#,##0": "MXN", '#,##0 "EUR"': "EUR", "[$CHF] #,##0": "CHF", "[$CHF-807] #,##0.00": "CHF",
    "[$Fr.-100C] #,##0": "CHF", "_-[$£-809]* #,##0.00_-": "GBP", "[$₹-4009] #,##,##0": "INR",
    "[$¥-411]#,##0": "JPY", "[$￥-411]#,##0": "JPY", "[$¥-804]#,##0": "CNY", "[$R$-416] #,##0.00": "BRL",
    "\\R\\$ #,##0": "BRL", "#,##0 [$kr-41D]": "SEK", "[$kr.-406] #,##0": "DKK", "#,##0 [$Kč-405]": "CZK",
    '#,##0 "zł"': "PLN", '#,##0 "Kč"': "CZK", '#,##0 "SFr."': "CHF", '#,##0"円"': "JPY", '"R" #,##0': "ZAR",
    '0 "TEUR"': "EUR", '0.0 "Mio. €"': "EUR",
    "[$€-x-euro2] 0": "EUR", "[$лв.-402] 0": "BGN", '#,##0 "€/Monat"': "EUR",
    '#,##0 "kr"': "", "[$B/.-180A] 0": "", "#,##0": None, "[$-409]#,##0.00": None, "General": None, "": None,
    "#,##0\\ _€;-#,##0\\ _€": None, "_-* #,##0.00\\ _€_-": None, '0 "days"': None, '0 "euphoric users"': None,
}  # fmt: skip
"""Codes with the currency that the numbers are shown in; "" for a sign of several, None for no currency."""


@pytest.mark.parametrize(("code", "currency"), CURRENCIES.items())
def test_a_format_says_its_currency(code, currency) -> None:
    """By ECMA-376 18.8.31: signs in quotes, brackets, behind a backslash and bare are shown, `_€` leaves only
    its room, and Windows language 1009 is English as in Canada, 80A Spanish as in Mexico, 41D Swedish."""
    assert number_format(code).currency == currency


@pytest.mark.parametrize("number", [5, 6, 7, 8, 42, 44])
def test_formats_known_by_number_show_a_currency_of_some_country(number) -> None:
    """ECMA-376 18.8.30: these show `$` in the United States, and another sign elsewhere."""
    assert number_format(built_in_code(number)).currency == ""


def test_other_formats_known_by_number_show_none() -> None:
    """37 to 41 and 43 only group digits; 9 and 10 are percent, 3 is `#,##0`, 14 a date."""
    assert [
        number_format(built_in_code(number)).currency for number in (3, 9, 14, 37, 38, 39, 40, 41, 43)
    ] == ([None] * 9)
    assert number_format(built_in_code(9)).percent
    assert number_format(built_in_code(10)).percent


def test_percent_signs_count_where_they_divide() -> None:
    """A percent sign in quotes is a text: Excel shows 5 as `5%`, not as `500%`."""
    assert number_format("0.0%").percent
    assert number_format("0%;[Red]-0%").percent
    assert not number_format('0"%"').percent
    assert not number_format("0\\%").percent
