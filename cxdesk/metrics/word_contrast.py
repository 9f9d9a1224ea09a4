"""Which words set one group of comments apart from another: "fightin' words" (Monroe, Colaresi & Quinn 2008).

Differences of shares favour common words, ratios favour rare ones. The log-odds of a word with a prior, over
their standard deviation, do neither. The prior holds each word at its share of all comments, as strongly as a
quarter of an occurrence a word; and what counts as large is found by dealing the accounts out at random.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PRIOR_A_WORD = 0.25
PERMUTATIONS = 200
LEVEL = 0.95
_AT_ONCE = 50  # permutations whose counts are held in memory together


def informative_prior(corpus_counts: ArrayLike, strength: float) -> Floats:
    """Return pseudo-counts a_w (words,) that add up to `strength` a0 > 0, in proportion to the corpus'
    counts.

    Raises ValueError without any count: a word that never stands anywhere has no share.
    """
    counts = np.asarray(corpus_counts, dtype=np.float64)
    if not strength > 0.0 or not np.all(counts > 0.0):
        raise ValueError("a prior has a strength above 0, and each word a count above 0")
    return strength * counts / counts.sum()


def log_odds_z(counts_a: ArrayLike, counts_b: ArrayLike, prior: ArrayLike) -> tuple[Floats, Floats]:
    """Return (delta, z): log-odds of each word in group a less those in b, and that over its deviation.

    delta = ln[(y + a) / (n + a0 - y - a)], a less b; variance 1 / (y_a + a) + 1 / (y_b + a). Counts (...,
    words) are at least 0, with n their sum over the words; `prior` (words,) is above 0. At least two words,
    else there is nothing that a word could be rarer than: raises ValueError.
    """
    first, second, prior = (np.asarray(part, dtype=np.float64) for part in (counts_a, counts_b, prior))
    if prior.shape[-1] < 2 or not np.all(prior > 0.0):
        raise ValueError("there are at least two words, each with a prior above 0")
    delta = _log_odds(first, prior) - _log_odds(second, prior)
    return delta, delta / np.sqrt(1.0 / (first + prior) + 1.0 / (second + prior))


def largest_by_chance(
    matrix: csr_array,
    account: Integers,
    in_first: NDArray[np.bool_],
    prior: Floats,
    fewest_comments: int,
    seed: int,
    permutations: int = PERMUTATIONS,
) -> Floats:
    """Return the largest |z| of each of many random divisions, (permutations,), in rising order.

    Comments of one account are not independent, so accounts are dealt out, not comments: each takes over the
    share of its comments in the first group that another account has. A word counts on the side where it is
    more frequent, in at least `fewest_comments` comments there; 0 where no word does. `matrix` (comments,
    words) is 0 or 1, `account` (comments,) are codes from 0, all of them used.
    """
    random = np.random.default_rng(seed)
    size = np.bincount(account)
    share = np.bincount(account, weights=in_first) / size
    total = np.asarray(matrix.sum(axis=0)).ravel()
    by_word = matrix.T.tocsr()
    largest = []
    for start in range(0, permutations, _AT_ONCE):
        count = min(_AT_ONCE, permutations - start)
        dealt = random.permuted(np.tile(share, (count, 1)), axis=1)
        first = random.random((len(account), count)) < dealt.T[account]
        counts = (by_word @ first.astype(np.float64)).T
        z = log_odds_z(counts, total - counts, prior)[1]
        there = np.where(z > 0.0, counts, total - counts)
        largest.append(np.max(np.abs(z), axis=1, initial=0.0, where=there >= fewest_comments))
    return np.sort(np.concatenate(largest))


def threshold(largest: Floats, level: float = LEVEL) -> float:
    """Return what a |z| must exceed: as the true division is one more of its kind, that random maximum which
    at most 1 - level of all divisions exceed. Infinite with too few permutations for the level.
    """
    place = int(np.ceil(level * (len(largest) + 1))) - 1
    return float(largest[place]) if place < len(largest) else float("inf")


def _log_odds(counts: Floats, prior: Floats) -> Floats:
    own = counts + prior
    return np.log(own) - np.log(own.sum(axis=-1, keepdims=True) - own)
