"""Japanese, Chinese and Korean text files: never settled as gibberish of another script, always asked."""

from __future__ import annotations

import pytest

from cxdesk.importing.east_asian import LEAST, wide_readings
from cxdesk.importing.letters import guessed
from cxdesk.importing.text_encoding import encoding_question
from tests.importing.made import kept, planned, problem_codes, raw_file

NAMES = {
    "cp932": "株式会社テスト",
    "gb18030": "北京测试有限公司",
    "cp949": "한국시험주식회사",
    "big5": "臺北測試有限公司",
}


@pytest.mark.parametrize("codec", NAMES)
def test_everyday_names_come_back_and_are_asked(tmp_path, codec) -> None:
    """What Python's own codec wrote is read; the question names it, and Windows-1252 beside it."""
    lines = ["Account ID,Account Name,ARR", *(f"A{n},{NAMES[codec]}{n},{n}00" for n in range(12))]
    plan = planned(raw_file(tmp_path, "\n".join(lines).encode(codec)))
    question = encoding_question(plan.sheet.encoding)
    assert (question.answer, question.settled) == (codec, False)
    assert "cp1252" in dict(question.options)
    assert NAMES[codec][:4] in dict(question.options)[codec]
    assert kept(plan, "account_name")[0] == f"{NAMES[codec]}0"
    assert "encoding_assumed" in problem_codes(plan)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Müller & Söhne, Größe geändert", "cp1252"),
        ("Société Générale, créée là", "cp1252"),
        ("ООО Ромашка, привет мир", "cp1251"),
        ("ОАОО Ромашк, привет миру", "koi8-u"),
        ("Ελληνική Εταιρεία", "cp1253"),
        ("Żółć Łódź, święta gęś", "cp1250"),
    ],
)
def test_other_scripts_are_none_of_east_asia(text, codec) -> None:
    """Their bytes make rare characters or none: the encoding that wrote them is still found."""
    line = text.encode(codec)
    assert all(reading.score < LEAST for reading in wide_readings(line, complete=True)) or codec == "koi8-u"
    assert line.decode(guessed([line]).codec) == text
