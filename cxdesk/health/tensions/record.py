"""What a tension is made of: the rule, the two numbers that contradict each other, and a firing of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cxdesk.health.tensions.basis import Basis

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

CALL, INTERNAL = "call", "internal"
"""Whom a question is for: the customer, in the next call, or ourselves."""
NO_DAY = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both inclusive; `start` is NaT for what holds on the day `end`."""

    start: np.datetime64
    end: np.datetime64


@dataclass(frozen=True, slots=True)
class Side:
    """One number of a rule for n accounts, and whether it passes its gate.

    `value` is in `unit`, NaN where the account's data do not say it; `n` counts what it was made from.
    `evidence` is how probable it is that the number really is as high, low or changed as the rule asks (0 to
    1; 1 for what was counted, not sampled), `reliability` R of it (1 for what was counted). `before` and
    `before_n` are of the period as long that came before, `z` the change over its standard error; `low` and
    `high` a 80 % interval of what was seen; `of` says what `n` counts, as "answers", and `about` whom or what
    it is about. NaN or "" where there is nothing of the kind.
    """

    label: str
    unit: str
    value: Floats
    n: Floats
    period: Period
    passes: Mask
    evidence: Floats
    reliability: Floats
    needs: str
    before: Floats | None = None
    before_n: Floats | None = None
    z: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None
    about: np.ndarray | None = None
    of: str = ""

    @property
    def known(self) -> Mask:
        """Where the number is known (n,)."""
        return ~np.isnan(self.value)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of n accounts: `fires` where both sides and all further conditions pass. `question` is
    asked instead of the rule's where it is given.
    """

    sides: tuple[Side, ...]
    fires: Mask
    evidence: Floats
    question: str = ""

    @property
    def judged(self) -> Mask:
        """Where every side is known (n,)."""
        return np.logical_and.reduce([side.known for side in self.sides])


@dataclass(frozen=True, slots=True)
class Rule:
    """A tension as data, and the function that looks for it.

    `needs` says in words which data it cannot do without. Of several verdicts any may fire; the first one
    that does gives the numbers.
    """

    number: int
    name: str
    question: str
    disappears_when: str
    audience: str
    needs: str
    judge: Callable[[Basis], Verdict | tuple[Verdict, ...]]


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a firing, as `Side` has it of one account; NaN and "" where there is nothing."""

    label: str
    unit: str
    value: float
    n: int
    period: Period
    before: float
    before_n: int
    z: float
    low: float
    high: float
    about: str
    of: str


@dataclass(frozen=True, slots=True)
class Tension:
    """A rule that fires for the account at position `account`.

    `evidence` is that of the weaker side; `severity` is evidence x share of the company's revenue, 0 to 1.
    """

    rule: Rule
    account: int
    first: Number
    second: Number
    also: tuple[Number, ...]
    evidence: float
    severity: float


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A rule that cannot be judged: of which data it needs more, and of how many of the customers asked about
    this holds.
    """

    rule: Rule
    needs: str
    accounts: int
