"""Yes and no, choices, identifiers and lengths of time."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from cxdesk.importing.lengths import lengths_of
from cxdesk.importing.sheet import CellKind, number_column, text_column
from cxdesk.importing.words import choices_of, ids_of, texts_of, truths_of
from cxdesk.tables import ROLES


def column(*texts: str):
    return text_column(pa.array(texts, pa.string()))


def test_yes_and_no_in_many_languages() -> None:
    """The words of each language mean the same; others are unreadable, not false."""
    typed = truths_of(column("Yes", "TRUE", "ja", "x", "1", "No", "FALSCH", "non", "0", "maybe", ""))
    assert typed.values.to_pylist() == [True] * 5 + [False] * 4 + [None, None]
    assert typed.unreadable.tolist() == [False] * 9 + [True, False]


def test_a_tables_own_words_for_yes_and_no() -> None:
    """`churned` and `renewed` are the outcome of a renewal."""
    typed = truths_of(column("churned", "renewed"), {"true": ("churned",), "false": ("renewed",)})
    assert typed.values.to_pylist() == [True, False]


def test_labels_are_matched_to_roles() -> None:
    """People's own labels map to the four roles; an unknown one is left empty and told."""
    typed = choices_of(column("Administrator", "end-user", "Decision maker", "Wizard"), ROLES)
    assert typed.values.to_pylist() == ["admin", "end user", "buyer", None]
    assert typed.unreadable.tolist() == [False, False, False, True]


def test_identifiers_stay_text() -> None:
    """19 digits, leading zeros and case survive; a spreadsheet's 12.0 is the identifier 12."""
    assert ids_of(column(" 0018d00000Qx1 ", "007", "1234567890123456789")).values.to_pylist() == [
        "0018d00000Qx1",
        "007",
        "1234567890123456789",
    ]
    assert ids_of(number_column(np.array([12.0, 3.5]), CellKind.NUMBER)).values.to_pylist() == ["12", "3.5"]


def test_identifiers_that_a_spreadsheet_damaged_are_told() -> None:
    """1.03006E+13 was a number of 14 digits once; a number beyond 2^53 has lost its last digits."""
    assert [doubt[0] for doubt in ids_of(column("1.03006E+13", "5")).doubts] == ["id_damaged"]
    lost = ids_of(number_column(np.array([1.2345678901234568e18]), CellKind.NUMBER))
    assert [doubt[0] for doubt in lost.doubts] == ["id_digits_lost"]


def test_texts_keep_their_words() -> None:
    """Only outer spaces go, and a lone dash is nothing; `None` may be the name of a plan."""
    assert texts_of(column(" a  b ", "-", "None", "N/A")).values.to_pylist() == ["a  b", None, "None", None]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("26:03:00", 93_780.0),
        ("1:30", 5400.0),
        ("2d 4h", 187_200.0),
        ("90 min", 5400.0),
        ("1 hour, 5 minutes", 3900.0),
        ("45s", 45.0),
        ("1.5 hours", 5400.0),
    ],
)
def test_lengths_of_time_that_name_their_unit(text: str, seconds: float) -> None:
    """Seconds counted by hand."""
    assert lengths_of(column(text)).values.to_pylist() == [seconds]


def test_bare_numbers_name_no_unit() -> None:
    """Their unit stands in the header; text that is no length of time is nothing either."""
    assert lengths_of(column("12", "soon", "5 apples")).values.to_pylist() == [None, None, None]


def test_identifiers_of_sixteen_digits_are_told() -> None:
    """A spreadsheet keeps 15 digits: 1,234,567,890,123,456 may have lost its last, 15 digits have not."""
    lost = ids_of(number_column(np.array([1234567890123456.0]), CellKind.NUMBER))
    whole = ids_of(number_column(np.array([123456789012345.0]), CellKind.NUMBER))
    assert [doubt[0] for doubt in lost.doubts] == ["id_digits_lost"]
    assert whole.doubts == ()


def test_decimals_of_whole_identifiers_are_left_out() -> None:
    """A program made 12.0 of 12; a single one without `.0` says that they are meant (versions, say)."""
    made, meant = ids_of(column("12.0", "", "13.0")), ids_of(column("12.0", "12.1"))
    assert made.values.to_pylist() == ["12", None, "13"]
    assert made.notes == (".0 left out",)
    assert meant.values.to_pylist() == ["12.0", "12.1"]
