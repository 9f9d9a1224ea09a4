"""The stories planted in the sample, as data: tests look for them in the files and in the app.

Every measure is taken as of `SAMPLE_END`. Windows are counted back from it and include it: the last 90 days
are 2026-07-03 to 2026-09-30. Shares run from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that anybody can compute from the raw files: `at_least` to `at_most`, both inclusive.

    Measures ending in "ratio" or "change" compare the window with the equally long one before it.
    """

    measure: str
    at_least: float | None = None
    at_most: float | None = None
    window_days: int = 0


@dataclass(frozen=True, slots=True)
class Plant:
    """A planted story: what happens at the account, what the app should see, and facts that prove it."""

    name: str
    account_id: str
    account_name: str
    what: str
    expected: str
    facts: tuple[Fact, ...]


PLANTS: tuple[Plant, ...] = (
    Plant(
        "champion leaves",
        "SYN-1003",
        "Åsgardvik Frakt",
        "The champion, by far the heaviest user, left 40 days before the end; nobody has taken it over.",
        "A contact marked champion has a left date 40 days back and no usage since; renewal within 270 days.",
        (
            Fact("champion left days ago", 40, 40),
            Fact("champion usage rows after leaving", at_most=0),
            Fact("champion active days", at_least=60, window_days=365),
            Fact("renewal in days", 1, 270),
        ),
    ),
    Plant(
        "solved but reopened",
        "SYN-1007",
        "Brennholm Maschinenbau",
        "People rate the friendly agent, not the fix: tickets are closed early and come back.",
        "CSAT of 90 % or more beside a reopen rate of 30 % or more, both on at least 20 cases.",
        (
            Fact("csat", at_least=0.90, window_days=180),
            Fact("csat answers", at_least=20, window_days=180),
            Fact("reopen rate", at_least=0.30, window_days=180),
            Fact("resolved tickets", at_least=30, window_days=180),
        ),
    ),
    Plant(
        "admin happy, end users not",
        "SYN-1010",
        "Clairvanne Distribution",
        "Four administrators love it, the people who use it daily do not.",
        "NPS of administrators at least 100 points above that of end users, on 2 and 8 or more answers.",
        (
            Fact("nps of admins", at_least=60, window_days=180),
            Fact("nps answers of admins", at_least=2, window_days=180),
            Fact("nps of end users", at_most=-40, window_days=180),
            Fact("nps answers of end users", at_least=8, window_days=180),
        ),
    ),
    Plant(
        "silent renewal",
        "SYN-1014",
        "Nowołódź Transport",
        "Renews by itself in 60 days; nobody answers surveys any more, usage has halved and so have tickets.",
        "4 or more invitations and no answer in 180 days, usage down by half, renewal in 60 days.",
        (
            Fact("nps invitations", at_least=4, window_days=180),
            Fact("nps answers", at_most=0, window_days=180),
            Fact("csat answers", at_most=0, window_days=180),
            Fact("usage events ratio", at_most=0.55, window_days=90),
            Fact("tickets ratio", at_most=0.55, window_days=90),
            Fact("renewal in days", 60, 60),
        ),
    ),
    Plant(
        "growing advocate",
        "SYN-1018",
        "Thistlemoor Foods",
        "Use grows, seats were upgraded in April and again at the renewal in June, all are promoters.",
        "Usage events up by 20 % or more on the 180 days before, an upgrade row within a year, NPS 100.",
        (
            Fact("usage events ratio", at_least=1.20, window_days=180),
            Fact("seat upgrades", at_least=1, window_days=365),
            Fact("nps", at_least=100, window_days=365),
            Fact("nps answers", at_least=8, window_days=365),
        ),
    ),
    Plant(
        "heavy but one feature",
        "SYN-1021",
        "Pietrachiara Alimentari",
        "Very heavy use, nearly all of it of the mobile app: a cheaper tool could replace it.",
        "80 % or more of events in one feature, volume in the top quarter of its segment.",
        (
            Fact("top feature share", at_least=0.80, window_days=90),
            Fact("events percentile in segment", at_least=0.75, window_days=90),
        ),
    ),
    Plant(
        "seats over-bought",
        "SYN-1025",
        "Größenwald Logistik",
        "60 seats were bought for a roll-out that never reached most teams.",
        "Fewer than 40 % of seats active in 90 days, a customer for over 120 days, renewal within a year.",
        (
            Fact("active seat share", at_most=0.40, window_days=90),
            Fact("customer for days", at_least=120),
            Fact("renewal in days", 1, 365),
        ),
    ),
    Plant(
        "usage collapse",
        "SYN-1028",
        "Grauwdijk Machines",
        "One of the heaviest users of the year all but stopped 60 days ago.",
        "Events of the last 60 days at 30 % or less of the 60 before; events of the year in the top quarter.",
        (
            Fact("usage events ratio", at_most=0.30, window_days=60),
            Fact("events percentile in segment", at_least=0.75, window_days=365),
        ),
    ),
    Plant(
        "escalations rising",
        "SYN-1032",
        "Lakeshard Clinics",
        "More and more tickets are escalated, by people who are never asked; those asked are content.",
        "Escalated share of tickets up 30 points on the 90 days before, CSAT moved less than 15 points.",
        (
            Fact("escalated share change", at_least=0.30, window_days=90),
            Fact("escalated tickets", at_least=8, window_days=90),
            Fact("csat change", at_least=-0.15, at_most=0.15, window_days=90),
            Fact("csat answers", at_least=6, window_days=90),
            Fact("share of escalators who answered", at_most=0.2, window_days=90),
        ),
    ),
    Plant(
        "detractor about billing only",
        "SYN-1036",
        "Peñarroble Comercio",
        "Every complaint is about invoices; the product is used more than ever.",
        "Detractors only, every comment names the invoice, billing tickets, usage not falling.",
        (
            Fact("nps", at_most=-100, window_days=180),
            Fact("nps answers", at_least=4, window_days=180),
            Fact("share of nps comments about invoices", at_least=1, window_days=180),
            Fact("billing tickets", at_least=3, window_days=90),
            Fact("usage events ratio", at_least=0.95, window_days=90),
        ),
    ),
    Plant(
        "stalled onboarding",
        "SYN-1039",
        "Žďárek Stavby",
        "A customer for five months who still hopes; the roll-out has not moved since week three.",
        "Customer for at most 180 days, 2 of 12 features and a quarter of seats in use, promoters only.",
        (
            Fact("customer for days", 90, 180),
            Fact("features used", at_most=2, window_days=90),
            Fact("active seat share", at_most=0.25, window_days=90),
            Fact("nps", at_least=100, window_days=120),
            Fact("nps answers", at_least=1, window_days=120),
        ),
    ),
    Plant(
        "well covered and healthy",
        "SYN-1043",
        "Çınaralp Lojistik",
        "Heard from in every role, used broadly by nearly everybody, few and clean tickets.",
        "Answers from every role, 80 % of seats and 9 features in use, CSAT 90 %, reopen rate under 10 %.",
        (
            Fact("nps answers of admins", at_least=2, window_days=365),
            Fact("nps answers of end users", at_least=8, window_days=365),
            Fact("nps answers of buyers", at_least=1, window_days=365),
            Fact("nps", at_least=40, window_days=365),
            Fact("active seat share", at_least=0.80, window_days=90),
            Fact("features used", at_least=9, window_days=90),
            Fact("csat", at_least=0.90, window_days=365),
            Fact("csat answers", at_least=15, window_days=365),
            Fact("reopen rate", at_most=0.10, window_days=365),
        ),
    ),
    Plant(
        "almost no data",
        "SYN-1047",
        "Shirohane 白羽根 Services",
        "Taken over from another team: a row in the CRM and nothing else.",
        "One account row; no contact, contract, survey, usage or ticket row.",
        (
            Fact("rows outside the account sheet", at_most=0),
            Fact("account rows", 1, 1),
        ),
    ),
    Plant(
        "low-coverage green",
        "SYN-1050",
        "Fjällbryn Energi",
        "Looks green because six people said they would recommend it; there is nothing else to go by.",
        "5 or more promoter answers in 120 days, no usage row and no ticket at all.",
        (
            Fact("nps", at_least=100, window_days=120),
            Fact("nps answers", at_least=5, window_days=120),
            Fact("usage rows", at_most=0),
            Fact("tickets", at_most=0),
        ),
    ),
)
