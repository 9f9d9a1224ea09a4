"""Text files in the encodings of other countries: the letters come back, and it is said why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.importing.letters import guessed, rivals_of
from tests.importing.made import csv_bytes, kept, planned, raw_file

TEXTS = {
    "German": "Müller & Söhne, Größe geändert",
    "French": "Société Générale, où l’élève reçoit",
    "Polish": "Żółć Łódź, święta gęś",
    "Czech": "Škoda Žďár, příliš žluťoučký kůň",
    "Hungarian": "Őrség, árvíztűrő tükörfúrógép",
    "Russian": "ООО Ромашка, привет мир",
    "Greek": "Ελληνική Εταιρεία, καλημέρα κόσμε",
    "Turkish": "Şişe Cam İstanbul, ağrı ığdır",
    "Hebrew": "חברת דוגמה, שלום עולם",
    "Arabic": "شركة المثال, مرحبا بالعالم",
    "Lithuanian": "Šiaulių įmonė, ąžuolas ėjo",
}
ENCODINGS = {
    "German": ("cp1252", "latin-1", "iso-8859-15", "cp850", "mac-roman"),
    "French": ("cp1252",),
    "Polish": ("cp1250", "iso-8859-2", "cp852"),
    "Czech": ("cp1250", "iso-8859-2"),
    "Hungarian": ("cp1250", "iso-8859-2"),
    "Russian": ("cp1251", "iso-8859-5", "koi8-r"),
    "Greek": ("cp1253", "iso-8859-7"),
    "Turkish": ("cp1254", "iso-8859-9"),
    "Hebrew": ("cp1255", "iso-8859-8"),
    "Arabic": ("cp1256", "iso-8859-6"),
    "Lithuanian": ("cp1257", "iso-8859-13"),
}
CASES = [(language, encoding) for language, encodings in ENCODINGS.items() for encoding in encodings]


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_the_letters_come_back(tmp_path, language, encoding) -> None:
    """What Python's own codec wrote is read, and the problem shows a stretch of it with the reason."""
    text = TEXTS[language]
    rows = [("Account ID", "Account Name", "ARR"), *[(f"A-{n}", text, "5") for n in range(4)]]
    plan = planned(raw_file(tmp_path, csv_bytes(rows).decode().encode(encoding)))
    assert kept(plan, "account_name") == [text] * 4
    (note,) = [problem for problem in plan.report.problems if problem.code == "encoding_assumed"]
    assert "letters beyond a to z fit" in note.hint
    assert any(letter > "\x7f" for letter in note.value)


def test_what_proves_nothing_is_windows_western() -> None:
    """A euro sign alone, as Windows writes it (0x80): no letters, so no proof is claimed."""
    guess = guessed([b"5 \x80"])
    assert (guess.codec, guess.language) == ("cp1252", "")


def test_a_euro_of_windows_settles_it() -> None:
    """Byte 80 is € in Windows-1252 and an invisible control character in ISO 8859-15: nobody is asked."""
    names = ("Jahresumsatz (€)", "Béranger;Elodie", "Weiß & Söhne;Jörg Groß", "Société Générale", "Åkerlund")
    lines = [name.encode("cp1252") for name in (*names, *(names[1:] * 9))]
    found = guessed(lines)
    assert found.codec == "cp1252"
    assert "iso-8859-15" not in rivals_of(lines, found)


def test_icelandic_is_not_turkish() -> None:
    """Þ begins words in Icelandic; ş ends syllables in Turkish: the same byte."""
    assert guessed(["Þór og Þórunn, stjórnarráð, ýmislegt".encode("cp1252")]).codec == "cp1252"
    assert guessed(["Şişli, iş, beş, kış, ığdır".encode("cp1254")]).codec == "cp1254"


@pytest.mark.parametrize("text", ["rendez-vous à Paris, à Lyon", "C’est “là” – où?", "Ö, Ä und Ü", "5 €"])
def test_few_western_letters_are_no_other_script(text) -> None:
    """Single letters between spaces could be words of another script; they are not."""
    assert guessed([text.encode("cp1252")] * 3).codec == "cp1252"


@settings(max_examples=40, deadline=None)
@given(
    case=st.sampled_from([case for case in CASES if case[1] not in ("cp850", "mac-roman", "cp852")]),
    data=st.data(),
)
def test_any_words_of_a_language_come_back(case, data) -> None:
    """Ten words shuffled out of the language's own text: the encoding is found from any of their orders."""
    language, encoding = case
    words = TEXTS[language].replace(",", "").split()
    text = " ".join(data.draw(st.permutations(words * 2)))
    line = text.encode(encoding)
    assert line.decode(guessed([line]).codec) == text
