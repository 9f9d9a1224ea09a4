"""A sheet recognised by a preset: which column is which field, and which of several is taken for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cxdesk.importing.fields import SheetHints
from cxdesk.importing.matching import Sample, readable_share
from cxdesk.importing.presets import Preset, spellings
from cxdesk.importing.recognise import SURE, TABLES_BY_NAME, Match, Recognition, recognise_as, share_words
from cxdesk.tables.schema import Table

_USABLE = 0.5


def recognise_by(
    preset: Preset, samples: Sequence[Sample], sheet: str, file: str, hints: SheetHints
) -> Recognition:
    """Return how the preset reads the sheet; `table` is "" where what its table needs is not there.

    A column that the preset does not name is matched as in any other sheet, and is to be checked.
    """
    if not preset.table:
        return Recognition("", {}, (), f"{preset.name}. {preset.remark}", preset=preset)
    table = TABLES_BY_NAME[preset.table]
    matches, notes = _named(preset, table, samples, hints)
    found = recognise_as(table, samples, sheet, file, hints, forced=True)
    known = {place for place, sample in enumerate(samples) if _knows(preset, sample)}
    fields = {match.field for match in matches.values()}
    for place, match in found.matches.items():
        if place not in known and match.field not in fields:
            # The question of a survey is the customer's own wording: it is as sure as the words are.
            why = match.why or f"the columns of {preset.name} are known, and this is none of them"
            sure = table.name == "surveys" and match.confidence == "sure"
            matches[place] = match if sure else replace(match, confidence="check", why=why)
    fields = {match.field for match in matches.values()}
    if not all(fields & set(group) for group in table.needs):
        return Recognition("", {}, (), _what_is_missing(preset, table, fields), preset=preset)
    why = f"{preset.name}, by {len(known)} of {len(samples)} headers"
    questions = tuple(place for place in found.questions if place not in matches and place not in known)
    return Recognition(table.name, matches, questions, why, found.score, preset, notes)


def preset_answers(preset: Preset | None, headers: Sequence[str]) -> dict[tuple[int, str], str]:
    """Return what the preset answers to the questions about columns, by place and code."""
    return {
        (place, code): value
        for place, header in enumerate(headers)
        for form in (spellings(header) if preset else ())
        for code, value in preset.answers.get(form, {}).items()
    }


def _knows(preset: Preset, sample: Sample) -> bool:
    """Return whether the preset knows a column's header."""
    return not preset.headers.isdisjoint(spellings(sample.name.text))


def _what_is_missing(preset: Preset, table: Table, fields: set[str]) -> str:
    """Return in words what the table cannot do without and the sheet does not have."""
    group = next(group for group in table.needs if not fields & set(group))
    labels = [table.column(name).label.lower() for name in group]
    named = labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} or {labels[-1]}"
    return f"{preset.name}, but no column could be read as {named}. Choose the table and its column."


def _named(
    preset: Preset, table: Table, samples: Sequence[Sample], hints: SheetHints
) -> tuple[dict[int, Match], dict[int, str]]:
    """Return the matches that the preset names, and a note where several columns could be one field."""
    places: dict[str, list[int]] = {}
    for place, sample in enumerate(samples):
        for form in spellings(sample.name.text):
            places.setdefault(form, []).append(place)
    matches: dict[int, Match] = {}
    notes: dict[int, str] = {}
    for name, headers in preset.fields.items():
        options = [
            (place, readable_share(samples[place], table.column(name), hints))
            for header in headers
            for place in places.get(header, ())
            if place not in matches
        ]
        usable = [(place, share) for place, share in options if share is not None and share >= _USABLE]
        empty = [(place, share) for place, share in options if share is None]
        if not usable and not empty:
            continue
        place, share = (usable or empty)[0]
        why = "" if share is None or share >= SURE else share_words(share)
        open_header = not preset.asked_headers.isdisjoint(spellings(samples[place].name.text))
        if name in preset.asked or open_header:
            why = f"in {preset.name} it does not always mean that"
        matches[place] = Match(name, "check" if why else "sure", samples[place].name.forms[0], why)
        for other, _ in usable[1:]:
            notes[other] = f"not used: {samples[place].name.text} is the {table.column(name).label.lower()}"
    return matches, {place: note for place, note in notes.items() if place not in matches}
