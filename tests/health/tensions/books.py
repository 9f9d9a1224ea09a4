"""A made-up book for the tests of tensions: forty ordinary customers, alike but for small, fixed differences,
and one of a story. Without the story nothing contradicts itself in it.

Everything is written row by row, so that a test changes the story's rows alone. Days are counted back from 30
June 2025.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.health.tensions import Tension, Tensions, find_tensions
from cxdesk.tables.survey_scales import KIND_NAMES, unit_score
from cxdesk.workspace.conventions import Conventions
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts
from tests.metrics.made_facts import AS_OF, make_facts

STANDARDS = read_standards(default_standards_text())
OTHERS = 40
STORY = OTHERS
"""The position of the story's account: behind all others."""
MONTHS = 12
FEATURES = ("board", "reports", "alerts", "export")
SEATS = 20.0
Rows = dict[str, list[Any]]
_SCALES = {"csat": (1.0, 5.0), "nps": (0.0, 10.0), "ces": (1.0, 7.0)}


def ago(days: float) -> str:
    """Return the noon that many days before the date, as the facts have it."""
    return str(
        AS_OF.astype("datetime64[s]") + np.timedelta64(12, "h") - np.timedelta64(round(days * 86400), "s")
    )


def day(days: int) -> str:
    """Return the day that many days before the date; below 0: after it."""
    return str(AS_OF - np.timedelta64(days, "D"))


@dataclass
class Book:
    """Rows by part; `account` columns hold positions. `columns` overrides columns of the accounts."""

    parts: dict[str, Rows] = field(default_factory=dict)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    features: Sequence[str] = FEATURES
    conventions: Conventions = field(default_factory=Conventions)
    feed: Sequence[float] = (1.0,) * MONTHS

    def add(self, part: str, **row: Any) -> None:
        """Add a row to a part; every row of one part names the same columns."""
        rows = self.parts.setdefault(part, {name: [] for name in row})
        if set(rows) != set(row):
            raise ValueError(f"{part} has {sorted(rows)}, not {sorted(row)}")
        for name, value in row.items():
            rows[name].append(value)

    def clear(self, part: str, account: int) -> None:
        """Take away an account's rows of a part."""
        rows = self.parts[part]
        keep = [place for place, owner in enumerate(rows["account"]) if owner != account]
        self.parts[part] = {name: [values[place] for place in keep] for name, values in rows.items()}

    def of(self, account: int, **columns: Any) -> None:
        """Set columns of one account's own row."""
        for name, value in columns.items():
            self.columns[name][account] = value

    def answer(
        self, account: int, kind: str, score: float | None, days: float, role: str = "end user",
        contact: str = "", comment: str = "", ticket_id: str = "",
    ) -> None:  # fmt: skip
        """Add an invitation of that many days ago, answered a day later, or not at all without a score."""
        self.add(
            "answers", account=account, kind=KIND_NAMES.index(kind), score=np.nan if score is None else score,
            role=ROLE_NAMES.index(role), contact=contact, comment=comment, ticket_id=ticket_id,
            invited_at=ago(days), answered_at="NaT" if score is None else ago(days - 1),
        )  # fmt: skip

    def ticket(self, account: int, days: float, *, hours: float | None = 24.0, **told: Any) -> None:
        """Add a ticket opened that many days ago, solved so many hours later (None: still open)."""
        row = {
            "first_response_minutes": 120.0, "replies": 2.0, "reopens": 0.0, "escalations": 0.0,
            "handoffs": 0.0, "first_contact_resolved": 1.0, "contact": "ann@x", "category": "bug",
            "ticket_id": f"T{len(self.parts.get('tickets', {}).get('account', ()))}", "agent": "Kim",
        } | told  # fmt: skip
        solved = "NaT" if hours is None else ago(days - hours / 24.0)
        self.add("tickets", account=account, created_at=ago(days), resolved_at=solved, **row)

    def use(self, account: int, events: Sequence[float], users: Sequence[float] | float = 15.0) -> None:
        """Add use of the last months, the newest first, spread evenly over the features in the order of 4, 3,
        2, 1 tenths.
        """
        self.use_features(
            account, [[0.4 * each, 0.3 * each, 0.2 * each, 0.1 * each] for each in events], users
        )

    def use_features(
        self, account: int, months: Sequence[Sequence[float]], users: Sequence[float] | float = 15.0
    ) -> None:
        """Add use of the last months by feature, the newest first."""
        for month, events in enumerate(months):
            people = users if isinstance(users, float) else users[month]
            self.add(
                "usage", account=account, month=month, events=float(sum(events)), active_users=people,
                user_days=float(sum(events)) / 4.0, active_days=20.0, rows=10, last_at=day(30 * month),
            )  # fmt: skip
            for feature, count in enumerate(events):
                self.add(
                    "feature_months", account=account, month=month, feature=feature, events=float(count),
                    users=people,
                )  # fmt: skip

    def facts(self) -> Facts:
        """Return the facts."""
        parts = {name: dict(rows) for name, rows in self.parts.items()}
        if "answers" in parts:
            parts["answers"] = _with_units(parts["answers"])
        facts = make_facts(self.columns, features=self.features, feed_days=self.feed, **parts)
        return replace(facts, conventions=self.conventions)

    def tensions(self) -> Tensions:
        """Return what is found in it."""
        facts = self.facts()
        return find_tensions(facts, score(facts, STANDARDS), STANDARDS)

    def fired(self, number: int) -> Tension | None:
        """Return the firing of a rule for the story, None where it does not fire."""
        return next((one for one in self.tensions().of(STORY) if one.rule.number == number), None)


