"""Synthetic rows of the canonical tables, made by the million."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import table
from cxdesk.workspace import SheetImport, SheetReport
from cxdesk.workspace.arrow_types import ARROW_TYPES

LAST_DAY = np.datetime64("2026-09-30")
FEATURES = np.array([f"Feature {number}" for number in range(20)])
SEGMENTS = np.array(["Enterprise", "Mid-market", "Small business"])
ROLES = np.array(["admin", "end user", "buyer"])


def sheet_of(table_name: str, columns: dict[str, pa.Array | np.ndarray]) -> SheetImport:
    """Return rows as an import of one sheet, in the canonical types."""
    kinds = {column.name: ARROW_TYPES[column.kind] for column in table(table_name).columns}
    rows = pa.table({name: _typed(values, kinds[name]) for name, values in columns.items()})
    count = rows.num_rows
    rows = rows.append_column("source_row", pa.array(np.arange(2, count + 2, dtype=np.int32)))
    report = SheetReport(
        file=f"synthetic {table_name}.parquet",
        sheet="",
        table=table_name,
        recognised_as=table(table_name).label,
        header_row=1,
        mapping={name: f"{table_name}.{name}" for name in columns},
        unmapped=(),
        rows_in=count,
        rows_kept=count,
        rows_set_aside=0,
        problems=(),
        set_aside=(),
        digest=table_name,
        file_digest=table_name,
        file_date=str(LAST_DAY),
        synthetic=True,
    )
    return SheetImport(report, rows)


def accounts(count: int, random: np.random.Generator) -> SheetImport:
    """Return customers of one to six years."""
    return sheet_of(
        "accounts",
        {
            "account_id": ids("A", np.arange(count)),
            "account_name": ids("Synthetic account ", np.arange(count)),
            "segment": SEGMENTS[random.integers(0, 3, count)],
            "start_date": LAST_DAY - random.integers(365, 2_200, count).astype("timedelta64[D]"),
            "renewal_date": LAST_DAY + random.integers(1, 365, count).astype("timedelta64[D]"),
            "arr": np.exp(random.normal(11, 0.9, count)),
            "seats": random.integers(10, 200, count),
        },
    )


def contracts(count: int, random: np.random.Generator) -> SheetImport:
    """Return three yearly contracts an account; one in eight accounts has left at the end of its third."""
    account = np.repeat(np.arange(count), 3)
    order = np.tile(np.arange(3), count)
    start = LAST_DAY - np.repeat(random.integers(740, 1_090, count), 3) + 365 * order
    left = np.repeat(random.random(count) < 0.125, 3) & (order == 1)
    return sheet_of(
        "contracts",
        {
            "contract_id": ids("C", np.arange(3 * count)),
            "account_id": ids("A", account),
            "start_date": start,
            "end_date": start + np.timedelta64(365, "D"),
            "arr": np.repeat(np.exp(random.normal(11, 0.9, count)), 3) * (1 + 0.05 * order),
            "seats": np.repeat(random.integers(10, 200, count), 3),
            "churned": left,
        },
    )


def surveys(count: int, random: np.random.Generator) -> SheetImport:
    """Return eight invitations an account over two years, two of three answered."""
    rows = 8 * count
    invited = LAST_DAY - random.integers(0, 730, rows).astype("timedelta64[D]")
    answered = random.random(rows) < 2 / 3
    lowest, highest = np.tile([0.0, 1.0, 1.0, 0.0], 2 * count), np.tile([10.0, 5.0, 7.0, 10.0], 2 * count)
    score = (lowest + random.beta(4, 2, rows) * (highest - lowest)).round()
    return sheet_of(
        "surveys",
        {
            "response_id": ids("R", np.arange(rows)),
            "account_id": ids("A", np.repeat(np.arange(count), 8)),
            "kind": np.tile(np.array(["nps", "csat", "ces", "nps"]), 2 * count),
            "score": pa.array(score, mask=~answered),
            "scale_min": lowest,
            "scale_max": highest,
            "role": ROLES[random.integers(0, 3, rows)],
            "invited_at": invited.astype("datetime64[us]"),
            "answered_at": pa.array(
                (invited + np.timedelta64(2, "D")).astype("datetime64[us]"), mask=~answered
            ),
        },
    )


def tickets(count: int, random: np.random.Generator) -> SheetImport:
    """Return twelve tickets an account over two years, some still open."""
    rows = 12 * count
    created = (LAST_DAY - random.integers(0, 730, rows).astype("timedelta64[D]")).astype("datetime64[us]")
    solved = created + (random.exponential(3 * 86_400e6, rows)).astype("timedelta64[us]")
    return sheet_of(
        "tickets",
        {
            "ticket_id": ids("T", np.arange(rows)),
            "account_id": ids("A", np.repeat(np.arange(count), 12)),
            "created_at": created,
            "resolved_at": pa.array(solved, mask=solved > LAST_DAY.astype("datetime64[us]")),
            "reopens": random.binomial(2, 0.1, rows),
            "escalations": random.binomial(1, 0.05, rows),
        },
    )


def orders(count: int, random: np.random.Generator) -> SheetImport:
    """Return the orders of two years of so many customers, each of whom begins and ends some time and orders
    at a rate and for amounts of its own until then.
    """
    first = random.integers(0, 730, count)
    active = first * random.beta(1, 1, count)
    number = 1 + random.poisson(random.gamma(0.7, 1 / 45, count) * active)
    account, start = np.repeat(np.arange(count), number), np.cumsum(number) - number
    back = np.ceil(np.repeat(first, number) - np.repeat(active, number) * random.random(len(account)))
    back[start] = first
    mean = np.repeat(90 / random.gamma(4, 1, count), number)
    return sheet_of(
        "invoices",
        {
            "invoice_id": ids("I", np.arange(len(account))),
            "account_id": ids("A", account),
            "issued_at": LAST_DAY - back.astype("timedelta64[D]"),
            "amount": (random.gamma(6, 1 / 6, len(account)) * mean).round(2),
        },
    )


def usage(rows: int, accounts: int, random: np.random.Generator, people: int = 20) -> SheetImport:
    """Return events of so many people an account, evenly over 24 months."""
    account = random.integers(0, accounts, rows)
    person = account * people + random.integers(0, people, rows)
    seconds = random.integers(0, 730 * 86_400, rows).astype("timedelta64[s]")
    return sheet_of(
        "usage",
        {
            "account_id": ids("A", account),
            "user_id": ids("user ", person),
            "at": ((LAST_DAY + 1).astype("datetime64[s]") - np.timedelta64(1, "s") - seconds).astype(
                "datetime64[us]"
            ),
            "feature": pa.DictionaryArray.from_arrays(random.integers(0, 20, rows), FEATURES).cast(
                pa.string()
            ),
            "count": random.poisson(3, rows) + 1.0,
            "duration_seconds": random.exponential(300, rows).round(1),
        },
    )


def ids(letter: str, numbers: np.ndarray) -> pa.Array:
    """Return the numbers as ids that begin with a letter."""
    return compute.binary_join_element_wise(letter, pa.array(numbers).cast(pa.string()), "")


def _typed(values: pa.Array | np.ndarray, kind: pa.DataType) -> pa.Array:
    """Return values as an Arrow array of the canonical type."""
    return (values if isinstance(values, pa.Array) else pa.array(values)).cast(kind)
