"""The rows that are shown for a number are all that it is made of, and every one of them counts."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cxdesk.metrics import METRICS, Estimate, estimate_of, measure, observations_of
from cxdesk.metrics.evidence import EvidencePart, evidence_parts
from cxdesk.metrics.evidence_columns import PARTS
from cxdesk.workspace.facts_record import Facts, rows_taken, users_named
from tests.metrics.made_facts import answers_of, make_facts
from tests.metrics.rich_facts import rich_facts

NAMES = [metric.definition.name for metric in METRICS]
CUT = tuple(part for part in PARTS if part not in ("accounts", "usage_rows"))
SUMS = (
    *("backlog", "escalated_tickets", "load_per_agent", "usage_trend"),
    *("after_hours_interruptions", "sleep_interruptions"),
)
"""What adds amounts up: a row of nothing changes neither the sum nor what it rests on."""
EXAMPLES, SEEDS = 8, 32
"""Examples of each number, and how many books they are drawn from: to make one takes longer than a number."""


def shown(facts: Facts, name: str) -> tuple[EvidencePart, ...]:
    """Return every row that is told of a number."""
    return evidence_parts(facts, observations_of(name, facts))


def only(facts: Facts, kept: dict[str, np.ndarray]) -> Facts:
    """Return the facts with only those rows of each part, with nothing of the parts that are not named;
    accounts all stay unless they are named.
    """
    nothing = np.zeros(0, dtype=np.int64)
    parts = {part: rows_taken(getattr(facts, part), kept.get(part, nothing)) for part in CUT}
    touched = rows_taken(facts.incident_accounts, nothing)
    # Whether a feed names its users is told of the whole feed, not of rows.
    told = {"names_users": users_named(facts)}
    cut = replace(facts, evidence=None, incident_accounts=touched, **told, **parts)
    return cut.of(kept["accounts"]) if "accounts" in kept else cut


def rows_named(parts: tuple[EvidencePart, ...]) -> dict[str, np.ndarray]:
    """Return the rows of each part in their own order, each once."""
    named: dict[str, np.ndarray] = {}
    for part in parts:
        named[part.part] = np.union1d(named.get(part.part, np.zeros(0, dtype=np.int64)), part.rows)
    return named


def numbers(estimate: Estimate) -> list[float]:
    """Return what an estimate says in numbers."""
    return [estimate.value, estimate.n, estimate.low, estimate.high]


@cache
def all_of(seed: int) -> Facts:
    """Return the facts of a seed, made once for all numbers."""
    return rich_facts(seed=seed)


def of_one(facts: Facts, account: int | None) -> Facts:
    """Return the facts of one account, or of all."""
    return facts if account is None else facts.of([account])


@pytest.mark.parametrize("name", NAMES)
@given(seed=st.integers(1, SEEDS), account=st.one_of(st.none(), st.integers(0, 11)))
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
def test_the_rows_shown_recompute_the_number(name: str, seed: int, account: int | None) -> None:
    """Every row that is not shown is deleted, whole parts too: the number, its range and n stay what they
    were, by the definition of evidence.
    """
    facts = of_one(all_of(seed), account)
    before = measure(name, facts)
    after = measure(name, only(facts, rows_named(shown(facts, name))))
    assert numbers(after) == pytest.approx(numbers(before), rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("name", NAMES)
@given(seed=st.integers(1, SEEDS), account=st.one_of(st.none(), st.integers(0, 11)), data=st.data())
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
def test_without_one_of_the_rows_it_is_another_number(
    name: str, seed: int, account: int | None, data: st.DataObject
) -> None:
    """A row that could go without a trace would be no evidence: value, n or range move when one is left
    out.
    """
    facts = of_one(all_of(seed), account)
    parts = shown(facts, name)
    counted = parts[0].rows
    if name in SUMS:
        counted = counted[np.any([value.values != 0 for value in parts[0].values[:1]], axis=0)]
    assume(len(counted) > 0)
    dropped = data.draw(st.sampled_from(counted.tolist()))
    named = rows_named(parts)
    named[parts[0].part] = named[parts[0].part][named[parts[0].part] != dropped]
    assume(len(named.get("accounts", [0])) > 0)
    after = measure(name, only(facts, named))
    assert numbers(after) != pytest.approx(numbers(measure(name, facts)), rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("name", NAMES)
def test_the_rich_facts_have_something_of_every_number(name: str) -> None:
    """The properties above say something only where there are rows: there are, for every metric."""
    parts = shown(all_of(1), name)
    assert len(parts[0]) > 0
    assert estimate_of(name, observations_of(name, all_of(1))).known


def test_the_newest_rows_come_first_and_the_rest_is_counted() -> None:
    """Four answers, two shown: those of June and May by their dates, of four in all."""
    days = ["2025-05-01T10:00", "2025-01-01T10:00", "2025-06-01T10:00", "2025-03-01T10:00"]
    facts = make_facts(1, answers=answers_of("nps", [9, 3, 10, 7], (0, 10), answered_at=days))
    (part,) = evidence_parts(facts, observations_of("nps", facts), most=2)
    assert part.rows.tolist() == [2, 0]
    assert part.total == 4
    assert part.values[0].values.tolist() == [1.0, 1.0]


def test_what_says_nothing_is_no_column() -> None:
    """Nobody commented and nobody is named: neither column is there; score and its scale are."""
    facts = make_facts(1, answers=answers_of("nps", [9, 3], (0, 10)))
    (part,) = evidence_parts(facts, observations_of("nps", facts))
    names = [column.name for column in part.columns]
    assert "comment" not in names
    assert "person" not in names
    assert {"score", "scale_max", "role", "row"} <= set(names)
