"""A segment's own standards move its accounts, and no other, by exactly what they say."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from cxdesk.errors import CxdeskError, UsageError
from cxdesk.health import Portfolio, default_standards_text, read_standards, score
from cxdesk.health.segment_standards import segment_codes, sets_of, standards_of_segment
from cxdesk.health.snapshots import snapshots
from cxdesk.health.standards import Standards
from cxdesk.health.standards_edit import Difference, differences, edit_of_option, edit_of_segment, edited
from cxdesk.health.standards_text import standards_plain, standards_toml
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.losses import losses_of
from tests.health.test_score import END, random_workspace

DEFAULT = read_standards(default_standards_text())
OVERRIDE = """
[segment."%s".pillars]
sentiment = 0.10
adoption = 0.45
[segment."%s".bands]
watch = 50
[segment."%s".adoption.weights]
seat_use = 0.05
[segment."%s".caps]
unpaid = { ceiling = 20.0, threshold = 10.0 }
champion_gone = { ceiling = 35.0 }
"""
_BOOK_OF_NUMBERS = (
    "health", "low", "high", "worst", "best", "coverage", "bar_points", "pillar_score", "pillar_share",
    "pillar_reliability", "cap_holds", "pillar_weight", "driver_weight", "cap_ceiling",
)  # fmt: skip
_FORECASTS = (
    "p_renew",
    "clv",
    "value_at_risk",
    "signal_x",
    "driver_score",
    "renewal_base",
    "renewal_typical",
)


@cache
def facts() -> Facts:
    """Sixty random accounts of several segments."""
    return read_facts(random_workspace(5, 60), END)


def with_segment(segment: str) -> Standards:
    """Return the default standards with all kinds of overrides for one segment."""
    return read_standards(default_standards_text() + OVERRIDE.replace("%s", segment))


def first_segment() -> str:
    """Return the segment with the most accounts."""
    names, codes = segment_codes(facts().accounts.segment)
    return names[int(np.bincount(codes).argmax())]


def as_whole_book(standards: Standards, segment: str) -> Standards:
    """Return standards in which what a segment has is the general set, by hand."""
    assert set(standards.segments) == {segment}
    return replace(
        DEFAULT,
        pillars=(0.10, 0.45, 0.30, 0.15),
        bands=(("healthy", 65.0), ("watch", 50.0), ("at risk", 0.0)),
        adoption=replace(DEFAULT.adoption, weights={**DEFAULT.adoption.weights, "seat_use": 0.05}),
        caps={
            **DEFAULT.caps,
            "unpaid": replace(DEFAULT.caps["unpaid"], ceiling=20.0, threshold=10.0),
            "champion_gone": replace(DEFAULT.caps["champion_gone"], ceiling=35.0),
        },
    )


def rows_of(book: Portfolio, name: str, rows: np.ndarray) -> np.ndarray:
    """Return an array of a portfolio for some accounts."""
    return getattr(book, name)[rows]


def test_a_segment_is_scored_by_its_own_set_and_all_others_by_the_general_one() -> None:
    """Expected from two whole scores: by the general standards, and by the segment's set for everybody. No
    override touches the scale, so that each account equals one of the two to the last bit.
    """
    segment = first_segment()
    own, general = (score(facts(), one) for one in (as_whole_book(with_segment(segment), segment), DEFAULT))
    found = score(facts(), with_segment(segment))
    inside = facts().accounts.segment == segment
    assert 5 < inside.sum() < len(inside) - 5
    for name in (*_BOOK_OF_NUMBERS, "band"):
        for rows, expected in ((inside, own), (~inside, general)):
            assert np.array_equal(
                rows_of(found, name, rows).astype(str), rows_of(expected, name, rows).astype(str)
            ), name
    moved = np.abs(found.health - general.health)
    assert np.nanmax(moved[inside]) > 1.0
    assert (found.band != general.band)[inside].any()
    for name in _FORECASTS:  # they judge, they do not forecast
        assert np.array_equal(getattr(found, name), getattr(general, name), equal_nan=True), name


def test_bars_still_add_up_to_the_health() -> None:
    """Property: start, gaps, drivers, signals, clip and caps sum to the health, by any weights."""
    found = score(facts(), with_segment(first_segment()))
    known = np.isfinite(found.health)
    assert found.bar_points.sum(axis=1)[known] == pytest.approx(found.health[known], abs=1e-9)


def test_sentiment_weights_of_a_segment_leave_the_forecast() -> None:
    """Intent: the forecast reads sentiment by the general weights, so a sterner look moves no chance."""
    segment = first_segment()
    other = edited(DEFAULT, [edit_of_option(f'segment."{segment}".sentiment.weights.nps=3')], 1)
    found, general = score(facts(), other), score(facts(), DEFAULT)
    assert np.array_equal(found.p_renew, general.p_renew)
    inside = facts().accounts.segment == segment
    assert not np.array_equal(found.pillar_score[inside, 0], general.pillar_score[inside, 0])
    assert np.array_equal(found.health[~inside], general.health[~inside], equal_nan=True)


def test_overrides_that_say_what_the_general_set_says_change_no_bit() -> None:
    """Intent: the way through several sets is the way through one. Every value is named, none differs."""
    plain = standards_plain(DEFAULT)
    own = {
        "pillars": plain["pillars"],
        "bands": dict(DEFAULT.bands),
        "caps": plain["caps"],
        **{name: {"weights": plain[name]["weights"]} for name in ("sentiment", "adoption", "lifetime_value")},
    }
    text = standards_toml(DEFAULT) + "\n".join(
        f'[segment."{first_segment()}".{name}]\n'
        + "\n".join(
            f'"{key}" = {value}'.replace("'", "").replace(": ", " = ") for key, value in table.items()
        )
        for name, table in own.items()
    )
    named = read_standards(text)
    assert len(named.segments[first_segment()].adoption) == 6
    found, general = score(facts(), named), score(facts(), DEFAULT)
    for name in (*_BOOK_OF_NUMBERS, *_FORECASTS):
        assert np.array_equal(getattr(found, name), getattr(general, name), equal_nan=True), name


def test_standards_with_segments_come_back_from_toml() -> None:
    """Written and read: the same record; only what differs is written; without segments nothing is."""
    standards = with_segment('Mid market, "DACH"'.replace('"', "'"))
    text = standards_toml(standards)
    assert read_standards(text) == standards
    after = text.split("[segment]")[1]
    assert "renewal" not in after
    assert "watch = 50" in after
    assert "segment" not in standards_toml(DEFAULT)
    assert "segment" not in standards_plain(DEFAULT)


def test_edits_keep_only_what_differs() -> None:
    """By hand: two values set, one set back to the general one; what stays is the other. The history names
    the paths.
    """
    first = edited(
        DEFAULT,
        [edit_of_segment("Enterprise", {"bands": {"watch": 50}, "caps": {"unpaid": {"ceiling": 30}}})],
        2,
    )
    assert dict(first.segments["Enterprise"].bands) == {"watch": 50.0}
    assert differences(DEFAULT, first) == (
        Difference("segment.Enterprise.bands.watch", None, 50.0),
        Difference("segment.Enterprise.caps.unpaid.ceiling", None, 30.0),
    )
    second = edited(first, [edit_of_option("segment.Enterprise.bands.watch=45")], 3)
    assert standards_plain(second)["segment"] == {"Enterprise": {"caps": {"unpaid": {"ceiling": 30.0}}}}
    third = edited(second, [edit_of_option("segment.Enterprise.caps.unpaid.ceiling=50")], 4)
    assert third == replace(DEFAULT, version=4)


def test_a_segment_follows_the_general_values_that_it_does_not_name() -> None:
    """By hand: healthy moves for all, watch is the segment's own."""
    own = edited(DEFAULT, [edit_of_option("segment.Enterprise.bands.watch=50")], 2)
    moved = edited(own, [edit_of_option("bands.healthy=70")], 3)
    assert standards_of_segment(moved, "Enterprise").bands == (
        ("healthy", 70.0), ("watch", 50.0), ("at risk", 0.0),
    )  # fmt: skip
    assert standards_of_segment(moved, "Small").bands == moved.bands
    assert standards_of_segment(moved, "Small").segments == {}


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ("segment.A.pillars.adoption=0.4", "for A, the pillars' weights do not add up to 1, but to 1.1"),
        ("segment.A.bands.watch=70", "for A, watch begins above healthy, which is the better band"),
        ("segment.A.bands.at risk=5", "for A, no band begins at 0"),
        ("segment.A.caps.unpaid.ceiling=101", "for A, the ceiling of unpaid is above 100"),
        ("segment.A.sentiment.weights.nps=-1", "for A, nps of the sentiment weights is negative"),
        ("segment.A.bands.wach=50", "Did you mean segment.A.bands.watch"),
        ("segment.A.renewal.betas.silent=1", "segment.A.renewal is not known"),
        ("segment.A.bands=3", "segment.A.bands is no single value"),
        ("segment.A=3", "segment.A is no single value"),
        ("segment=3", "segment is no single value"),
        ("segment.A.bands.watch=high", "segment.A.bands.watch is not a number"),
    ],
)
def test_what_a_segment_cannot_have_is_refused_by_name(edit: str, says: str) -> None:
    """Each edit breaks one rule of a merged set, and the error names segment and rule."""
    with pytest.raises((CxdeskError, UsageError)) as refused:
        edited(DEFAULT, [edit_of_option(edit)], 2)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[segment.A]\nrenewal = 2", "renewal is one for all segments"),
        ("[segment.A.adoption]\nwindow_months = 2", "adoption.window_months is one for all segments"),
        ("[segment.A.bands]\nwach = 2", "for A, wach is not known among the bands"),
        ("[segment.A.caps.unpaid]\nfloor = 2", "for A, floor is not known among the settings of unpaid"),
        ('[segment."".bands]\nwatch = 50', "a segment has no name"),
        ("[segment]\nA = 2", "cannot be read"),
    ],
)
def test_files_that_name_what_no_segment_has_are_refused(text: str, says: str) -> None:
    """The same by hand-edited files."""
    with pytest.raises(CxdeskError) as refused:
        read_standards(f"{default_standards_text()}\n{text}\n")
    assert says in str(refused.value)


