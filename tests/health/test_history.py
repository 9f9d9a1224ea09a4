"""Health at the end of each month, against each date scored by itself."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

import numpy as np

from cxdesk.health import calibrate, default_standards_text, history, read_standards, score
from cxdesk.workspace.facts import facts_back, read_facts
from cxdesk.workspace.facts_record import Facts, rows_taken
from tests.health.test_as_of import AS_OF, leaky_workspace

MONTHS = 6
STANDARDS = read_standards(default_standards_text())


def taken_at_once(facts: Facts) -> Facts:
    """Return the facts with copies of every column of every record, as if nothing were found later."""
    parts = {part.name: getattr(facts, part.name) for part in fields(facts) if part.name != "evidence"}
    records = {name: part for name, part in parts.items() if is_dataclass(part) and hasattr(part, "account")}
    return replace(facts, **{name: rows_taken(part, np.arange(len(part))) for name, part in records.items()})


def test_each_month_is_the_date_scored_by_itself() -> None:
    """Intent: what months share, and that columns are taken when they are looked at, changes no bit of any
    number. Expected: each date scored alone, on facts of which every column was copied at once.
    """
    with leaky_workspace(3, True) as workspace:
        facts = read_facts(workspace, AS_OF)
    scale = calibrate(facts, STANDARDS)
    found = history(facts, STANDARDS, MONTHS)
    alone = [
        score(taken_at_once(facts_back(facts, back) if back else facts), STANDARDS, scale)
        for back in range(MONTHS, -1, -1)
    ]
    assert len(found) == len(alone) == MONTHS + 1
    for one, other in zip(found, alone, strict=True):
        for part in fields(one):
            value, expected = getattr(one, part.name), getattr(other, part.name)
            if isinstance(value, np.ndarray):
                np.testing.assert_array_equal(value, expected, err_msg=part.name)
