"""Read the sample's files with pandas alone and compute the facts of the planted stories from their rows.

Nothing here comes from the generator: file names, headers and the rules by which a row cannot be used are
stated once more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

END = pd.Timestamp("2026-09-30")
AFTER = END + pd.Timedelta(days=1)
SCORE = "How likely are you to recommend us? (0-10)"
CSAT = "How satisfied are you with the help you received? (1-5)"
ROLES = {"admins": "Administrator", "end users": "End user", "buyers": "Decision maker"}


@dataclass(frozen=True, slots=True)
class RawFiles:
    """Usable rows of each sheet with typed columns, and the accounts' rows without titles and total."""

    accounts: pd.DataFrame
    contacts: pd.DataFrame
    contracts: pd.DataFrame
    nps: pd.DataFrame
    csat: pd.DataFrame
    effort: pd.DataFrame
    usage: pd.DataFrame
    tickets: pd.DataFrame


def read(folder: Path) -> RawFiles:
    """Read the five files of `folder`."""
    crm = folder / "CRM export.xlsx"
    accounts = _sheet(crm, "Accounts", header=2)
    accounts = accounts[accounts["Account ID"].str.startswith("SYN-", na=False)]
    nps = pd.read_csv(folder / "NPS survey.csv", sep=";", encoding="utf-8-sig", dtype=str).drop_duplicates()
    nps["Invited at"] = pd.to_datetime(nps["Invited at"], format="%d.%m.%Y")
    answered = pd.to_datetime(nps["Answered at"], format="%d.%m.%Y", errors="coerce")
    score = pd.to_numeric(nps[SCORE])
    usable = nps["Account ID"].notna() & ~(score > 10) & (answered.notna() == nps["Answered at"].notna())
    nps = nps.assign(score=score, answered=answered)[usable]
    csat = _sheet(folder / "CSAT after tickets.xlsx", "Responses")
    csat = csat[csat[CSAT].between(1, 5)].assign(answered=lambda frame: pd.to_datetime(frame["Answered"]))
    effort = _sheet(folder / "CSAT after tickets.xlsx", "Effort")
    usage = pd.read_csv(folder / "usage_daily.csv")
    usage["date"] = pd.to_datetime(usage["date"], format="%Y-%m-%d", errors="coerce")
    usage = usage.dropna(subset=["date", "account_id"])
    tickets = pd.read_csv(folder / "tickets_export.csv", na_values=["-"], dtype={"Id": str})
    for column in ("Created at", "Solved at", "Updated at"):
        tickets[column] = pd.to_datetime(tickets[column], format="%Y-%m-%dT%H:%M:%SZ", errors="coerce")
    tickets = tickets.dropna(subset=["Created at"])
    return RawFiles(
        accounts=accounts,
        contacts=_sheet(crm, "Contacts"),
        contracts=_sheet(crm, "Contracts"),
        nps=nps,
        csat=csat,
        effort=effort,
        usage=usage,
        tickets=tickets,
    )


def _sheet(path: Path, name: str, header: int = 0) -> pd.DataFrame:
    return pd.read_excel(path, sheet_name=name, header=header, dtype={"Ticket ID": str}, engine="calamine")


def measure(files: RawFiles, account_id: str, name: str, days: int) -> float:
    """Return the fact called `name` of an account over the last `days` (0 = ever); KeyError if unknown."""
    if name.endswith(" ratio"):
        base = MEASURES[name.removesuffix(" ratio")]
        return base(files, account_id, days, 0) / base(files, account_id, days, days)
    if name.endswith(" change"):
        base = MEASURES[name.removesuffix(" change")]
        return base(files, account_id, days, 0) - base(files, account_id, days, days)
    return float(MEASURES[name](files, account_id, days, 0))


def within(dates: pd.Series, days: int, back: int) -> pd.Series:
    """Return which dates lie in the window of `days` that ends `back` days before the end; 0 days = ever."""
    if not days:
        return dates.notna()
    return (dates < AFTER - pd.Timedelta(days=back)) & (dates >= AFTER - pd.Timedelta(days=back + days))


def _account(files: RawFiles, account_id: str) -> pd.Series:
    return files.accounts.set_index("Account ID").loc[account_id]


def _usage(files: RawFiles, account_id: str, days: int, back: int) -> pd.DataFrame:
    return files.usage[(files.usage["account_id"] == account_id) & within(files.usage["date"], days, back)]


def _tickets(files: RawFiles, account_id: str, days: int, back: int, by: str = "Created at") -> pd.DataFrame:
    own = files.tickets["Organization"] == _account(files, account_id)["Account Name"]
    return files.tickets[own & within(files.tickets[by], days, back)]


def _nps(files: RawFiles, account_id: str, days: int, back: int, role: str = "") -> pd.DataFrame:
    rows = files.nps[(files.nps["Account ID"] == account_id) & within(files.nps["answered"], days, back)]
    return rows[rows["Respondent role"] == ROLES[role]] if role else rows


def _nps_score(rows: pd.DataFrame) -> float:
    return 100 * ((rows["score"] >= 9).mean() - (rows["score"] <= 6).mean())


def _csat(files: RawFiles, account_id: str, days: int, back: int) -> pd.DataFrame:
    return files.csat[(files.csat["Account ID"] == account_id) & within(files.csat["answered"], days, back)]


def _champion(files: RawFiles, account_id: str) -> pd.Series:
    own = files.contacts[(files.contacts["Account ID"] == account_id) & (files.contacts["Champion"] == "Yes")]
    return own.iloc[0]


