"""The evidence table of one account: every metric that makes sense for it, with its range, count, trend and
limits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.metrics import METRICS, measure, observations_of
from cxdesk.metrics.break_points import rule_text
from cxdesk.metrics.catalogue import labels_of
from cxdesk.metrics.definition import Definition, Estimate
from cxdesk.session.table_view import Table, TableColumn
from cxdesk.session.wording import change_text, interval_text, is_clear_change, value_text
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts

OF_MANY_ACCOUNTS = (
    "account_coverage",
    "silent_accounts",
    "churn_rate",
    "retention_rate",
    "renewal_rate",
    "clv",
)
"""Metrics that say nothing about a single account: there they could only be all or nothing."""

BY_ROLE = ("nps", "csat")
_NO_COUNTS = (
    "review_score",
    "review_agreement",
    "feature_breadth",
    "stickiness",
    "gross_revenue_retention",
    "after_hours_interruptions",
    "sleep_interruptions",
)
"""Shares that are no "3 of 4 observations": means of shares, and sums over sums."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which number: a metric, of one account (None: all), of one role (position in ROLE_NAMES; None: all)."""

    name: str
    account_id: str | None = None
    role: int | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """One row before it is put in words: a metric of this account, now and one period before. `rule` says
    how its answers are parted, where they are.
    """

    label: str
    definition: Definition
    now: Estimate
    before: Estimate | None
    role: int | None = None
    rule: str = ""


def measured(facts: Facts, code: int, earlier: Facts | None) -> tuple[Measured, ...]:
    """Measure the catalogue for the account at position `code`; `earlier` are the facts one period before.

    Rows with a value come first, in the catalogue's order; those that cannot be known follow with their
    reason.
    """
    own = facts.of([code])
    previous = _same_account(earlier, str(facts.accounts.account_id[code]))
    rows = []
    for metric in METRICS:
        described = metric.definition
        if described.name in OF_MANY_ACCOUNTS:
            continue
        before = measure(described.name, previous) if previous is not None else None
        rule = rule_text(described.name, own)
        label = f"{described.label}{_scale_text(described, own)}"
        rows.append(Measured(label, described, measure(described.name, own), before, rule=rule))
        if described.name in BY_ROLE:
            rows += _by_role(described, own, previous)
    return tuple(sorted(rows, key=lambda row: not row.now.known))


def _scale_text(described: Definition, own: Facts) -> str:
    """Return the scale of a rating, the widest where there are several: ", 1 to 7"; "" for other units."""
    if described.unit != "rating":
        return ""
    values = observations_of(described.name, own).values
    if not len(values["scale_min"]):
        return ""
    return f", {values['scale_min'].min():g} to {values['scale_max'].max():g}"


def numbers_asked_for(rows: tuple[Measured, ...], account_id: str) -> tuple[Asked, ...]:
    """Return for each row which number it is, to open what it is made of."""
    return tuple(Asked(row.definition.name, account_id, row.role) for row in rows)


def estimate_text(estimate: Estimate, described: Definition, style: NumberStyle, currency: str) -> str:
    """Return a value with its unit, few answers as "3 of 4"; a dash when it is not known."""
    if not estimate.known:
        return formatting.UNKNOWN
    count = None if described.name in _NO_COUNTS else estimate.n
    return value_text(estimate.value, described.unit, style, currency, count)


