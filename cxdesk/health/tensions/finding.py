"""All rules over all accounts, and the firings as records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk.health.portfolio import Portfolio
from cxdesk.health.standards import Standards
from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.catalogue import RULES
from cxdesk.health.tensions.record import Mask, NotJudged, Number, Rule, Side, Tension, Verdict
from cxdesk.workspace.facts_record import Facts


@dataclass(frozen=True, slots=True)
class Tensions:
    """What every rule says of n accounts: `found` has the firings, the severest first."""

    as_of: np.datetime64
    customers: Mask
    judged: tuple[tuple[Rule, tuple[Verdict, ...]], ...]
    found: tuple[Tension, ...]

    def of(self, account: int) -> tuple[Tension, ...]:
        """Return the firings of the account at a position, the severest first."""
        return tuple(one for one in self.found if one.account == account)

    def not_judged(self, account: int | None = None) -> tuple[NotJudged, ...]:
        """Return the rules that cannot be judged of an account; without one, of no customer at all."""
        missing = []
        for rule, verdicts in self.judged:
            known = np.logical_or.reduce([one.judged for one in verdicts])
            asked = self.customers if account is None else np.arange(len(known)) == account
            if not np.any(known & asked):
                missing.append(NotJudged(rule, _needs(verdicts, asked), int(asked.sum())))
        return tuple(missing)


def find_tensions(
    facts: Facts, portfolio: Portfolio, standards: Standards, rules: Sequence[Rule] = RULES
) -> Tensions:
    """Return what contradicts what, of all accounts; lost accounts fire nothing.

    `portfolio` is the score of the same facts. Rules whose data are absent never fire and say what they need.
    """
    basis = Basis(facts, portfolio, standards)
    judged, found = [], []
    for rule in rules:
        said = rule.judge(basis)
        verdicts = said if isinstance(said, tuple) else (said,)
        judged.append((rule, verdicts))
        found += _firings(basis, rule, verdicts)
    found.sort(key=lambda one: (-one.severity, one.account, one.rule.number))
    return Tensions(facts.as_of, basis.customers, tuple(judged), tuple(found))


def _firings(basis: Basis, rule: Rule, verdicts: tuple[Verdict, ...]) -> list[Tension]:
    firings, told = [], np.zeros(len(basis), dtype=bool)
    for verdict in verdicts:
        for account in np.flatnonzero(verdict.fires & ~told).tolist():
            first, second, *also = (_number(side, account) for side in verdict.sides)
            evidence = float(verdict.evidence[account])
            severity = evidence * float(basis.revenue_share[account])
            firings.append(Tension(rule, account, first, second, tuple(also), evidence, severity))
        told |= verdict.fires
    return firings


def _number(side: Side, account: int) -> Number:
    def at(values: np.ndarray | None) -> float:
        return float("nan") if values is None else float(values[account])

    before_n = at(side.before_n)
    return Number(
        side.label,
        side.unit,
        at(side.value),
        round(float(side.n[account])),
        side.period,
        at(side.before),
        0 if np.isnan(before_n) else round(before_n),
        at(side.z),
        at(side.low),
        at(side.high),
        "" if side.about is None else str(side.about[account]),
        side.of,
    )


def _needs(verdicts: tuple[Verdict, ...], asked: Mask) -> str:
    """Return in words what the sides lack that none of those asked about has; of the first verdict, each
    once.
    """
    lacking = [side.needs for side in verdicts[0].sides if not np.any(side.known & asked)]
    return "; ".join(dict.fromkeys(lacking or [side.needs for side in verdicts[0].sides]))
