"""What counts as what, to be looked at and changed: the conventions beside what the data know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches

import numpy as np

from cxdesk.errors import UsageError
from cxdesk.metrics import definition, measure_accounts
from cxdesk.metrics.break_points import KINDS, Parted, parted
from cxdesk.metrics.theme_counts import theme_counts
from cxdesk.workspace.conventions import Conventions
from cxdesk.workspace.facts_record import Facts

_NAMED = {
    "core_features": "core features",
    "value_feature": "first value",
    "value_users": "first value",
    "workflows": "workflows",
    "business_days": "working hours",
    "business_start": "working hours",
    "business_end": "working hours",
    "sleep_start": "sleep hours",
    "sleep_end": "sleep hours",
    "clock": "clock",
    "utc_offset_minutes": "time zone",
    "themes": "theme list",
    "csat_satisfied_from": "CSAT break points",
    "nps_passive_and_promoter_from": "NPS break points",
}
_HOURS = ("ticket_mtta", "ticket_mttr", "mtta", "mttr", "after_hours_tickets")
_MOVES = {
    "core features": ("feature_breadth", "time_to_value"),
    "first value": ("time_to_value",),
    "workflows": ("workflow_conversion",),
    "working hours": _HOURS,
    "time zone": _HOURS,
    "clock": _HOURS[:-1],
    "CSAT break points": ("csat",),
    "NPS break points": ("nps",),
}
"""The metrics that follow each of the conventions."""


@dataclass(frozen=True, slots=True)
class ThemeSeen:
    """A theme of the list in force: in how many comments it stands, and each of its phrases as the first."""

    name: str
    comments: int
    phrases: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ConventionsView:
    """The conventions in force, with what the data know of them: `features` as (name, accounts that ever used
    it), the scales of answers by kind ("csat", "nps"), and in how many of `comments` each theme was found.
    """

    conventions: Conventions
    features: tuple[tuple[str, int], ...] = ()
    scales: tuple[tuple[str, Parted], ...] = ()
    themes: tuple[ThemeSeen, ...] = ()
    comments: int = 0


def conventions_view(conventions: Conventions, facts: Facts | None) -> ConventionsView:
    """Return the view; `facts` are None where nothing has been imported."""
    if facts is None:
        return ConventionsView(conventions)
    used = np.unique(np.stack([facts.feature_months.feature, facts.feature_months.account]), axis=1)
    accounts = np.bincount(used[0].astype(np.int64), minlength=len(facts.features))
    counts = theme_counts(facts)
    return ConventionsView(
        conventions,
        tuple(zip(facts.features, accounts.tolist(), strict=True)),
        tuple((kind, each) for kind in KINDS for each in parted(kind, facts)),
        tuple(ThemeSeen(each.theme.name, each.comments, each.phrases) for each in counts.found),
        counts.comments,
    )


def changed(before: Conventions, after: Conventions) -> tuple[str, ...]:
    """Return in words what differs between two conventions, each once."""
    names = (part.name for part in fields(Conventions))
    differ = (_NAMED[name] for name in names if getattr(before, name) != getattr(after, name))
    return tuple(dict.fromkeys(differ))


def change_label(before: Conventions, after: Conventions) -> str:
    """Return the name of a change, for undo: "change of core features and clock"."""
    *first, last = changed(before, after) or ("conventions",)
    return f"change of {', '.join(first)} and {last}" if first else f"change of {last}"


def check_features(before: Conventions, after: Conventions, features: Sequence[str]) -> None:
    """Raise UsageError for a feature that no row of usage names, with the nearest that one does.

    Names that were there before stay allowed, and so does every name while no usage names features.
    """
    known = {*features, *before.features_named}
    unknown = [name for name in after.features_named if name not in known]
    if not features or not unknown:
        return
    near = get_close_matches(unknown[0], features, 1, 0.5)
    step = f'Did you mean "{near[0]}"?' if near else "Choose one of those that were used."
    raise UsageError(f'No row of usage names the feature "{unknown[0]}".', step)


def effect_text(before: Facts, after: Facts) -> str:
    """Return in a sentence which metrics a change of conventions moves, and for how many accounts."""
    parts = changed(before.conventions, after.conventions)
    told = []
    for name in dict.fromkeys(name for part in parts for name in _MOVES.get(part, ())):
        then, now = measure_accounts(name, before).value, measure_accounts(name, after).value
        count = int(np.sum(~np.isclose(then, now, rtol=1e-12, equal_nan=True)))
        if count:
            told.append(f"{definition(name).label} changes for {count:,} account{'' if count == 1 else 's'}")
    if "theme list" in parts:
        then, now = (theme_counts(facts).holding for facts in (before, after))
        told.append(f"{now:,} comments hold a theme instead of {then:,}")
    return f"{'; '.join(told)}." if told else "No number of an account changes."
