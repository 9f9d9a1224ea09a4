"""Which themes of the user's list stand in comments, with two comments each."""

from __future__ import annotations

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.choosing import chosen, name_of, whose
from cxdesk.charts.theme_records import ListedQuote, ListedRow, ListedThemes
from cxdesk.metrics.theme_counts import ThemeCount, theme_counts
from cxdesk.workspace.facts_record import Facts


def listed_themes(facts: Facts, request: ChartRequest) -> ListedThemes:
    """Return the themes of the list in the comments of the last 730 days, of all accounts or of one."""
    own = chosen(facts, request)
    counts = theme_counts(own)
    return ListedThemes(
        tuple(_row(own, count) for count in sorted(counts.found, key=lambda count: -count.comments)),
        counts.comments,
        counts.accounts,
        counts.holding,
        counts.period,
        whose(facts, request),
    )


def _row(facts: Facts, count: ThemeCount) -> ListedRow:
    answers = facts.answers
    quotes = tuple(
        ListedQuote(
            str(answers.comment[quote.answer]).strip(),
            name_of(facts, int(answers.account[quote.answer])),
            quote.phrase,
        )
        for quote in count.quotes
    )
    return ListedRow(count.theme.label, count.comments, count.accounts, count.ratings, count.phrases, quotes)
