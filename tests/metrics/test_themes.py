"""Themes of comments: found where planted, rarely where not, and always with quotes."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics.themes import themes

FILLER = [f"word{number}" for number in range(400)]


def _comments(random: np.random.Generator, count: int, length: int = 12) -> list[list[str]]:
    """Return comments of common and rare words as lists."""
    share = 1 / np.arange(1, len(FILLER) + 1)
    return [list(random.choice(FILLER, length, p=share / share.sum())) for _ in range(count)]


def _planted(seed: int = 1) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return 120 comments of 40 accounts; in the first 20 accounts' half say "wrong invoice"."""
    random = np.random.default_rng(seed)
    accounts = np.arange(120) % 40
    in_first = accounts < 20
    comments = _comments(random, 120)
    for place in np.flatnonzero(in_first)[::2]:
        comments[place][4:6] = ["Wrong", "invoice"]
    return [" ".join(words) for words in comments], accounts, in_first


def test_a_planted_theme_is_found_with_its_words_as_one():
    """The pair is the strongest theme of the first group; its two words stand nowhere else and are not
    repeated. The quotes hold it and come from two accounts.
    """
    texts, accounts, in_first = _planted()
    result = themes(texts, accounts, in_first)
    best = result.found[0]
    assert (best.term, best.in_first, best.comments, best.other_comments) == ("wrong invoice", True, 30, 0)
    assert best.z > result.threshold > 0
    assert not {"wrong", "invoice"} & {theme.term for theme in result.found}
    assert (result.comments, result.accounts, result.missing) == (120, 40, "")
    assert len(best.quotes) == 2
    assert all("Wrong invoice" in texts[place] for place in best.quotes)
    assert len({int(accounts[place]) for place in best.quotes}) == 2
    assert best.accounts == len({accounts[place] for place, text in enumerate(texts) if "invoice" in text})


def test_the_other_direction():
    """With the groups traded the same theme belongs to the second, with the opposite sign."""
    texts, accounts, in_first = _planted()
    best = themes(texts, accounts, ~in_first).found[0]
    assert (best.term, best.in_first, best.comments) == ("wrong invoice", False, 30)
    assert best.z < 0


def test_a_part_that_says_more_than_the_pair_stays():
    """Where "invoice" also stands without "wrong", both are themes of their own."""
    texts, accounts, in_first = _planted()
    texts = [
        text + " invoice" if first and "invoice" not in text else text
        for text, first in zip(texts, in_first, strict=True)
    ]
    found = {theme.term: theme.comments for theme in themes(texts, accounts, in_first).found}
    assert (found["invoice"], found["wrong invoice"]) == (60, 30)
    assert "wrong" not in found


def test_order_of_comments_and_numbers_of_accounts_do_not_matter():
    """Shuffled rows and other codes give the same themes, threshold and quotes (as texts)."""
    texts, accounts, in_first = _planted()
    order = np.random.default_rng(3).permutation(len(texts))
    plain = themes(texts, accounts, in_first)
    shuffled_texts = [texts[place] for place in order]
    shuffled = themes(shuffled_texts, 7_000 - accounts[order], in_first[order])
    assert shuffled.threshold == plain.threshold
    assert [theme.term for theme in shuffled.found] == [theme.term for theme in plain.found]
    assert [shuffled_texts[place] for place in shuffled.found[0].quotes] == [
        texts[place] for place in plain.found[0].quotes
    ]


