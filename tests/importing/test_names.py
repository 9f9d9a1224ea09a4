"""Headers as words."""

from __future__ import annotations

import pytest

from cxdesk.importing.names import column_letter, header, squeezed


@pytest.mark.parametrize(
    "spelling",
    [
        "account_id",
        "Account ID",
        "AccountId",
        "accountID",
        "ACCOUNT_ID",
        "Account\u00a0ID",
        "Account\nID",
        "\ufeffAccount ID",
        " account  id ",
        "<b>Account ID</b>",
    ],
)
def test_spellings_of_one_name_are_one_name(spelling: str) -> None:
    """All of these were seen in real exports (or in the hostile workbook of header variants)."""
    assert squeezed(spelling) == "accountid"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ARR (EUR)", "arr"),
        ("First response time (in hrs)", "firstresponsetime"),
        ("property_industry", "industry"),
        ("Custom field (Satisfaction)", "satisfaction"),
        ("Account / ID", "id"),
        ("arr_usd", "arr"),
        ("First reply time in minutes", "firstreplytime"),
        ("Renewal_Date__c", "renewaldate"),
    ],
)
def test_a_header_is_also_known_by_its_shorter_forms(text: str, form: str) -> None:
    """Brackets, units, prefixes of custom fields and the group's name are not part of the name."""
    assert form in header(text).forms


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Resolution time (in hrs)", "hours"),
        ("resolution_time_hours", "hours"),
        ("First reply time (min)", "minutes"),
        ("usage_duration_secs", "seconds"),
        ("ARR (cents)", "cents"),
        ("Full resolution time", ""),
    ],
)
def test_units_stand_in_the_header(text: str, unit: str) -> None:
    """The unit is only ever written there."""
    assert header(text).unit == unit


def test_currencies_stand_in_the_header_too() -> None:
    """As a code in brackets or after an underscore, or as a sign."""
    assert [header(text).currency for text in ("ARR (EUR)", "arr_usd", "ARR ($)", "ARR")] == [
        "EUR",
        "USD",
        "USD",
        "",
    ]


def test_letters_of_columns() -> None:
    """As every spreadsheet names them; the last one of xlsx is XFD."""
    assert [column_letter(place) for place in (0, 25, 26, 701, 702, 16_383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
