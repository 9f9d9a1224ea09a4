"""Calls that were written down as facts: each is known from its own day on, and none that was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.written_records import Entry

Calls = tuple[tuple[str, date], ...]
"""Account id and day of each call."""


def read_calls(entries: Sequence[Entry]) -> Calls:
    """Return the calls that were not taken back."""
    return tuple((entry.record.account, entry.record.day) for entry in entries if not entry.is_undone)


def last_calls(calls: Calls, account_id: np.ndarray, as_of: np.datetime64) -> np.ndarray:
    """Return the day of the last call with each account up to a date (n,), NaT without one."""
    place = {account: code for code, account in enumerate(account_id.tolist())} if calls else {}
    newest = np.full(len(account_id), np.datetime64("NaT", "D"))
    for account, on in calls:
        code, day = place.get(account), np.datetime64(on, "D")
        if code is not None and day <= as_of:
            newest[code] = np.fmax(newest[code], day)
    return newest


def with_calls(facts: Facts, entries: Sequence[Entry]) -> Facts:
    """Return the facts of all accounts with those calls in place of the ones they were read with."""
    calls = read_calls(entries)
    last = last_calls(calls, facts.accounts.account_id, facts.as_of)
    return replace(
        facts,
        accounts=replace(facts.accounts, last_call=last),
        evidence=replace(facts.evidence, calls=calls),
    )
