"""Changing standards by what a file or an option names: the rest stays, and a mistyped name is refused.

Edits are plain tables in the shape of the standards' TOML. Bands are a list that replaces all of them, or a
table of names and lower bounds that changes some. What is under `segment` and a segment's name is changed for
that segment alone; a value set to the general one follows it again.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from cxdesk.errors import UsageError
from cxdesk.health.segment_standards import WEIGHED
from cxdesk.health.standards import Standards, standards_from_plain
from cxdesk.health.standards_text import standards_plain

_PART = r'"[^"]+"|[^".=]+'
_SETTING = re.compile(rf"((?:{_PART})(?:\.(?:{_PART}))*)=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs: its path, such as `pillars.adoption`, and it before and after; None where it
    is not there.
    """

    path: str
    before: Any
    after: Any


def edited(standards: Standards, edits: Sequence[Mapping[str, Any]], version: int) -> Standards:
    """Return the standards with the edits, one after the other, under a version; a version in them is not
    theirs to give.

    Raises UsageError for a name that is not known or a value of another kind, CxdeskError for values that
    contradict each other.
    """
    plain = _by_name(standards_plain(standards))
    segments = plain.pop("segment", {})
    for edit in edits:
        general = {name: value for name, value in edit.items() if name != "segment"}
        plain = _merged(plain, _by_name(general), ())
        segments = _segments_edited(plain, segments, edit.get("segment", {}))
    plain["segment"] = segments
    plain["bands"] = [{"name": name, "from": start} for name, start in plain["bands"].items()]
    found = standards_from_plain({**plain, "version": version})
    _check_order(standards, found)
    return found


def edit_of_segment(segment: str, edit: Mapping[str, Any]) -> dict[str, Any]:
    """Return an edit as one of a segment alone."""
    return {"segment": {segment: {name: value for name, value in edit.items() if name != "version"}}}


