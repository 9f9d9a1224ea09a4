"""Scales that were set and named, as texts, and which of them holds on a date.

A scale is frozen when the user sets it: 60 goes on meaning what was typical then, so that a fall of every
account is seen as one. On a date the newest scale holds whose data end on that day or before; where there is
none, the scale of the date's own accounts stands in (`score` without a calibration).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from cxdesk.health.calibration import Calibration
from cxdesk.health.portfolio import CalibrationStamp
from cxdesk.health.seats_by_age import NO_AGES, UsualSeats
from cxdesk.health.sentiment import TEXT
from cxdesk.health.standards import Standards


def scale_text(scale: Calibration) -> str:
    """Return a scale as JSON; `scale_from` reads it back to the last digit."""
    return json.dumps(
        {
            "identity": scale.stamp.identity,
            "date": str(scale.stamp.date),
            "accounts": scale.stamp.accounts,
            "calibrated": scale.stamp.calibrated,
            "anchors": {name: list(map(float, values)) for name, values in scale.anchors.items()},
            "signal_scale": {name: list(map(float, values)) for name, values in scale.signal_scale.items()},
            "renewal_typical": scale.renewal_typical,
            "usual_seats": {
                "age": list(map(float, scale.usual_seats.age)),
                "share": list(map(float, scale.usual_seats.share)),
                "of_all": scale.usual_seats.of_all,
            },
        },
        sort_keys=True,
    )


def scale_from(text: str) -> Calibration:
    """Return the scale that `scale_text` wrote. One that was set before seats were judged by age knows of no
    difference between ages: its anchors are those of shares as they were.
    """
    data = json.loads(text)
    seats = data.get("usual_seats")
    stamp = CalibrationStamp(
        data["identity"], np.datetime64(data["date"], "D"), data["accounts"], data["calibrated"]
    )
    return Calibration(
        stamp,
        {name: np.array(values) for name, values in data["anchors"].items()},
        {name: (mean, deviation) for name, (mean, deviation) in data["signal_scale"].items()},
        data["renewal_typical"],
        NO_AGES
        if seats is None
        else UsualSeats(np.array(seats["age"]), np.array(seats["share"]), seats["of_all"]),
    )


def scale_on(kept: Iterable[tuple[str, str]], day: np.datetime64, standards: Standards) -> Calibration | None:
    """Return the scale that holds on a day, None where none does.

    `kept` are (ISO day of the data, text) in the order of their days. A scale set before there was one of the
    drivers or signals of today cannot be used and is passed over; one that was set before comments were read
    has the default anchors for them.
    """
    holding = [text for of, text in kept if np.datetime64(of, "D") <= day]
    for text in reversed(holding):
        scale = scale_from(text)
        wanted = standards.calibration
        unread = {TEXT: np.array(wanted.default_anchors[TEXT])}
        scale = replace(scale, anchors=unread | dict(scale.anchors))
        if set(wanted.default_anchors) <= set(scale.anchors) and set(standards.renewal.betas) <= set(
            scale.signal_scale
        ):
            return scale
    return None