def _champion_usage(files: RawFiles, account_id: str, days: int, back: int) -> pd.DataFrame:
    rows = _usage(files, account_id, days, back)
    return rows[rows["user_id"] == _champion(files, account_id)["Contact ID"]]


def _after_leaving(files: RawFiles, account_id: str, days: int, back: int) -> int:
    rows = _champion_usage(files, account_id, days, back)
    return int((rows["date"] >= _champion(files, account_id)["Left"]).sum())


def _events_percentile(files: RawFiles, account_id: str, days: int, back: int) -> float:
    """Return the share of active accounts of the same tier with fewer events than this one."""
    tier = _account(files, account_id)["Tier"]
    peers = files.accounts[(files.accounts["Tier"] == tier) & (files.accounts["Status"] == "Active")]
    rows = files.usage[within(files.usage["date"], days, back)]
    events = rows.groupby("account_id")["events"].sum().reindex(peers["Account ID"], fill_value=0)
    return float((events < events[account_id]).mean())


def _top_feature_share(files: RawFiles, account_id: str, days: int, back: int) -> float:
    by_feature = _usage(files, account_id, days, back).groupby("feature")["events"].sum()
    return float(by_feature.max() / by_feature.sum())


def _upgrades(files: RawFiles, account_id: str, days: int, back: int) -> int:
    own = files.contracts[files.contracts["Account ID"] == account_id]
    return int(((own["Movement"] == "Upgrade") & within(own["Start"], days, back)).sum())


def _other_rows(files: RawFiles, account_id: str, days: int, back: int) -> int:
    others = (files.contacts, files.contracts, files.nps, files.csat, files.effort)
    count = sum(int((frame["Account ID"] == account_id).sum()) for frame in others)
    return count + len(_usage(files, account_id, days, back)) + len(_tickets(files, account_id, days, back))


def _invoice_share(files: RawFiles, account_id: str, days: int, back: int) -> float:
    comments = _nps(files, account_id, days, back)["Comment"].dropna()
    return float(comments.str.contains("invoice").mean())


def _escalators_who_answered(files: RawFiles, account_id: str, days: int, back: int) -> float:
    """Return the share of the people with an escalated ticket who have answered any CSAT survey."""
    rows = _tickets(files, account_id, days, back)
    addresses = set(rows.loc[rows["Escalations"] > 0, "Requester email"])
    emails = files.contacts.set_index("Contact ID")["Email"]
    answered = set(emails.loc[_csat(files, account_id, days, back)["Contact ID"]])
    return len(addresses & answered) / len(addresses)


def _resolved(files: RawFiles, account_id: str, days: int, back: int) -> pd.DataFrame:
    return _tickets(files, account_id, days, back, by="Solved at")


Measure = Callable[[RawFiles, str, int, int], float]
MEASURES: dict[str, Measure] = {
    "champion left days ago": lambda f, a, d, b: (END - _champion(f, a)["Left"]).days,
    "champion usage rows after leaving": _after_leaving,
    "champion active days": lambda f, a, d, b: _champion_usage(f, a, d, b)["date"].nunique(),
    "renewal in days": lambda f, a, d, b: (_account(f, a)["Renewal Date"] - END).days,
    "customer for days": lambda f, a, d, b: (END - _account(f, a)["Customer since"]).days,
    "csat": lambda f, a, d, b: float((_csat(f, a, d, b)[CSAT] >= 4).mean()),
    "csat answers": lambda f, a, d, b: len(_csat(f, a, d, b)),
    "reopen rate": lambda f, a, d, b: float((_resolved(f, a, d, b)["Reopens"] > 0).mean()),
    "resolved tickets": lambda f, a, d, b: len(_resolved(f, a, d, b)),
    "tickets": lambda f, a, d, b: len(_tickets(f, a, d, b)),
    "escalated share": lambda f, a, d, b: float((_tickets(f, a, d, b)["Escalations"] > 0).mean()),
    "escalated tickets": lambda f, a, d, b: int((_tickets(f, a, d, b)["Escalations"] > 0).sum()),
    "share of escalators who answered": _escalators_who_answered,
    "billing tickets": lambda f, a, d, b: int(_tickets(f, a, d, b)["Tags"].str.contains("billing").sum()),
    "nps": lambda f, a, d, b: _nps_score(_nps(f, a, d, b)),
    "nps answers": lambda f, a, d, b: len(_nps(f, a, d, b)),
    "nps invitations": lambda f, a, d, b: int(
        ((f.nps["Account ID"] == a) & within(f.nps["Invited at"], d, b)).sum()
    ),
    "share of nps comments about invoices": _invoice_share,
    "usage rows": lambda f, a, d, b: len(_usage(f, a, d, b)),
    "usage events": lambda f, a, d, b: float(_usage(f, a, d, b)["events"].sum()),
    "features used": lambda f, a, d, b: _usage(f, a, d, b)["feature"].nunique(),
    "active seat share": lambda f, a, d, b: _usage(f, a, d, b)["user_id"].nunique() / _account(f, a)["Seats"],
    "top feature share": _top_feature_share,
    "events percentile in segment": _events_percentile,
    "seat upgrades": _upgrades,
    "account rows": lambda f, a, d, b: int((f.accounts["Account ID"] == a).sum()),
    "rows outside the account sheet": _other_rows,
    **{
        f"nps of {role}": lambda f, a, d, b, role=role: _nps_score(_nps(f, a, d, b, role))
        for role in ("admins", "end users")
    },
    **{f"nps answers of {role}": lambda f, a, d, b, role=role: len(_nps(f, a, d, b, role)) for role in ROLES},
}
