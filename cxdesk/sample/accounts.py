"""Draw the ordinary accounts: segment, seats, price, tenure, and a latent quality that all else follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from cxdesk.sample.dates import SAMPLE_END, SAMPLE_START, add_months
from cxdesk.sample.names import Culture, company_names
from cxdesk.sample.records import FEATURES, Account, Behaviour

FIRST_ACCOUNT = 1001
CHURNED_SHARE = 0.12

_OWNERS = (
    "Ingrid Solberg-Ek",
    "Tomasz Wrona",
    "Amara Okonjo",
    "Lena Hartwig",
    "Rui Falcão",
    "Maeve Corrigan",
)
# Shares of how many terms a churned account had lasted: most leave at the first or second renewal.
_TERMS_BEFORE_CHURN = (0.42, 0.26, 0.16, 0.10, 0.06)
_REASONS = (
    "Price",
    "Missing feature",
    "Support quality",
    "Champion left",
    "Switched to competitor",
    "Budget cut",
    "Business closed",
)
_REASON_SHARES = (0.2, 0.2, 0.17, 0.13, 0.17, 0.09, 0.04)


@dataclass(frozen=True, slots=True)
class _Segment:
    """Ranges of a segment: `tickets` a month, `price` EUR a seat a year, `people` (admins, users, buyers)."""

    name: str
    share: float
    plan: str
    seats: tuple[int, int]
    price: float
    notice_days: int
    tickets: float
    people: tuple[int, int, int]


SEGMENTS = (
    _Segment("Enterprise", 0.20, "Enterprise", (34, 78), 3000.0, 90, 4.4, (2, 6, 2)),
    _Segment("Mid-market", 0.40, "Professional", (12, 28), 2400.0, 60, 1.9, (1, 4, 1)),
    _Segment("Small business", 0.40, "Starter", (3, 9), 1600.0, 30, 0.7, (1, 2, 0)),
)


def account_id_of(number: int) -> str:
    """Return the id of the account drawn as `number` (0-based); the prefix marks every row as synthetic."""
    return f"SYN-{FIRST_ACCOUNT + number}"


def draw_accounts(
    seed: int, count: int, reserved: frozenset[str]
) -> list[tuple[Account, Behaviour, Culture]]:
    """Return `count` ordinary accounts with their behaviour and culture; ids in `reserved` never churn.

    Exactly `CHURNED_SHARE` of them (rounded) have churned inside the sample, the worse the likelier.
    """
    rng = np.random.default_rng([seed, 1])
    quality = rng.normal(size=count)
    segment_of = _segments(rng, count)
    names = company_names(count)
    churn_order = -2.2 * quality + rng.gumbel(size=count)
    churn_order[[account_id_of(number) in reserved for number in range(count)]] = -np.inf
    churned = set(np.argsort(-churn_order)[: round(CHURNED_SHARE * count)].tolist())
    drawn = []
    for number in range(count):
        own = np.random.default_rng([seed, 2, number])
        name, industry, culture = names[number]
        segment = SEGMENTS[segment_of[number]]
        account = _account(own, number, name, industry, culture, segment, number in churned)
        drawn.append((account, _behaviour(own, float(quality[number]), segment), culture))
    return drawn


def _segments(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return an index into `SEGMENTS` per account: the shares are met exactly, the order is random."""
    bounds = np.cumsum([segment.share for segment in SEGMENTS])
    return np.searchsorted(bounds, (rng.permutation(count) + 0.5) / count)


def _account(
    rng: np.random.Generator,
    number: int,
    name: str,
    industry: str,
    culture: Culture,
    segment: _Segment,
    churned: bool,
) -> Account:
    term = 24 if segment.name == "Enterprise" and rng.random() < 0.25 else 12
    churn_date, reason = None, ""
    if churned:
        term = 12
        churn_date = SAMPLE_START + timedelta(days=int(rng.integers(75, 700)))
        terms = 1 + int(rng.choice(len(_TERMS_BEFORE_CHURN), p=_TERMS_BEFORE_CHURN))
        # Days past the 28th would drift when months are added; nobody's contract depends on them.
        churn_date = churn_date.replace(day=min(churn_date.day, 28))
        since = add_months(churn_date, -12 * terms)
        reason = _REASONS[int(rng.choice(len(_REASONS), p=_REASON_SHARES))]
    else:
        since = _customer_since(rng)
    return Account(
        account_id=account_id_of(number),
        name=name,
        segment=segment.name,
        industry=industry,
        country=culture.country,
        owner=_OWNERS[int(rng.integers(len(_OWNERS)))],
        plan=segment.plan,
        since=since,
        term_months=term,
        notice_days=segment.notice_days,
        seats=int(rng.integers(segment.seats[0], segment.seats[1] + 1)),
        price=round(segment.price * float(rng.uniform(0.85, 1.15)), 0),
        churn_date=churn_date,
        churn_reason=reason,
    )


def _customer_since(rng: np.random.Generator) -> date:
    """Return a start 3 weeks to 7 years before the end, for every second account on the first of a month."""
    since = SAMPLE_END - timedelta(days=int(21 + rng.beta(1.2, 1.6) * 7 * 365))
    day = 1 if rng.random() < 0.5 else min(since.day, 28)
    return since.replace(day=day)


def _behaviour(rng: np.random.Generator, quality: float, segment: _Segment) -> Behaviour:
    admins, end_users, buyers = segment.people
    return Behaviour(
        quality=quality,
        drift=float(rng.normal(0, 0.35)),
        phase=float(rng.uniform(0, 2 * np.pi)),
        active_share=float(np.clip(rng.normal(0.66 + 0.10 * quality, 0.08), 0.2, 0.98)),
        depth=float(0.125 * rng.gamma(9, 1 / 9)),
        feature_weights=_feature_weights(rng, quality),
        tickets_per_month=float(segment.tickets * rng.gamma(5, 1 / 5) * np.exp(-0.12 * quality)),
        growth=float(np.clip(1.03 + 0.06 * quality + rng.normal(0, 0.06), 0.85, 1.3)),
        admins=admins + int(rng.random() < 0.3),
        end_users=end_users + int(rng.integers(0, 3)),
        buyers=buyers + int(rng.random() < 0.25),
        survey_day=int(rng.integers(4, 175)),
    )


def _feature_weights(rng: np.random.Generator, quality: float) -> tuple[float, ...]:
    """Return the weight of each feature, the first ones favoured; better accounts use more of them."""
    used = int(np.clip(round(6.3 + 1.3 * quality + rng.normal(0, 1.2)), 2, len(FEATURES)))
    weights = rng.gamma(2.0, 1.0, len(FEATURES)) * 0.82 ** np.arange(len(FEATURES)) + 0.02
    keep = np.argsort(-weights)[:used]
    chosen = np.zeros(len(FEATURES))
    chosen[keep] = weights[keep]
    return tuple((chosen / chosen.sum()).round(6).tolist())
