"""Standards as plain values and as TOML: what is kept, handed on, compared and edited.

Reading is `cxdesk.health.standards`; what is written here is read back to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cxdesk.health.portfolio import PILLARS
from cxdesk.health.segment_standards import WEIGHED, segment_plain, standards_of_segment
from cxdesk.health.standards import Standards
from cxdesk.health.table_model import table_plain
from cxdesk.workspace.toml_text import toml_key, toml_value

_HEADING = (
    "# Standards: what good looks like. Weights, betas and gates are judgement, not evidence.\n"
    "# The version is given when they are applied; a file may name only what it changes.\n"
)
_REMARKS = {
    "bands": "lower bounds; together they cover 0 to 100",
    "pillars": "they add up to 1",
    "renewal.betas": "log-odds of loss per standard deviation; the 0/1 signals per occurrence",
    "renewal.table": "learned on a table of accounts without dates; x = (value - mean) / deviation",
    "caps": "a hard fact beyond its threshold holds the score at the ceiling; 100 switches a cap off",
    "tensions": "when two signals that contradict each other are told; both must pass",
    "calibration.default_anchors": "values that stand for the scores above, with too few own accounts",
    "calibration.default_signal_scales": "what is ordinary, with too few own accounts",
    "segment": "what differs for the accounts of a segment; for the rest the values above hold",
}


def standards_plain(standards: Standards) -> dict[str, Any]:
    """Return standards as tables, lists, texts and numbers, in the shape of their TOML."""
    plain = asdict(standards)
    plain["bands"] = [{"name": name, "from": start} for name, start in standards.bands]
    plain["pillars"] = dict(zip(PILLARS, standards.pillars, strict=True))
    plain["calibration"]["default_signal_scales"] = {
        name: {"mean": mean, "deviation": deviation}
        for name, (mean, deviation) in standards.calibration.default_signal_scales.items()
    }
    del plain["segments"], plain["renewal"]["table"]
    if standards.renewal.table is not None:
        plain["renewal"]["table"] = table_plain(standards.renewal.table)
    if standards.segments:
        plain["segment"] = {name: segment_plain(own) for name, own in standards.segments.items()}
    return plain


def standards_toml(standards: Standards) -> str:
    """Return standards as TOML: `read_standards` of it gives the same standards."""
    return _HEADING + "\n".join(_lines(standards_plain(standards), ())).replace("\n\n\n", "\n\n") + "\n"


def segment_toml(standards: Standards, segment: str) -> str:
    """Return all that a segment may have otherwise, as it holds for its accounts, in TOML that can be
    proposed for the segment again; first what differs.
    """
    own = standards_plain(standards_of_segment(standards, segment))
    table = {
        "bands": {band["name"]: band["from"] for band in own["bands"]},
        "pillars": own["pillars"],
        **{name: {"weights": own[name]["weights"]} for name in WEIGHED},
        "caps": own["caps"],
    }
    differs = standards.segments.get(segment)
    told = ", ".join(_told(segment_plain(differs), ())) if differs else "nothing, the general standards hold"
    heading = f"# Standards of {segment}, version {standards.version}. Of its own: {told}.\n"
    return heading + "\n".join(_lines(table, ())).replace("\n\n\n", "\n\n") + "\n"


def _told(table: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    """Return the values of nested tables with their paths: "bands.watch 50.0"."""
    found = []
    for name, value in table.items():
        within = (*path, name)
        found += _told(value, within) if isinstance(value, Mapping) else [f"{'.'.join(within)} {value}"]
    return found


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    """Return the lines of a table: its own values first, or TOML would give them to the table before."""
    lines = [f"{toml_key(name)} = {_value(value)}" for name, value in table.items() if _in_line(value)]
    for name, value in table.items():
        if _in_line(value):
            continue
        within = (*path, name)
        heading, remark = ".".join(toml_key(part) for part in within), _REMARKS.get(".".join(within))
        remarks = [f"# {remark}"] if remark else []
        if isinstance(value, list):
            rows = [["", f"[[{heading}]]", *_lines(row, within)] for row in value]
            lines += ["", *remarks, *rows[0][1:], *(line for row in rows[1:] for line in row)]
        else:
            lines += ["", *remarks, f"[{heading}]", *_lines(value, within)]
    return lines


def _in_line(value: Any) -> bool:
    """Return whether a value stands in the line of its name: all but lists of tables and wider tables."""
    if isinstance(value, dict):
        return 0 < len(value) <= 2 and not any(
            isinstance(each, dict | list | tuple) for each in value.values()
        )
    return not (isinstance(value, list) and value and isinstance(value[0], dict))


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{toml_key(name)} = {_value(each)}' for name, each in value.items())} }}"
    return toml_value(value)
