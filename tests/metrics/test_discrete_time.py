"""The discrete-time logit on the rossi data, beside Cox's model as the yardstick."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from cxdesk.metrics.discrete_time import person_periods
from cxdesk.metrics.logistic import fit_logistic
from tests.metrics.rossi import rossi

# lifelines 0.30.3 on rossi, Efron's rule for ties: coefficient and standard error of
# fin, age, race, wexp, mar, paro, prio.
COX = [-0.37942, -0.05744, 0.31390, -0.14980, -0.43370, -0.08487, 0.09150]
COX_ERRORS = [0.19138, 0.02200, 0.30799, 0.21222, 0.38187, 0.19576, 0.02865]
# statsmodels on the person-weeks: the seven, log(week) and the constant.
LOGIT = [-0.3832, -0.0573, 0.3171, -0.1506, -0.4383, -0.0831, 0.0925, 0.3738, -5.1695]
CLOGLOG = [-0.3819, -0.0572, 0.3151, -0.1487, -0.4366, -0.0831, 0.0922]


def _person_weeks() -> tuple[np.ndarray, np.ndarray]:
    weeks, arrested, covariates = rossi()
    rows = person_periods(weeks, arrested)
    design = np.column_stack([covariates[rows.subject], np.log(rows.period), np.ones(len(rows.period))])
    return design, rows.event.astype(float)


def _partial_likelihood(beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Return Cox's log partial likelihood (Efron), its gradient and information, week by week from its
    definition.
    """
    weeks, arrested, x = rossi()
    risk = np.exp(x @ beta)
    value, gradient, information = 0.0, np.zeros(7), np.zeros((7, 7))
    for week in np.unique(weeks[arrested]):
        at_risk, dying = weeks >= week, (weeks == week) & arrested
        value += float(np.sum(x[dying] @ beta))
        gradient += x[dying].sum(axis=0)
        for drop in np.arange(dying.sum()) / dying.sum():
            weight = risk * (at_risk - drop * dying)
            total = weight.sum()
            mean = weight @ x / total
            value -= np.log(total)
            gradient -= mean
            information += (x * weight[:, None]).T @ x / total - np.outer(mean, mean)
    return value, gradient, information


@pytest.fixture(scope="module")
def cox() -> np.ndarray:
    """Return the coefficients that maximise the partial likelihood, by Newton's method from 0."""
    beta = np.zeros(7)
    for _ in range(8):
        _, gradient, information = _partial_likelihood(beta)
        beta = beta + np.linalg.solve(information, gradient)
    return beta


def test_logit_on_the_person_weeks():
    """19,809 rows, the nine coefficients to four digits and log-likelihood -680.9588 (statsmodels)."""
    design, event = _person_weeks()
    fit = fit_logistic(design, event)
    assert (len(event), int(event.sum()), fit.converged) == (19_809, 114, True)
    assert fit.coefficients == pytest.approx(LOGIT, abs=5.1e-5)
    assert fit.log_likelihood == pytest.approx(-680.9588, abs=5e-5)


def test_cox_in_plain_numpy_is_the_published_run(cox):
    """Coefficients, errors, partial likelihood -658.74766, LRT 33.26595 and partial AIC 1331.4953
    (lifelines).
    """
    value, _, information = _partial_likelihood(cox)
    assert cox == pytest.approx(COX, abs=6e-6)
    assert np.sqrt(np.diag(np.linalg.inv(information))) == pytest.approx(COX_ERRORS, abs=6e-6)
    assert value == pytest.approx(-658.74766, abs=6e-6)
    assert 2 * (value - _partial_likelihood(np.zeros(7))[0]) == pytest.approx(33.26595, abs=6e-6)
    assert 2 * 7 - 2 * value == pytest.approx(1331.4953, abs=6e-5)


def test_concordance_of_cox(cox):
    """Of the pairs in which one was surely arrested first, .64033 have the higher risk there (lifelines)."""
    weeks, arrested, covariates = rossi()
    risk = covariates @ cox
    later = weeks[:, None] < weeks[None, :]
    # A man free at the end outlasts one arrested in the same week.
    later |= (weeks[:, None] == weeks[None, :]) & ~arrested[None, :]
    usable = arrested[:, None] & later
    right = (risk[:, None] > risk[None, :]) + 0.5 * (risk[:, None] == risk[None, :])
    assert np.sum(right * usable) / usable.sum() == pytest.approx(0.64033, abs=6e-6)


def test_the_logit_stands_in_for_cox(cox):
    """The largest gap between the two is .0046, for mar: no Cox model is needed at run time (methods 1.6)."""
    gap = np.abs(fit_logistic(*_person_weeks()).coefficients[:7] - cox)
    assert (int(np.argmax(gap)), gap.max()) == (4, pytest.approx(0.0046, abs=5e-5))


def test_the_complementary_log_log_link_is_closer_still():
    """The other link for grouped times (statsmodels), fitted here by a general optimiser: both agree."""
    design, event = _person_weeks()

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        hazard = np.exp(design @ beta)
        alive = np.exp(-hazard)
        died = -np.expm1(-hazard)
        slope = np.where(event == 1, hazard * alive / died, -hazard)
        return -float(np.sum(np.where(event == 1, np.log(died), -hazard))), -design.T @ slope

    start = np.append(np.zeros(8), -5.0)
    found = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-3}).x
    assert found[:7] == pytest.approx(CLOGLOG, abs=2e-4)


def test_rows_of_two_subjects():
    """Three periods and an end; two periods, first seen after one, still there."""
    rows = person_periods([3, 2], [True, False], [0, 1])
    assert rows.subject.tolist() == [0, 0, 0, 1]
    assert rows.period.tolist() == [1, 2, 3, 2]
    assert rows.event.tolist() == [False, False, True, False]
    assert len(person_periods([], []).subject) == 0


@pytest.mark.parametrize(("durations", "entry"), [([0], None), ([2.5], None), ([2], [2]), ([2], [-1])])
def test_impossible_durations_are_refused(durations, entry):
    """No period at all, half a period, or first seen after the end."""
    with pytest.raises(ValueError, match="period"):
        person_periods(durations, [True], entry)
