"""Every planted story is truly in the raw files, by a computation that shares nothing with the generator."""

from __future__ import annotations

import pytest

from cxdesk.sample import PLANTS, Fact, Plant
from tests.sample.raw_files import MEASURES, RawFiles, measure

CASES = [
    pytest.param(plant, fact, id=f"{plant.name}: {fact.measure} {fact.window_days or ''}".strip())
    for plant in PLANTS
    for fact in plant.facts
]


def assert_holds(files: RawFiles, plant: Plant, fact: Fact) -> None:
    """Compute a fact from the files and compare it with its limits."""
    value = measure(files, plant.account_id, fact.measure, fact.window_days)
    assert fact.at_least is not None or fact.at_most is not None
    if fact.at_least is not None:
        assert value >= fact.at_least
    if fact.at_most is not None:
        assert value <= fact.at_most


@pytest.mark.parametrize(("plant", "fact"), CASES)
def test_fact_holds_in_the_default_sample(sample: RawFiles, plant: Plant, fact: Fact) -> None:
    """The limits are those that `PLANTS` promises; the value is counted with pandas from the files."""
    assert_holds(sample, plant, fact)


@pytest.mark.parametrize(("plant", "fact"), CASES)
def test_fact_holds_for_another_seed_and_size(small_sample: RawFiles, plant: Plant, fact: Fact) -> None:
    """The stories are planted, not a lucky draw: they hold for seed 2026 and the smallest portfolio too."""
    assert_holds(small_sample, plant, fact)


def test_the_stories_asked_for_are_there() -> None:
    """The fourteen stories that the sample was ordered with, one account each."""
    assert [plant.name for plant in PLANTS] == [
        "champion leaves",
        "solved but reopened",
        "admin happy, end users not",
        "silent renewal",
        "growing advocate",
        "heavy but one feature",
        "seats over-bought",
        "usage collapse",
        "escalations rising",
        "detractor about billing only",
        "stalled onboarding",
        "well covered and healthy",
        "almost no data",
        "low-coverage green",
    ]
    assert len({plant.account_id for plant in PLANTS}) == len(PLANTS)
    assert all(plant.what and plant.expected and plant.facts for plant in PLANTS)


def test_planted_accounts_carry_their_names_and_have_not_churned(sample: RawFiles) -> None:
    """Ids and names in `PLANTS` are those of the CRM's rows, and stories are about today's customers."""
    accounts = sample.accounts.set_index("Account ID")
    for plant in PLANTS:
        assert accounts.loc[plant.account_id, "Account Name"] == plant.account_name
        assert accounts.loc[plant.account_id, "Status"] == "Active"


def test_every_measure_is_used_by_a_story() -> None:
    """A measure that no fact names would be untested: the names on both sides are the same."""
    named = {
        fact.measure.removesuffix(" ratio").removesuffix(" change")
        for plant in PLANTS
        for fact in plant.facts
    }
    assert named == set(MEASURES)


def test_solved_but_reopened_is_not_everybodys_story(sample: RawFiles) -> None:
    """Facts must tell accounts apart: these fit the planted one and fewer than 1 in 10 active accounts."""
    active = sample.accounts.loc[sample.accounts["Status"] == "Active", "Account ID"]
    plant = next(plant for plant in PLANTS if plant.name == "solved but reopened")
    limits = {fact.measure: fact.at_least for fact in plant.facts}
    fitting = [
        account_id
        for account_id in active
        if all(measure(sample, account_id, name, 180) >= low for name, low in limits.items())
    ]
    assert plant.account_id in fitting
    assert len(fitting) < len(active) / 10
