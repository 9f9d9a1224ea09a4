"""What the user says counts as what in their company: core features, first value, workflows, working hours,
themes of comments.

Written as TOML, so that it can be kept under version control and handed on; every field has a default.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from cxdesk.errors import UsageError
from cxdesk.tables.survey_scales import Breaks
from cxdesk.workspace.break_points import GROUPS, breaks_of_table, check_breaks, table_of_breaks
from cxdesk.workspace.theme_list import (
    ListedTheme,
    default_themes,
    tables_of_themes,
    themes_of_tables,
    themes_toml,
)
from cxdesk.workspace.toml_text import toml_key, toml_value

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CLOCKS = ("calendar", "business")
MINUTES_A_DAY = 24 * 60
LARGEST_OFFSET = 18 * 60  # as far as an offset from UTC may go
_TIMES = ("business_start", "business_end", "sleep_start", "sleep_end")
_TIME = re.compile(r"(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class Workflow:
    """Features that follow one another when work gets done: each step is one feature, in this order."""

    name: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conventions:
    """What counts as what. Times are minutes of the company's day, `utc_offset_minutes` ahead of UTC's.

    `core_features`: empty means every feature seen. First value is the first use of `value_feature`; without
    one, the first core feature that `value_users` different people have used. `business_days`: 0 is Monday.
    The working day is [`business_start`, `business_end`); sleep runs over midnight where it starts later than
    it ends. `clock`: what times to answer and to solve are counted on. `themes`: what comments are searched
    for; empty means the list that comes with cxdesk. Break points say from which answer on a scale people are
    satisfied (csat), passive and promoter (nps); scales that they do not name are parted as usual. Raises
    UsageError for what cannot be.
    """

    core_features: tuple[str, ...] = ()
    value_feature: str = ""
    value_users: int = 2
    workflows: tuple[Workflow, ...] = ()
    business_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    business_start: int = 9 * 60
    business_end: int = 17 * 60
    sleep_start: int = 22 * 60
    sleep_end: int = 7 * 60
    clock: str = "calendar"
    utc_offset_minutes: int = 0
    themes: tuple[ListedTheme, ...] = ()
    csat_satisfied_from: tuple[Breaks, ...] = ()
    nps_passive_and_promoter_from: tuple[Breaks, ...] = ()

    def __post_init__(self) -> None:
        _check_names("core_features", self.core_features)
        _check_workflows(self.workflows)
        if self.value_users < 1:
            raise _wrong("value_users", "it is less than one person")
        _check_days(self.business_days)
        for name in _TIMES:
            latest = MINUTES_A_DAY if name == "business_end" else MINUTES_A_DAY - 1
            if not 0 <= getattr(self, name) <= latest:
                raise _wrong(name, "it is no time of a day")
        if self.business_start >= self.business_end:
            raise _wrong("business_end", "the working day ends before it begins")
        if self.sleep_start == self.sleep_end:
            raise _wrong("sleep_end", "the night ends when it begins")
        if self.clock not in CLOCKS:
            raise _wrong("clock", f"it is one of {', '.join(CLOCKS)}")
        if abs(self.utc_offset_minutes) > LARGEST_OFFSET:
            raise _wrong("utc_offset_minutes", "no place is further than 18 hours from UTC")
        _check_names("themes", tuple(theme.name for theme in self.themes))
        for name in GROUPS:
            check_breaks(name, getattr(self, name))

    @property
    def features_named(self) -> tuple[str, ...]:
        """Every feature that is named in any place, once, in the order of names."""
        steps = (step for workflow in self.workflows for step in workflow.steps)
        return tuple(sorted({*self.core_features, *steps, self.value_feature} - {""}))

    @property
    def theme_list(self) -> tuple[ListedTheme, ...]:
        """The list in force: the user's own, else the one that comes with cxdesk."""
        return self.themes or default_themes()


def conventions_from_toml(text: str, otherwise: Conventions | None = None) -> Conventions:
    """Return the conventions written in TOML; what it does not name is as in `otherwise`, else by default.
    Raises UsageError that names the field.
    """
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"The conventions cannot be read: {error}.", "Correct the file.") from error
    return conventions_from_plain(written, otherwise)


def conventions_from_plain(written: Mapping[str, Any], otherwise: Conventions | None = None) -> Conventions:
    """Return the conventions out of plain values, as `conventions_json` gives them; likewise."""
    known = {part.name: part.default for part in fields(Conventions)}
    for name in written:
        if name not in known:
            raise UsageError(f"{name} is no convention.", f"There are {', '.join(known)}.")
    given = {name: _read(name, value, known[name]) for name, value in written.items()}
    return replace(otherwise or Conventions(), **given)


def conventions_toml(conventions: Conventions) -> str:
    """Return the conventions as TOML with a word about each, such as `conventions_from_toml` reads."""
    plain = conventions_json(conventions)
    workflows = plain.pop("workflows")
    del plain["themes"]
    breaks = {name: plain.pop(name) for name in GROUPS}
    lines = []
    for name, value in plain.items():
        lines += [f"# {_ABOUT[name]}", f"{name} = {toml_value(value)}"]
    for name, table in breaks.items():
        lines += ["", f"# {_ABOUT[name]}", f"[{name}]"]
        lines += [f"{toml_key(scale)} = {toml_value(points)}" for scale, points in table.items()]
    lines += ["", f"# {_ABOUT['workflows']}"]
    lines += ["# [[workflows]]", '# name = "Report"', '# steps = ["search", "export"]']
    for workflow in workflows:
        lines += ["", "[[workflows]]", *(f"{name} = {toml_value(value)}" for name, value in workflow.items())]
    lines += ["", f"# {_ABOUT['themes']}"]
    lines += ["# [themes.billing]", '# label = "Billing"', '# en = ["invoice*", "charged twice"]', ""]
    return "\n".join([*lines, themes_toml(conventions.themes, "themes")])


