"""What the user should know about the data as a whole: sources that disagree, rows without an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cxdesk.workspace.facts.accounts import AccountRows
from cxdesk.workspace.facts_record import Accounts, ChurnEvents, Contracts, Finding, UsageMonths
from cxdesk.workspace.losses import RULE, Losses

_LONGEST_NAME = 40
_MOSTLY = 0.5
_CLOSING = np.timedelta64(30, "D")
_MONEY = frozenset(("amount", "arr", "invoiced", "mrr", "revenue", "spend", "turnover"))
"""What follows in a feature's name only where its counts are amounts: "Net revenue", "monthly_spend"."""


def churn_disagreement(
    rows: AccountRows,
    accounts: Accounts,
    contracts: Contracts,
    events: ChurnEvents,
    losses: Losses,
    as_of: np.datetime64,
) -> list[Finding]:
    """Return a finding when the sources of churn name different accounts: the flag, the events, the
    contracts.
    """
    undated = np.isnat(rows.churn_date)
    flagged = (rows.churned & undated) | (rows.churn_date <= as_of)
    with_event = np.bincount(events.account[~events.is_reactivation], minlength=len(rows)) > 0
    with_any_event = np.bincount(events.account, minlength=len(rows)) > 0
    has_contract = np.bincount(contracts.account, minlength=len(rows)) > 0
    running = np.bincount(contracts.account[~contracts.ended], minlength=len(rows)) > 0
    out_of_contract = has_contract & ~running
    present = [
        name
        for name, there in (
            ("flag", flagged.any()),
            ("events", with_event.any()),
            ("contracts", has_contract.any()),
        )
        if there
    ]
    sets = {"flag": flagged, "events": with_any_event, "contracts": out_of_contract}
    if len(present) < 2 or all((sets[name] == sets[present[0]]).all() for name in present[1:]):
        return []
    both = flagged & with_any_event
    numbers = {
        "flagged": flagged.sum(),
        "with_churn_event": with_any_event.sum(),
        "flagged_and_with_churn_event": both.sum(),
        "without_running_contract": out_of_contract.sum(),
        "counted_as_lost": accounts.is_lost.sum(),
        "losses": len(losses),
        "losses_come_back": (~np.isnat(losses.back)).sum(),
    }
    message = (
        f"The sources of churn disagree: {numbers['flagged']} accounts are flagged as churned, "
        f"{numbers['with_churn_event']} have a churn event, "
        f"{numbers['flagged_and_with_churn_event']} have both, "
        f"{numbers['without_running_contract']} have contracts of which none is running. "
        f"Counted here: {numbers['losses']:,} losses on a day, {numbers['losses_come_back']:,} of them with "
        f"a new start since; lost today are {numbers['counted_as_lost']:,}. {RULE}"
    )
    return [Finding("churn_sources_disagree", message, _numbers(numbers))]


def rows_without_account(counts: Mapping[str, int], strangers: Mapping[str, int]) -> list[Finding]:
    """Return a finding per table that has rows which belong to no known account.

    `strangers`: what those rows of all tables name, and in how many of them; the first finding names three.
    """
    often = sorted(strangers, key=lambda name: (-strangers[name], name))
    listed = ", ".join(
        name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…" for name in often[:3]
    )
    more = f" and {len(often) - 3:,} more" if len(often) > 3 else ""
    named = [f" Not known: {listed}{more}."] if listed else []
    return [
        Finding(
            "rows_without_account",
            f"{count:,} rows of {table} name no known account and are not counted."
            f"{named.pop() if named else ''}",
            (("rows", float(count)),),
        )
        for table, count in counts.items()
        if count
    ]


def uses_after_loss(accounts: Accounts, usage: UsageMonths) -> np.ndarray:
    """Return the last day of use of each account that is counted as lost and was used more than 30 days
    after, NaT for the others, (accounts,) datetime64[D]. A few weeks are what closing down takes.
    """
    last = np.full(len(accounts), np.iinfo(np.int64).min)  # the integer that stands for NaT
    dated = ~np.isnat(usage.last_at)
    np.maximum.at(last, usage.account[dated], usage.last_at[dated].astype("datetime64[D]").astype(np.int64))
    day = last.astype("datetime64[D]")
    return np.where(accounts.is_lost & (day > accounts.lost_at + _CLOSING), day, np.datetime64("NaT", "D"))


def used_after_loss(accounts: Accounts, usage: UsageMonths) -> list[Finding]:
    """Return a finding when accounts that are counted as lost were still used long after: most often their
    contract was renewed and the new one is not in the data.
    """
    found = np.flatnonzero(~np.isnat(uses_after_loss(accounts, usage)))
    if not len(found):
        return []
    verb = "account is" if len(found) == 1 else "accounts are"
    message = (
        f"{len(found):,} {verb} counted as lost and used more than {_CLOSING.astype(int)} days later: "
        f"{_first_names(accounts, found)}. Where only an ended contract says that they left, a renewal may "
        "be missing."
    )
    return [Finding("used_after_loss", message, (("accounts", float(len(found))),))]