def _segments_edited(
    general: Mapping[str, Any], segments: Mapping[str, Any], edits: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what differs for each segment after an edit: what differed before and what the edit names, but
    for values that are the general ones.
    """
    if not isinstance(edits, Mapping):
        raise UsageError("segment is no single value.", "Name a segment and one of its settings.")
    shared = _flat({name: general[name] for name in ("bands", "pillars", "caps")}) | {
        (pillar, "weights", name): weight
        for pillar in WEIGHED
        for name, weight in general[pillar]["weights"].items()
    }
    found = dict(segments)
    for segment, edit in edits.items():
        if not isinstance(edit, Mapping):
            raise UsageError(
                f"{_path_text(('segment', segment))} is no single value.", "Name one of its settings."
            )
        own, named = _flat(found.get(segment, {})), _by_name(edit)
        if isinstance(named.get("bands"), _AllBands):  # a segment has its bounds only, not bands of its own
            named = {**named, "bands": dict(named["bands"])}
        whole = _flat(_merged(_nested(shared | own), named, ("segment", segment)))
        touched = own.keys() | _flat(named).keys()
        found[segment] = _nested(
            {at: whole[at] for at in shared if at in touched and whole[at] != shared[at]}
        )
    return {segment: own for segment, own in found.items() if own}


def _flat(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Return the values of nested tables by their paths."""
    flat = {}
    for name, value in table.items():
        flat |= _flat(value, (*path, name)) if isinstance(value, Mapping) else {(*path, name): value}
    return flat


def _nested(flat: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
    """Return nested tables of the values by their paths."""
    table: dict[str, Any] = {}
    for path, value in flat.items():
        within = table
        for name in path[:-1]:
            within = within.setdefault(name, {})
        within[path[-1]] = value
    return table


def _check_order(before: Standards, after: Standards) -> None:
    """Raise UsageError where bands that stay change places: what was better would be worse."""
    kept = [name for name, _ in before.bands if name in dict(after.bands)]
    now = [name for name, _ in after.bands if name in dict(before.bands)]
    for old, new in zip(kept, now, strict=True):
        if old != new:
            raise UsageError(
                f"The band {new} would begin above the band {old}, which is the better one.",
                f"Let {new} begin below {dict(after.bands)[old]:g}, or move {old} up too.",
            )


def edit_of_toml(text: str) -> dict[str, Any]:
    """Return the edit that a TOML file says; raises UsageError where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"The standards cannot be read: {error}.", "Correct that line.") from error


def edit_of_option(text: str) -> dict[str, Any]:
    """Return the edit that `pillars.adoption=0.4` says; names with a dot in them stand in double quotes."""
    found = _SETTING.fullmatch(text)
    if found is None:
        raise UsageError(f"{text} sets nothing.", "Write the path and the value: pillars.adoption=0.4.")
    edit: Any = _value_of(found[2].strip())
    parts = [part.strip().strip('"') for part in re.findall(_PART, found[1])]
    for part in reversed(parts):
        edit = {part: edit}
    return edit


def differences(before: Standards, after: Standards) -> tuple[Difference, ...]:
    """Return every value that differs, in the order of the TOML; versions are none."""
    old, new = (_flat(_by_name(_told(each))) for each in (before, after))
    return tuple(
        Difference(_path_text(path), old.get(path), new.get(path))
        for path in dict.fromkeys((*old, *new))
        if path != ("version",) and old.get(path) != new.get(path)
    )


def _told(standards: Standards) -> dict[str, Any]:
    """Return plain standards in which every term of a table stands under its name with its weight."""
    plain, table = standards_plain(standards), standards.renewal.table
    if table is not None:
        told = {
            term.label: beta if term.deviation > 0.0 else -beta
            for term, beta in zip(table.terms, table.beta, strict=True)
        }
        plain["renewal"]["table"] = {"intercept": table.intercept, **told}
    return plain


def _by_name(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain standards or an edit with the bands as lower bounds by name, marked where they are all."""
    bands = plain.get("bands")
    if not isinstance(bands, list):
        return dict(plain)
    try:
        named = _AllBands({band["name"]: band["from"] for band in bands})
    except (KeyError, TypeError) as error:
        raise UsageError(
            "A band lacks its name or where it begins.", "Give each a name and a from."
        ) from error
    if len(named) < len(bands):
        raise UsageError("Two bands have the same name.", "Give each band a name of its own.")
    return {**plain, "bands": named}


class _AllBands(dict):
    """Bands given as a list: they stand in place of those before."""


def _merged(old: dict[str, Any], edit: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    merged = dict(old)
    for name, value in edit.items():
        here = (*path, name)
        if name not in old:
            raise _not_known(here, old)
        if isinstance(value, _AllBands):
            merged[name] = value
        elif isinstance(old[name], dict):
            if not isinstance(value, Mapping):
                raise UsageError(
                    f"{_path_text(here)} is no single value.",
                    f"Name one of its parts: {', '.join(_path_text((*here, part)) for part in old[name])}.",
                )
            merged[name] = _merged(old[name], value, here)
        else:
            merged[name] = _alike(value, old[name], here)
    return merged


def _alike(value: Any, old: Any, path: tuple[str, ...]) -> Any:
    """Return a value of the kind of the old one; raises UsageError for another kind."""
    kinds = ((bool, "true or false"), (int | float, "a number"), (str, "a text"), (list | tuple, "a list"))
    kind, words = next((kind, words) for kind, words in kinds if isinstance(old, kind))
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise UsageError(f"{_path_text(path)} is not {words}: {value}.", "Correct that value.")
    numbers = kind == list | tuple
    if numbers and not all(isinstance(each, int | float) and not isinstance(each, bool) for each in value):
        raise UsageError(f"{_path_text(path)} is no list of numbers: {value}.", "Correct that value.")
    return float(value) if isinstance(old, float) else value


def _not_known(path: tuple[str, ...], known: Mapping[str, Any]) -> UsageError:
    near = get_close_matches(path[-1], list(known), n=1, cutoff=0.5)
    names = near or list(known)
    meant = ", ".join(_path_text((*path[:-1], name)) for name in names)
    return UsageError(
        f"{_path_text(path)} is not known.", f"Did you mean {meant}?" if near else f"There is {meant}."
    )


def _path_text(path: Sequence[str]) -> str:
    return ".".join(f'"{part}"' if "." in part else part for part in path)


def _value_of(text: str) -> Any:
    """Return a value as TOML writes it, or a number as `.4`; all else is a text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return float(text) if re.fullmatch(r"[+-]?\.\d+", text) else text