def conventions_json(conventions: Conventions) -> dict[str, Any]:
    """Return the conventions as plain values, written as in TOML: days by name, times as HH:MM."""
    plain: dict[str, Any] = {part.name: getattr(conventions, part.name) for part in fields(Conventions)}
    plain |= {name: _clock_text(plain[name]) for name in _TIMES}
    return (
        plain
        | {
            "core_features": list(conventions.core_features),
            "business_days": [DAY_NAMES[day] for day in conventions.business_days],
            "workflows": [{"name": flow.name, "steps": list(flow.steps)} for flow in conventions.workflows],
            "themes": tables_of_themes(conventions.themes),
        }
        | {name: table_of_breaks(getattr(conventions, name)) for name in GROUPS}
    )


_ABOUT: Mapping[str, str] = {
    "core_features": "The features that matter, by name; empty: every feature that was ever used.",
    "value_feature": "The feature whose first use is the first value; empty: the first core feature that "
    "value_users people have used.",
    "value_users": "How many people must have used a core feature.",
    "business_days": "The days on which you work.",
    "business_start": "When the working day begins, in your own time.",
    "business_end": "When it ends.",
    "sleep_start": "From when on somebody who is called is woken.",
    "sleep_end": "Until when.",
    "clock": "calendar: times to answer and to solve run day and night; business: only in working hours.",
    "utc_offset_minutes": "How many minutes your clocks are ahead of UTC; behind it: less than zero.",
    "workflows": "Features that follow one another when work gets done, each workflow like this:",
    "csat_satisfied_from": "From which answer on people are satisfied, by scale, as in "
    '"1 to 5" = 4; else the top answer of 2 or 3, the top 2 of 4 to 7, the top 3 of 8 to 11.',
    "nps_passive_and_promoter_from": "From which answers on people are passive, and promoters, on other "
    'scales than 0 to 10, as in "1 to 10" = [7, 9]; without it these answers are in no NPS.',
    "themes": "What comments are searched for, each theme like this; none: the list that comes with cxdesk "
    "(cxdesk themes W --list).",
}


def _read(name: str, value: Any, default: Any) -> Any:
    """Return the value of a field as the record has it."""
    if name == "workflows":
        return tuple(_workflow(each) for each in _list(name, value))
    if name == "themes":
        if not isinstance(value, dict):
            raise _wrong(name, "each is a table, such as [themes.billing]")
        return themes_of_tables(value)
    if name in GROUPS:
        return breaks_of_table(name, value)
    if name == "business_days":
        return tuple(sorted(_day(each) for each in _list(name, value)))
    if name in _TIMES:
        return _minutes(name, value)
    if isinstance(default, tuple):
        return tuple(_text(name, each) for each in _list(name, value))
    if isinstance(default, int):
        if isinstance(value, bool) or not isinstance(value, int):
            raise _wrong(name, "it is no whole number")
        return value
    return _text(name, value)


def _workflow(value: Any) -> Workflow:
    if not isinstance(value, dict) or set(value) != {"name", "steps"}:
        raise _wrong("workflows", "each has a name and steps")
    steps = tuple(_text("workflows", each) for each in _list("workflows", value["steps"]))
    return Workflow(_text("workflows", value["name"]), steps)


def _day(value: Any) -> int:
    names = [name.casefold() for name in DAY_NAMES]
    if not isinstance(value, str) or value.casefold() not in names:
        raise _wrong("business_days", f"days are {', '.join(DAY_NAMES)}")
    return names.index(value.casefold())


def _minutes(name: str, value: Any) -> int:
    """Return the minutes of the day of HH:MM; 24:00 is the end of the day."""
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[2]) > 59:
        raise _wrong(name, 'it is no time such as "09:00"')
    return int(found[1]) * 60 + int(found[2])


def _list(name: str, value: Any) -> list:
    if not isinstance(value, list):
        raise _wrong(name, "it is no list")
    return value


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(name, "it is no text")
    return value


def _check_names(field: str, names: tuple[str, ...]) -> None:
    if any(not name.strip() for name in names):
        raise _wrong(field, "a name in it is empty")
    if len(set(names)) < len(names):
        raise _wrong(field, "a name stands there twice")


def _check_workflows(workflows: tuple[Workflow, ...]) -> None:
    _check_names("workflows", tuple(workflow.name for workflow in workflows))
    for workflow in workflows:
        _check_names(f"the steps of {workflow.name}", workflow.steps)
        if len(workflow.steps) < 2:
            raise _wrong(workflow.name, "a workflow has two steps at least")


def _check_days(days: tuple[int, ...]) -> None:
    if not days or len(set(days)) < len(days) or not set(days) <= set(range(len(DAY_NAMES))):
        raise _wrong("business_days", "they are some of the seven days, each once")


def _wrong(field: str, why: str) -> UsageError:
    return UsageError(f"The conventions cannot be used: {field}: {why}.", "Correct it and set them again.")


def _clock_text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
