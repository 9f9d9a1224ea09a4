"""What the exports of well-known tools look like: data, one TOML file an export, and the user's own.

A preset names the headers that only its export has (`signature`), the field that each header is, the unit
that a header does not state, rows that are no data, and the headers that are known to be of no use.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cxdesk.errors import UsageError
from cxdesk.importing.names import GROUP_MARK, squeezed
from cxdesk.resource_files import resource
from cxdesk.tables import table as table_named

_REPEATED = re.compile(r" \(\d+\)$")


@dataclass(frozen=True, slots=True)
class RowsAside:
    """Rows that are no data: those whose cell under `header` is one of `values`."""

    header: str
    values: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Preset:
    """One export. Headers are squeezed (see `names.squeezed`).

    `table`: "" where the export fits none, with the reason in `remark`. `signature`: headers that must all be
    there; `any_of`: of which one must, unless it is empty. `fields`: by field the headers that can be it, the
    best first. `units`, `answers`: by header. `kept`: headers that are never guessed at. `asked`: fields that
    a header alone does not settle; `asked_headers`: headers that do not settle theirs. `row_limit`: with
    exactly so many rows the export was cut, 0 for never. `remark`: what is said of every such export; it is
    needless beside a sheet of the table `answered_by`.
    """

    vendor: str
    export: str
    table: str
    signature: tuple[str, ...]
    any_of: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    aside: tuple[RowsAside, ...] = ()
    kept: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    asked_headers: frozenset[str] = frozenset()
    row_limit: int = 0
    join: str = ""
    remark: str = ""
    answered_by: str = ""
    own: bool = False

    @property
    def name(self) -> str:
        """What it is called: "Zendesk tickets, view or CSV export"."""
        return f"{self.vendor} {self.export}".strip()

    @property
    def headers(self) -> frozenset[str]:
        """Every header that the export is known to have."""
        named = {header for headers in self.fields.values() for header in headers}
        return frozenset(named | set(self.signature) | set(self.any_of) | self.kept)


def read_preset(text: str, own: bool = False) -> Preset:
    """Return a preset from its TOML; raises `UsageError` where it is not whole or names unknown fields."""
    try:
        found = tomllib.loads(text)
        preset = Preset(
            vendor=found["vendor"],
            export=found["export"],
            table=found["table"],
            signature=_squeezed(found["signature"]),
            any_of=_squeezed(found.get("any_of", ())),
            fields={name: _squeezed(_listed(headers)) for name, headers in found.get("fields", {}).items()},
            units={squeezed(header): unit for header, unit in found.get("units", {}).items()},
            answers={squeezed(header): dict(given) for header, given in found.get("answers", {}).items()},
            aside=tuple(
                RowsAside(squeezed(rule["header"]), tuple(rule["values"]), rule["reason"])
                for rule in found.get("aside", ())
            ),
            kept=frozenset(_squeezed(found.get("kept", {}).get("headers", ()))),
            asked=frozenset(found.get("check", {}).get("fields", ())),
            asked_headers=frozenset(_squeezed(found.get("check", {}).get("headers", ()))),
            row_limit=found.get("row_limit", 0),
            join=found.get("join", ""),
            remark=found.get("remark", ""),
            answered_by=found.get("answered_by", ""),
            own=own,
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"A preset cannot be read: {error}.", "Save it again from an import.") from error
    _check(preset)
    return preset


@cache
def presets() -> tuple[Preset, ...]:
    """Return the presets that come with cxdesk, by the names of their files."""
    files = sorted(resource("presets").glob("*.toml"))
    return tuple(read_preset(file.read_text(encoding="utf-8")) for file in files)


@cache
def preset_headers() -> frozenset[str]:
    """Return every header that a preset knows; they help to find the header's row."""
    return frozenset().union(*(preset.headers for preset in presets()))


def preset_for(headers: Sequence[str], own: Sequence[Preset] = ()) -> Preset | None:
    """Return the preset of a sheet with these headers, None when there is none.

    The user's own come first; of several, the one that knows most of the headers.
    """
    there = set().union(*map(spellings, headers)) if headers else set()
    fitting = [
        preset
        for preset in (*own, *presets())
        if there.issuperset(preset.signature) and (not preset.any_of or there & set(preset.any_of))
    ]
    return max(
        fitting,
        key=lambda preset: (preset.own, len(there & preset.headers), len(preset.signature)),
        default=None,
    )


def spellings(header: str) -> tuple[str, ...]:
    """Return the squeezed forms of a header: whole, each line of one that spans several rows, and without the
    number of one that repeats.
    """
    parts = (header, *header.split(GROUP_MARK), _REPEATED.sub("", header))
    return tuple(dict.fromkeys(squeezed(part) for part in parts if part.strip()))


def preset_text(
    vendor: str, export: str, table: str, fields: Mapping[str, str], answers: Mapping[str, Mapping[str, str]]
) -> str:
    """Return the TOML of a preset of the user's own. `fields`: header by field; `answers`: by header.

    Raises `UsageError` for one that could not be read again, such as one without any column.
    """
    lines = [
        f"vendor = {_quoted(vendor)}",
        f"export = {_quoted(export)}",
        f"table = {_quoted(table)}",
        f"signature = [{', '.join(map(_quoted, fields.values()))}]",
        "",
        "[fields]",
        *(f"{name} = {_quoted(header)}" for name, header in fields.items()),
    ]
    if answers:
        lines += ["", "[answers]"]
        for header, given in answers.items():
            inner = ", ".join(f"{_quoted(code)} = {_quoted(value)}" for code, value in given.items())
            lines.append(f"{_quoted(header)} = {{ {inner} }}")
    text = "\n".join(lines) + "\n"
    read_preset(text, own=True)
    return text


def readable_presets(texts: Sequence[str]) -> list[Preset]:
    """Return the user's own presets; those that cannot be read (any more) recognise nothing."""
    found = []
    for text in texts:
        with suppress(UsageError):
            found.append(read_preset(text, own=True))
    return found


def _quoted(text: str) -> str:
    """Return a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    safe = "".join(sign if sign >= " " and sign != "\x7f" else f"\\u{ord(sign):04x}" for sign in escaped)
    return f'"{safe}"'


def _listed(headers: str | Sequence[str]) -> Sequence[str]:
    return [headers] if isinstance(headers, str) else headers


def _squeezed(headers: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(squeezed, headers))


def _check(preset: Preset) -> None:
    """Raise `UsageError` for a table or a field that cxdesk does not have."""
    known: Any = ()
    if preset.table:
        try:
            known = table_named(preset.table).column_names
        except KeyError:
            raise UsageError(
                f"The preset {preset.name} names the table {preset.table}, which cxdesk does not have.",
                "Save it again from an import.",
            ) from None
    unknown = sorted(set(preset.fields) - set(known))
    if unknown or not preset.signature:
        what = f"the field {unknown[0]}, which cxdesk does not have" if unknown else "no header"
        raise UsageError(f"The preset {preset.name} names {what}.", "Save it again from an import.")
