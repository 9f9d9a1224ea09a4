"""Words and pairs of words as columns: in which comments does each term stand?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxdesk.metrics.comment_words import StopWords, Words, as_written, stands_alone

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that are counted: `matrix` (comments, terms) is 1 where a comment has the term, however
    often.

    `first` and `second` (terms,) are the words of a pair as positions in the vocabulary; of a single word
    `second` is -1. `comments` (terms,) is the number of comments with it.
    """

    matrix: csr_array
    first: Integers
    second: Integers
    comments: Integers


def count_terms(
    words: Words,
    account: Integers,
    stop: StopWords,
    fewest_comments: int,
    fewest_accounts: int,
) -> Terms:
    """Return the terms of comments; `account` (comments,) are codes from 0 of who wrote them.

    Single words, and pairs that stand side by side; neither holds a stop word, a number or a single letter,
    and a negation counts only in a pair. Terms in fewer comments, or of fewer accounts, are left out.
    """
    single, inside = _usable(words, stop)
    comment_count = len(account)
    alone = np.flatnonzero((words.codes >= 0) & single[words.codes])
    left, right = words.codes[:-1], words.codes[1:]
    beside = np.flatnonzero((left >= 0) & (right >= 0) & inside[left] & inside[right])
    size = max(len(words.vocabulary), 1)
    pairs, pair = np.unique(left[beside] * size + right[beside], return_inverse=True)
    # A term is its word's position, or beyond those the position of its pair.
    term = np.concatenate((words.codes[alone], size + pair))
    comment = np.concatenate((words.comment[alone], words.comment[beside]))
    cells = _distinct(term * comment_count + comment)
    term, comment = np.divmod(cells, max(comment_count, 1))
    kept = _often_enough(term, comment, account, size + len(pairs), fewest_comments, fewest_accounts)
    position = np.cumsum(kept) - 1
    rows = kept[term]
    shape = (comment_count, int(kept.sum()))
    matrix = csr_array((np.ones(int(rows.sum())), (comment[rows], position[term[rows]])), shape=shape)
    numbers = np.flatnonzero(kept)
    is_pair = numbers >= size
    of_pair = pairs[numbers[is_pair] - size]
    first, second = numbers.copy(), np.full(len(numbers), -1)
    first[is_pair], second[is_pair] = np.divmod(of_pair, size)
    return Terms(matrix, first, second, np.bincount(position[term[rows]], minlength=shape[1]))


def spelled(words: Words, terms: Terms, term: int, texts: Sequence[str]) -> str:
    """Return a term as it is written in `texts`: two words without a space between characters that
    need none.
    """
    first, second = words.vocabulary[terms.first[term]], int(terms.second[term])
    if second < 0:
        return as_written(first, texts)
    other = words.vocabulary[second]
    between = "" if stands_alone(first) and stands_alone(other) else " "
    return as_written(first, texts) + between + as_written(other, texts)


def _usable(words: Words, stop: StopWords) -> tuple[Flags, Flags]:
    """Return for each word of the vocabulary whether it may be a term, and whether it may be in a pair."""
    single, inside = np.zeros((2, len(words.vocabulary)), dtype=bool)
    for position, word in enumerate(words.vocabulary):
        character = stands_alone(word)
        empty = word in stop.empty or word.isnumeric() or (len(word) == 1 and not character)
        inside[position] = not empty
        single[position] = not (empty or character or word in stop.negations)
    return single, inside


def _often_enough(
    term: Integers, comment: Integers, account: Integers, count: int, comments: int, accounts: int
) -> Flags:
    """Return for each term whether enough comments and enough accounts have it."""
    in_comments = np.bincount(term, minlength=count)
    width = int(account.max(initial=0)) + 1
    of_account = _distinct(term * width + account[comment]) // width
    return (in_comments >= comments) & (np.bincount(of_account, minlength=count) >= accounts)


def _distinct(values: Integers) -> Integers:
    """Return the distinct values, rising: np.unique's table takes ten times as long for a million of them."""
    ordered = np.sort(values)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered
