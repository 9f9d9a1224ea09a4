"""Who was a customer on a day, and what the retention metrics make of it: rows for `estimates`."""

from __future__ import annotations

from math import exp, hypot, log, sqrt

import pandas as pd
from scipy import stats

from tests.journeys.oracles.book import DAY, Book
from tests.journeys.oracles.estimates import Expected, wilson
from tests.journeys.oracles.losses import Left, losses_by_account
from tests.journeys.oracles.period import Period

WEEK = 7 * DAY
GRACE = 45 * DAY


def accounts_on(known: Book, day: pd.Timestamp) -> pd.DataFrame:
    """Return the accounts there were on a day, with `lost`, `lost_at`, `arr`, `seats`, `start`, `renewal` as
    they were then, and all their `losses` (`oracles.losses`) that bear a day.
    """
    contracts, accounts = known.contracts, known.accounts.set_index("account", drop=False).copy()
    running = contracts[~ended(contracts, day)]
    paid = running[~running.is_trial].groupby("account")
    first = contracts.groupby("account").start.min()
    accounts["start"] = accounts.start.fillna(first.reindex(accounts.index))
    monthly = paid.mrr.sum(min_count=1).reindex(accounts.index)
    accounts["arr"] = (12 * monthly).fillna(accounts.arr)
    accounts["seats"] = paid.seats.sum(min_count=1).reindex(accounts.index).fillna(accounts.seats)
    own = accounts.renewal.copy()
    coming = running[running.end >= day].groupby("account").end.min().reindex(accounts.index)
    agrees = coming.isna() | ((own - coming).abs() <= WEEK)
    accounts["renewal"] = own.where(agrees, coming)
    has_trial = accounts.index.isin(contracts[contracts.is_trial].account)
    has_paid = accounts.index.isin(contracts[~contracts.is_trial].account)
    accounts["is_trial"] = (accounts.is_trial | has_trial) & ~has_paid
    accounts["losses"], accounts["lost"], accounts["lost_at"] = _losses(known, accounts, running, own, day)
    return accounts[~(accounts.start > day)]


