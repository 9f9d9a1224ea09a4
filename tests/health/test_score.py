"""The score as a whole: recomputed by hand from what it says it is made of, and true to its promises."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

import numpy as np
import pytest

from cxdesk.health import (
    LOST_BAND,
    NO_BAND,
    calibrate,
    default_standards_text,
    history,
    read_standards,
    score,
)
from cxdesk.health.bands import bands_of
from cxdesk.health.segment_standards import sets_of
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import facts_back, read_facts
from tests.workspace.rows_factory import workspace_of

END = np.datetime64("2026-09-30")
STANDARDS = read_standards(default_standards_text())


def random_workspace(seed: int, accounts: int = 40) -> Workspace:
    """Return a workspace of `random_tables`."""
    return workspace_of(**random_tables(seed, accounts))


def random_tables(seed: int, accounts: int = 40, end: date = date(2026, 9, 30)) -> dict[str, list[dict]]:
    """Return rows of the tables, random and with gaps: some accounts have no usage, answers or tickets."""
    dice = Random(seed)
    names = [f"A{number:03d}" for number in range(accounts)]

    def moment(days: int) -> datetime:
        return datetime.combine(end, datetime.min.time()) - timedelta(days=dice.random() * days)

    contracts, contacts, surveys, usage, tickets = [], [], [], [], []
    for name in names:
        contracts.append(_contract(dice, name, end))
        contacts += [_contact(dice, name, person, end) for person in range(dice.randint(0, 4))]
        for _ in range(dice.choice([0, 0, 3, 12])):
            surveys.append({"response_id": str(len(surveys))} | _answer(dice, name, moment(700)))
        usage += [_event(dice, name, moment) for _ in range(dice.choice([0, 40, 120]))]
        for _ in range(dice.choice([0, 2, 9])):
            tickets.append({"ticket_id": str(len(tickets))} | _ticket(dice, name, moment(600)))
    return {
        "accounts": [{"account_id": name, "segment": dice.choice(["Large", "Small"])} for name in names],
        "contracts": contracts,
        "contacts": contacts,
        "surveys": surveys,
        "usage": usage,
        "tickets": tickets,
    }


def _contract(dice: Random, account: str, end: date) -> dict:
    start = end - timedelta(days=dice.randint(30, 1800))
    return {
        "contract_id": f"C{account}",
        "account_id": account,
        "start_date": start,
        "end_date": end + timedelta(days=dice.randint(-60, 400)),
        "mrr": dice.uniform(100, 9000),
        "seats": float(dice.randint(3, 90)),
        "churned": dice.random() < 0.2,
    }


def _contact(dice: Random, account: str, person: int, end: date) -> dict:
    return {
        "contact_id": f"{account}-{person}",
        "account_id": account,
        "is_champion": person == 0,
        "role": dice.choice(["admin", "end user", "buyer", "other"]),
        "left_date": end - timedelta(days=20) if dice.random() < 0.1 else None,
    }


def _answer(dice: Random, account: str, asked: datetime) -> dict:
    answered = dice.random() < 0.6
    kind = dice.choice(["nps", "csat", "ces"])
    low, high = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}[kind]
    return {
        "account_id": account,
        "contact_id": f"{account}-0",
        "kind": kind,
        "score": float(dice.randint(low, high)) if answered else None,
        "scale_min": float(low),
        "scale_max": float(high),
        "high_is_good": True,
        "invited_at": asked,
        "answered_at": asked + timedelta(days=2) if answered else None,
    }


def _event(dice: Random, account: str, moment: Callable[[int], datetime]) -> dict:
    return {
        "account_id": account,
        "user_id": f"{account}-{dice.randint(0, 5)}",
        "at": moment(500),
        "feature": f"f{dice.randint(1, 8)}",
        "count": float(dice.randint(1, 9)),
    }


def _ticket(dice: Random, account: str, opened: datetime) -> dict:
    return {
        "account_id": account,
        "created_at": opened,
        "resolved_at": opened + timedelta(hours=dice.randint(1, 900)) if dice.random() < 0.8 else None,
        "reopens": float(dice.random() < 0.3),
        "escalations": float(dice.random() < 0.2),
        "csat_score": dice.choice([None, 1.0, 4.0, 5.0]),
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_contributions_add_up_for_every_account(seed: int) -> None:
    """The start bar and all others sum to the health to 1e-9; lost and unknown accounts have none."""
    portfolio = score(read_facts(random_workspace(seed), END), STANDARDS)
    assert np.isfinite(portfolio.health).sum() > 20
    for position in range(len(portfolio)):
        bars = portfolio.contributions(position)
        if np.isnan(portfolio.health[position]):
            assert bars == ()
            assert portfolio.band[position] in (LOST_BAND, NO_BAND)
            continue
        assert bars[0] == ("Typical for us", 60.0)
        assert math.fsum(points for _, points in bars) == pytest.approx(portfolio.health[position], abs=1e-9)


def test_the_score_follows_from_what_it_says_it_is_made_of() -> None:
    """Health, coverage, p and CLV recomputed in plain Python from the record's inputs by the formulas of
    methods.md 3 and 4: another path than the arrays of the app.
    """
    facts = read_facts(random_workspace(5), END)
    book = score(facts, STANDARDS)
    for row in np.flatnonzero(np.isfinite(book.health)):
        pillars, reliabilities = {}, {}
        for pillar in (0, 1, 3):
            parts = [
                (driver.weight, book.driver_reliability[row, index], book.driver_score[row, index])
                for index, driver in enumerate(book.drivers)
                if driver.pillar == pillar
            ]
            evidence = sum(weight * known for weight, known, _ in parts)
            pillars[pillar] = sum(w * r * s for w, r, s in parts) / evidence if evidence else 60.0
            first_days = {
                index for index, driver in enumerate(book.drivers) if driver.name == "time_to_value"
            }
            reliabilities[pillar] = evidence / sum(
                driver.weight
                for index, driver in enumerate(book.drivers)
                if driver.pillar == pillar
                and not (index in first_days and book.driver_reliability[row, index] == 0)
            )
        log_odds = book.renewal_base[row] - sum(
            s.beta * x for s, x in zip(book.signals, book.signal_x[row], strict=True)
        )
        points = 60 + 10 * (log_odds - book.renewal_typical) / math.log(2)
        pillars[2] = min(100.0, max(0.0, points))
        present = [
            s.beta
            for s, value in zip(book.signals, book.signal_value[row], strict=True)
            if not math.isnan(value)
        ]
        reliabilities[2] = sum(present) / sum(s.beta for s in book.signals)
        weights = dict(enumerate((0.25, 0.30, 0.30, 0.15)))
        coverage = sum(weights[p] * reliabilities[p] for p in weights)
        health = sum(weights[p] * reliabilities[p] * pillars[p] for p in weights) / coverage
        assert health == pytest.approx(book.uncapped[row], abs=1e-9)
        caps = zip(STANDARDS.caps.values(), book.cap_holds[row], strict=True)
        ceilings = [cap.ceiling for cap, holds in caps if holds]
        assert book.health[row] == min([book.uncapped[row], *ceilings])
        assert coverage == pytest.approx(book.coverage[row], abs=1e-12)
        p = 1 / (1 + math.exp(-log_odds))
        assert p == pytest.approx(book.p_renew[row], rel=1e-12)
        a, b, n = book.retention_alpha[row], book.retention_beta[row], book.renewals[row] + 1
        step, derl = book.renewals_a_year[row], 0.0
        for year in range(400):
            still_there = math.lgamma(b + step * (n + 1 + year)) + math.lgamma(a + b + step * n)
            still_there -= math.lgamma(a + b + step * (n + 1 + year)) + math.lgamma(b + step * n)
            derl += math.exp(still_there) / 1.1**year
        clv = facts.accounts.arr[row] * 0.8 * p * (1 + derl / 1.1)
        assert clv == pytest.approx(book.clv[row], rel=1e-9)
        assert clv + book.value_at_risk[row] == pytest.approx(
            facts.accounts.arr[row] * 0.8 * (1 + derl / 1.1), rel=1e-9
        )


def test_the_interval_holds_the_score_and_the_bands_cover_the_scale() -> None:
    """low <= health <= high within 0..100; a band begins at its lower bound inclusive (65, 45 by default)."""
    book = score(read_facts(random_workspace(6), END), STANDARDS)
    known = np.isfinite(book.health)
    assert ((book.low <= book.health) & (book.health <= book.high))[known].all()
    assert ((book.worst <= book.low) & (book.high <= book.best))[known].all()
    assert (book.low[known] >= 0).all()
    assert (book.high[known] <= 100).all()
    health = np.array([65.0, 64.999, 45.0, 44.999, 0.0, 90.0, np.nan, 90.0])
    coverage = np.array([0.9] * 5 + [0.2499, 0.9, 0.9])
    lost = np.arange(8) == 7
    assert bands_of(lost, health, coverage, sets_of(STANDARDS, (), np.zeros(8, np.int64))).tolist() == [
        "healthy", "watch", "watch", "at risk", "at risk", NO_BAND, NO_BAND, LOST_BAND,
    ]  # fmt: skip


def test_typical_is_sixty() -> None:
    """On its own calibration the median customer of a fully known driver scores 60: that is what the scale
    means.
    """
    book = score(read_facts(random_workspace(7, accounts=90), END), STANDARDS)
    assert book.calibration.calibrated
    for index, driver in enumerate(book.drivers):
        known = (book.driver_reliability[:, index] > 0) & np.isfinite(book.health)
        if known.sum() >= STANDARDS.calibration.least_accounts:
            assert np.median(book.driver_score[known, index]) == pytest.approx(60.0, abs=4.0), driver.name


def test_few_accounts_use_the_default_anchors_and_say_so() -> None:
    """Below 30 customers there is nothing to calibrate on: the stamp says so."""
    book = score(read_facts(random_workspace(8, accounts=12), END), STANDARDS)
    assert not book.calibration.calibrated


def test_history_is_scored_on_what_was_known_then() -> None:
    """The health three months back equals that of a fresh reading of the workspace with that as-of date, on
    the calibration of the newest date (methods 3.0: history is scored with the calibration in force).
    """
    workspace = random_workspace(9)
    facts = read_facts(workspace, END)
    portfolios = history(facts, STANDARDS, months=3)
    assert [str(book.as_of) for book in portfolios] == [
        "2026-06-30",
        "2026-07-31",
        "2026-08-31",
        "2026-09-30",
    ]
    in_force = calibrate(facts, STANDARDS)
    fresh = score(read_facts(workspace, np.datetime64("2026-06-30")), STANDARDS, in_force)
    np.testing.assert_array_equal(portfolios[0].health, fresh.health)
    np.testing.assert_array_equal(
        facts_back(facts, 3).accounts.arr, read_facts(workspace, np.datetime64("2026-06-30")).accounts.arr
    )


def declining_workspace() -> Workspace:
    """Return 40 customers with 40 seats : account i uses 10 + i/2 until June, half of that since."""
    usage = [
        {
            "account_id": f"A{number:02d}",
            "user_id": f"U{number:02d}-{person}",
            "feature": "f",
            "at": datetime.combine(date(2026, month, day), datetime.min.time()),
            "count": 3.0,
        }
        for number in range(40)
        for month in range(1, 10)
        for person in range((10 + number // 2) // (1 if month < 7 else 2))
        for day in (5, 15, 25)
    ]
    accounts = [
        {"account_id": f"A{number:02d}", "seats": 40.0, "start_date": date(2022, 1, 1)}
        for number in range(40)
    ]
    return workspace_of(accounts=accounts, usage=usage)


def test_a_decline_of_everybody_shows_in_the_history() -> None:
    """Every account halves its use in July: on one calibration the median of June is well above that of
    September (methods 4: an absolute score must see a fall of the whole base), on its own calibration June is
    typical as well, which is why the line must not be drawn from such scores.
    """
    facts = read_facts(declining_workspace(), END)
    books = history(facts, STANDARDS, months=3)
    medians = [float(np.median(book.health)) for book in books]
    assert medians[0] > medians[-1] + 10.0
    assert len({book.calibration.identity for book in books}) == 1
    assert books[0].calibration.date == END
    np.testing.assert_array_equal(books[-1].health, score(facts, STANDARDS).health)
    alone = score(facts_back(facts, 3), STANDARDS)
    assert np.median(alone.health) == pytest.approx(60.0, abs=5.0)
    assert str(alone.calibration.date) == "2026-06-30"


def test_another_account_changes_nothing_here_but_what_is_shared() -> None:
    """The raw evidence of a customer (counts, values of flags) is the same whether or not others are in the
    book.
    """
    facts = read_facts(random_workspace(10), END)
    whole = score(facts, STANDARDS)
    part = score(facts.of(range(20)), STANDARDS)
    customers = np.flatnonzero(~facts.accounts.is_lost[:20])
    np.testing.assert_array_equal(whole.driver_count[customers], part.driver_count[customers])
    flags = [index for index, signal in enumerate(whole.signals) if signal.is_flag]
    np.testing.assert_array_equal(whole.signal_value[:20, flags], part.signal_value[:, flags])
