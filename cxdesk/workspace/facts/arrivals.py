"""Near names that an import would bring: accounts and names in its rows beside what is there already.

It is worked out from what the rows come to once the import is made, so that what is asked before it is what
would be asked after it. Rows without a known account name that find theirs through a contract or a person
are not told from others here: their name may be asked about although nothing hangs on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from cxdesk.tables import ACCOUNTS
from cxdesk.workspace.facts.accounts import AccountRows, accounts_named, accounts_of, resolver_of
from cxdesk.workspace.facts.near_names import Named, Near, near_pairs
from cxdesk.workspace.facts.references import NAMING_ACCOUNTS, Reference, count_references, references_of
from cxdesk.workspace.facts.resolving import UNKNOWN
from cxdesk.workspace.facts.rows import completed, read_rows, source_names
from cxdesk.workspace.merging import groups_of, told_apart
from cxdesk.workspace.records import SheetImport
from cxdesk.workspace.workspace import Workspace

_NEXT_IMPORT = np.iinfo(np.int32).max


def near_arrivals(workspace: Workspace, sheets: Sequence[SheetImport]) -> Near:
    """Return the pairs of near names of which keeping some sheets would bring at least one; nothing is
    written. Each name comes with how many rows name it, there and in the sheets, and with its source.
    """
    coming = _coming(workspace, sheets)
    if not coming:
        return Near(())
    decisions = workspace.decisions()
    groups = groups_of(decisions)
    sources = [*source_names(workspace), *((sheet.report.file, sheet.report.sheet) for sheet in coming)]
    first = len(sources) - len(coming)
    there = read_rows(workspace, ACCOUNTS)
    before = references_of(workspace)
    after = dict(before)
    parts = [there]
    naming = {table.name for table in NAMING_ACCOUNTS}
    for place, sheet in enumerate(coming, first):
        if sheet.report.table == ACCOUNTS.name:
            parts.append(completed(sheet.rows, ACCOUNTS.columns, _NEXT_IMPORT, place))
        elif sheet.report.table in naming:
            count_references(after, [sheet.rows], place)
    apart = told_apart(decisions)
    known = _accounts(there, before, groups, apart)
    accounts = _accounts(pa.concat_tables(parts), after, groups, apart)
    positions = _positions(accounts, after, apart)
    where = [" › ".join(part for part in source if part) for source in sources]
    named = _named_accounts(accounts, known, after, positions, where)
    named += [
        Named(name, name, False, reference.rows, where[reference.source], name not in before)
        for (name, reference), position in zip(after.items(), positions, strict=True)
        if position == UNKNOWN
    ]
    return near_pairs(named, decisions, arriving=True)


def rows_of_unknown_accounts(workspace: Workspace, sheets: Sequence[SheetImport]) -> dict[str, int]:
    """Return how many rows of each sheet, by its digest, name an account that would not be known once all are
    kept. Without any list of accounts every name is an account: then there are none.
    """
    return {digest: sum(names.values()) for digest, names in unknown_accounts(workspace, sheets).items()}


def unknown_accounts(workspace: Workspace, sheets: Sequence[SheetImport]) -> dict[str, dict[str, int]]:
    """Return which accounts that would not be known once all are kept the rows of each sheet, by its digest,
    name, and in how many rows, the most frequent first.
    """
    coming = _coming(workspace, sheets)
    decisions = workspace.decisions()
    lists = [sheet.rows for sheet in coming if sheet.report.table == ACCOUNTS.name]
    parts = [completed(rows, ACCOUNTS.columns, _NEXT_IMPORT, place) for place, rows in enumerate(lists)]
    accounts = accounts_of(pa.concat_tables([read_rows(workspace, ACCOUNTS), *parts]), groups_of(decisions))
    naming = {table.name for table in NAMING_ACCOUNTS}
    unknown = {}
    for sheet in coming if len(accounts) else ():
        if sheet.report.table in naming:
            found: dict[str, Reference] = {}
            count_references(found, [sheet.rows], 0)
            positions = _positions(accounts, found, told_apart(decisions))
            strange = [(name, each.rows) for name, each in found.items()]
            strange = [strange[place] for place in np.flatnonzero(positions == UNKNOWN)]
            unknown[sheet.report.digest] = dict(sorted(strange, key=lambda each: (-each[1], each[0])))
    return unknown


def _coming(workspace: Workspace, sheets: Sequence[SheetImport]) -> list[SheetImport]:
    """Return the sheets that would count and are not there already, each once."""
    there = {report.digest for report in workspace.reports()}
    different = {sheet.report.digest: sheet for sheet in sheets if sheet.rows is not None}
    return [
        sheet for digest, sheet in different.items() if digest not in there and workspace.will_count(sheet)
    ]


def _accounts(
    rows: pa.Table, named: dict[str, Reference], groups: list[list[str]], apart: frozenset[str]
) -> AccountRows:
    """Return the accounts of account sheets; without any, those that the rows name."""
    accounts = accounts_of(rows, groups)
    return accounts if len(accounts) else accounts_named(named, groups, apart)


def _positions(accounts: AccountRows, found: dict[str, Reference], apart: frozenset[str]) -> np.ndarray:
    """Return which account each way of naming one is about, UNKNOWN where none; `apart` was told apart."""
    resolver, _ = resolver_of(replace(accounts, apart=apart))
    return resolver.accounts(pa.chunked_array([pa.array(found, pa.string())]))


def _named_accounts(
    accounts: AccountRows,
    known: AccountRows,
    found: dict[str, Reference],
    positions: np.ndarray,
    where: Sequence[str],
) -> list[Named]:
    """Return the accounts with what is said of each; one that is known by another name arrives with its new
    one."""
    there = set(zip(known.texts["account_id"], known.texts["account_name"], strict=True))
    counts = np.array([reference.rows for reference in found.values()], dtype=np.int64)
    is_known = positions != UNKNOWN
    rows = np.bincount(positions[is_known], weights=counts[is_known], minlength=len(accounts))
    firsts = {
        int(place): reference.source for place, reference in zip(positions, found.values(), strict=True)
    }
    return [
        Named(
            str(key),
            str(name),
            rows=int(rows[place]),
            source=where[source if source >= 0 else firsts[place]],
            arrives=(key, name) not in there,
        )
        for place, (key, name, source) in enumerate(
            zip(accounts.texts["account_id"], accounts.texts["account_name"], accounts.source, strict=True)
        )
    ]