def ended(contracts: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Return which contracts no longer ran on a day: a term runs on its last day, a lost one does not."""
    return (contracts.end < day) | (contracts.lost & (contracts.end <= day))


def present(accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return who was a customer, not on trial, on the last day of the period."""
    return accounts[here_on(accounts, period.end) & ~accounts.is_trial]


def here_on(accounts: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Return who was not away on a day. A loss without a day is one of always."""
    away = accounts.losses.map(
        lambda losses: any(one.gone <= day and (one.back is None or one.back > day) for one in losses)
    )
    return ~(away.astype(bool) | (accounts.lost & accounts.lost_at.isna()))


def at_start(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the customers on the day before the period, `value` 1 for those it lost, come back or not. A
    loss without a day is one of the year.
    """
    begun = accounts[~(accounts.start > period.start) & ~accounts.is_trial]
    undated = begun.lost & begun.lost_at.isna() & (period.days >= 365)
    lost = undated | begun.losses.map(lambda losses: any(_counts(one, period) for one in losses)).astype(bool)
    here = undated | here_on(begun, period.start)
    return begun[here].assign(value=lost[here].astype(float))


def _counts(one: Left, period: Period) -> bool:
    """Return whether a loss is one of the period: by the first day without the customer, or where contracts
    ran on by its own.
    """
    stayed = one.back is not None and one.back <= one.gone
    return period.start < (one.day if stayed else one.gone) <= period.end


def stayed(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the same with `value` 1 for those who stayed."""
    found = at_start(known, accounts, period)
    return found.assign(value=1 - found.value)


def renewals(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the contracts due in the period, `value` 1 for those renewed; none where no contract that was
    not lost has an end.
    """
    contracts = known.contracts.reset_index(drop=True).rename_axis("row").reset_index()
    paid = contracts[~contracts.is_trial]
    kept = paid[~paid.lost]
    due = paid[(paid.end > period.start) & (paid.end <= period.end)]
    if len(kept) and kept.end.isna().all():
        return due.assign(value=0.0).head(0)
    pairs = due.merge(contracts[["account", "start"]], on="account", suffixes=("", "_next"))
    near = (pairs.start_next - pairs.end).abs() <= GRACE
    followed = due.row.isin(pairs[near & (pairs.start_next > pairs.start)].row)
    over = ended(contracts, period.known_by)
    running = contracts[~over & contracts.start.notna()].account
    left = accounts[accounts.lost].account
    # A customer still, although no contract says so: then the data lacks the successor.
    still = due.account.isin(accounts.account) & ~due.account.isin(left) & ~due.account.isin(running)
    losses = accounts.losses.to_dict()
    lost = due.lost | pd.Series(
        [any(abs(one.day - end) <= GRACE for one in losses.get(account, [])) for account, end in
         zip(due.account, due.end, strict=True)], index=due.index, dtype=bool,
    )  # fmt: skip
    renewed = ~lost & (followed | (still & over[due.row].to_numpy()))
    is_decided = renewed | lost | due.account.isin(left) | (period.known_by - due.end > GRACE)
    return due.assign(value=renewed.astype(float))[is_decided]


def revenue(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return what each account paid when the period began (`whole`) and what it paid when it ended: nothing
    of who was lost in it.
    """
    then, now = (_paid(known.contracts, day) for day in (period.start, period.end))
    left = at_start(known, accounts, period)
    now = now.drop(left[left.value > 0].index, errors="ignore")
    found = accounts.assign(whole=then.reindex(accounts.index), value=now.reindex(accounts.index).fillna(0.0))
    return found[found.whole > 0]


def revenue_kept(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the same without growth."""
    found = revenue(known, accounts, period)
    return found.assign(value=found[["value", "whole"]].min(axis=1))


def lifetime(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return who pays (`arr` of those alone) and who was there at the start (`value` 1 lost, 0 stayed, NaN
    not there).
    """
    here = present(accounts, period)
    paying = here[here.arr > 0]
    risk = at_start(known, accounts, period)
    found = accounts[accounts.account.isin(paying.account) | accounts.account.isin(risk.account)]
    return found.assign(
        arr=paying.arr.reindex(found.index),
        value=risk.value.reindex(found.index),
        years=period.days / 365,
    )


def lifetime_value(rows: pd.DataFrame) -> Expected:
    """Mean annual revenue divided by the churn rate of a year; its ends from the Wilson ends of the rate
    and Student's interval of the mean together, as logarithms.
    """
    arr, risk = rows.arr.dropna() * rows.years, rows.value.dropna()
    arr = arr.dropna()
    left = float(risk.sum())
    if arr.empty or not left:
        return Expected(None, len(arr))
    low, high = wilson(left, len(risk))
    value = arr.mean() / risk.mean()
    spread = arr.std() if len(arr) > 1 else 0.0
    of_mean = stats.t.ppf(0.975, len(arr) - 1) * spread / sqrt(len(arr)) / arr.mean() if spread else 0.0
    below, above = (hypot(log(risk.mean() / end), of_mean) for end in (high, low))
    return Expected(value, len(arr), value * exp(-below), value * exp(above))


def _paid(contracts: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    begun = ~(contracts.start > day)
    return contracts[begun & ~ended(contracts, day) & ~contracts.is_trial].groupby("account").mrr.sum()


def _losses(
    known: Book, accounts: pd.DataFrame, running: pd.DataFrame, renewal: pd.Series, day: pd.Timestamp
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return all losses, who is lost, and when. The end of the last contract is none where a renewal to come
    is named and nothing says that the account left; while a contract runs nobody is lost; a flag alone is
    believed where there is nothing else.
    """
    index = accounts.index
    runs, has_any = index.isin(running.account), index.isin(known.contracts.account)
    events = known.churn_events.sort_values("at", kind="stable").groupby("account").last().reindex(index)
    told = (accounts.left_at <= day) | (events["at"].notna() & ~events.returned.eq(True))
    found = pd.Series(losses_by_account(known, accounts, day, (renewal > day) & ~told)).reindex(index)
    left = found.map(lambda losses: bool(losses) and losses[-1].back is None).astype(bool)
    flag = accounts.flagged & accounts.left_at.isna() & ~has_any
    lost = ~runs & (left | flag)
    at = found.map(lambda losses: losses[-1].day if losses else pd.NaT).astype("datetime64[us]")
    return found, lost, at.where(lost)
