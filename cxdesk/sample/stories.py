"""Turn the accounts named in `plants.py` into their stories by replacing what was drawn for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cxdesk.sample.dates import add_months, days_before_end
from cxdesk.sample.names import CULTURES, Culture
from cxdesk.sample.plants import PLANTS
from cxdesk.sample.records import ADMIN, BUYER, END_USER, FEATURES, Account, Behaviour

_MID = {
    "segment": "Mid-market",
    "plan": "Professional",
    "term_months": 12,
    "notice_days": 60,
    "price": 2400.0,
}
_LARGE = {
    "segment": "Enterprise",
    "plan": "Enterprise",
    "term_months": 12,
    "notice_days": 90,
    "price": 3000.0,
}
_SMALL = {
    "segment": "Small business",
    "plan": "Starter",
    "term_months": 12,
    "notice_days": 30,
    "price": 1600.0,
}
_BROAD = tuple(0.85**place for place in range(len(FEATURES)))
_CONTENT = (0.0, 0.01, 0.04, 0.30, 0.65)
_ORDINARY: Mapping[str, Any] = {
    "quality": 0.2,
    "drift": 0.0,
    "active_share": 0.75,
    "depth": 0.16,
    "feature_weights": _BROAD,
    "growth": 1.0,
    "survey_day": 60,
    "steady": True,
}


def _features(**weights: float) -> tuple[float, ...]:
    return tuple(weights.get(feature, 0.0) for feature in FEATURES)


def _at(country: str, industry: str, seats: int, renews_in: int, years: int) -> Mapping[str, Any]:
    """Return where an account is and how big; it renews `renews_in` days after the end, after `years`."""
    since = add_months(days_before_end(-renews_in), -12 * years)
    return {"country": country, "industry": industry, "seats": seats, "since": since}


_PEOPLE = {"admins": 2, "end_users": 6, "buyers": 1}
_ACCOUNTS: Mapping[str, Mapping[str, Any]] = {
    "champion leaves": _MID | _at("Norway", "Logistics", 24, 150, 4),
    "solved but reopened": _LARGE | _at("Germany", "Manufacturing", 48, 210, 5),
    "admin happy, end users not": _LARGE | _at("France", "Retail", 44, 120, 3),
    "silent renewal": _MID | _at("Poland", "Logistics", 26, 60, 4) | {"notice_days": 30},
    "growing advocate": _MID | _at("United Kingdom", "Food", 30, 250, 3),
    "heavy but one feature": _MID | _at("Italy", "Food", 22, 190, 3),
    "seats over-bought": _LARGE | _at("Germany", "Logistics", 60, 165, 2),
    "usage collapse": _LARGE | _at("Netherlands", "Manufacturing", 50, 230, 4),
    "escalations rising": _LARGE | _at("United States", "Healthcare", 46, 110, 3),
    "detractor about billing only": _MID | _at("Spain", "Retail", 20, 140, 2),
    "stalled onboarding": _MID | _at("Czechia", "Construction", 24, 216, 1),
    "well covered and healthy": _LARGE | _at("Türkiye", "Logistics", 40, 280, 6),
    "almost no data": _SMALL | _at("Japan", "Facility services", 6, 200, 2) | {"goes_by_crm_row_only": True},
    "low-coverage green": _MID | _at("Sweden", "Energy", 14, 175, 3),
}
_BEHAVIOURS: Mapping[str, Mapping[str, Any]] = {
    "champion leaves": _PEOPLE | {"tickets_per_month": 2.0, "champion_leaves": days_before_end(40)},
    "solved but reopened": _PEOPLE
    | {
        "tickets_per_month": 9.0,
        "reopen_rate": 0.42,
        "csat_shares": _CONTENT,
        "csat_answer_rate": ((0, 0.6),),
    },
    "admin happy, end users not": {
        "admins": 4,
        "end_users": 14,
        "buyers": 1,
        "tickets_per_month": 4.0,
        "nps_ranges": ((ADMIN, 9, 10), (END_USER, 2, 7), (BUYER, 7, 8)),
        "nps_answer_rate": ((0, 0.9),),
    },
    "silent renewal": _PEOPLE
    | {
        "tickets_per_month": 4.0,
        "level": ((200, 1.15), (95, 1.1), (80, 0.4), (0, 0.33)),
        "ticket_level": ((180, 1.0), (95, 1.0), (90, 0.15), (0, 0.15)),
        "nps_answer_rate": ((240, 0.5), (200, 0.0)),
        "csat_answer_rate": ((260, 0.5), (230, 0.0)),
    },
    "growing advocate": _PEOPLE
    | {
        "quality": 1.3,
        "active_share": 0.9,
        "tickets_per_month": 1.8,
        "growth": 1.25,
        "level": ((730, 0.7), (365, 0.85), (180, 1.0), (0, 1.4)),
        "nps_ranges": ((ADMIN, 9, 10), (END_USER, 9, 10), (BUYER, 9, 10)),
        "nps_answer_rate": ((0, 0.8),),
        "upgrade_date": days_before_end(167),
    },
    "heavy but one feature": _PEOPLE
    | {
        "tickets_per_month": 1.5,
        "active_share": 0.95,
        "depth": 0.3,
        "event_scale": 2.6,
        "feature_weights": _features(mobile_app=0.94, reports=0.04, alerts=0.02),
    },
    "seats over-bought": _PEOPLE | {"tickets_per_month": 2.5, "active_share": 0.27, "depth": 0.2},
    "usage collapse": _PEOPLE
    | {
        "tickets_per_month": 4.0,
        "active_share": 0.92,
        "depth": 0.3,
        "event_scale": 1.5,
        "level": ((61, 1.0), (59, 0.13), (0, 0.08)),
    },
    "escalations rising": _PEOPLE
    | {
        "tickets_per_month": 13.0,
        "escalation_rate": ((95, 0.05), (88, 0.42), (0, 0.70)),
        "escalators_apart": True,
        "csat_shares": (0.0, 0.0, 0.0, 0.4, 0.6),
        "csat_answer_rate": ((0, 0.8),),
    },
    "detractor about billing only": _PEOPLE
    | {
        "tickets_per_month": 4.0,
        "active_share": 0.9,
        "level": ((365, 0.8), (180, 0.9), (90, 1.1), (0, 1.5)),
        "billing_share": 0.65,
        "nps_ranges": ((ADMIN, 3, 6), (END_USER, 2, 6), (BUYER, 1, 5)),
        "nps_answer_rate": ((0, 0.8),),
        "comment_rate": 1.0,
        "theme": "billing",
    },
    "stalled onboarding": {
        "admins": 2,
        "end_users": 3,
        "buyers": 1,
        "survey_day": 45,
        "tickets_per_month": 1.5,
        "active_share": 0.2,
        "feature_weights": _features(planning_board=0.8, reports=0.2),
        "nps_ranges": ((ADMIN, 9, 10), (END_USER, 9, 10), (BUYER, 9, 10)),
        "nps_answer_rate": ((0, 0.6),),
    },
    "well covered and healthy": {
        "quality": 1.8,
        "admins": 3,
        "end_users": 9,
        "buyers": 2,
        "active_share": 0.95,
        "depth": 0.24,
        "tickets_per_month": 5.0,
        "reopen_rate": 0.03,
        "escalation_rate": ((0, 0.02),),
        "csat_shares": (0.0, 0.0, 0.02, 0.2, 0.78),
        "csat_answer_rate": ((0, 0.6),),
        "nps_ranges": ((ADMIN, 9, 10), (END_USER, 8, 10), (BUYER, 9, 10)),
        "nps_answer_rate": ((0, 0.85),),
    },
    "almost no data": {
        "admins": 0,
        "end_users": 0,
        "buyers": 0,
        "tickets_per_month": 0.0,
        "has_usage_feed": False,
    },
    "low-coverage green": {
        "admins": 2,
        "end_users": 5,
        "buyers": 1,
        "tickets_per_month": 0.0,
        "has_usage_feed": False,
        "nps_ranges": ((ADMIN, 9, 10), (END_USER, 9, 10), (BUYER, 9, 10)),
        "nps_answer_rate": ((0, 0.8),),
    },
}
PLANTED_IDS = frozenset(plant.account_id for plant in PLANTS)
_BY_ID = {plant.account_id: plant for plant in PLANTS}
_CULTURE_OF = {culture.country: culture for culture in CULTURES}


def with_story(
    account: Account, behaviour: Behaviour, culture: Culture
) -> tuple[Account, Behaviour, Culture]:
    """Return the three as they are, or changed to the story that `PLANTS` tells of this account."""
    plant = _BY_ID.get(account.account_id)
    if plant is None:
        return account, behaviour, culture
    changed = replace(account, name=plant.account_name, **_ACCOUNTS[plant.name])
    return changed, replace(behaviour, **(_ORDINARY | _BEHAVIOURS[plant.name])), _CULTURE_OF[changed.country]