def evidence_table(
    rows: tuple[Measured, ...], since: np.datetime64 | None, style: NumberStyle, currency: str
) -> Table:
    """Return the measurements in words; `since` is the date that trends compare with."""
    trends = [_trend(row, style, currency) for row in rows]
    when = f" since {formatting.date_text(since, style)}" if since is not None else ""
    columns = (
        TableColumn(
            "metric",
            "Metric",
            "What was measured.",
            [row.label for row in rows],
            whole=[_about(row.definition, row.rule) for row in rows],
        ),
        TableColumn(
            "value",
            "Value",
            "The measurement; a dash when it cannot be known.",
            [estimate_text(row.now, row.definition, style, currency) for row in rows],
            "number",
            whole=[row.now.period for row in rows],
        ),
        TableColumn(
            "interval",
            "95 % range",
            "Where the value may well lie, as far as chance goes; the score's own ± is an 80 % range.",
            [
                interval_text(row.now.low, row.now.high, row.definition.unit, style) if row.now.known else ""
                for row in rows
            ],
            "number",
            whole=[row.definition.interval for row in rows],
        ),
        TableColumn(
            "n",
            "n",
            "How many observations it rests on.",
            [formatting.number(row.now.n, style) if row.now.known else "" for row in rows],
            "number",
        ),
        TableColumn(
            "trend",
            "Trend",
            f"Change{when}; coloured only where chance alone would hardly explain it.",
            [text for text, _, _ in trends],
            "number",
            tones=[tone for _, tone, _ in trends],
            whole=[whole for _, _, whole in trends],
        ),
        TableColumn(
            "reading",
            "What it does not prove",
            "The limit of the number, or why it is not known.",
            [row.definition.does_not_prove if row.now.known else row.now.missing for row in rows],
            "note",
            whole=[row.definition.does_not_prove if row.now.known else row.now.missing for row in rows],
            brief=[row.definition.limit if row.now.known else "Not known: see the tooltip" for row in rows],
        ),
    )
    return Table(columns, "Evidence: every metric of this account with its range and its limits")


def _about(described: Definition, rule: str) -> str:
    formula, beside = f"{described.formula} {rule}".strip(), labels_of(described.beside)
    return f"{formula} Proves: {described.proves} Read beside it: {beside}. Enter shows the rows."


def _by_role(described: Definition, own: Facts, previous: Facts | None) -> list[Measured]:
    """Return a survey metric for each role that answered, when there is more than one."""
    rows = []
    for role in range(len(ROLE_NAMES)):
        now = measure(described.name, answers_of_role(own, role))
        if now.known:
            before = (
                measure(described.name, answers_of_role(previous, role)) if previous is not None else None
            )
            label, rule = f"{described.label}, {role_plural(role)}", rule_text(described.name, own)
            rows.append(Measured(label, described, now, before, role, rule))
    return rows if len(rows) > 1 else []


def answers_of_role(facts: Facts, role: int) -> Facts:
    """Return the facts with only the answers of one role."""
    answers = facts.answers
    rows = answers.role == role
    kept = {name: getattr(answers, name)[rows] for name in type(answers).__dataclass_fields__}
    return replace(facts, answers=type(answers)(**kept))


def role_plural(role: int) -> str:
    """Return those of a role (a position in ROLE_NAMES) in words: "admins"."""
    name = ROLE_NAMES[role]
    return "other roles" if name == "other" else f"{name}s"


def _same_account(facts: Facts | None, account_id: str) -> Facts | None:
    """Return the facts of the account of that id, None when it was not there yet."""
    if facts is None:
        return None
    found = np.flatnonzero(facts.accounts.account_id == account_id)
    return facts.of(found[:1]) if len(found) else None


def _trend(row: Measured, style: NumberStyle, currency: str) -> tuple[str, str, str]:
    """Return arrow and size of the change, its tone ("" when chance would explain it), and the tooltip."""
    if (
        not row.now.known
        or row.before is None
        or not row.before.known
        or np.isnan(row.now.value - row.before.value)
    ):
        return "", "", "Nothing to compare with"
    unit = row.definition.unit
    moved = change_text(row.now.value, row.before.value, unit, style, currency)
    was = f"Was {value_text(row.before.value, unit, style, currency)}"
    if row.now.value == row.before.value:
        return "=", "", f"{was}: no change"
    if not moved:
        return "=", "", f"{was}: less of a change than is shown"
    rises = row.now.value > row.before.value
    text = f"{'▲' if rises else '▼'} {moved}"
    if not is_clear_change(row.now, row.before):
        return text, "", f"{was}: chance could explain the difference"
    if row.definition.direction == "neutral":
        return text, "", was
    return text, "good" if rises == (row.definition.direction == "higher is better") else "risk", was
