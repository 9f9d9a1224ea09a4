"""`cxdesk tensions` finds the stories planted in the sample from its files, and hardly anything beside."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from cxdesk.sample import PLANTS, write_sample
from tests.journeys.command_line import run

STORIES = {
    "champion leaves": 14,
    "solved but reopened": 3,
    "admin happy, end users not": 11,
    "silent renewal": 9,
    "heavy but one feature": 17,
    "seats over-bought": 15,
    "escalations rising": 26,
    "detractor about billing only": 10,
    "stalled onboarding": 8,
    "low-coverage green": 22,
}
"""The rule that each planted story is; the others (a usage collapse, an advocate, an account that is well and
one of which nothing is known) are no contradictions.
"""
ID_OF = {plant.name: plant.account_id for plant in PLANTS}
PLANTED = set(ID_OF.values())
RULES = 34


def imported(folder: Path, seed: int) -> Path:
    """Return a workspace with the sample of a seed."""
    path = folder / f"sample {seed}.cxdesk"
    assert run("import", *write_sample(folder / str(seed), seed=seed), "--workspace", path).status == 0
    return path


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    """The sample as it comes."""
    return imported(tmp_path_factory.mktemp("tensions"), 7)


@pytest.fixture(scope="module")
def told(workspace: Path) -> dict:
    """What the command says of all accounts."""
    return run("tensions", workspace, "--all", "--json").json


@pytest.mark.parametrize("story", STORIES)
def test_planted_stories_are_found_by_name(told: dict, story: str) -> None:
    """Each story's account fires the rule that the story is, as `PLANTS` names it."""
    rules = {one["rule"] for one in told["tensions"] if one["account"] == ID_OF[story]}
    assert STORIES[story] in rules


def test_every_firing_has_its_numbers_and_its_question(told: dict) -> None:
    """The form that scripts rely on: both numbers with n and days, the question, the severest first."""
    assert told["as_of"] == "2026-09-30"
    severities = [one["severity"] for one in told["tensions"]]
    assert severities == sorted(severities, reverse=True)
    for one in told["tensions"]:
        assert one["question"].endswith("?")
        assert one["disappears_when"].endswith(".")
        assert 0.0 < one["severity"] <= one["evidence"] <= 1.0
        for number in (one["first"], one["second"], *one["also"]):
            assert number["value"] is not None
            assert number["to"] == "2026-09-30"
            assert number["label"] in number["text"]
    escalations = next(one for one in told["tensions"] if one["rule"] == 26)
    assert escalations["first"]["from"] == "2026-07-03"  # the last 90 days, both ends included
    assert escalations["first"]["n"] >= 20
    assert escalations["first"]["z"] > 1.28


def test_every_rule_is_listed_with_how_often_it_was_judged(told: dict) -> None:
    """34 rules; those of which the sample has nothing say what they need, and do not fire."""
    assert [rule["rule"] for rule in told["rules"]] == list(range(1, RULES + 1))
    missing = {each["rule"]: each["needs"] for each in told["not_judged"]}
    assert missing == {rule["rule"]: missing[rule["rule"]] for rule in told["rules"] if rule["judged"] == 0}
    assert "a workflow that you name" in missing[19]
    assert "invoices" in missing[33]
    assert all(rule["fired"] == 0 for rule in told["rules"] if rule["judged"] == 0)


def test_one_account(workspace: Path, told: dict) -> None:
    """The firings of one account are those of it among all; `not_judged` is of it alone."""
    account = ID_OF["solved but reopened"]
    own = run("tensions", workspace, "--account", account, "--json").json
    assert own["tensions"] == [one for one in told["tensions"] if one["account"] == account]
    assert "rules" not in own
    assert {each["rule"] for each in told["not_judged"]} < {each["rule"] for each in own["not_judged"]}


def test_in_words(workspace: Path) -> None:
    """For people: name, both numbers, the question; a number and its unit stay together."""
    output = run("tensions", workspace, "--account", ID_OF["admin happy, end users not"]).output
    assert "Admins happy, users not (11)" in output
    assert "Ask them: What do you hear from the people who use it daily?" in output
    assert "NPS of admins +100" in output


def test_an_earlier_date_does_not_know_what_came_later(workspace: Path) -> None:
    """The champion left 40 days before the end: 60 days before the end nobody had."""
    earlier = run("tensions", workspace, "--as-of", "2026-08-01", "--json").json
    account = ID_OF["champion leaves"]
    assert not [one for one in earlier["tensions"] if (one["account"], one["rule"]) == (account, 14)]


@pytest.mark.slow
def test_without_the_plants_hardly_anything_fires(tmp_path: Path) -> None:
    """The other accounts of six sample portfolios differ as accounts do, and hardly contradict themselves:
    fewer than 2 % of them fire any given rule.
    """
    fired, accounts = Counter(), 0
    for seed in range(1, 7):
        told = run("tensions", imported(tmp_path, seed), "--all", "--json").json
        fired.update(one["rule"] for one in told["tensions"] if one["account"] not in PLANTED)
        accounts += max(rule["judged"] for rule in told["rules"]) - len(PLANTED)
    assert accounts > 500
    assert {rule: count / accounts for rule, count in fired.items() if count >= 0.02 * accounts} == {}
