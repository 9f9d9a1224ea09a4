"""Comments by theme of the list equal counting them one by one in plain Python."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from cxdesk.metrics.comments import comment_window
from cxdesk.metrics.theme_counts import ThemeCounts, theme_counts
from cxdesk.workspace import Conventions
from cxdesk.workspace.facts import facts_back, read_facts
from cxdesk.workspace.facts_record import Facts, rows_taken
from cxdesk.workspace.theme_list import ListedTheme, default_themes
from tests.metrics.made_facts import make_facts
from tests.workspace.rows_factory import workspace_of

LIST = (
    ListedTheme("billing", "Billing", (("en", ("invoice*", "charged twice")), ("de", ("*rechnung*",)))),
    ListedTheme("speed", "Speed", (("en", ("slow",)),)),
    ListedTheme("none", "None", (("en", ("never said",)),)),
)
PATTERNS = {
    "billing": {
        "invoice*": r"\binvoice\w*",
        "charged twice": r"\bcharged twice\b",
        "*rechnung*": r"rechnung",
    },
    "speed": {"slow": r"\bslow\b"},
    "none": {},
}
"""The phrases of LIST as patterns, written for this test."""
PIECES = ("the invoices", "Charged twice", "Endabrechnung", "SLOW", "slower", "fine", "and again")
DAY = np.timedelta64(86_400, "s")


def _facts(seed: int = 1, count: int = 400) -> Facts:
    """Return invented comments of 12 accounts over three years, one in eight empty, some without a date."""
    random = np.random.default_rng(seed)
    comments = [
        "" if random.random() < 0.125 else ". ".join(random.choice(PIECES, random.integers(1, 4)))
        for _ in range(count)
    ]
    answered = np.datetime64("2025-06-30T00:00:00") - random.integers(0, 1100, count) * DAY
    facts = make_facts(
        12,
        answers={
            "account": random.integers(0, 12, count),
            "comment": comments,
            "unit": random.choice([0.0, 0.3, 1 / 3, 0.5, 2 / 3, 0.7, 1.0, np.nan], count),
            "answered_at": np.where(random.random(count) < 0.1, np.datetime64("NaT"), answered),
        },
    )
    return replace(facts, conventions=Conventions(themes=LIST))


def _first_phrase(name: str, comment: str) -> str | None:
    """Return the phrase of a theme that stands in a comment first."""
    found = [
        (match.start(), phrase)
        for phrase, pattern in PATTERNS[name].items()
        if (match := re.search(pattern, comment.lower()))
    ]
    return min(found)[1] if found else None


def _told(counts: ThemeCounts) -> list:
    """Return all numbers of counts, without the quotes."""
    return [
        (each.theme.name, each.comments, each.accounts, each.ratings, each.phrases) for each in counts.found
    ]


@pytest.mark.parametrize("days", [None, 400, 90])
def test_counts_equal_counting(days):
    """Comments, accounts, ratings and phrases of each theme, from patterns and dates in plain Python."""
    facts = _facts()
    rows = []
    for account, comment, unit, at in zip(
        facts.answers.account,
        facts.answers.comment,
        facts.answers.unit,
        facts.answers.answered_at,
        strict=True,
    ):
        age = None if np.isnat(at) else (facts.as_of.item() - at.item().date()).days
        within = (days or 730) >= 365 if age is None else age < (days or 730)
        if comment and within:
            rows.append((int(account), comment, float(unit)))
    counts = theme_counts(facts, comment_window(facts.as_of, days))
    assert (counts.comments, counts.accounts) == (len(rows), len({account for account, _, _ in rows}))
    assert counts.holding == sum(any(_first_phrase(name, row[1]) for name in PATTERNS) for row in rows)
    for each in counts.found:
        held = [(*row, phrase) for row in rows if (phrase := _first_phrase(each.theme.name, row[1]))]
        assert each.comments == len(held)
        assert each.accounts == len({row[0] for row in held})
        low = sum(unit in (0.0, 0.3) for _, _, unit, _ in held)
        high = sum(unit in (0.7, 1.0) for _, _, unit, _ in held)
        unrated = sum(unit != unit for _, _, unit, _ in held)
        assert each.ratings == (low, len(held) - low - high - unrated, high, unrated)
        assert dict(each.phrases) == {
            phrase: sum(row[3] == phrase for row in held) for phrase in {row[3] for row in held}
        }
        assert [count for _, count in each.phrases] == sorted(dict(each.phrases).values(), reverse=True)
    assert [each.comments > 0 for each in counts.found] == [True, True, False]


def _says_other_things(comment, other):
    """Return whether fewer than 40 of 100 words of two comments stand in both."""
    words, others = (set(re.sub(r"[^\w\s]", " ", text).lower().split()) for text in (comment, other))
    return len(words & others) < 0.4 * len(words | others)


def test_quotes_are_the_newest_of_two_accounts():
    """For each theme the newest comment that holds it, then the newest of another account in other words: by
    sorting in plain Python. Each holds the phrase it is quoted for.
    """
    facts = _facts(seed=2)
    answers = facts.answers
    for each in theme_counts(facts).found[:2]:
        dated = sorted(
            (-at.item().timestamp(), int(account), comment, place)
            for place, (account, comment, at) in enumerate(
                zip(answers.account, answers.comment, answers.answered_at, strict=True)
            )
            if not np.isnat(at) and _first_phrase(each.theme.name, comment)
        )
        first = dated[0]
        second = next(row for row in dated if row[1] != first[1] and _says_other_things(row[2], first[2]))
        assert [quote.answer for quote in each.quotes] == [first[3], second[3]]
        for quote in each.quotes:
            assert quote.phrase == _first_phrase(each.theme.name, answers.comment[quote.answer])


@pytest.mark.parametrize(
    ("accounts", "comments", "quoted"),
    [
        ([0, 0, 1], ["slow", "slow again", "slow"], [0, 2]),  # another account, though in the same words
        ([0, 0, 0], ["slow", "slow", "so slow"], [0, 2]),  # one account: other words
        ([0, 0], ["slow", "slow"], [0, 1]),
        ([0], ["slow"], [0]),
        ([0], ["fine"], []),
    ],
)
def test_two_quotes_wherever_there_are_two(accounts, comments, quoted):
    """The older comments are further down the list: what is quoted when accounts or words are short."""
    days = [f"2025-06-{20 - place:02}" for place in range(len(comments))]
    facts = make_facts(2, answers={"account": accounts, "comment": comments, "answered_at": days})
    speed = theme_counts(replace(facts, conventions=Conventions(themes=LIST))).found[1]
    assert [quote.answer for quote in speed.quotes] == quoted


def test_accounts_taken_alone_add_up():
    """Each comment belongs to one account: `Facts.of` each of them adds up to all together."""
    facts = _facts(seed=3)
    alone = [theme_counts(facts.of([account])) for account in range(12)]
    together = theme_counts(facts)
    for number, each in enumerate(together.found):
        parts = [counts.found[number] for counts in alone]
        assert each.comments == sum(part.comments for part in parts)
        assert each.accounts == sum(part.comments > 0 for part in parts)
        assert each.ratings == tuple(np.sum([part.ratings for part in parts], axis=0))


def test_the_order_of_the_rows_changes_nothing():
    """Numbers and quoted comments are the same after a shuffle, also among comments of one second."""
    facts = _facts(seed=4)
    coarse = facts.answers.answered_at.astype("datetime64[Y]").astype("datetime64[s]")
    facts = replace(facts, answers=replace(facts.answers, answered_at=coarse))
    order = np.random.default_rng(5).permutation(len(facts.answers))
    shuffled = replace(facts, answers=rows_taken(facts.answers, order))
    one, other = theme_counts(facts), theme_counts(shuffled)
    assert _told(one) == _told(other)
    for mine, theirs in zip(one.found, other.found, strict=True):
        quoted = [
            [(where.account[quote.answer], where.comment[quote.answer]) for quote in each.quotes]
            for where, each in ((facts.answers, mine), (shuffled.answers, theirs))
        ]
        assert quoted[0] == quoted[1]


def test_subjects_of_tickets_are_no_comments():
    """A ticket may be called anything: nobody wrote that in an answer. Without a comment all counts are 0."""
    facts = make_facts(tickets={"subject": ["slow invoice"], "created_at": ["2025-06-01"]})
    counts = theme_counts(replace(facts, conventions=Conventions(themes=LIST)))
    assert (counts.comments, counts.accounts, counts.holding) == (0, 0, 0)
    assert _told(counts) == [(theme.name, 0, 0, (0, 0, 0, 0), ()) for theme in LIST]
    assert all(each.quotes == () for each in counts.found)


def test_what_was_written_after_the_date_never_counts():
    """Property: on each date the counts are those of a workspace that never saw what came later. A list of
    one's own counts on every date.
    """
    days = [datetime(2025, month, 15, tzinfo=UTC) for month in range(1, 7)]
    rows = [
        {
            "response_id": f"R{number}", "account_id": "AB"[number % 2], "kind": "nps", "score": number * 2,
            "scale_min": 0, "scale_max": 10, "high_is_good": True, "answered_at": day,
            "comment": "The invoice is slow" if number % 3 else "Slow",
        }
        for number, day in enumerate(days)
    ]  # fmt: skip
    accounts = [{"account_id": "A"}, {"account_id": "B"}]
    with workspace_of(accounts=accounts, surveys=rows) as workspace:
        workspace.set_conventions(Conventions(themes=LIST))
        now = read_facts(workspace)
        for back in range(6):
            facts = facts_back(now, back)
            known = [row for row, day in zip(rows, days, strict=True) if day.date() <= facts.as_of.item()]
            with workspace_of(accounts=accounts, surveys=known) as earlier:
                earlier.set_conventions(Conventions(themes=LIST))
                assert _told(theme_counts(facts)) == _told(theme_counts(read_facts(earlier, facts.as_of)))
            assert theme_counts(facts).found[1].comments == len(known) == 6 - back


def test_cxdesks_own_list_is_used_where_there_is_no_other():
    """Without conventions the themes are those that ship, in their order."""
    facts = make_facts(answers={"comment": ["Die Rechnung stimmt nicht"], "answered_at": ["2025-06-01"]})
    found = theme_counts(facts).found
    assert [each.theme for each in found] == list(default_themes())
    assert [(each.theme.name, each.phrases) for each in found if each.comments] == [
        ("billing", (("rechnung*", 1),))
    ]
