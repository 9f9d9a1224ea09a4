"""Seats in use against what is usual at the account's age."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.health import calibrate, default_standards_text, read_standards, score
from cxdesk.health.kept_scales import scale_from, scale_text
from cxdesk.health.seats_by_age import NO_AGES, UsualSeats, judged_by_age, usual_seats
from tests.metrics.made_facts import make_facts

STANDARDS = read_standards(default_standards_text())
USUAL = UsualSeats(np.array([0.0, 1.0, 3.0]), np.array([0.2, 0.5, 0.8]), 0.6)


def test_a_share_is_moved_by_what_is_usual_at_its_age() -> None:
    """By hand: usual at half a year is .35, at 2 years .65, at 9 .8, of all .6. Of unknown age: as it is."""
    share = np.array([0.35, 0.35, 0.8, 0.1, np.nan])
    age = np.array([0.5, 2.0, 9.0, np.nan, 1.0])
    np.testing.assert_allclose(judged_by_age(share, age, USUAL), [0.6, 0.3, 0.6, 0.1, np.nan])
    np.testing.assert_array_equal(judged_by_age(share, age, NO_AGES), share)


def test_what_is_usual_needs_enough_accounts() -> None:
    """29 known of 30 wanted: nothing is usual, and age makes no difference; 30 equal shares: that one."""
    age, share = np.linspace(0.0, 5.0, 30), np.full(30, 0.4)
    assert usual_seats(age, np.append(share[1:], np.nan), 30) is NO_AGES
    found = usual_seats(age, share, 30)
    assert (found.of_all, set(found.share)) == (0.4, {0.4})


def book_facts(used_by_the_young: float = 2.0, of_the_first: float = 2.0):
    """Return 20 accounts of 1.2 months and 20 of 4 years with 10 seats; 2 and 8 of them in use unless said
    otherwise.
    """
    users = [of_the_first] + [used_by_the_young] * 19 + [8.0] * 20
    return make_facts(
        {
            "account_id": [f"A{place:02d}" for place in range(40)],
            "seats": [10.0] * 40,
            "tenure_years": [0.1] * 20 + [4.0] * 20,
        },
        usage={"account": range(40), "month": [0] * 40, "events": [50.0] * 40, "active_users": users},
    )


def of(book, name: str) -> np.ndarray:
    """Return a driver's values, or a signal's."""
    drivers, signals = ([item.name for item in items] for items in (book.drivers, book.signals))
    if name in drivers:
        return book.driver_value[:, drivers.index(name)]
    return book.signal_value[:, signals.index(name)]


def test_the_usual_new_account_is_as_good_as_the_usual_old_one() -> None:
    """Drawn to the segment's (2 x 20 + 8 x 20) / 400 = .5 with 5 seats: (2 + 2.5) / 15 = .3 and .7, together
    .5 in the middle. Each is usual at its age, so all are judged as .5, and unused .5; nobody is at risk.
    """
    book = score(book_facts(), STANDARDS)
    np.testing.assert_allclose(of(book, "seat_use"), 0.5)
    np.testing.assert_allclose(of(book, "seats_unused"), 0.5)
    place = [driver.name for driver in book.drivers].index("seat_use")
    np.testing.assert_allclose(book.driver_score[:, place], 60.0)


def test_a_new_account_ahead_of_its_age_is_told() -> None:
    """One new account uses 6 seats, drawn to the segment's (6 + 38 + 160) / 400 = .51 with 5 seats; the
    middle of all 40 is half-way between the 20th, which is that account's, and the 21st.
    """
    book = score(book_facts(of_the_first=6.0), STANDARDS)
    young, old, first = (2 + 2.55) / 15, (8 + 2.55) / 15, (6 + 2.55) / 15
    middle = (sorted([first] + [young] * 19 + [old] * 20)[19] + old) / 2
    expected = [first + middle - young] + [middle] * 39
    np.testing.assert_allclose(of(book, "seat_use"), expected, atol=1e-9)
    np.testing.assert_allclose(of(book, "seats_unused"), [1 - value for value in expected], atol=1e-9)


def test_what_is_usual_is_frozen_with_the_scale() -> None:
    """Intent: when the new accounts get worse all together, that is seen. On the scale of before they fall by
    (1 + 5 x 20 / 400) / 15: a user of theirs, and five seats of the segment's share. On a scale of their own
    all are judged alike.
    """
    before, after = book_facts(), book_facts(used_by_the_young=1.0, of_the_first=1.0)
    scale = calibrate(before, STANDARDS)
    fallen = of(score(after, STANDARDS, scale), "seat_use")[:20]
    np.testing.assert_allclose(fallen, 0.5 - (1 + 5 * 20 / 400) / 15, atol=1e-9)
    kept = scale_from(scale_text(scale))
    np.testing.assert_array_equal(of(score(after, STANDARDS, kept), "seat_use")[:20], fallen)
    own = of(score(after, STANDARDS), "seat_use")
    np.testing.assert_allclose(own, own[0])
    assert calibrate(after, STANDARDS).stamp.identity != scale.stamp.identity


def test_a_scale_of_before_takes_shares_as_they_are() -> None:
    """Intent: a scale kept by an earlier version has anchors of plain shares, .3 and .7 here."""
    scale = replace(calibrate(book_facts(), STANDARDS), usual_seats=NO_AGES)
    text = scale_text(scale)
    older = text[: text.index(', "usual_seats"')] + "}"
    for kept in (scale, scale_from(older)):
        found = of(score(book_facts(), STANDARDS, kept), "seat_use")
        np.testing.assert_allclose(found, [0.3] * 20 + [0.7] * 20)


@pytest.mark.parametrize("count", [5, 29])
def test_few_accounts_are_judged_as_they_are(count: int) -> None:
    """Intent: below the least number of accounts the default anchors are of plain shares."""
    facts = book_facts().of(range(count))
    assert not calibrate(facts, STANDARDS).usual_seats.age.size
    assert score(facts, STANDARDS).calibration.calibrated is False
