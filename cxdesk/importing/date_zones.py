"""Zones of time as headers and cells name them: `Created at (PST)`, `22:00 (GMT+02:00)`.

Moments are kept in UTC. A zone that a header names holds for all cells that name none; letters that stand for
several zones change nothing, and this is said.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.date_words import SEVERAL_ZONES, zone_offset
from cxdesk.importing.sheet import CellKind, RawColumn, texts_passing
from cxdesk.importing.typed import Typed

_OFFSET = r"(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{1,2}:?\d{2}"
_IN_BRACKETS = re.compile(rf"[(\[]\s*(?:[^()\[\]]*[\s,])?(?P<zone>{_OFFSET}|[A-Z]{{2,4}}|Z)\s*[)\]]")
_AT_THE_END = re.compile(rf"[\s_,](?P<zone>{_OFFSET}|UTC|GMT|CE?S?T|MES?Z|EE?S?T|P[SD]T)$")
_OWN_ZONE = r":\d{2}(?:[.,]\d+)?\s*(?:[AaPp][Mm]\s*)?\(?(?:Z\b|UTC|GMT|[A-Z]{3,4}\b|[+-]\d)"
_SEVERAL = r":\d{2}.*\b(?:" + "|".join(sorted(SEVERAL_ZONES)) + r")\)?$"
_CODE = "ambiguous_zone"
_HINT = "stands for several zones of time. The times were read as they stand; export them in UTC to be sure."
_DAY = 86_400_000_000  # microseconds


def stated_zone(header: str) -> str:
    """Return the zone that a header names, such as "GMT+2" or "PST", "" where it names none that is known."""
    for found in (*_IN_BRACKETS.finditer(header), *_AT_THE_END.finditer(header)):
        zone = found["zone"].replace(" ", "")
        if zone in SEVERAL_ZONES or not np.isnan(zone_offset(zone)):
            return zone
    return ""


def in_utc(column: RawColumn, typed: Typed, header: str) -> Typed:
    """Return moments in UTC where the header names their zone, and say so. Cells with a zone of their own and
    days without a time are left as they are, and so are numbers that count seconds."""
    zone = stated_zone(header)
    if not zone or (column.kinds == CellKind.NUMBER).any():
        return typed
    if zone in SEVERAL_ZONES:
        return replace(typed, doubts=(*typed.doubts, (_CODE, zone, f"{zone} {_HINT}")))
    micro = typed.values.cast(pa.int64())
    timed = pc.any(pc.not_equal(pc.subtract(micro, pc.multiply(pc.divide(micro, _DAY), _DAY)), 0)).as_py()
    if not timed or texts_passing(column, lambda texts: pc.match_substring_regex(texts, _OWN_ZONE)).any():
        return typed
    ahead = int(zone_offset(zone) * 1e6)
    values = typed.values if not ahead else pc.subtract(micro, ahead).cast(typed.values.type)
    word = "UTC, as the header says" if not ahead else f"{zone}, as the header says, made UTC"
    return replace(typed, values=values, notes=(*typed.notes, word))


def zone_doubts(texts: pa.Array) -> tuple[tuple[str, str, str], ...]:
    """Return the doubt about texts with letters that stand for several zones; the first one is shown."""
    several = pc.fill_null(pc.match_substring_regex(texts, _SEVERAL), False)
    if not pc.any(several).as_py():
        return ()
    shown = texts.filter(several)[0].as_py()
    zone = next(word for word in reversed(re.findall(r"[A-Z]+", shown)) if word in SEVERAL_ZONES)
    return ((_CODE, shown, f"{zone} {_HINT}"),)