def money_as_use(features: Sequence[str]) -> list[Finding]:
    """Return a finding when names of features sound like amounts of money, which would count as uses."""
    named = [name for name in features if (name.replace("_", " ").casefold().split() or [""])[-1] in _MONEY]
    if not named:
        return []
    listed = ", ".join(f"“{name}”" for name in named[:3])
    more = f" and {len(named) - 3:,} more" if len(named) > 3 else ""
    message = (
        f"Usage names {listed}{more} as if it were a feature, and its numbers count as uses. Where they are "
        "amounts of money, take these rows out of the sheet and import it again."
    )
    return [Finding("money_as_use", message, (("features", float(len(named))),))]


def mixed_currencies(contracts: Contracts) -> list[Finding]:
    """Return a finding when accounts have running contracts in several currencies: these are not added."""
    running = ~contracts.ended & (contracts.currency != "")
    used: dict[int, set[str]] = {}
    for account, currency in zip(
        contracts.account[running].tolist(), contracts.currency[running], strict=True
    ):
        used.setdefault(account, set()).add(currency)
    count = sum(len(currencies) > 1 for currencies in used.values())
    if not count:
        return []
    message = (
        f"{count:,} accounts have running contracts in several currencies; their revenue is left unknown."
    )
    return [Finding("mixed_currencies", message, (("accounts", float(count)),))]


def side_by_side(contracts: Contracts) -> list[Finding]:
    """Return a finding when most accounts have several paid contracts at once: their amounts are added up."""
    paid = np.flatnonzero(~contracts.ended & ~contracts.is_trial & (contracts.mrr > 0))
    each = np.bincount(contracts.account[paid])
    each = each[each > 0]
    if not len(each) or np.mean(each > 1) <= _MOSTLY:
        return []
    message = (
        f"{int(np.sum(each > 1)):,} of {len(each):,} customers have several contracts running at once, "
        f"{each.mean():.1f} each. They are added up as revenue, and as growth. Where a new one takes the "
        "place of the one before, the end of that one is missing: add it to the sheet and import it again."
    )
    return [Finding("contracts_side_by_side", message, (("accounts", float(np.sum(each > 1))),))]


def without_currency(accounts: Accounts) -> list[Finding]:
    """Return a finding when customers pay amounts without a currency while all others name the same one:
    pages then add them as if they were in it. Where nobody names one, or several do, nothing is assumed.
    """
    customers = accounts.is_customer
    named = {str(currency) for currency in accounts.currency[customers] if currency}
    found = np.flatnonzero(customers & (accounts.currency == "") & (accounts.arr > 0))
    if len(named) != 1 or not len(found):
        return []
    whose = "account has" if len(found) == 1 else "accounts have"
    message = (
        f"{len(found):,} {whose} amounts without a currency: {_first_names(accounts, found)}. Totals count "
        f"them as {named.pop()}, as of the others. Add the currency to the sheet and import it again to "
        "be sure."
    )
    return [Finding("without_currency", message, (("accounts", float(len(found))),))]


def _first_names(accounts: Accounts, found: np.ndarray) -> str:
    """Return the first accounts by name, and how many more there are."""
    names = np.where(accounts.account_name != "", accounts.account_name, accounts.account_id)[found[:3]]
    more = f" and {len(found) - 3:,} more" if len(found) > 3 else ""
    return f"{', '.join(names)}{more}"


def _numbers(numbers: Mapping[str, int]) -> tuple[tuple[str, float], ...]:
    return tuple((name, float(value)) for name, value in numbers.items())


def respelt_names(respelt: Mapping[str, int], rows: AccountRows) -> list[Finding]:
    """Return a finding when names in the rows count for an account that is spelt otherwise, up to three of
    them named. `respelt`: by such a name the position of its account.
    """
    if not respelt:
        return []
    names = rows.texts["account_name"]
    said = [f"{name} as {names[account]}" for name, account in sorted(respelt.items())[:3]]
    more = f" and {len(respelt) - 3:,} more" if len(respelt) > 3 else ""
    many = "name counts" if len(respelt) == 1 else "names count"
    message = (
        f"{len(respelt):,} {many} for an account that differs in case, punctuation or legal form: "
        f"{'; '.join(said)}{more}. Tell them apart where they are two (cxdesk duplicates)."
    )
    return [Finding("respelt_names", message, (("names", float(len(respelt))),))]


def shared_names(names: Sequence[str]) -> list[Finding]:
    """Return a finding when several lists of accounts give the same names, up to three of them named."""
    if not names:
        return []
    shown = ", ".join(sorted(names)[:3]) + (" ..." if len(names) > 3 else "")
    many = "name stands" if len(names) == 1 else "names stand"
    message = (
        f"{len(names):,} {many} for accounts of several lists ({shown}). Rows that only name them count for "
        "the account that was imported first. Say on the Imports page whether they are the same."
    )
    return [Finding("shared_names", message, (("names", float(len(names))),))]