def _with_units(rows: Mapping[str, Sequence[Any]]) -> Rows:
    ends = np.array([_SCALES[KIND_NAMES[kind]] for kind in rows["kind"]])
    good = [True] * len(ends)
    unit = unit_score(rows["kind"], rows["score"], ends[:, 0], ends[:, 1], good)
    scales = {"scale_min": ends[:, 0].tolist(), "scale_max": ends[:, 1].tolist(), "high_is_good": good}
    return dict(rows) | scales | {"unit": unit.tolist()}


def ordinary_book(*, without: Sequence[str] = ()) -> Book:
    """Return a book of ordinary customers, the story's among them without any row but its own.

    Each has 12 months of level use of 600 to 1,000 events by 15 users of 20 seats; twelve NPS, CSAT and
    effort answers a year that tell accounts apart (from poor to good); twenty tickets a year, some reopened,
    escalated and handed on. Parts named in `without` are left out.
    """
    book = Book()
    count = OTHERS + 1
    book.columns = {
        "account_id": [f"A{number:03d}" for number in range(count)],
        "account_name": [f"Account {number}" for number in range(count)],
        "segment": ["all"] * count,
        "owner": ["Ann"] * count,
        "currency": ["EUR"] * count,
        "arr": [10_000.0] * count,
        "seats": [SEATS] * count,
        "start_date": [day(1500)] * count,
        "tenure_years": [1500 / 365.25] * count,
        "renewal_date": [day(-200)] * count,
        "is_lost": [False] * count,
    }
    for number in range(OTHERS):
        ordinary_rows(book, number, number, without)
    return book


def ordinary_rows(book: Book, account: int, variant: int, without: Sequence[str] = ()) -> None:
    """Add the rows of an ordinary customer: `variant` (0 to 39) says how good the answers and the service
    are.
    """
    good = variant % 10  # 0 to 9: as many tenths of the answers are good ones
    if "usage" not in without:
        wobble = (1.0, 1.04, 0.97, 1.02, 0.98, 1.01)
        level = 600.0 + 10.0 * variant
        book.use(account, [level * wobble[(month + variant) % 6] for month in range(MONTHS)])
    for place in range(12):
        days = 20 + 30 * place  # six in either half year
        happy = (place * 7 + variant) % 10 < good
        role = ("end user", "end user", "admin", "end user", "end user", "buyer")[place % 6]
        for kind, scores in (("nps", (3, 9)), ("csat", (2, 5)), ("ces", (3, 6))):
            if kind not in without:
                book.answer(account, kind, float(scores[happy]), days + 0.2 * (place % 3), role)
    if "tickets" not in without:
        for place in range(20):
            bad = (place * 3 + variant) % 20
            rough = (variant // 10) % 4
            book.ticket(
                account, 16 + 18 * place,
                hours=(20.0 + 4.0 * ((place * 7 + variant) % 5)) * (1.0 + 0.3 * (variant % 3)),
                first_response_minutes=60.0 + 20.0 * ((place * 3 + variant) % 7),
                reopens=float(bad < rough), escalations=float(bad >= 19),
                handoffs=float(bad in (4, 5, 6, 7)[: rough + 1]), contact=f"p{account}@x",
                category=f"topic {place}",
            )  # fmt: skip
