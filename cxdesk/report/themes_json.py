"""Themes of comments as JSON, for scripts: those of the list, and the words that set two groups apart."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.themes import theme_quotes
from cxdesk.charts.theme_records import ThemeQuotes
from cxdesk.metrics.comments import comment_window
from cxdesk.metrics.evidence import EvidencePart
from cxdesk.metrics.evidence_columns import PARTS, columns_of
from cxdesk.metrics.theme_counts import RATINGS, theme_counts
from cxdesk.report.rows_json import part_json
from cxdesk.workspace.facts_record import Facts

_TOLD_OF_QUOTES = (
    "account_id",
    "account",
    "answered_at",
    "kind",
    "score",
    "scale_max",
    "file",
    "sheet",
    "row",
)


def themes_json(whole: Facts, account: int | None = None, days: int | None = None) -> dict[str, Any]:
    """Return the themes of the list and the contrasts in the comments of all accounts or of one (its position
    in `whole`), over the last 730 days or so many days. Each quote has its file, sheet and row.
    """
    own = whole if account is None else whole.of([account])
    counts = theme_counts(own, comment_window(own.as_of, days))
    return {
        "period": counts.period,
        "comments": counts.comments,
        "accounts": counts.accounts,
        "comments_with_a_theme": counts.holding,
        "themes": [
            {
                "name": count.theme.name,
                "label": count.theme.label,
                "comments": count.comments,
                "accounts": count.accounts,
                **dict(zip(RATINGS, count.ratings, strict=True)),
                "phrases": [{"phrase": phrase, "comments": comments} for phrase, comments in count.phrases],
                "quotes": [
                    quote | {"phrase": each.phrase}
                    for each, quote in zip(
                        count.quotes, _quotes(own, [quote.answer for quote in count.quotes]), strict=True
                    )
                ],
            }
            for count in counts.found
        ],
        "contrasts": _contrasts(whole, own, account, days),
    }


def _contrasts(whole: Facts, own: Facts, account: int | None, days: int | None) -> list[dict[str, Any]]:
    """Return what sets the unhappy apart from the happy, the account from its segment, now from before."""
    told = [_contrast("rating", own, theme_quotes(own, ChartRequest(), days))]
    if account is not None:
        told.append(_contrast("segment", whole, theme_quotes(whole, ChartRequest(account), days)))
    return [*told, _contrast("period", own, theme_quotes(own, ChartRequest(by="period"), days))]


def _contrast(by: str, facts: Facts, record: ThemeQuotes) -> dict[str, Any]:
    """Return one contrast, with comments of both groups where it has no theme; `facts` are those that its
    quotes are positions in.
    """
    themes, groups = record.themes, (record.second, record.first)
    samples = () if themes.found else record.samples
    return {
        "by": by,
        "first": record.first,
        "second": record.second,
        "period": record.period,
        "comments": themes.comments,
        "accounts": themes.accounts,
        "threshold": themes.threshold if isfinite(themes.threshold) else None,
        "missing": themes.missing or None,
        "found": [
            {
                "term": theme.term,
                "group": groups[theme.in_first],
                "z": theme.z,
                "comments": theme.comments,
                "accounts": theme.accounts,
                "other_comments": theme.other_comments,
                "quotes": _quotes(facts, [quote.answer for quote in quotes]),
            }
            for theme, quotes in zip(themes.found, record.quotes, strict=True)
        ],
        "samples": [
            quote | {"group": groups[sample.in_first]}
            for sample, quote in zip(
                samples, _quotes(facts, [sample.answer for sample in samples]), strict=True
            )
        ],
    }


def _quotes(facts: Facts, answers: Sequence[int]) -> list[dict[str, Any]]:
    """Return comments with whose they are, when they were written, the rating and where they stand."""
    rows = np.array(answers, dtype=np.int64)
    columns = columns_of(facts, "answers", facts.answers, rows)
    part = EvidencePart("answers", PARTS["answers"].title, rows, columns, (), len(rows))
    return [
        {"text": row["comment"].strip()} | {name: row.get(name) for name in _TOLD_OF_QUOTES}
        for row in part_json(facts, part)
    ]
