"""Everything that several rules read, worked out once for all accounts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cxdesk.health.portfolio import PILLARS, Portfolio
from cxdesk.health.shrinkage import LEVEL, Prior
from cxdesk.health.standards import Standards, TensionGates
from cxdesk.health.tensions import answers, cases, use
from cxdesk.health.tensions.gates import Rates, references, shrunk_rates
from cxdesk.health.tensions.persons import Persons, persons
from cxdesk.health.tensions.record import Floats, Mask
from cxdesk.health.tensions.spans import LEVEL_DAYS, counted
from cxdesk.metrics.intervals import normal_quantile
from cxdesk.metrics.usage import active_users, monthly
from cxdesk.tables.survey_scales import CES, CSAT
from cxdesk.workspace.facts_record import Facts

_SENTIMENT = PILLARS.index("sentiment")


@dataclass(frozen=True)
class Basis:
    """Facts and scores of one date, and what rules share; arrays are over the n accounts."""

    facts: Facts
    portfolio: Portfolio
    standards: Standards

    def __len__(self) -> int:
        return len(self.facts.accounts)

    @property
    def gates(self) -> TensionGates:
        """When both sides of a rule pass."""
        return self.standards.tensions

    @cached_property
    def customers(self) -> Mask:
        """Who is a customer: only they are asked anything before a renewal."""
        return self.facts.accounts.is_customer

    @cached_property
    def segments(self) -> np.ndarray:
        """A number from 0 for each account's segment."""
        names = self.facts.accounts.segment.tolist()
        codes = {name: code for code, name in enumerate(sorted(set(names)))}
        return np.fromiter((codes[name] for name in names), np.int64, len(names))

    @cached_property
    def nothing(self) -> Floats:
        """NaN for every account."""
        return np.full(len(self), np.nan)

    @cached_property
    def everybody(self) -> Floats:
        """1 for every account: the reliability and evidence of what was counted, not sampled."""
        return np.ones(len(self))

    def quartile(self, values: Floats, percentile: float) -> Floats:
        """Return the percentile of each account's own segment, NaN where too few accounts say it."""
        return references(values, self.segments, self.customers, percentile)

    @cached_property
    def priors(self) -> dict[int, Prior]:
        """What is typical of each segment, by kind of survey."""
        return answers.priors_of_kinds(self.facts, self.segments)

    @cached_property
    def recommendation(self) -> answers.Change:
        """NPS of the last half year and the one before."""
        return answers.recommendation_change(self.facts, self.segments, self.priors)

    @cached_property
    def sentiment(self) -> answers.Change:
        """All kinds of answers together, of the last half year and the one before."""
        return answers.sentiment_change(self.facts, self.segments, self.standards, self.priors)

    @cached_property
    def service_mood(self) -> answers.Change:
        """Satisfaction and effort together, of the last half year and the one before."""
        kinds = ("csat", "ces")
        return answers.sentiment_change(self.facts, self.segments, self.standards, self.priors, kinds)

    @cached_property
    def persons(self) -> Persons:
        """Who wrote each ticket and answer."""
        return persons(self.facts)

    @cached_property
    def reopened(self) -> Rates:
        """Solved tickets of the last 180 days that were reopened; those of the last 14 days are left out."""
        tickets = self.facts.tickets
        rows = cases.resolved(self.facts, LEVEL_DAYS, followed_up=True) & ~np.isnan(tickets.reopens)
        return cases.ticket_rates(self.facts, rows, tickets.reopens > 0, self.segments)

    @cached_property
    def satisfaction(self) -> Rates:
        """Satisfied answers of the last 180 days."""
        told, rows = self.facts.answers, answers.heard(self.facts, CSAT, LEVEL_DAYS)
        hits = counted(told.account, rows & (told.unit > 0.5), len(self))
        n = counted(told.account, rows, len(self))
        return shrunk_rates(hits, n, self.segments, self.customers)

    @cached_property
    def ease(self) -> answers.Level:
        """Effort answers of the last 180 days, 1 is easy."""
        return answers.level(self.facts, answers.level_rows(self.facts, CES), self.segments)

    @cached_property
    def mood(self) -> answers.Level:
        """The sentiment pillar, 0 to 100. Its R is that of the kinds of surveys answered: a kind that
        nobody was asked is no doubt about the others. Its variance is (1 - R) times that between accounts,
        which is the variance of the shrunk values over their mean reliability.
        """
        chosen = [index for index, item in enumerate(self.portfolio.drivers) if item.pillar == _SENTIMENT]
        score = self.portfolio.pillar_score[:, _SENTIMENT]
        weight = np.array([self.portfolio.drivers[index].weight for index in chosen])
        of_kind = self.portfolio.driver_reliability[:, chosen]
        asked = (of_kind > 0) @ weight
        known = asked > 0
        reliability = np.where(known, of_kind @ weight / np.where(known, asked, 1.0), 0.0)
        typical = known & self.customers
        between = 0.0
        if typical.sum() > 1:
            between = float(np.var(score[typical]) / reliability[typical].mean())
        count = self.portfolio.driver_count[:, chosen].sum(axis=1)
        shown, variance = np.where(known, score, np.nan), (1.0 - reliability) * between
        half = normal_quantile(LEVEL) * np.sqrt(variance)
        return answers.Level(shown, count, shown, reliability, variance, shown - half, shown + half)

    @cached_property
    def use_reliability(self) -> Floats:
        """R of use: the feed's share of the window x seats / (seats + prior)."""
        names = [item.name for item in self.portfolio.drivers]
        columns = [names.index(name) for name in ("seat_use", "usage_trend", "recency")]
        return self.portfolio.driver_reliability[:, columns].max(axis=1)

    @cached_property
    def event_counts(self) -> Floats:
        """Events per account and month (n, months)."""
        usage = self.facts.usage
        return monthly(usage.account, usage.month, usage.events, len(self), use.months_known(self.facts))

    @cached_property
    def event_levels(self) -> Floats:
        """Events per account and month for 30 covered days."""
        usage = self.facts.usage
        return use.levels(self.facts, usage.account, usage.month, usage.events)

    @cached_property
    def feature_cells(self) -> use.FeatureCells:
        """Events by account, month and feature."""
        return use.feature_cells(self.facts)

    @cached_property
    def use(self) -> use.UseChange:
        """Events of the last three months and the three before."""
        return use.change_of(self.facts, self.event_levels, self.event_counts, self.segments)

    @cached_property
    def user_levels(self) -> Floats:
        """Active users per account and month; NaN where usage does not say how many people there were."""
        usage, months = self.facts.usage, use.months_known(self.facts)
        users = monthly(usage.account, usage.month, usage.active_users, len(self), months)
        uncounted = np.isnan(usage.active_users) & (usage.month < months)
        users[usage.account[uncounted], usage.month[uncounted]] = np.nan
        return np.where(np.isnan(self.event_levels), np.nan, users)

    @cached_property
    def active(self) -> Floats:
        """Active users a month, the mean of the last three; NaN for accounts that are in no feed."""
        return np.where(use.in_feed(self.facts), active_users(self.facts, 0, 3), np.nan)

    @cached_property
    def most_active(self) -> Floats:
        """Active users of the fullest of the last three months: a month of holidays is no empty seat."""
        months = self.user_levels[:, :3]
        most = np.where(np.isnan(months), -1.0, months).max(axis=1, initial=-1.0)
        return np.where(np.isnan(self.active) | (most < 0), np.nan, most)

    @cached_property
    def days_to_renewal(self) -> Floats:
        """Days from the date to the renewal, NaN where it is not known."""
        days = self.facts.accounts.renewal_date - self.facts.as_of.astype("datetime64[D]")
        return np.where(np.isnat(days), np.nan, days.astype(np.float64))

    @cached_property
    def age_days(self) -> Floats:
        """Days since the account began, NaN where that is not known."""
        days = self.facts.as_of.astype("datetime64[D]") - self.facts.accounts.start_date
        return np.where(np.isnat(days), np.nan, days.astype(np.float64))

    @cached_property
    def revenue_share(self) -> Floats:
        """Each customer's share of the company's revenue, adding up to 1: within a currency by revenue, and
        every currency by its number of customers, as amounts of two cannot be added. A customer of unknown
        revenue counts as an average one.
        """
        accounts, everybody = self.facts.accounts, max(int(self.customers.sum()), 1)
        share = np.where(self.customers, 1.0 / everybody, 0.0)
        for currency in set(accounts.currency.tolist()):
            known = (accounts.currency == currency) & self.customers & ~np.isnan(accounts.arr)
            total = accounts.arr[known].sum()
            if total > 0:
                share[known] = accounts.arr[known] / total * known.sum() / everybody
        return share

    @cached_property
    def health_error(self) -> Floats:
        """The standard deviation of health that its interval stands for. A cap cuts the interval off: the
        middle one of the others stands in.
        """
        portfolio = self.portfolio
        found = (portfolio.high - portfolio.low) / 2.0 / self.standards.score.interval_z
        free = ~np.isnan(found) & (portfolio.health == portfolio.uncapped)
        ordinary = float(np.median(found[free])) if free.any() else 1.0
        return np.maximum(np.where(free, found, ordinary), 1e-9)
