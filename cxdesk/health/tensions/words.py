"""Ratings against words, and what a low rating is about: rules 10 and 23."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.health.bills import are_tracked, has_known_end, is_open
from cxdesk.health.tensions.answers import heard
from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.gates import shrunk_rates
from cxdesk.health.tensions.moods import words_against_ratings
from cxdesk.health.tensions.record import Floats, Mask, Verdict
from cxdesk.health.tensions.sides import UP, counted_fact, rate, use_not_falling, verdict
from cxdesk.health.tensions.spans import LEVEL_DAYS, counted, last
from cxdesk.metrics.comments import with_comment
from cxdesk.metrics.listed_themes import listed_themes
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.windows import YEAR_DAYS
from cxdesk.tables.survey_scales import NPS
from cxdesk.workspace.theme_list import ListedTheme

NEAR_DAYS = 30
MOST = 0.5
_MONEY, _RIVAL = "billing", "competitor"
_NOT_THE_PRODUCT = (_MONEY, "price")
_LEAVING = ListedTheme(
    "leaving",
    "Leaving",
    (
        ("en", ("cancel*", "terminat*", "not renew*", "won't renew", "leaving you")),
        ("de", ("kündig*", "kuendig*", "nicht verlänger*")),
        ("fr", ("résili*", "ne pas renouveler", "ne renouvel*")),
        ("es", ("cancelar*", "rescind*", "no renov*")),
        ("it", ("disdett*", "disdire", "recedere", "non rinnov*")),
        ("pt", ("cancelar*", "rescind*", "não renov*")),
        ("nl", ("opzeg*", "opgezegd", "niet verleng*")),
    ),
)
"""What a comment says that speaks of going: beside the user's own theme of competitors."""
_BILLING_WORDS = ("billing", "invoice", "payment", "rechnung", "factur", "fattur", "fatura", "abrechnung")


def detractor_about_billing(basis: Basis) -> Verdict:
    """10: they would not recommend it, but what they name is the invoice, and use holds."""
    facts = basis.facts
    answers, count = facts.answers, len(basis)
    rows = heard(facts, NPS, LEVEL_DAYS) & (answers.unit == 0.0)
    low = counted(answers.account, rows, count)
    about = _about_money(basis, rows)
    account = answers.account
    named = counted(account, rows & about, count)
    rates = shrunk_rates(named, low, basis.segments, basis.customers)
    side = rate(
        basis,
        "Detractors who name an invoice, or had trouble with one in the 30 days before",
        rates,
        MOST,
        UP,
        last(facts.as_of, LEVEL_DAYS),
        least=1,
        needs="detractors in 180 days, with comments, billing tickets or invoices",
        of="detractors",
    )
    return verdict(basis, side, use_not_falling(basis, 0.0), where=_product_not_blamed(basis, rows))


def rating_against_words(basis: Basis) -> tuple[Verdict, ...]:
    """23: a promoter writes of a competitor or of leaving; or words that were read say the opposite of the
    rating.
    """
    return (_promoter_speaks_of_leaving(basis), *words_against_ratings(basis))


def _promoter_speaks_of_leaving(basis: Basis) -> Verdict:
    facts = basis.facts
    answers, count = facts.answers, len(basis)
    rows = heard(facts, NPS, LEVEL_DAYS) & (answers.unit == 1.0) & with_comment(answers)
    themes = [theme for theme in facts.conventions.theme_list if theme.name == _RIVAL]
    found, phrase = _holding(basis, rows, (*themes, _LEAVING))
    written, contrary = (counted(answers.account, part, count) for part in (rows, found))
    newest = np.full(count, "", dtype=object)
    newest[answers.account[found]] = phrase[found]
    known = written > 0
    period = last(facts.as_of, LEVEL_DAYS)
    needs = "a promoter's comment in 180 days"
    return verdict(
        basis,
        counted_fact(
            basis, "Promoters who wrote a comment", "count", np.where(known, written, np.nan), known, period,
            needs, n=written, of="comments",
        ),
        counted_fact(
            basis, "Of them, wrote of a competitor or of leaving", "count",
            np.where(known, contrary, np.nan), contrary > 0, period, needs, n=written, of="comments",
            about=newest,
        ),
    )  # fmt: skip


