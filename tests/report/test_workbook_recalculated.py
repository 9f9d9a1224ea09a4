"""LibreOffice computes every formula of the workbook anew: it must come to what the app says, to 1e-9."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.health.portfolio import PILLAR_LABELS, Portfolio
from cxdesk.health.standards_edit import edited
from cxdesk.report import write_workbook
from cxdesk.workspace.facts import read_facts
from tests.health.test_score import random_workspace
from tests.report.independent_score import Inputs, Scored, derl, expected_scores, low_sentiment
from tests.report.independent_score import score as independent_score
from tests.report.libreoffice import all_converted
from tests.report.package import with_wrong_values
from tests.report.portfolio_factory import LOW_SENTIMENT, Sample, make_sample

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*extension is not supported"),
    pytest.mark.slow,
]
_TOLERANCE = 1e-9
_FIRST_ROW = 7


@dataclass(frozen=True, slots=True)
class Table:
    """The sheet Contributions as numbers by column, NaN where a cell is empty; one row per account name."""

    names: list[str]
    numbers: np.ndarray
    headers: list[str]
    groups: list[str]

    def column(self, header: str, group: str = "") -> np.ndarray:
        """Return a column; `group` is what its group's heading begins with."""
        found = [
            index
            for index, (name, of) in enumerate(zip(self.headers, self.groups, strict=True))
            if name == header and of.startswith(group)
        ]
        return self.numbers[:, found[0]]


