"""A seller by order on published data: CDNOW through the command line, against pandas on the raw file.

The data (Fader & Hardie, brucehardie.com) are 69,659 purchases of the 23,570 people who first bought in the
first quarter of 1997, up to 30 June 1998.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

from cxdesk.metrics import definition
from tests.journeys.command_line import rows_by_table, run

AS_OF = pd.Timestamp("1998-06-30")


@pytest.fixture(scope="module")
def book(shared_data, tmp_path_factory) -> Path:
    """Return a workspace with the file, in which every row is accounted for."""
    path = tmp_path_factory.mktemp("orders") / "cdnow.cxdesk"
    imported = run("import", shared_data("cdnow") / "CDNOW_master.txt", "--workspace", path, "--json")
    assert imported.status == 0, imported.errors
    assert rows_by_table(imported.json) == {"invoices": (69_659, 69_659, 0)}
    return path


@pytest.fixture(scope="module")
def raw(shared_data) -> pd.DataFrame:
    """Return the file as pandas reads it."""
    frame = pd.read_csv(
        shared_data("cdnow") / "CDNOW_master.txt",
        sep=r"\s+",
        header=0,
        names=["customer", "day", "discs", "amount"],
        dtype={"customer": str, "day": str},
    )
    return frame.assign(day=pd.to_datetime(frame["day"], format="%Y%m%d"))


def metrics_of(*arguments: object) -> dict[str, dict]:
    found = run("metrics", *arguments, "--json")
    assert found.status == 0, found.errors
    return {metric["name"]: metric for metric in found.json["metrics"]}


def likelihood(r: float, alpha: float, a: float, b: float, x, last, age) -> float:
    """Return the log-likelihood of BG/NBD as printed (Fader, Hardie & Lee 2005, equation 6), a sum."""
    both = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    beta = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    stays = -(r + x) * np.log(alpha + age)
    bought = x > 0
    leaves = np.where(
        bought, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + last), -np.inf
    )
    return float(np.sum(both + beta + np.logaddexp(stays, leaves)))


def expected(r: float, alpha: float, a: float, b: float, x, last, age, ahead: float) -> np.ndarray:
    """Return E[Y(t) | x, t_x, T] as printed (equation 10), term by term."""
    power = hyp2f1(r + x, b + x, a + b + x - 1, ahead / (alpha + age + ahead))
    orders = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + ahead)) ** (r + x) * power)
    odds = a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + last)) ** (r + x)
    return orders / (1 + np.where(x > 0, odds, 0.0))


def test_what_was_ordered(book: Path, raw: pd.DataFrame) -> None:
    """Mean order, orders a customer and year, days since the last order, and the textbook value: counted by
    pandas over the 365 days to 30 June 1998, and over all customers where a day is meant.
    """
    found = metrics_of(book)
    assert raw["customer"].nunique() == 23_570
    year = raw[raw["day"] > AS_OF - pd.Timedelta(days=365)]
    assert found["order_value"]["value"] == pytest.approx(year["amount"].mean())
    assert found["order_value"]["n"] == len(year)
    deviation = year["amount"].std() / len(year) ** 0.5
    assert found["order_value"]["high"] - found["order_value"]["value"] == pytest.approx(
        1.96 * deviation, rel=1e-3
    )
    each = year.groupby("customer").size()
    assert found["order_frequency"]["value"] == pytest.approx(each.mean())
    assert found["order_frequency"]["n"] == len(each)
    since = (AS_OF - raw.groupby("customer")["day"].max()).dt.days
    assert found["order_recency"]["value"] == since.median()
    assert found["order_recency"]["n"] == 23_570
    # All bought first in early 1997, so all were customers of the year before; those without a later order
    # are taken for lost.
    lost = 1 - year["customer"].nunique() / 23_570
    assert found["clv"]["value"] == pytest.approx(year["amount"].sum() / year["customer"].nunique() / lost)
    assert found["churn_rate"]["value"] is None
    assert found["invoices_overdue"]["value"] is None


def test_a_quarter_and_a_customer(book: Path, raw: pd.DataFrame) -> None:
    """Another period, date and one customer: pandas over the same rows."""
    end, begin = pd.Timestamp("1997-12-31"), pd.Timestamp("1997-10-02")
    found = metrics_of(book, "--as-of", "1997-12-31", "--period", "90d")
    rows = raw[(raw["day"] >= begin + pd.Timedelta(days=1)) & (raw["day"] <= end)]
    assert ((end - begin).days, found["order_value"]["n"]) == (90, len(rows))
    assert found["order_value"]["value"] == pytest.approx(rows["amount"].mean())
    assert found["order_frequency"]["value"] == pytest.approx(
        rows.groupby("customer").size().mean() * 365 / 90
    )
    one = metrics_of(book, "--account", "00003")
    own = raw[(raw["customer"] == "00003") & (raw["day"] > AS_OF - pd.Timedelta(days=365))]
    assert one["order_value"]["value"] == pytest.approx(own["amount"].mean())
    assert one["order_recency"]["value"] == (AS_OF - own["day"].max()).days


def test_what_is_expected(book: Path, raw: pd.DataFrame) -> None:
    """Expected orders of the next 365 days: the printed formula over histories made by pandas.

    Parameters come from an own maximisation of the printed likelihood, in weeks and without gradients.
    """
    days = raw.drop_duplicates(["customer", "day"]).groupby("customer")["day"]
    x = (days.size() - 1).to_numpy(dtype=float)
    last = ((days.max() - days.min()).dt.days / 7).to_numpy()
    age = ((AS_OF - days.min()).dt.days / 7).to_numpy()
    best = minimize(
        lambda point: -likelihood(*np.exp(point), x, last, age) / len(x),
        np.log([0.25, 4.5, 0.8, 2.5]),
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-12, "maxiter": 4000, "maxfev": 4000},
    )
    assert best.success
    ahead = expected(*np.exp(best.x), x, last, age, 365 / 7)
    found = metrics_of(book)["expected_orders"]
    assert found["n"] == 23_570
    assert found["value"] == pytest.approx(ahead.mean(), rel=1e-4)
    (place,) = np.flatnonzero(days.size().index == "00003")
    alone = metrics_of(book, "--account", "00003")["expected_orders"]
    assert alone["value"] == pytest.approx(ahead[place], rel=1e-4)


def test_two_lifetime_values_far_apart_are_told_with_each_other(book: Path, raw: pd.DataFrame) -> None:
    """Intent: nobody who sees 199 beside 33 is left to guess.

    Expected: by pandas, most of those who ever ordered did not order in the year, which is why the one lies
    far above the other; each number's limits name the other's people and time.
    """
    found = metrics_of(book)
    year = raw[raw["day"] > AS_OF - pd.Timedelta(days=365)]
    assert found["clv"]["n"] == year["customer"].nunique() < 0.4 * found["clv_orders"]["n"]
    assert found["clv"]["value"] > 5 * found["clv_orders"]["value"]
    for name in ("clv", "clv_orders"):
        limits = definition(name).does_not_prove
        assert "who ever ordered" in limits
        assert "who ordered in the period" in limits
        assert "many times apart" in limits
