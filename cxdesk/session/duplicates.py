"""Accounts that may be one, side by side, and what was decided about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.errors import UsageError
from cxdesk.formatting import NumberStyle
from cxdesk.session.account_view import account_named
from cxdesk.session.table_view import Table, TableColumn
from cxdesk.workspace.facts.near_names import Named, Near, NearPair, near_accounts
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.records import Decision

SAME, DIFFERENT, TAKE_BACK, BRING_BACK = "same", "different", "take back", "bring back"

_LONGEST_NAME = 28
_COUNTS_FOR_IT = "no account of its own; its rows count for this one"
_SPELT_OTHERWISE = "the same name in another spelling"


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Pairs to decide on, names that count for an account of another spelling, and decisions made, in the
    order of the table's rows.

    `keys` are (kept, other) of each row as the workspace knows them; `respelt` whether it is such a name;
    `decisions` the number of a row that is decided, None for others; `undone` whether that was taken back.
    """

    table: Table
    keys: tuple[tuple[str, str], ...]
    respelt: tuple[bool, ...]
    decisions: tuple[int | None, ...]
    undone: tuple[bool, ...]
    note: str

    @property
    def open(self) -> int:
        """How many pairs wait for a decision."""
        return sum(
            decision is None and not respelt
            for decision, respelt in zip(self.decisions, self.respelt, strict=True)
        )


def duplicates(facts: Facts | None, decisions: Sequence[Decision], style: NumberStyle) -> Duplicates:
    """Return the pairs to decide on, group by group, then the names in another spelling, then the decisions,
    the newest first. Of names that are all near to each other no pair is listed that follows from the others.
    """
    near = near_accounts(facts, decisions) if facts is not None else Near(())
    about = _About(facts, style)
    made = list(reversed(decisions))
    rows = [
        (formatting.number(pair.group, style), about.named(pair.kept), about.named(pair.other), pair.why, "?")
        for pair in near.asked
    ]
    spelt = respelt_json(facts) if facts is not None else []
    rows += [
        ("", about.of(one["account_id"]), (one["name"], _COUNTS_FOR_IT), _SPELT_OTHERWISE, "joined")
        for one in spelt
    ]
    rows += [("", about.of(one.kept), about.of(one.other), "", _said(one)) for one in made]
    note = _note(near, style)
    if spelt:
        note += f" · {formatting.counted(len(spelt), 'name', 'names', style)} joined in another spelling"
    if made:
        note += f" · {formatting.counted(len(made), 'decision', 'decisions', style)} made"
    return Duplicates(
        table=_table(rows),
        keys=(
            *((pair.kept.key, pair.other.key) for pair in near.asked),
            *((one["account_id"], one["name"]) for one in spelt),
            *((one.kept, one.other) for one in made),
        ),
        respelt=(*(False for _ in near.asked), *(True for _ in spelt), *(False for _ in made)),
        decisions=(*(None for _ in (*near.asked, *spelt)), *(one.decision_id for one in made)),
        undone=(*(False for _ in (*near.asked, *spelt)), *(one.undone for one in made)),
        note=note,
    )


def _note(near: Near, style: NumberStyle) -> str:
    """Return how much there is to decide."""
    if not near.asked:
        return "nothing to decide"
    groups = len({pair.group for pair in near.asked})
    said = formatting.counted(groups, "group of near names", "groups of near names", style)
    pairs = len(near.asked) + near.more_asked
    if pairs > groups:
        said += f", {formatting.counted(pairs, 'pair', 'pairs', style)}"
    if near.more_asked:
        return f"{said} to look at; the nearest {formatting.number(len(near.asked), style)} are here"
    return f"{said} to look at"


def key_of(facts: Facts, text: str) -> str:
    """Return the id of the account of that id or name, or the text itself where rows name it without an
    account, or one that is spelt otherwise; raises UsageError when nothing bears it.
    """
    accounts = facts.evidence.accounts.texts
    if text in facts.evidence.respelt:
        return text
    found = account_named(accounts["account_id"], accounts["account_name"], text)
    if found is None and text not in facts.evidence.strangers:
        raise UsageError(
            f"Nothing here is called {text}.", "Give an account's id, or its name as it is written."
        )
    return found or text


def short_name(name: str) -> str:
    """Return a name that fits a button."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def respelt_json(facts: Facts) -> list[dict]:
    """Return the names that count for an account of another spelling, as JSON for scripts: `name`, and its
    account's `account_id` and `account_name`.
    """
    accounts = facts.evidence.accounts.texts
    return [
        {
            "name": name,
            "account_id": str(accounts["account_id"][place]),
            "account_name": str(accounts["account_name"][place]),
        }
        for name, place in sorted(facts.evidence.respelt.items())
    ]


def near_json(pairs: Sequence[NearPair]) -> list[dict]:
    """Return the pairs as JSON for scripts."""
    return [asdict(pair) for pair in pairs]


class _About:
    """What is known of an account, in few words."""

    def __init__(self, facts: Facts | None, style: NumberStyle) -> None:
        self._facts, self._style = facts, style
        ids = facts.accounts.account_id if facts is not None else ()
        self._places = {str(key): place for place, key in enumerate(ids)}

    def named(self, one: Named) -> tuple[str, str]:
        """Return the name, and beside it what tells the account from the other."""
        if not one.is_account:
            rows = formatting.counted(one.rows, "row names", "rows name", self._style)
            return one.name, f"no account; {rows} it"
        return self.of(one.key, one.name)

    def of(self, key: str, name: str = "") -> tuple[str, str]:
        """Return the name of an account's id, and what is known of it."""
        place = self._places.get(key)
        if self._facts is None or place is None:
            return name or key, "" if name in ("", key) else key
        accounts = self._facts.accounts
        said = [key if key != str(accounts.account_name[place]) else ""]
        said += [str(accounts.segment[place]), str(accounts.country[place])]
        if not np.isnan(accounts.arr[place]):
            money = formatting.money(accounts.arr[place], str(accounts.currency[place]), self._style)
            said.append(f"{money} ARR")
        return str(accounts.account_name[place]), " · ".join(part for part in said if part)


def _said(one: Decision) -> str:
    text = "the same" if one.same else "different"
    return f"{text}, taken back" if one.undone else text


def _table(rows: Sequence[tuple[str, tuple[str, str], tuple[str, str], str, str]]) -> Table:
    """Return the pairs as a table; a row is its group, the account and the other name, each with what is
    known of it, why they are near, and the answer.
    """

    def column(name: str, title: str, help_: str, texts: list[str], kind: str = "text") -> TableColumn:
        return TableColumn(name, title, help_, texts, kind, whole=texts)

    answers = [said for *_, said in rows]
    columns = (
        column("group", "Group", "Names that are near to each other have one number.", [r[0] for r in rows]),
        column("kept", "Account", "The account that stays when both are the same.", [r[1][0] for r in rows]),
        column("kept_about", "Known of it", "What tells it from others.", [r[1][1] for r in rows], "note"),
        column("other", "May be the same as", "The other name.", [r[2][0] for r in rows]),
        column("other_about", "Known of it", "What tells it from others.", [r[2][1] for r in rows], "note"),
        column("why", "Why", "How near the names are.", [row[3] for row in rows], "note"),
        TableColumn(
            "said",
            "You said",
            "What was decided. Names that are merely near are never merged before you say so.",
            ["to decide" if said == "?" else said for said in answers],
            "mark",
            tones=["watch" if said == "?" else "unknown" for said in answers],
        ),
    )
    return Table(columns, "Accounts that may be the same")
