"""Exports of Qualtrics and SurveyMonkey as these tools write them, with the answers drawn here and counted
before they are written.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from tests.journeys.oracles.book import Book, book

QUESTION = "How likely are you to recommend us? (0-10)"
DAY, EARLIER = "2026-05-31", "2026-01-31"
_ACCOUNTS = 12
_ANSWERS = 300


def write_qualtrics(path: Path) -> Book:
    """Write an export with three header rows (names, questions, ids as JSON) and return what it says.

    Tries of the survey by its makers ("Survey Preview") are no answers of customers.
    """
    names = {
        "StartDate": "Start Date",
        "EndDate": "End Date",
        "Status": "Response Type",
        "Progress": "Progress",
        "Finished": "Finished",
        "RecordedDate": "Recorded Date",
        "ResponseId": "Response ID",
        "ExternalReference": "External Data Reference",
        "Q1": QUESTION,
    }
    rows = [
        (moment, moment, status, "100", "True", moment, f"R_{number}", account, score)
        for number, (moment, account, score, status) in enumerate(_drawn(11))
    ]
    ids = [json.dumps({"ImportId": name}) for name in names]
    _write(path, [list(names), list(names.values()), ids, *rows])
    return _book([row for row in _drawn(11) if row[3] != "Survey Preview"])


def write_surveymonkey(path: Path) -> Book:
    """Write an export with two header rows, the second saying how a question is answered, and return what it
    says.
    """
    names = [
        *("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address"),
        *("First Name", "Last Name", "Custom Data 1", QUESTION),
    ]
    under = [""] * (len(names) - 1) + ["Response"]
    rows = [
        (str(118_000_000_000 + number), "451", *2 * (_american(moment),), "", "", "", "", account, score)
        for number, (moment, account, score, _) in enumerate(_drawn(12))
    ]
    _write(path, [names, under, *rows])
    return _book(_drawn(12))


def _drawn(seed: int) -> list[tuple[str, str, str, str]]:
    """Return (moment, account, score, status) of each answer, the newest last; some left the question out."""
    rng = random.Random(seed)
    moments = sorted(
        pd.Timestamp(DAY) - pd.Timedelta(hours=rng.randrange(1, 400 * 24)) for _ in range(_ANSWERS)
    )
    moments[-1] = pd.Timestamp(f"{DAY} 10:05:00")
    return [
        (
            f"{moment:%Y-%m-%d %H:%M:%S}",
            f"A-{rng.randrange(_ACCOUNTS)}",
            str(rng.choice([*range(11), 8, 9, 9, 10, 10]))
            if rng.random() < 0.9 or moment == moments[-1]
            else "",
            "Survey Preview" if rng.random() < 0.04 and moment != moments[-1] else "IP Address",
        )
        for moment in moments
    ]


def _book(answers: Sequence[tuple[str, str, str, str]]) -> Book:
    """Return the answers as people gave them. Without a list of accounts, those that the answers name are the
    accounts.
    """
    rows = pd.DataFrame(answers, columns=["at", "account", "score", "status"])
    score = pd.to_numeric(rows.score)
    value = (score >= 9) * 0.5 + (score >= 7) * 0.5
    return book(
        accounts=pd.DataFrame({"account": sorted(rows.account.unique())}),
        answers=pd.DataFrame(
            {
                "account": rows.account,
                "role": "other",
                "kind": "nps",
                "value": value.where(score.notna()),
                "at": pd.to_datetime(rows["at"]),
            }
        ),
    )


def _american(moment: str) -> str:
    return f"{pd.Timestamp(moment):%m/%d/%Y %H:%M:%S}"


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
