"""The list of themes that comments are searched for: the one that comes with cxdesk, or the user's own.

Both have one form: a TOML table for each theme, with its label and a list of phrases per language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cxdesk.errors import UsageError
from cxdesk.resource_files import resource
from cxdesk.workspace.spelling import JOINS, WORD, plain
from cxdesk.workspace.toml_text import toml_key, toml_value

_LABEL = "label"
_PHRASE_WORDS = re.compile(rf"\*?(?:{WORD})\*?")
_STAR_INSIDE = re.compile(rf"[^{JOINS}]\*[^{JOINS}]")
_SIGNS = re.compile(rf"[^{JOINS}]")


@dataclass(frozen=True, slots=True)
class ListedTheme:
    """A theme by name, with the label shown, and its phrases as (language, phrases) in the list's order.

    Raises UsageError, which names the theme and the phrase, for what could never be found.
    """

    name: str
    label: str
    languages: tuple[tuple[str, tuple[str, ...]], ...]

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise UsageError("A theme has no name.", "Give it one, as in [billing].")
        if not self.label.strip():
            raise _no_label(self.name)
        for phrase in self.phrases:
            _check(self.name, phrase)
        if not self.phrases:
            raise UsageError(f'The theme "{self.name}" has no phrases.', "Add some, or remove the theme.")

    @property
    def phrases(self) -> tuple[str, ...]:
        """The phrases of all languages, each once: every language is searched in every comment."""
        return tuple(dict.fromkeys(phrase for _, phrases in self.languages for phrase in phrases))


def phrase_words(phrase: str) -> list[str]:
    """Return the words of a phrase as they are compared, with the * at their ends."""
    return _PHRASE_WORDS.findall(plain(phrase))


def default_phrases() -> str:
    """Return the text of the list that comes with cxdesk."""
    return resource("themes.toml").read_text(encoding="utf-8")


@cache
def default_themes() -> tuple[ListedTheme, ...]:
    """Return the themes that come with cxdesk."""
    return read_phrases(default_phrases())


def read_phrases(text: str) -> tuple[ListedTheme, ...]:
    """Return the themes of a list in TOML; raises UsageError that says what is wrong with which theme."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"The list of themes cannot be read: {error}.", "Correct that line.") from error
    return themes_of_tables(tables)


def themes_of_tables(tables: Mapping[str, Any]) -> tuple[ListedTheme, ...]:
    """Return the themes of tables by name, as TOML or JSON has them; raises UsageError as `read_phrases`."""
    return tuple(_theme(name, table) for name, table in tables.items())


def tables_of_themes(themes: Iterable[ListedTheme]) -> dict[str, dict[str, Any]]:
    """Return themes as plain tables by name, for JSON: what `themes_of_tables` reads."""
    return {
        theme.name: {_LABEL: theme.label} | {name: list(phrases) for name, phrases in theme.languages}
        for theme in themes
    }


def themes_toml(themes: Iterable[ListedTheme], under: str = "") -> str:
    """Return themes as TOML, each a table of its name, or `under` another table: [themes.billing]."""
    tables = []
    for name, table in tables_of_themes(themes).items():
        path = ".".join(toml_key(part) for part in (under, name) if part)
        lines = [f"{toml_key(key)} = {toml_value(value)}" for key, value in table.items()]
        tables.append("\n".join([f"[{path}]", *lines, ""]))
    return "\n".join(tables)


def _theme(name: str, table: Any) -> ListedTheme:
    if not isinstance(table, Mapping) or not isinstance(table.get(_LABEL), str):
        raise _no_label(name)
    languages = []
    for language, listed in table.items():
        if language == _LABEL:
            continue
        if not isinstance(listed, list) or not all(isinstance(phrase, str) for phrase in listed):
            raise UsageError(
                f'The phrases of the theme "{name}" in "{language}" are not a list of texts.',
                'Write them as in en = ["invoice*", "charged twice"].',
            )
        languages.append((language, tuple(listed)))
    return ListedTheme(name, table[_LABEL], tuple(languages))


def _no_label(name: str) -> UsageError:
    return UsageError(f'The theme "{name}" has no label.', 'Add a line such as label = "Billing".')


def _check(name: str, phrase: str) -> None:
    """Raise UsageError for a phrase that would find nothing, or other words than it says."""
    spelled = plain(phrase)
    if not _PHRASE_WORDS.search(spelled):
        raise UsageError(
            f'The theme "{name}" has a phrase without a word: "{phrase}".', "Remove it or write one."
        )
    if _STAR_INSIDE.search(spelled) or "*" in _PHRASE_WORDS.sub("", spelled):
        raise UsageError(
            f'The theme "{name}" has a phrase with a * that is at no end of a word: "{phrase}".',
            'Write * for any letters at an end, as in "invoice*".',
        )
    sign = _SIGNS.search(_PHRASE_WORDS.sub("", spelled))
    if sign is not None:
        raise UsageError(
            f'The theme "{name}" has a phrase with the sign {sign[0]}, which is not looked for: "{phrase}".',
            "Write its words alone.",
        )
