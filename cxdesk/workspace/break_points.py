"""Where answers on a scale are parted, as the user says it: "1 to 5" = 4, "1 to 10" = [7, 9]."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cxdesk.errors import UsageError
from cxdesk.tables.survey_scales import Breaks, scale_text

GROUPS = {"csat_satisfied_from": 1, "nps_passive_and_promoter_from": 2}
"""The conventions that are break points, and how many each scale has."""
_SCALE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(?:to|-|–)\s*(-?\d+(?:\.\d+)?)\s*")
_EXAMPLES = {1: '"1 to 5" = 4', 2: '"1 to 10" = [7, 9]'}


def breaks_of_table(field: str, table: Any) -> tuple[Breaks, ...]:
    """Return the break points of a TOML or JSON table by scale; raises UsageError that names the field."""
    if not isinstance(table, Mapping):
        raise _wrong(field, f"each is a scale and where it is parted, such as {_EXAMPLES[GROUPS[field]]}")
    return tuple(_breaks(field, scale, given) for scale, given in table.items())


def check_breaks(field: str, breaks: Sequence[Breaks]) -> None:
    """Raise UsageError where break points cannot be, or where a scale stands there twice."""
    for each in breaks:
        scale = scale_text(each.least, each.most)
        if not each.least < each.most:
            raise _wrong(field, f"the scale {scale} ends before it begins")
        if len(each.at) != GROUPS[field]:
            raise _wrong(field, f"{scale} is not written as in {_EXAMPLES[GROUPS[field]]}")
        if not all(each.least < point <= each.most for point in each.at):
            raise _wrong(field, f"on {scale} a group begins above {each.least:g} and by {each.most:g}")
        if sorted(set(each.at)) != list(each.at):
            raise _wrong(field, f"on {scale} promoters begin above passives")
    scales = [(each.least, each.most) for each in breaks]
    if len(set(scales)) < len(scales):
        raise _wrong(field, "a scale stands there twice")


def table_of_breaks(breaks: Sequence[Breaks]) -> dict[str, Any]:
    """Return break points as a plain table, as `breaks_of_table` reads it."""
    return {
        scale_text(each.least, each.most): _plain(each.at[0])
        if len(each.at) == 1
        else [_plain(point) for point in each.at]
        for each in breaks
    }


def _breaks(field: str, scale: str, given: Any) -> Breaks:
    found = _SCALE.fullmatch(scale)
    points = given if isinstance(given, list) else [given]
    numbers = all(isinstance(point, int | float) and not isinstance(point, bool) for point in points)
    if found is None or not numbers:
        raise _wrong(field, f'"{scale}" is not written as in {_EXAMPLES[GROUPS[field]]}')
    return Breaks(float(found[1]), float(found[2]), tuple(float(point) for point in points))


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _wrong(field: str, why: str) -> UsageError:
    return UsageError(f"The conventions cannot be used: {field}: {why}.", "Correct it and set them again.")
