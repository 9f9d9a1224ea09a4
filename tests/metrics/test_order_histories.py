"""Orders as histories, against the summaries published with the CDNOW orders."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from cxdesk.metrics.order_histories import order_days, order_histories


def test_cdnow_orders_give_the_published_summary(shared_data):
    """6,919 orders of 2,357 customers up to 1997-09-30: repeats, weeks to the last order, weeks to the end
    and mean repeat value are those of the file that other programs fit (weeks to two digits, dollars to a
    cent).
    """
    folder = shared_data("cdnow")
    rows = [line.split() for line in (folder / "CDNOW_sample.txt").read_text().splitlines() if line.strip()]
    customer = np.array([int(row[1]) for row in rows]) - 1
    days = np.array([f"{row[2][:4]}-{row[2][4:6]}-{row[2][6:]}" for row in rows], dtype="datetime64[D]")
    orders = order_days(customer, days, [float(row[4]) for row in rows])
    found = order_histories(orders, np.datetime64("1997-09-30"), 2357)
    with (folder / "cdnow_customers_summary_with_transactions.csv").open(newline="") as file:
        published = np.array(
            [[float(row[name]) for name in ("x", "t_x", "T", "zbar")] for row in csv.DictReader(file)]
        )
    assert len(rows) == 6919
    assert found.repeats.tolist() == published[:, 0].tolist()
    assert found.last_order / 7 == pytest.approx(published[:, 1], abs=5.1e-3)
    assert found.age / 7 == pytest.approx(published[:, 2], abs=5.1e-3)
    repeated = published[:, 0] > 0
    assert found.mean_value[repeated] == pytest.approx(published[repeated, 3], abs=5.1e-3)
    assert np.isnan(found.mean_value[~repeated]).all()


def test_three_customers_by_hand():
    """Two orders of one day are one; what is later, undated or nobody's does not count; nothing
    stays unknown.
    """
    orders = order_days(
        [0, 0, 0, 0, 1, 1, -1, 1],
        np.array(
            [
                "2024-01-11",
                "2024-01-01",
                "2024-01-11",
                "2024-01-05",
                "2024-01-21",
                "NaT",
                "2024-01-02",
                "2024-02-01",
            ],
            dtype="datetime64[D]",
        ),
        [10, 99, 20, 6, 50, 1, 1, 1],
    )
    found = order_histories(orders, np.datetime64("2024-01-31"), 3)
    assert found.repeats.tolist() == [2, 0, 0]
    np.testing.assert_array_equal(found.last_order, [10, 0, np.nan])
    np.testing.assert_array_equal(found.age, [30, 10, np.nan])
    np.testing.assert_array_equal(found.mean_value, [18, np.nan, np.nan])


def test_no_orders():
    """An empty list gives customers without a history."""
    nothing = order_days([], np.array([], dtype="datetime64[D]"), [])
    found = order_histories(nothing, np.datetime64("2024-01-31"), 2)
    assert found.repeats.tolist() == [0, 0]
    assert np.isnan(found.age).all()
