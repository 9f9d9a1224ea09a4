"""Renewal risk: the segment's own retention curve at the account's age, moved by signals in log-odds.

With no signal the pillar *is* the segment's history. Signals are standardised on the calibration's population
and clipped; an absent input adds nothing (methods 3). Curves are fitted to renewals by each contract's own
term; the log-odds are of staying the next 12 months for all, so that a monthly contract compares with one of
two years, and with yearly ones they are of the coming renewal. Urgency, the days left to the notice date, is
never part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cxdesk.health.contact import CONTACT_DAYS, days_since_contact, seen_lately
from cxdesk.health.portfolio import Signal
from cxdesk.health.renewal_events import bill_trouble, incident_exposure, price_rise
from cxdesk.health.shrinkage import DEFAULT_STRENGTH, decay_weights
from cxdesk.health.silence import fell_silent
from cxdesk.health.standards import Renewal
from cxdesk.metrics.windows import age_days
from cxdesk.workspace.facts.contacts import ROUND_DAYS
from cxdesk.workspace.facts_record import Facts

SILENCE_DAYS = 180
_LABELS = {
    "usage_falling": ("Usage falling", False, "log ratio, falling"),
    "seats_unused": ("Seats unused, by age", False, "share of seats"),
    "sentiment_low": ("Sentiment low", False, "points below typical"),
    "champion_gone": ("Champion gone or silent", True, ""),
    "single_threaded": ("One contact only", True, ""),
    "escalations": ("Escalated tickets", False, "share of tickets"),
    "reopens": ("Reopened tickets", False, "share of resolved tickets"),
    "silent": ("Invitations unanswered", True, ""),
    "no_contact": ("No contact for 90 days", True, ""),
    "bill_trouble": ("Bill overdue or disputed", True, ""),
    "incident_exposure": ("Severe incidents", False, "in 90 days"),
    "price_rise": ("Price of a seat up by more than 10 %", True, ""),
}


@dataclass(frozen=True, slots=True)
class SignalReading:
    """A renewal signal over n accounts: `value` in its unit (1 or 0 for flags), NaN where its input is
    absent.
    """

    signal: Signal
    value: np.ndarray


def is_flag(name: str) -> bool:
    """Return whether a signal is 0 or 1, and so is not standardised."""
    return _LABELS[name][1]


def signal_label(name: str) -> str:
    """Return what people call a signal."""
    return _LABELS[name][0]


def signal_values(
    facts: Facts, usage_trend: np.ndarray, seat_use: np.ndarray, standards: Renewal
) -> dict[str, np.ndarray]:
    """Return the values of every signal that needs no score, (n,) each, NaN where an input is absent.

    `usage_trend` (log ratio) and `seat_use` (share) are what adoption knows already. The one that is left
    out, `sentiment_low`, is the points that sentiment's score lies below typical.
    """
    return {
        "usage_falling": -usage_trend,
        "seats_unused": 1.0 - seat_use,
        "champion_gone": _champion_gone(facts, standards),
        "single_threaded": _single_threaded(facts),
        "escalations": _ticket_share(facts, facts.tickets.escalations, standards),
        "reopens": _ticket_share(
            facts, np.where(facts.tickets.is_open, np.nan, facts.tickets.reopens), standards
        ),
        "silent": _silent(facts, standards.silent_invitations),
        "no_contact": _no_contact(facts),
        "bill_trouble": bill_trouble(facts),
        "incident_exposure": incident_exposure(facts),
        "price_rise": price_rise(facts),
    }


def signal_readings(values: Mapping[str, np.ndarray], standards: Renewal) -> list[SignalReading]:
    """Return every signal of the standards with its values."""
    readings = []
    for name, beta in standards.betas.items():
        label, flag, unit = _LABELS[name]
        readings.append(SignalReading(Signal(name, label, beta, flag, unit), values[name]))
    return readings


def _champion_gone(facts: Facts, standards: Renewal) -> np.ndarray:
    """Return 1 where every champion left or fell silent, 0 where one is there, NaN where there is none."""
    contacts, count = facts.contacts, len(facts.accounts)
    champions = contacts.is_champion
    gone = ~np.isnat(contacts.left_at) | fell_silent(facts, standards)
    known = np.bincount(contacts.account[champions], minlength=count) > 0
    present = np.bincount(contacts.account[champions & ~gone], minlength=count) > 0
    return np.where(known, (~present).astype(float), np.nan)


def _single_threaded(facts: Facts) -> np.ndarray:
    """Return 1 where at most one person was heard of in 90 days, NaN where people or their traces are not
    known.
    """
    contacts, count = facts.contacts, len(facts.accounts)
    traced = ~np.isnat(contacts.last_seen)
    known = np.bincount(contacts.account[traced], minlength=count) > 0
    engaged = np.bincount(contacts.account[seen_lately(facts)], minlength=count)
    return np.where(known, (engaged <= 1).astype(float), np.nan)


def _ticket_share(facts: Facts, times: np.ndarray, standards: Renewal) -> np.ndarray:
    """Return the share of an account's tickets with at least one such event, recent ones counting more.

    Shrunk to the share of all customers' tickets as if by five tickets; NaN without a ticket that says.
    """
    tickets, count = facts.tickets, len(facts.accounts)
    known = ~np.isnan(times) & ~tickets.is_merged
    age = age_days(tickets.created_at[known], facts.as_of)
    weights = decay_weights(np.maximum(age, 0.0), standards.ticket_half_life_days)
    happened = weights * (times[known] > 0)
    typical = facts.accounts.is_customer[tickets.account[known]]
    whole = weights[typical].sum()
    overall = happened[typical].sum() / whole if whole > 0 else 0.0
    total = np.bincount(tickets.account[known], weights=weights, minlength=count)
    events = np.bincount(tickets.account[known], weights=happened, minlength=count)
    share = (events + DEFAULT_STRENGTH * overall) / (total + DEFAULT_STRENGTH)
    return np.where(np.bincount(tickets.account[known], minlength=count) > 0, share, np.nan)


def _silent(facts: Facts, waves: int) -> np.ndarray:
    """Return 1 where nobody answered in the newest waves of the last 180 days, NaN with fewer waves.

    A wave is the invitations of an account within 14 days. Those of the last 14 days count only once they are
    answered: people still have time.
    """
    answers, count = facts.answers, len(facts.accounts)
    answered = ~np.isnan(answers.unit) | ~np.isnat(answers.answered_at)
    age = age_days(answers.invited_at, facts.as_of)
    left = np.flatnonzero((age < SILENCE_DAYS) & (answered | (age >= ROUND_DAYS)))
    asked, heard = np.zeros(count), np.zeros(count, dtype=bool)
    for _ in range(waves):
        newest = np.full(count, np.inf)
        np.minimum.at(newest, answers.account[left], age[left])
        in_wave = age[left] <= newest[answers.account[left]] + ROUND_DAYS
        wave, left = left[in_wave], left[~in_wave]
        asked += np.isfinite(newest)
        heard[answers.account[wave[answered[wave]]]] = True
    return np.where(asked >= waves, (~heard).astype(float), np.nan)


def _no_contact(facts: Facts) -> np.ndarray:
    """Return 1 where no answer, ticket or call came in the last 90 days, NaN where there never was any."""
    days = days_since_contact(facts)
    return np.where(np.isnan(days), np.nan, (days >= CONTACT_DAYS).astype(float))
