"""The terms of the score, in the words that the notes and the sheet Definitions show.

Metrics have their own definitions in `cxdesk.metrics`; here is what the health makes of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cxdesk.metrics import METRICS, Definition
from cxdesk.report.item_terms import ITEM_TERMS


@dataclass(frozen=True, slots=True)
class Term:
    """One term: `formula` says how it is computed, `shows` and `does_not_prove` are a sentence each."""

    name: str
    label: str
    unit: str
    formula: str
    shows: str
    does_not_prove: str = ""


_LIST = (
    Term(
        "health",
        "Health",
        "0 to 100",
        "Sum over the pillars of share x pillar score, plus imbalance, held down by the caps that hold.",
        "60 is typical for these accounts on the calibration date; the bars on Contributions add up to it.",
        "It does not say when to act: that is the notice date and the value at risk.",
    ),
    Term(
        "band",
        "Band",
        "",
        "The band of Standards that the health reaches; unknown below the least coverage.",
        "Healthy, watch or at risk, by the bounds on Standards.",
        "A band is not a forecast.",
    ),
    Term(
        "coverage",
        "Coverage",
        "% of the weight",
        "Sum of weight x reliability over the pillars / sum of weights.",
        "How much of what the score should rest on is there; 0 for lost accounts.",
        "High coverage says nothing about being healthy.",
    ),
    Term(
        "range",
        "Range of the health",
        "0 to 100",
        "Health plus and minus 1.28 standard errors, cut at 0 and 100.",
        "Where the health would lie eight times in ten if everything were known.",
        "It is as cxdesk computed it; it does not follow changes on Standards.",
    ),
    Term(
        "share",
        "Share",
        "0 to 1",
        "Weight x reliability of the pillar / sum of the same over all pillars.",
        "How much of the health the pillar decides for this account: little evidence, little say.",
    ),
    Term(
        "score",
        "Pillar score",
        "0 to 100",
        "Drivers' scores weighted by weight x reliability. Renewal: the typical score plus the log-odds of "
        "renewal above typical x points that double the odds / ln 2, held within 0 to 100.",
        "What the evidence of one kind says on the common scale; typical where there is none.",
    ),
    Term(
        "reliability",
        "Reliability",
        "0 to 1",
        "Of a driver: by the amount of evidence. Of a pillar: mean of its drivers by weight, later on "
        "without those of an account's first days. Of renewal: the share of the signals' log-odds whose "
        "inputs are there.",
        "How far the own evidence counts against what is usual in the segment.",
    ),
    Term(
        "driver_score",
        "Driver score",
        "0 to 100",
        "The value on the calibrated scale: the 10th, 50th and 90th "
        "percentile of the own accounts score 30, 60 and 90.",
        "Where the account stands among its peers of the calibration date.",
    ),
    Term(
        "x",
        "Signal, standardised",
        "standard deviations",
        "(Value - mean) / standard deviation of the own accounts, held within the limit; empty when unknown.",
        "Positive is risk.",
    ),
    Term(
        "start",
        "Start",
        "points",
        "The typical score.",
        "Where an account with nothing special stands.",
    ),
    Term(
        "gap",
        "Data gaps",
        "points",
        "Typical score x (sum of shares - 1).",
        "What missing evidence moves by itself: nothing, as long as all pillars have one typical score.",
    ),
    Term(
        "tenure",
        "Renewal at this age",
        "points",
        "Renewal share x points that double the odds / ln 2 x (log-odds by age - typical log-odds).",
        "What the segment's own retention says about accounts of this age.",
    ),
    Term(
        "driver",
        "Points of a driver",
        "points",
        "Pillar share x weight x reliability x (driver score - typical score) / sum of weight x reliability.",
        "How far this driver lifts or lowers the health.",
    ),
    Term(
        "signal",
        "Points of a signal",
        "points",
        "Minus renewal share x points that double the odds / ln 2 x log-odds of the signal x its value.",
        "How far this signal lifts or lowers the health.",
    ),
    Term(
        "clip",
        "Beyond the scale",
        "points",
        "Renewal share x (pillar score - the same before it was held).",
        "What holding the renewal pillar within 0 to 100 takes away or gives.",
    ),
    Term(
        "imbalance",
        "Imbalance",
        "points",
        "Geometric mean of the pillar scores by share - arithmetic mean; 0 where Standards leave it out.",
        "What an account loses because one pillar is far below the others.",
    ),
    Term(
        "cap",
        "Points of a cap",
        "points",
        "Ceiling - (health before it, with the caps to its left), where the fact holds and that is below 0.",
        "What a hard fact takes away, so that nothing else can outvote it.",
        "A ceiling is a judgement on Standards, not evidence.",
    ),
    Term(
        "cap_fact",
        "Hard fact",
        "1 or 0",
        "1 where the fact holds beyond the threshold on Standards; empty where it cannot be known.",
        "Notice given; champion gone or silent; a bill unpaid for long; a severe case open; use broken off. "
        "A champion is silent who used it or wrote tickets before and was not heard of since "
        "champion_silent_days, or who left silent_invitations rounds of surveys in a row unanswered. A bill "
        "that is void or cancelled today and was never paid, or that was paid nobody says when, counts on no "
        "past date: whether it was owed then is not known.",
    ),
    Term(
        "check", "Check", "points", "Health - sum of all bars.", "Zero but for rounding; red when it is not."
    ),
    Term(
        "base",
        "Log-odds by age",
        "log-odds",
        "ln(r / (1 - r)), r being the segment's retention over the next 12 months at this age: of a contract "
        "by the month through its next 12 renewals, of a longer one the part that falls on a year.",
        "The chance of renewal before any signal.",
    ),
    Term(
        "p_renew",
        "Chance of renewal",
        "%",
        "1 / (1 + exp(-(log-odds by age - sum of log-odds x signal))).",
        "The chance to stay the next 12 months, for all the same, so that contracts of different terms "
        "compare. With yearly contracts it is that of the coming renewal; of a contract by the month the "
        "chance of each renewal is its 12th root, of one for two years its square.",
        "It rests on judgement until there is enough churn history to learn from.",
    ),
    Term(
        "derl",
        "Expected renewals after next",
        "renewals, discounted",
        "DERL(t) = r(t) x (1 + DERL(t+1) / (1 + discount rate)), on the sheet Retention.",
        "How many more renewals to expect once the next one has happened (Fader and Hardie 2010).",
    ),
    Term(
        "expected",
        "Expected renewals or orders",
        "discounted",
        "Chance of renewal x (1 + expected renewals after next / (1 + discount rate)); of customers who "
        "order, chance to buy again x orders to come.",
        "How much more is to be expected of this account, the next renewal or order included.",
    ),
    Term(
        "ratio",
        "Ratio to usual",
        "ratio",
        "Expected / the mean of the segment's customers on the sheet Usual in segment, to 9 digits.",
        "What the driver of this name scores: 1 is what is usual in the segment.",
    ),
    Term(
        "arr",
        "ARR",
        "money per year",
        "From the sheet Accounts.",
        "What the account pays in a year, as known on the as-of date.",
    ),
    Term(
        "clv",
        "Customer lifetime value",
        "money",
        "ARR x margin x chance of renewal x (1 + expected renewals after next / (1 + discount rate)).",
        "What the account is expected to bring from its next renewal on.",
        "It does not show why some accounts grow and others stall.",
    ),
    Term(
        "value_at_risk",
        "Value at risk",
        "money",
        "ARR x margin x (1 - chance of renewal) x (1 + expected renewals after next / (1 + discount rate)).",
        "What the next renewal loses on average: it puts the accounts in the order in which to work on them.",
        "It is not health: a big healthy account can have more of it than a small one at risk.",
    ),
    Term(
        "strongest",
        "Strongest signal",
        "",
        "The driver or renewal signal with the largest points, up or down.",
        "What moves this account's health most.",
        "One bar is not the whole explanation: see Contributions.",
    ),
    Term(
        "notice",
        "Notice in",
        "days",
        "Last day on which notice can be given - as-of date.",
        "How long there is to act. Negative: the day has passed.",
    ),
    Term(
        "renewal",
        "Renewal in",
        "days",
        "Renewal date - as-of date; no account has a notice date.",
        "How long there is to act. Negative: the day has passed.",
    ),
)

TERMS: Mapping[str, Term] = MappingProxyType({term.name: term for term in _LIST})
_METRICS: Mapping[str, Definition] = MappingProxyType(
    {metric.definition.name: metric.definition for metric in METRICS}
)


def note_of(name: str, after: str = "") -> str:
    """Return the note of a term: unit, formula, what it does not prove; `after` is put at the end."""
    term = TERMS[name]
    return _joined(term.label, term.unit, term.formula, term.shows, term.does_not_prove, after)


def note_of_item(name: str, label: str, unit: str, after: str = "") -> str:
    """Return the note of a driver or signal: in its own words, else those of the metric of that name."""
    own, metric = ITEM_TERMS.get(name), _METRICS.get(name)
    if own is not None:
        return _joined(label, unit, own.formula, own.shows, own.does_not_prove, after)
    if metric is None:
        return _joined(label, unit, "", "", "", after)
    return _joined(label, unit, metric.formula, metric.proves, metric.does_not_prove, after)


def _joined(label: str, unit: str, formula: str, shows: str, does_not_prove: str, after: str) -> str:
    """Return the lines of a note, without the empty ones."""
    lines = (f"{label} ({unit})" if unit else label, formula, shows, does_not_prove, after)
    return "\n".join(line for line in lines if line)
