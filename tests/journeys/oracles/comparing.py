"""Compares what `cxdesk metrics --json` prints with what an oracle computed from the raw files."""

from __future__ import annotations

from collections.abc import Iterable
from math import isclose

from tests.journeys.oracles.estimates import Expected
from tests.journeys.oracles.measures import MEASURES, Measured

ENTRY = {"name", "value", "n", "low", "high", "unit", "scale", "period", "missing"}
NEAR = 1e-9
FITTED = {"clv_discounted": 1e-5}
"""What rests on a curve that two searches find: so near are they to the same one."""


def differences(entry: dict, expected: Expected) -> list[str]:
    """Return where an entry differs from what is expected, each in a line."""
    found = []
    if (entry["value"] is None) is not bool(entry["missing"]):
        found.append(f"value {entry['value']} and missing {entry['missing']!r}")
    is_known = expected.value is not None
    parts = {"value": expected.value, "n": expected.n}
    parts |= {"low": expected.low if is_known else None, "high": expected.high if is_known else None}
    if (
        entry["name"] == "ces" and is_known and entry["scale"] != [1.0, 7.0]
    ):  # as all effort questions here ask
        found.append(f"scale is {entry['scale']}")
    found += [
        f"{part} is {entry[part]}, should be {right}"
        for part, right in parts.items()
        if not _equal(entry[part], right, FITTED.get(entry["name"], NEAR))
    ]
    return [f"{entry['name']}: {line}" for line in found]


def compared(entries: Iterable[dict], expected: dict[str, Expected]) -> tuple[int, list[str]]:
    """Return how many numbers were compared, and where they differ. The entries must be of every metric."""
    entries = list(entries)
    assert [entry["name"] for entry in entries] == list(expected), "every metric of the catalogue, once"
    assert all(set(entry) == ENTRY for entry in entries)
    return _counted(expected.values()), [
        line for entry in entries for line in differences(entry, expected[entry["name"]])
    ]


def compared_by(entries: Iterable[dict], right: Measured, dimension: str) -> tuple[int, list[str]]:
    """Return the same for the groups of a dimension; a metric that does not know it, or of nothing,
    stands there once."""
    expected: dict[tuple[str, str | None], Expected] = {}
    for name in MEASURES:
        groups = right.by(name, dimension)
        told = groups or {None: Expected(None, 0)}
        expected |= {(name, group or None): found for group, found in told.items()}
    entries = list(entries)
    assert [(entry["name"], entry[dimension]) for entry in entries] == list(expected)
    return _counted(expected.values()), [
        f"{entry[dimension]}: {line}"
        for entry in entries
        for line in differences(entry, expected[entry["name"], entry[dimension]])
    ]


def _counted(expected: Iterable[Expected]) -> int:
    return sum(
        number is not None for each in expected for number in (each.value, each.n, each.low, each.high)
    )


def _equal(one: float | None, other: float | None, near: float) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=near, abs_tol=near)