def read_table(workbook: Path) -> Table:
    """Read the values that a workbook holds for the sheet Contributions."""
    sheet = openpyxl.load_workbook(workbook, data_only=True)["Contributions"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    headers, body = rows[_FIRST_ROW - 2], [row for row in rows[_FIRST_ROW - 1 :] if row[1]]
    numbers = [[value if isinstance(value, int | float) else np.nan for value in row] for row in body]
    return Table([row[1] for row in body], np.array(numbers, dtype=float), headers, _groups(rows))


def _groups(rows: list[list]) -> list[str]:
    """Return for every column the heading of its group, two rows above its first header."""
    found, group = [], ""
    for label in rows[_FIRST_ROW - 4]:
        group = label if isinstance(label, str) else group
        found.append(group)
    return found


def assert_close(found: np.ndarray, expected: np.ndarray, what: str) -> None:
    """Compare to a relative tolerance; points near 0 to as much of a point."""
    np.testing.assert_allclose(found, expected, rtol=_TOLERANCE, atol=_TOLERANCE, err_msg=what)


def assert_as_scored(table: Table, names: np.ndarray, portfolio: Portfolio) -> None:
    """Compare every computed column with the portfolio."""
    place = {name: index for index, name in enumerate(names)}
    order = [place[name] for name in table.names]
    assert_close(table.column("Health"), portfolio.health[order], "health")
    assert_close(table.column("Coverage"), portfolio.coverage[order], "coverage")
    assert_close(table.column("Chance of renewal"), portfolio.p_renew[order], "chance of renewal")
    for index, bar in enumerate(portfolio.bars):
        assert_close(table.column(bar.label, "Points"), portfolio.bar_points[order, index], bar.label)
    for pillar, label in enumerate(PILLAR_LABELS):
        for kind, values in (("Share", portfolio.pillar_share), ("Score", portfolio.pillar_score),
                             ("Reliability", portfolio.pillar_reliability)):  # fmt: skip
            assert_close(table.column(label, kind), values[order, pillar], f"{kind} {label}")
    assert_close(table.column("Expected renewals after next"), portfolio.derl_next[order], "DERL")
    for header, values in (("CLV", portfolio.clv), ("Value at risk", portfolio.value_at_risk)):
        found = next(name for name in table.headers if name and name.startswith(header))
        assert_close(table.column(found), values[order], header)
    assert np.nanmax(np.abs(table.column("Check"))) < _TOLERANCE


@pytest.fixture(scope="module")
def sample() -> Sample:
    """Forty accounts, some lost, some without evidence or ARR."""
    return make_sample(40, seed=11)


CHANGES = {"weight_sentiment": 0.10, "weight_adoption": 0.55, "driver_seat_use": 0.05,
           "beta_usage_falling": 0.90, "beta_champion_gone": 0.05, "driver_nps": 0.05,
           "margin": 0.5, "discount_rate": 0.15, "with_imbalance": 1, "ceiling_unpaid": 20}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where LibreOffice keeps its profile and puts its results."""
    return tmp_path_factory.mktemp("libreoffice")


@pytest.fixture(scope="module")
def workbook(sample: Sample, folder: Path) -> Path:
    """The sample's workbook."""
    path = folder / "book.xlsx"
    write_workbook(path, sample.facts, sample.portfolio, sample.standards, sample.imports)
    return path


@pytest.fixture(scope="module")
def by_libreoffice(workbook: Path, folder: Path) -> dict[str, Path]:
    """The workbook as it is, with wrong values and with other standards, computed anew in one run."""
    wrong = with_wrong_values(workbook, folder / "wrong.xlsx", "12345")
    assert set(read_table(wrong).column("Health")) == {12345}
    changed = folder / "changed.xlsx"
    type_in(workbook, changed, CHANGES)
    made = all_converted([workbook, wrong, changed], folder, "xlsx")
    return dict(zip(("as written", "from wrong values", "changed"), made, strict=True))


@pytest.fixture(scope="module")
def computed(by_libreoffice: dict[str, Path]) -> openpyxl.Workbook:
    """What LibreOffice makes of the workbook as it is."""
    return openpyxl.load_workbook(by_libreoffice["as written"], data_only=True)


def test_recalculated_from_wrong_values_it_is_what_the_app_says(
    sample: Sample, by_libreoffice: dict[str, Path]
) -> None:
    """In a copy every formula claims to come to 12345; LibreOffice mends each.

    Expected: the factory's numbers. So the values compared are LibreOffice's own, not those we wrote.
    """
    table = read_table(by_libreoffice["from wrong values"])
    assert_as_scored(table, sample.facts.accounts.account_name, sample.portfolio)


def test_no_formula_ends_in_an_error(computed: openpyxl.Workbook) -> None:
    """After a full recalculation no cell of any sheet holds an error value."""
    errors = [
        f"{sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in computed
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e"
        or (isinstance(cell.value, str) and re.match(r"#[A-Z/0]+[!?]|#N/A", cell.value))
    ]
    assert errors == []


def test_other_sheets_come_to_what_was_written(workbook: Path, computed: openpyxl.Workbook) -> None:
    """Bands, strongest signals, look-ups, sums: LibreOffice gets the text or number in the file."""
    ours, formulas = (openpyxl.load_workbook(workbook, data_only=values) for values in (True, False))
    compared = 0
    for name in ("Portfolio", "Standards", "Retention", "Usual in segment", "Audit"):
        for row in formulas[name].iter_rows():
            for cell in (cell for cell in row if cell.data_type == "f"):
                expected, found = (book[name][cell.coordinate].value for book in (ours, computed))
                if isinstance(expected, int | float):
                    assert found == pytest.approx(expected, rel=_TOLERANCE, abs=_TOLERANCE), cell.coordinate
                else:
                    assert (found or "") == (expected or ""), f"{name}!{cell.coordinate}"
                compared += 1
    assert compared > 1000


def test_changed_weights_move_every_score(sample: Sample, by_libreoffice: dict[str, Path]) -> None:
    """Weights, two log-odds, margin and discount changed, imbalance on: numpy gets the same on its own.

    The log-odds move the driver Expected renewals too, a weight of sentiment the signal of low sentiment.
    """
    table = read_table(by_libreoffice["changed"])
    place = {name: index for index, name in enumerate(sample.facts.accounts.account_name)}
    order = [place[name] for name in table.names]
    inputs = _changed_inputs(sample, CHANGES)
    expected = independent_score(inputs)
    assert np.nanmax(np.abs(expected.health - sample.portfolio.health)) > 5
    assert_close(table.column("Health"), expected.health[order], "health")
    assert_close(table.column("Chance of renewal"), expected.p_renew[order], "chance of renewal")
    for index, bar in enumerate(sample.portfolio.bars):
        assert_close(table.column(bar.label, "Points"), expected.bar_points[order, index], bar.label)
    assert_close(table.column("CLV, EUR"), _changed_value(sample, CHANGES, expected)[order], "CLV")


def _changed_inputs(sample: Sample, changes: dict[str, float]) -> Inputs:
    """Return the sample's inputs with the changed weights put in."""
    portfolio, standards = sample.portfolio, sample.standards
    weights = np.array(
        [changes.get("weight_sentiment"), changes.get("weight_adoption"), *standards.pillars[2:]]
    )
    betas = np.array([changes.get(f"beta_{signal.name}", signal.beta) for signal in portfolio.signals])
    present = ~np.isnan(portfolio.signal_value)
    drivers = np.array([changes.get(f"driver_{driver.name}", driver.weight) for driver in portfolio.drivers])
    x = _changed_signals(sample, drivers)
    scores = _changed_scores(sample, changes["discount_rate"], portfolio.renewal_base - x @ betas)
    return Inputs(
        weights, drivers,
        np.array([driver.pillar for driver in portfolio.drivers]), portfolio.driver_reliability,
        scores, betas, x, portfolio.renewal_base, portfolio.renewal_typical,
        present @ betas / betas.sum(), standards.score.typical, standards.renewal.points_to_double_odds,
        ~sample.facts.accounts.is_lost, True,
        np.array([changes.get(f"ceiling_{name}", cap.ceiling) for name, cap in standards.caps.items()]),
        portfolio.cap_holds, np.array([driver.passing for driver in portfolio.drivers]),
        sample.facts.accounts.is_customer,
    )  # fmt: skip


def _changed_signals(sample: Sample, weights: np.ndarray) -> np.ndarray:
    """Return the signals, of which that of low sentiment follows the weights of the drivers."""
    portfolio, x = sample.portfolio, sample.portfolio.signal_x.copy()
    mine = np.array([driver.pillar == 0 for driver in portfolio.drivers])
    low = low_sentiment(
        weights[mine], portfolio.driver_reliability[:, mine], portfolio.driver_score[:, mine],
        sample.standards.score.typical, LOW_SENTIMENT,
    )  # fmt: skip
    x[:, [signal.name for signal in portfolio.signals].index("sentiment_low")] = np.nan_to_num(low)
    return x


def _changed_scores(sample: Sample, rate: float, log_odds: np.ndarray) -> np.ndarray:
    """Return the scores of the drivers, of which that of the expected renewals follows the log-odds."""
    portfolio, rule = sample.portfolio, sample.standards.calibration
    accounts, scores = sample.facts.accounts, portfolio.driver_score.copy()
    place = [driver.name for driver in portfolio.drivers].index("derl_ratio")
    found = expected_scores(
        np.where(accounts.is_customer, 1 / (1 + np.exp(-log_odds)), 0), _following(sample, rate), rate,
        accounts.segment, accounts.is_customer, (rule.default_anchors["derl_ratio"], rule.scores),
    )  # fmt: skip
    known = portfolio.driver_reliability[:, place] > 0
    scores[known, place] = found[known]
    return scores


def _following(sample: Sample, rate: float) -> np.ndarray:
    """Return the renewals to expect after the next one by another discount."""
    portfolio = sample.portfolio
    curves = zip(portfolio.retention_alpha, portfolio.retention_beta, portfolio.renewals, strict=True)
    return np.array([derl(alpha, beta, rate, seen + 2) for alpha, beta, seen in curves])


def _changed_value(sample: Sample, changes: dict[str, float], scored: Scored) -> np.ndarray:
    """Return CLV with the changed margin and discount."""
    accounts, rate = sample.facts.accounts, changes["discount_rate"]
    following = _following(sample, rate)
    arr = np.where(accounts.is_customer, accounts.arr, 0)
    return arr * changes["margin"] * scored.p_renew * (1 + following / (1 + rate))


def test_the_real_score_comes_to_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace read and scored by the app itself, with a third of its accounts live: the formulas come to
    the app's numbers, and with other standards typed into the file to the app's by those, on the same scale.
    """
    standards = read_standards(default_standards_text())
    with random_workspace(5, 60) as workspace:
        facts = read_facts(workspace)
    portfolio = score(facts, standards)
    path, changed = folder / "real.xlsx", folder / "real_changed.xlsx"
    monkeypatch.setattr("cxdesk.report.material.MOST_LIVE", 20)
    write_workbook(path, replace(facts, synthetic=True), portfolio, standards, ())
    names = np.array([
        name or key for name, key in zip(facts.accounts.account_name, facts.accounts.account_id, strict=True)
    ])  # fmt: skip
    typed = {"beta_usage_falling": 1.1, "beta_sentiment_low": 0.7, "driver_nps": 0.2, "driver_csat": 0.45,
             "discount_rate": 0.18, "typical_score": 55}  # fmt: skip
    edit = {
        "renewal": {"betas": {"usage_falling": 1.1, "sentiment_low": 0.7}},
        "sentiment": {"weights": {"nps": 0.2, "csat": 0.45}},
        "lifetime_value": {"discount_rate": 0.18},
        "score": {"typical": 55},
    }
    type_in(path, changed, typed)
    expected = score(facts, edited(standards, [edit], 2), portfolio.scale)
    place = [driver.name for driver in portfolio.drivers].index("derl_ratio")
    assert np.nanmax(np.abs(expected.driver_score - portfolio.driver_score)[:, place]) > 5
    as_written, other = all_converted([path, changed], folder, "xlsx")
    assert_as_scored(read_table(as_written), names, portfolio)
    assert_as_scored(read_table(other), names, expected)


def type_in(workbook: Path, changed: Path, values: Mapping[str, float]) -> None:
    """Write a copy of a workbook with other values in the cells of some defined names."""
    book = openpyxl.load_workbook(workbook)
    for name, value in values.items():
        ((sheet, cell),) = book.defined_names[name].destinations
        book[sheet][cell].value = value
    book.save(changed)
    book.close()