def test_the_back_test_judges_past_accounts_by_their_segment() -> None:
    """Expected by hand from each snapshot's health: watch begins at 50 in the segment, at 45 elsewhere; the
    forecasts are those of the general standards.
    """
    segment = first_segment()
    own = edited(DEFAULT, [edit_of_option(f'segment."{segment}".bands.watch=50')], 1)
    inside = facts().accounts.segment == segment
    found = [list(snapshots(facts(), each, losses_of(facts()), 90)) for each in (own, DEFAULT)]
    between = 0
    for one, general in zip(*found, strict=True):
        assert np.array_equal(one.chance, general.chance)
        low, high = one.health >= 45, one.health < 50
        between += int((low & high & inside[one.account]).sum())
        graded = np.isin(general.band, ["watch"]) & low & high
        assert set(one.band[graded & inside[one.account]]) <= {"at risk"}
        assert set(one.band[graded & ~inside[one.account]]) <= {"watch"}
    assert between > 0


def test_sets_are_found_by_name() -> None:
    """By hand: three accounts, one of a segment with standards of its own, one without a segment."""
    standards = edited(DEFAULT, [edit_of_option("segment.B.bands.watch=50")], 2)
    names, codes = segment_codes(np.array(["B", "", "A"], dtype=object))
    sets = sets_of(standards, names, codes)
    assert sets.row.tolist() == [1, 0, 0]
    assert sets.each(lambda one: [start for _, start in one.bands])[:, 1].tolist() == [50.0, 45.0, 45.0]
