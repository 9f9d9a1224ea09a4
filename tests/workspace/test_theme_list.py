"""The list of themes: the one that comes with cxdesk, one's own, and what a wrong one says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.errors import UsageError
from cxdesk.workspace import Conventions, Workspace
from cxdesk.workspace.conventions import conventions_from_toml, conventions_json, conventions_toml
from cxdesk.workspace.theme_list import (
    ListedTheme,
    default_phrases,
    default_themes,
    read_phrases,
    themes_of_tables,
    themes_toml,
)
from tests.journeys.command_line import run

NAMES = [
    "billing",
    "handoff",
    "performance",
    "onboarding",
    "price",
    "competitor",
    "missing_feature",
    "docs",
    "outage",
]
LANGUAGES = {"en", "de", "fr", "es", "it", "pt", "nl"}
OURS = ListedTheme("tours", "Tours", (("en", ("route*", "tour plan")), ("de", ("touren*", "route*"))))
TEXT = """
value_users = 3
[themes.tours]
label = "Tours"
en = ["route*", "tour plan"]
de = ["touren*", "route*"]
"""
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(str.strip)
WORDS = st.text("abcäß請ñ", min_size=1, max_size=5)
THEMES = st.dictionaries(
    ANY_TEXT,
    st.tuples(
        ANY_TEXT,
        st.dictionaries(
            ANY_TEXT.filter(lambda name: name != "label"), st.lists(WORDS, min_size=1), min_size=1
        ),
    ),
    max_size=4,
)


def test_the_list_that_comes_with_cxdesk():
    """Nine themes with phrases in seven languages; no phrase belongs to two themes. Expected: counted in the
    text of the file.
    """
    assert [theme.name for theme in default_themes()] == NAMES
    assert {tuple(name for name, _ in theme.languages) for theme in default_themes()} == {
        ("en", "de", "fr", "es", "it", "pt", "nl")
    }
    for theme in default_themes():
        assert len(theme.phrases) == len(set(theme.phrases))
    everything = [phrase for theme in default_themes() for phrase in theme.phrases]
    assert len(everything) == len(set(everything))
    for language in sorted(LANGUAGES):
        assert default_phrases().count(f"\n{language} = [") == len(NAMES)


def test_one_own_list_stands_in_the_place_of_the_other():
    """What the conventions name is searched for, and nothing else; naming none brings cxdesk's list back."""
    ours = conventions_from_toml(TEXT)
    assert ours == Conventions(value_users=3, themes=(OURS,))
    assert ours.theme_list == (OURS,)
    assert OURS.phrases == ("route*", "tour plan", "touren*")
    for text in ("", "[themes]"):
        assert conventions_from_toml(text).theme_list == default_themes()


def test_the_file_that_comes_with_cxdesk_can_be_copied_under_themes():
    """Intent: what help tells users to do works. Expected: the file's own tables, with `themes.` before the
    names by a replacement in its text.
    """
    copied = re.sub(r"^\[(\w+)\]", r"[themes.\1]", default_phrases(), flags=re.MULTILINE)
    assert conventions_from_toml(copied).themes == default_themes()


def test_what_is_written_is_plain_toml_and_json():
    """Intent: any reader understands it. Expected: the tables as tomllib reads the file that ships."""
    shipped = tomllib.loads(default_phrases())
    conventions = Conventions(themes=default_themes())
    assert tomllib.loads(themes_toml(default_themes())) == shipped
    assert tomllib.loads(conventions_toml(conventions))["themes"] == shipped
    assert conventions_json(conventions)["themes"] == shipped
    assert conventions_json(Conventions())["themes"] == {}


@given(THEMES)
def test_every_list_survives_the_text(tables: dict):
    """Names and labels of any signs, phrases of any letters and the order come back as they were given."""
    themes = themes_of_tables({name: {"label": label} | phrases for name, (label, phrases) in tables.items()})
    assert read_phrases(themes_toml(themes)) == themes
    assert conventions_from_toml(conventions_toml(Conventions(themes=themes))).themes == themes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[billing\n", "cannot be read"),
        ('[billing]\nen = ["invoice"]', '"billing" has no label'),
        ('[billing]\nlabel = " "\nen = ["invoice"]', '"billing" has no label'),
        ('billing = "invoice"', '"billing" has no label'),
        ('[" "]\nlabel = "Billing"\nen = ["invoice"]', "has no name"),
        ('[billing]\nlabel = "Billing"', '"billing" has no phrases'),
        ('[billing]\nlabel = "Billing"\nen = []', '"billing" has no phrases'),
        ('[billing]\nlabel = "Billing"\nen = "invoice"', '"billing" in "en" are not a list'),
        ('[billing]\nlabel = "Billing"\nen = [3]', '"billing" in "en" are not a list'),
        ('[billing]\nlabel = "Billing"\nen = ["invoice", "*!*"]', r'"billing".* without a word: "\*!\*"'),
        ('[billing]\nlabel = "Billing"\nen = ["over*charged"]', r'"billing".* at no end.*: "over\*charged"'),
        ('[billing]\nlabel = "Billing"\nen = ["* invoice"]', r'"billing".* at no end.*: "\* invoice"'),
        ('[tools]\nlabel = "Tools"\nen = ["c++"]', r'"tools".* the sign \+.*: "c\+\+"'),
        ('[tools]\nlabel = "Tools"\nen = ["slow, again"]', r'"tools".* the sign ,.*: "slow, again"'),
    ],
)
def test_a_wrong_list_is_named(text: str, message: str):
    """The user edits the list: what is wrong is said with theme, phrase and the next step, also where it
    stands among the conventions; a phrase that would find other words than it says is refused.
    """
    with pytest.raises(UsageError, match=message) as caught:
        read_phrases(text)
    assert caught.value.next_step
    tables = re.sub(r"^\[(.*)\]$", r"[themes.\1]", text, flags=re.MULTILINE)
    with pytest.raises(UsageError, match=message):
        conventions_from_toml(tables if tables != text else f"[themes]\n{text}")


def test_two_themes_of_one_name_are_refused():
    """A record made elsewhere than from a file cannot name a theme twice: its counts would be told apart by
    nobody.
    """
    with pytest.raises(UsageError, match="twice"):
        Conventions(themes=(OURS, OURS))
    with pytest.raises(UsageError, match="themes: each is a table"):
        conventions_from_toml("themes = 3")


def test_the_command_line_sets_and_takes_back_a_list(tmp_path: Path):
    """The list is one more convention: set with its file, shown as TOML and JSON, undone. Expected: TEXT."""
    book, file = tmp_path / "w.cxdesk", tmp_path / "ours.toml"
    Workspace.create(book).close()
    file.write_text(TEXT, encoding="utf-8")
    told = run("conventions", book, "--set", file, "--json").json["conventions"]["themes"]
    assert told == {"tours": {"label": "Tours", "en": ["route*", "tour plan"], "de": ["touren*", "route*"]}}
    assert tomllib.loads(run("conventions", book).output)["themes"] == told
    assert run("conventions", book, "--undo", "--json").json["conventions"]["themes"] == {}
