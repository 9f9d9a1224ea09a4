"""The classifier of moods: its optimum, its folds and its measure."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest

from cxdesk.metrics.comment_head import Head, fit_head, macro_f1, out_of_fold

VECTORS = np.array(
    [[1.0, 0.1], [0.9, -0.2], [0.2, 1.0], [-0.1, 0.8], [-1.0, 0.0], [-0.7, -0.4], [-0.9, 0.3], [0.4, 0.4]]
)
MOOD = np.array([2, 2, 1, 1, 0, 0, 0, 2])
WEIGHTS = np.array([1.0, 1.0, 0.5, 0.5, 1.0, 0.5, 1.0, 1.0])


def _loss(parameters: list[list[float]], ridge: float) -> float:
    """Return the penalised loss in plain Python: rows of `parameters` are the two inputs and the intercept,
    and each mood weighs a third of all.
    """
    whole = sum(WEIGHTS)
    share = [sum(w for w, m in zip(WEIGHTS, MOOD, strict=True) if m == mood) for mood in range(3)]
    total = 0.5 * ridge * sum(value**2 for row in parameters[:2] for value in row)
    for (first, second), mood, weight in zip(VECTORS.tolist(), MOOD.tolist(), WEIGHTS, strict=True):
        z = [first * parameters[0][c] + second * parameters[1][c] + parameters[2][c] for c in range(3)]
        total += weight * whole / 3.0 / share[mood] * (log(sum(exp(value) for value in z)) - z[mood])
    return total


@pytest.mark.parametrize("ridge", [0.1, 1.0])
def test_the_head_is_where_the_penalised_loss_is_least(ridge):
    """The loss is written again in plain Python: moving any number of the head by .01 raises it."""
    head = fit_head(VECTORS, MOOD, WEIGHTS, ridge=ridge)
    found = [*head.coefficients.tolist(), head.intercepts.tolist()]
    least = _loss(found, ridge)
    for row in range(3):
        for column in range(3):
            for step in (-0.01, 0.01):
                moved = [list(values) for values in found]
                moved[row][column] += step
                assert _loss(moved, ridge) > least


def test_probabilities_are_shares_by_softmax():
    """By hand: input (1, 0), coefficients ln 1, 2, 4 and intercepts ln 1, 1, 1/2 give 1 : 2 : 2."""
    head = Head(np.array([[0.0, log(2.0), log(4.0)], [9.0, 9.0, 9.0]]), np.array([0.0, 0.0, -log(2.0)]))
    assert head.probabilities(np.array([[1.0, 0.0]])) == pytest.approx(np.array([[0.2, 0.4, 0.4]]))


def test_a_fold_is_read_by_a_head_that_never_saw_it():
    """The probabilities of a fold are those of a head fitted to the other rows; rows of no fold have none."""
    fold = np.array([0, 1, -1, -1, 0, 1, -1, -1])
    found = out_of_fold(VECTORS, MOOD, WEIGHTS, fold)
    rest = fold != 1
    alone = fit_head(VECTORS[rest], MOOD[rest], WEIGHTS[rest])
    assert found[fold == 1] == pytest.approx(alone.probabilities(VECTORS[fold == 1]))
    assert np.isnan(found[fold == -1]).all()
    assert not np.isnan(found[fold != -1]).any()


def test_macro_f1_by_hand():
    """Truth 0 0 1 1 2 2, said 0 1 1 1 2 0: F1 are 2*1/(2+2), 2*2/(2+3), 2*1/(2+1); a mood that does not occur
    does not count.
    """
    truth, said = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 1, 2, 0])
    assert macro_f1(truth, said) == pytest.approx((2 / 4 + 4 / 5 + 2 / 3) / 3)
    assert macro_f1(np.array([0, 0]), np.array([0, 2])) == pytest.approx(2 / 3)


def test_a_mood_without_a_vector_is_refused():
    """Nothing could be said of it."""
    with pytest.raises(ValueError, match="every mood"):
        fit_head(VECTORS[:4], MOOD[:4], WEIGHTS[:4])