def _about_money(basis: Basis, rows: Mask) -> Mask:
    """Return which of the answers name billing, or come within 30 days after trouble with an invoice or a
    billing ticket of their account. Where such days are so many that most answers would, that says nothing.
    """
    facts = basis.facts
    themes = tuple(theme for theme in facts.conventions.theme_list if theme.name == _MONEY)
    named, _ = _holding(basis, rows & with_comment(facts.answers), themes)
    tickets, invoices = facts.tickets, facts.invoices
    billing = tickets.is_case & _speaks_of(tickets.category, tickets.tags, tickets.subject)
    late = (is_open(invoices) & are_tracked(invoices) & (invoices.due_at < facts.as_of)) | (
        has_known_end(invoices) & (invoices.paid_at > invoices.due_at)
    )
    trouble = late | invoices.is_disputed
    account = np.concatenate([tickets.account[billing], invoices.account[trouble]]).astype(np.int64)
    days = np.concatenate(
        [
            tickets.created_at[billing].astype("datetime64[D]"),
            np.where(np.isnat(invoices.due_at), invoices.issued_at, invoices.due_at)[trouble],
        ]
    )
    dated = ~np.isnat(days)
    span = np.int64(1) << 20  # days: longer than any history
    events = np.sort(account[dated] * span + days[dated].astype(np.int64))
    at = facts.answers.answered_at.astype("datetime64[D]").astype(np.int64)
    at = facts.answers.account.astype(np.int64) * span + np.where(rows, at, 0)
    near = np.searchsorted(events, at, "right") > np.searchsorted(events, at - NEAR_DAYS, "left")
    rare = _share_of_days(events // span, events % span, facts.as_of, len(basis)) <= 1.0 - basis.gates.likely
    return rows & (named | (near & rare[facts.answers.account]))


def _share_of_days(account: np.ndarray, days: np.ndarray, as_of: np.datetime64, count: int) -> Floats:
    """Return which share of the last year's days come within 30 days after an event, (n,); `account` and
    `days` are sorted.
    """
    today = int(as_of.astype("datetime64[D]").astype(np.int64))
    follows = np.full(len(days), NEAR_DAYS + 1)
    if len(days):
        same = account[1:] == account[:-1]
        follows[:-1] = np.where(same, np.minimum(days[1:] - days[:-1], NEAR_DAYS + 1), NEAR_DAYS + 1)
    recent = (days <= today) & (days > today - YEAR_DAYS)
    length = np.minimum(follows, today - days + 1)[recent]
    return np.bincount(account[recent], length, count) / YEAR_DAYS


def _product_not_blamed(basis: Basis, rows: Mask) -> Mask:
    """Return where the detractors' comments name the product no more often than the segment's usually do."""
    facts = basis.facts
    answers, count = facts.answers, len(basis)
    written = rows & with_comment(answers)
    product = tuple(theme for theme in facts.conventions.theme_list if theme.name not in _NOT_THE_PRODUCT)
    found, _ = _holding(basis, written, product)
    share = ratio(counted(answers.account, found, count), counted(answers.account, written, count))
    usual = basis.quartile(share, 50)
    with np.errstate(invalid="ignore"):
        return np.isnan(share) | (share <= np.where(np.isnan(usual), 0.5, usual))


def _holding(basis: Basis, rows: Mask, themes: tuple[ListedTheme, ...]) -> tuple[Mask, np.ndarray]:
    """Return which of the answers' comments hold a phrase of the themes, and the first phrase found."""
    comments = basis.facts.answers.comment
    chosen = np.flatnonzero(rows)
    held, phrase = np.zeros(len(comments), dtype=bool), np.full(len(comments), "", dtype=object)
    if not len(chosen) or not themes:
        return held, phrase
    hits = listed_themes(comments[chosen].tolist(), themes)
    for comment, theme, which in zip(
        hits.comment[::-1].tolist(), hits.theme[::-1].tolist(), hits.phrase[::-1].tolist(), strict=True
    ):
        phrase[chosen[comment]] = themes[theme].phrases[which]
    held[chosen[hits.comment]] = True
    return held, phrase


def _speaks_of(*columns: np.ndarray) -> Mask:
    """Return which tickets have a billing word in any of their texts."""
    pattern = "|".join(_BILLING_WORDS)
    found = np.zeros(len(columns[0]), dtype=bool)
    for column in columns:
        coded = compute.dictionary_encode(pa.array(column, pa.string()))
        named = compute.match_substring_regex(coded.dictionary, pattern, ignore_case=True)
        if len(coded.dictionary):
            found |= named.to_numpy(zero_copy_only=False)[coded.indices.to_numpy()]
    return found
