"""What a table of accounts without dates teaches: judged on accounts held out, adopted, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest

from cxdesk.errors import UsageError
from cxdesk.health import read_standards, score
from cxdesk.health.backtest import Calls
from cxdesk.health.change import YARDSTICK, changes
from cxdesk.health.standards_text import standards_toml
from cxdesk.session.backtesting import backtest_of
from cxdesk.session.scoring import scored, standards_of
from cxdesk.session.standards_learning import adopted_standards, learned_json, learned_weights
from cxdesk.session.standards_versions import apply_standards
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import facts_back, read_facts
from tests.workspace.rows_factory import sheet

AS_OF, ASKED = np.datetime64("2026-06-30"), datetime.fromisoformat("2026-06-01")
COUNT = 600
TERMS, FEES = ("Monthly", "Yearly", "Two years"), ("yes", "no")


def table_of(tells: bool) -> tuple[Workspace, dict[str, np.ndarray]]:
    """Return a workspace with a table of accounts without dates, and its columns: those who pay by the month
    and call often are lost more often, where the table tells anything at all.
    """
    random = np.random.default_rng(5)
    term, calls = random.integers(0, 3, COUNT), random.integers(0, 12, COUNT)
    odds = -1.2 + tells * (1.6 * (term == 0) + 0.3 * (calls - 5))
    lost = random.random(COUNT) < 1 / (1 + np.exp(-odds))
    rows = [
        {"account_id": f"A{number:03}", "arr": 1000.0, "churned": bool(gone)}
        for number, gone in enumerate(lost)
    ]
    given = sheet("accounts", rows)
    columns = {
        "Term": np.array(TERMS, dtype=object)[term],
        "Calls": np.array([str(number) for number in calls], dtype=object),
        "Fees": np.array(FEES, dtype=object)[random.integers(0, 2, COUNT)],
    }
    kept = given.rows
    for name, values in columns.items():
        kept = kept.append_column(f"extra.{name}", pa.array(values.tolist(), pa.string()))
    workspace = Workspace.in_memory()
    report = replace(given.report, headers=tuple(columns), unmapped=tuple(columns))
    workspace.add_import([replace(given, report=report, rows=kept)])
    return workspace, columns | {"lost": lost}


@pytest.fixture
def adopted() -> tuple[Workspace, dict[str, np.ndarray], dict]:
    """Return a workspace that adopted what its table taught, the columns, and what was told before."""
    workspace, columns = table_of(tells=True)
    found = learned_weights(workspace, read_facts(workspace, AS_OF), 90)
    apply_standards(workspace, adopted_standards(workspace, found, anyway=False), "Ada", "held out")
    return workspace, columns, learned_json(found)


def test_the_share_that_is_called_is_the_one_asked_for() -> None:
    """By definition: whoever calls everybody catches all that was lost, at a lift of 1. A number of calls a
    week means nothing where no loss bears a day, and is refused."""
    workspace, _columns = table_of(tells=True)
    facts = read_facts(workspace, AS_OF)
    found = backtest_of(workspace, facts, calls=Calls(share=1.0))
    assert (found.models["learned"].lift, found.models["learned"].arr_recall) == (1.0, 1.0)
    assert found.calls.share == 1.0
    with pytest.raises(UsageError, match="no day"):
        backtest_of(workspace, facts, calls=Calls(number=5))


def test_the_chance_to_renew_is_that_of_the_learned_weights(adopted) -> None:
    """By hand from what was told: intercept, the weights of the texts, the calls standardised (and their
    logarithm), cut at 3. Lost accounts have no chance; others' bars add up, and each column has its own.
    """
    workspace, columns, told = adopted
    weights = {one["column"]: one["learned"] for one in told["held_out"]["weights"]}
    calls = columns["Calls"].astype(float)
    numbers = {"Calls": calls, "Calls, logarithm": np.log1p(calls)}
    odds = np.full(COUNT, told["held_out"]["intercept"])
    for label, weight in weights.items():
        if label in numbers:
            values = numbers[label]
            odds += weight * np.clip((values - values.mean()) / values.std(), -3, 3)
        else:
            name, level = label.split(": ")
            odds += weight * (columns[name] == level)
    book = scored(workspace, read_facts(workspace, AS_OF))
    stays = ~columns["lost"]
    np.testing.assert_allclose(book.p_renew[stays], 1 / (1 + np.exp(odds[stays])), rtol=1e-9)
    assert np.all(book.p_renew[~stays] == 0.0)
    known = np.isfinite(book.health)
    assert known.sum() == stays.sum()
    np.testing.assert_allclose(book.bar_points[known].sum(axis=1), book.health[known], atol=1e-9)
    bars = {bar.label: book.bar_points[:, index] for index, bar in enumerate(book.bars)}
    monthly = columns["Term"] == "Monthly"
    assert "Term: Monthly" in bars or "Term: Two years" in bars
    term = sum(points for label, points in bars.items() if label.startswith("Term: "))
    assert term[stays & monthly].max() < term[stays & ~monthly].min()


def test_old_weights_are_kept_and_undone(adopted) -> None:
    """The signals' weights stay, the text of the standards is read back the same, the version before it comes
    back, and with it the chance from the retention curve. A later learning stands beside what is in force.
    """
    workspace, _, told = adopted
    after = standards_of(workspace)
    assert (after.version, after.renewal.table is not None) == (2, True)
    assert read_standards(standards_toml(after)) == after
    again = learned_json(learned_weights(workspace, read_facts(workspace, AS_OF), 90))
    assert again["held_out"]["auc"] == told["held_out"]["auc"]
    assert all(one["in_force"] == one["learned"] for one in again["held_out"]["weights"] if one["learned"])
    workspace.mark_standards(2, undone=True)
    before = standards_of(workspace)
    assert before.renewal.table is None
    assert before.renewal.betas == after.renewal.betas
    assert len(np.unique(scored(workspace, read_facts(workspace, AS_OF)).p_renew)) == 2  # 0 and one for all


def test_accounts_held_out_decide() -> None:
    """A table that tells nothing is refused unless anyway; one that tells is better than the share of losses
    and the curve. That these were accounts held out is said.
    """
    workspace, _ = table_of(tells=False)
    found = learned_weights(workspace, read_facts(workspace, AS_OF), 90)
    assert "accounts held out" in found.doubt
    with pytest.raises(UsageError, match="held out"):
        adopted_standards(workspace, found, anyway=False)
    assert adopted_standards(workspace, found, anyway=True).renewal.table is not None
    workspace, columns = table_of(tells=True)
    facts = read_facts(workspace, AS_OF)
    told = learned_json(learned_weights(workspace, facts, 90))
    assert (told["may_be_adopted"], told["events"]) == (True, int(columns["lost"].sum()))
    assert "held out" in told["held_out"]["told"]
    assert told["held_out"]["auc"] == backtest_of(workspace, facts).models["learned"].auc.value


def test_columns_follow_the_accounts(adopted) -> None:
    """Chosen accounts and past dates keep their columns."""
    workspace, _, _ = adopted
    facts = read_facts(workspace, AS_OF)
    whole = scored(workspace, facts)
    chosen = score(facts.of([5, 3]), standards_of(workspace))
    np.testing.assert_allclose(chosen.p_renew, whole.p_renew[[5, 3]], rtol=1e-12)
    past = facts_back(facts, 1)
    np.testing.assert_allclose(score(past, standards_of(workspace)).p_renew, whole.p_renew, rtol=1e-9)


def test_adopting_it_is_no_behaviour(adopted) -> None:
    """Of accounts that answered a survey the health before and after is known: it changes by the standards,
    and by nothing else.
    """
    workspace, _, _ = adopted
    answers = [
        {
            "account_id": f"A{n:03}",
            "kind": "nps",
            "score": float(n % 11),
            "scale_max": 10.0,
            "answered_at": ASKED,
        }
        for n in range(0, COUNT, 4)
    ]
    workspace.add_import([sheet("surveys", answers)])
    facts, after = read_facts(workspace, AS_OF), standards_of(workspace)
    workspace.mark_standards(2, undone=True)
    before, now = score(facts, standards_of(workspace)), score(facts, after)
    moved = changes(before, before, now, np.arange(COUNT)).by_cause()
    known = np.isfinite(before.health) & np.isfinite(now.health)
    assert known.sum() > COUNT / 10
    np.testing.assert_allclose(moved[known][:, YARDSTICK], (now.health - before.health)[known], atol=1e-9)
    assert np.abs(moved[known][:, YARDSTICK]).max() > 1.0
