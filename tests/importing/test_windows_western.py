"""Windows-1252, which spreadsheet programs write in the West, is not lost to Mac Roman or a DOS code page."""

from __future__ import annotations

import pytest

from cxdesk.importing.placed_signs import placed_signs
from cxdesk.importing.text_encoding import encoding_question
from tests.importing.made import csv_bytes, kept, planned, problem_codes, raw_file

NAMES = {
    "dashes": ["Acme 1 – North", "Widget™ Inc", "Acme 2 – North"],
    "umlaut and apostrophe": ["Müller", "Joe’s", "Acme"],
    "quotes": ["Joe’s – “Best”", "Alpha", "Beta"],
    "one apostrophe": ["Acme", "Joe’s Diner", "Beta"],
    "apostrophes and an accent": ["Joe’s Grill", "Café", "Joe’s Bar"],
    "French": ["L’Oréal", "Crédit d’Aix", "Café – Bar"],
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_signs_and_few_letters_are_windows_western(tmp_path, names) -> None:
    """Names as Python's codec writes them come back; where a question is asked, they are what is assumed."""
    rows = [("Account ID", "Account Name", "ARR"), *((f"A-{n}", name, "5") for n, name in enumerate(names))]
    plan = planned(raw_file(tmp_path, csv_bytes(rows).decode().encode("cp1252")))
    assert kept(plan, "account_name") == names
    question = encoding_question(plan.sheet.encoding)
    assert question is None or (question.answer, question.assumed) == ("cp1252", "cp1252")


def test_euro_signs_before_amounts_are_read(tmp_path) -> None:
    """Byte 80 is Ä in Mac Roman, which left the amounts unreadable."""
    rows = [("Account ID", "Account Name", "ARR"), *((f"A-{n}", "Acme", f"€{n}00") for n in range(1, 4))]
    plan = planned(raw_file(tmp_path, csv_bytes(rows).decode().encode("cp1252")))
    assert kept(plan, "arr") == [100, 200, 300]
    assert "unreadable_number" not in problem_codes(plan)


@pytest.mark.parametrize(
    ("codec", "name"), [("mac-roman", "Société Générale"), ("cp850", "Müller Söhne"), ("cp852", "Żółć Łódź")]
)
def test_what_wins_over_it_asks_with_it(tmp_path, codec, name) -> None:
    """The letters of an old encoding fit clearly better and are read, but a person may say otherwise."""
    rows = [("Account ID", "Account Name", "ARR"), *((f"A-{n}", name, "5") for n in range(4))]
    plan = planned(raw_file(tmp_path, csv_bytes(rows).decode().encode(codec)))
    question = encoding_question(plan.sheet.encoding)
    assert kept(plan, "account_name") == [name] * 4
    assert not question.settled
    assert "cp1252" in dict(question.options)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Joe’s", 1),
        ("a – b", 1),
        ("“Best”", 2),
        ("5 €, €5", 2),
        ("Widget™", 1),
        ("Malm”", 0),
        ("K”ln", 0),
        ("cittÖ", 0),
        ("10\u00a0000", 1),
    ],
)
def test_signs_count_where_people_write_them(text, count) -> None:
    """Counted by hand; DOS letters that look like signs stand inside words, or without their pair."""
    assert placed_signs(text) == count


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_text_encoded_twice_is_told(tmp_path, mark) -> None:
    """UTF-8 taken for Windows-1252 and saved as UTF-8 again; nothing is said of the same names saved once."""
    text = "Account ID;Account Name;ARR\nA1;Müller;5\nA2;Groß;6\nA3;SÃO;7\n"
    twice = text.encode().decode("cp1252").encode()
    plan = planned(raw_file(tmp_path, mark + twice))
    (note,) = [problem for problem in plan.report.problems if problem.code == "encoding_twice"]
    assert note.value == "MÃ¼ller"
    assert "“Müller”" in note.hint
    assert kept(plan, "account_name")[0] == "MÃ¼ller"
    assert "encoding_twice" not in problem_codes(planned(raw_file(tmp_path, mark + text.encode())))
