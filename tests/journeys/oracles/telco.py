"""The telco customers read anew with pandas."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.journeys.oracles.book import Book, book


def read(folder: Path) -> Book:
    """Return what the table says: a list of customers with their monthly charges and who has left."""
    (path,) = folder.glob("*.csv")
    customers = pd.read_csv(path)
    return book(
        accounts=pd.DataFrame(
            {
                "account": customers.customerID,
                "arr": 12 * customers.MonthlyCharges,
                "tenure": customers.tenure / 12,
                "flagged": customers.Churn == "Yes",
            }
        )
    )
