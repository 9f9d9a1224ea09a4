"""All rules over all accounts, and the firings as records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from cxdesk.health.portfolio import Portfolio
from cxdesk.health.standards import Standards
from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.catalogue import RULES
from cxdesk.health.tensions.record import Mask, NotJudged, Number, Rule, Side, Tension, Verdict
from cxdesk.workspace.facts_record import Facts


@dataclass(frozen=True)
class Tensions:
    """What every rule says of n accounts, in the order of the rules."""

    basis: Basis
    judged: tuple[tuple[Rule, tuple[Verdict, ...]], ...]

    @property
    def as_of(self) -> np.datetime64:
        """The date of the facts."""
        return self.basis.facts.as_of

    @cached_property
    def found(self) -> tuple[Tension, ...]:
        """Every firing, the severest first."""
        return self._sorted(
            _tension(self.basis, rule, verdict, account)
            for rule, verdicts in self.judged
            for verdict, accounts in _firing(verdicts)
            for account in accounts.tolist()
        )

    def of(self, account: int) -> tuple[Tension, ...]:
        """Return the firings of the account at a position, the severest first."""
        return self._sorted(
            _tension(self.basis, rule, verdict, account)
            for rule, verdicts in self.judged
            for verdict in [one for one in verdicts if one.fires[account]][:1]
        )

    def fired(self, rule: Rule) -> Mask:
        """Return for which accounts a rule fires (n,)."""
        verdicts = next(verdicts for each, verdicts in self.judged if each is rule)
        return np.logical_or.reduce([verdict.fires for verdict in verdicts])

    def known(self, rule: Rule) -> Mask:
        """Return which customers a rule could be judged of (n,)."""
        verdicts = next(verdicts for each, verdicts in self.judged if each is rule)
        return np.logical_or.reduce([verdict.judged for verdict in verdicts]) & self.basis.customers

    def not_judged(self, account: int | None = None) -> tuple[NotJudged, ...]:
        """Return the rules that cannot be judged of an account; without one, of no customer at all."""
        asked = self.basis.customers if account is None else np.arange(len(self.basis)) == account
        missing = []
        for rule, verdicts in self.judged:
            if not np.any(np.logical_or.reduce([one.judged for one in verdicts]) & asked):
                missing.append(NotJudged(rule, _needs(verdicts, asked), int(asked.sum())))
        return tuple(missing)

    @staticmethod
    def _sorted(firings: Iterable[Tension]) -> tuple[Tension, ...]:
        return tuple(sorted(firings, key=lambda one: (-one.severity, one.account, one.rule.number)))


def find_tensions(
    facts: Facts,
    portfolio: Portfolio,
    standards: Standards,
    rules: Sequence[Rule] = RULES,
) -> Tensions:
    """Return what contradicts what, of all accounts; lost accounts fire nothing.

    `portfolio` is the score of the same facts. Rules whose data are absent never fire and say what they need.
    """
    basis = Basis(facts, portfolio, standards)
    judged = []
    for rule in rules:
        said = rule.judge(basis)
        judged.append((rule, said if isinstance(said, tuple) else (said,)))
    return Tensions(basis, tuple(judged))


def _firing(verdicts: tuple[Verdict, ...]) -> Iterator[tuple[Verdict, np.ndarray]]:
    """Yield each verdict with the accounts that it fires for and none before it did."""
    told = np.zeros(len(verdicts[0].fires), dtype=bool)
    for verdict in verdicts:
        yield verdict, np.flatnonzero(verdict.fires & ~told)
        told |= verdict.fires


def _tension(basis: Basis, rule: Rule, verdict: Verdict, account: int) -> Tension:
    first, second, *also = (_number(side, account) for side in verdict.sides)
    evidence = float(verdict.evidence[account])
    severity = evidence * float(basis.revenue_share[account])
    if verdict.question:
        rule = replace(rule, question=verdict.question)
    return Tension(rule, account, first, second, tuple(also), evidence, severity)


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