def _false_alarms(kind: str, trials: int) -> float:
    """Return how often random groups of 60 comments that have nothing to tell apart get a theme.

    Accounts write several comments about subjects of their own, so their comments resemble each other.
    """
    random = np.random.default_rng(11)
    alarms = 0
    for trial in range(trials):
        account_count = 60 if kind == "one comment each" else 20
        accounts = np.arange(60) % account_count
        subjects = random.choice(FILLER[:80], (account_count, 4))
        texts = [
            " ".join([*words, *random.choice(subjects[account], 4)])
            for words, account in zip(_comments(random, 60, 8), accounts, strict=True)
        ]
        if kind == "comments divided":
            in_first = random.random(60) < random.beta(2, 2, account_count)[accounts]
        else:
            in_first = random.permutation(np.arange(account_count) < account_count // 2)[accounts]
        alarms += bool(themes(texts, accounts, in_first, seed=trial).found)
    return alarms / trials


@pytest.mark.parametrize(
    ("kind", "lowest"), [("one comment each", 0.016), ("accounts divided", 0.016), ("comments divided", 0.0)]
)
def test_false_alarms_are_as_rare_as_promised(kind, lowest):
    """Some 5 % of random divisions get a theme: of 250 draws at a true 5 %, 99 % give 1.6 to 8.8 %.

    Where accounts have comments in both groups fewer are right: dealing out shares moves more comments than
    the divisions that it stands for.
    """
    assert lowest <= _false_alarms(kind, 250) <= 0.088


def test_comments_of_one_account_are_no_theme_of_many():
    """One account repeats a word of its own ten times in the first group: ten comments, but one account."""
    texts, accounts, in_first = _planted()
    for place in range(10):
        texts.append(f"our zebra broke down again {FILLER[place]}")
    accounts = np.append(accounts, np.full(10, 5))
    in_first = np.append(in_first, np.full(10, True))
    assert "zebra" not in {theme.term for theme in themes(texts, accounts, in_first).found}


def test_one_loud_account_of_two_is_no_theme():
    """Two accounts of a hundred are the first group, one of them repeats "zebra" ten times; it is rare enough
    among random pairs of accounts to pass the threshold, but only one account of the group says it.
    """
    random = np.random.default_rng(9)
    accounts = np.concatenate((np.zeros(12, dtype=int), np.ones(12, dtype=int), np.arange(2, 100)))
    texts = [" ".join(words) for words in _comments(random, len(accounts))]
    in_first = accounts < 2
    loud = [f"{text} zebra" if place < 10 or place == 60 else text for place, text in enumerate(texts)]
    assert "zebra" not in {theme.term for theme in themes(loud, accounts, in_first).found}
    both = [f"{text} zebra" if place in {12, 13} else text for place, text in enumerate(loud)]
    found = {theme.term: theme for theme in themes(both, accounts, in_first).found}
    assert (found["zebra"].accounts, found["zebra"].comments, found["zebra"].other_comments) == (2, 12, 1)


def test_one_account_against_the_rest():
    """A single account as a group is compared comment by comment; its own themes then need no
    second account.
    """
    random = np.random.default_rng(5)
    texts = [" ".join(words) for words in _comments(random, 100)]
    accounts = np.concatenate((np.zeros(20, dtype=int), np.arange(1, 81)))
    texts[:12] = [f"{text} slow export" for text in texts[:12]]
    result = themes(texts, accounts, accounts == 0)
    assert (result.found[0].term, result.found[0].accounts) == ("slow export", 1)


def test_words_of_any_language():
    """A German, a French, a Greek and a Japanese theme, with capitals, accents and no spaces
    between words.
    """
    for said, term in (
        ("Die RECHNUNG stimmt nicht", "rechnung stimmt"),
        ("l'Équipe n'est jamais là", "équipe"),
        ("Ο ΛΟΓΑΡΙΑΣΜΌΣ λάθος", "λογαριασμός λάθος"),
        ("Größte Mühe", "größte mühe"),
        ("請求書", "請求"),
        ("It does NOT work", "not work"),
    ):
        texts, accounts, in_first = _planted()
        texts = [text.replace("Wrong invoice", said + ".") for text in texts]
        assert term in {theme.term for theme in themes(texts, accounts, in_first).found}, said


def test_stop_words_numbers_and_signs_make_no_theme():
    """What only one group says, but says nothing: articles, a year, a letter, a smiley, and a word
    alone "not".
    """
    texts, accounts, in_first = _planted()
    texts = [text.replace("Wrong invoice", "the 2024 , x ; :) not .") for text in texts]
    assert themes(texts, accounts, in_first).found == ()


def test_too_few_comments_are_said():
    """39 comments with words are too few, whatever stands beside them; groups must both have some."""
    texts, accounts, in_first = _planted()
    few = themes(
        [*texts[:39], "", None, "   ", "!?"], [*accounts[:39], 1, 2, 3, 4], [*in_first[:39], 0, 1, 0, 1]
    )
    assert (few.found, few.comments) == ((), 39)
    assert few.missing == "Too few comments for themes: 39 of at least 40."
    one_sided = themes(texts, accounts, np.ones(120, dtype=bool))
    assert "nothing to compare" in one_sided.missing
    assert themes([], [], []).comments == 0


def test_nothing_in_common_is_said():
    """Sixty comments without a word in common cannot have a theme; and chance alone is named as the
    reason.
    """
    texts = [f"unique{place} sentence{place}" for place in range(60)]
    assert "No word comes back" in themes(texts, np.arange(60), np.arange(60) < 30).missing
    random = np.random.default_rng(17)
    plain = [" ".join(words) for words in _comments(random, 60)]
    result = themes(plain, np.arange(60), np.arange(60) % 2 == 0)
    assert result.missing.startswith("No word sets the two groups apart more than chance does in 60 comments")


def test_unequal_lengths_are_refused():
    """A comment without an account is a caller's mistake."""
    with pytest.raises(ValueError, match="account"):
        themes(["a"], [1, 2], [True])
