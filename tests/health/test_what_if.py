"""Trying standards says exactly what the whole score would, whatever is edited; how the past is ordered."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.health import PILLARS, calibrate, default_standards_text, read_standards, score
from cxdesk.health.past_order import Past, area_within_dates, past_of
from cxdesk.health.segment_standards import SegmentStandards
from cxdesk.health.standards import Cap, Standards
from cxdesk.health.standards_edit import edit_of_option, edited
from cxdesk.health.standards_text import standards_plain
from cxdesk.health.what_if import can_try, effect_of, forecasts_alike, prepare
from cxdesk.workspace.facts import read_facts
from tests.health.test_score import END, random_workspace

DEFAULT = read_standards(default_standards_text())
SIGNALS = tuple(DEFAULT.renewal.betas)
NO_PAST = past_of([], SIGNALS, 90)
SEGMENTS = ("Large", "Small")  # of the random accounts
WEIGHTS = st.sampled_from([0.0, 0.05, 0.3, 1.0, 2.5])


@cache
def facts_of(seed: int):
    """Return 80 random accounts (their own scale) or 12 (too few for one)."""
    return read_facts(random_workspace(seed, 80 if seed % 2 else 12), END)


@cache
def prepared_of(seed: int, with_scale: bool):
    """Return what is prepared once: with a scale that was set by other standards, or without."""
    scale = calibrate(facts_of(1), DEFAULT) if with_scale else None
    return scale, prepare(facts_of(seed), DEFAULT, scale, NO_PAST)


@st.composite
def edits(draw: st.DrawFn) -> Standards:
    """Return standards that read the facts like the default, with anything else changed."""
    shares = draw(st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4).filter(lambda s: sum(s) > 0.1))
    starts = draw(st.lists(st.integers(1, 100), unique=True, min_size=1, max_size=4))

    def some(names) -> dict[str, float]:
        return {name: draw(WEIGHTS) for name in names} | {next(iter(names)): draw(st.floats(0.1, 1.0))}

    rule = DEFAULT.calibration
    highest = max(starts)
    own = SegmentStandards(
        pillars=dict(zip(PILLARS, (share / sum(shares) for share in reversed(shares)), strict=True)),
        bands={f"from {highest}": (highest + 100) / 2},
        sentiment={"ces": draw(WEIGHTS)},
        adoption={"seat_use": draw(WEIGHTS), "time_to_value": draw(WEIGHTS)},
        lifetime_value={},
        caps={"unpaid": {"threshold": draw(st.sampled_from([0.0, 5.0]))}, "champion_gone": {"ceiling": 15.0}},
    )
    return replace(
        DEFAULT,
        segments=draw(st.sampled_from([{}, {SEGMENTS[0]: own}, {SEGMENTS[1]: own, "Nobody's": own}])),
        pillars=tuple(share / sum(shares) for share in shares),
        bands=(*((f"from {start}", float(start)) for start in sorted(starts, reverse=True)), ("lowest", 0.0)),
        score=replace(
            DEFAULT.score,
            typical=draw(st.sampled_from([60.0, 60.0, 45.5, 72.0])),
            imbalance=draw(st.booleans()),
            coverage_no_colour=draw(st.sampled_from([0.0, 0.25, 0.4])),
        ),
        sentiment=replace(DEFAULT.sentiment, weights=some(DEFAULT.sentiment.weights)),
        adoption=replace(DEFAULT.adoption, weights=some(DEFAULT.adoption.weights)),
        lifetime_value=replace(DEFAULT.lifetime_value, weights=some(DEFAULT.lifetime_value.weights)),
        renewal=replace(
            DEFAULT.renewal,
            betas=some(SIGNALS),
            points_to_double_odds=draw(st.sampled_from([10.0, 20.0])),
            signal_clip=draw(st.sampled_from([3.0, 1.0])),
        ),
        caps={
            name: Cap(
                draw(st.sampled_from([20.0, cap.ceiling, 100.0])), draw(st.sampled_from([0.5, cap.threshold]))
            )
            for name, cap in DEFAULT.caps.items()
        },
        calibration=draw(
            st.sampled_from(
                [rule, replace(rule, scores=(0.0, 20.0, 50.0, 80.0, 100.0)), replace(rule, least_accounts=5)]
            )
        ),
    )


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 3), st.booleans(), edits())
def test_an_effect_is_exactly_what_the_score_says(seed: int, with_scale: bool, proposed: Standards) -> None:
    """Expected from the whole score by both standards, to the last bit, band by band."""
    facts = facts_of(seed)
    scale, prepared = prepared_of(seed, with_scale)
    effect = effect_of(prepared, proposed)
    for side, standards in ((effect.before, DEFAULT), (effect.after, proposed)):
        book = score(facts, standards, scale)
        assert np.array_equal(side.health, book.health, equal_nan=True)
        assert side.band.tolist() == book.band.tolist()
        known = np.minimum(book.health[np.isfinite(book.health) & ~facts.accounts.is_lost], 100.0)
        assert side.histogram.tolist() == np.histogram(known, np.arange(0.0, 101.0, 5.0))[0].tolist()
    moved = [
        row
        for row, pair in enumerate(zip(effect.before.band, effect.after.band, strict=True))
        if len(set(pair)) == 2
    ]
    assert effect.moved.tolist() == moved


@pytest.mark.parametrize(
    "path",
    [
        "pillars",
        "bands.watch",
        "caps.champion_gone.ceiling",
        "sentiment.weights.nps",
        "adoption.weights.recency",
    ],
)
def test_an_edit_of_a_segment_moves_that_segment_alone(path: str) -> None:
    """On the scale of the own accounts, which a general edit would set anew for everybody: the others stay as
    they were to the last bit, and who moves is of that segment. The past's forecasts stay."""
    values = {
        "pillars": "{sentiment = 0.05, adoption = 0.5}",
        "bands.watch": "60",
        "caps.champion_gone.ceiling": "9",
    }
    edit = edit_of_option(f"segment.{SEGMENTS[0]}.{path}={values.get(path, '2.0')}")
    _, prepared = prepared_of(1, False)
    found = effect_of(prepared, edited(DEFAULT, [edit], 2))
    inside = facts_of(1).accounts.segment == SEGMENTS[0]
    assert np.array_equal(found.after.health[~inside], found.before.health[~inside], equal_nan=True)
    assert inside[found.moved].all()
    same = np.array_equal(found.after.health, found.before.health, equal_nan=True)
    assert same == (path == "bands.watch")
    assert not same or len(found.moved)
    assert forecasts_alike(DEFAULT, edited(DEFAULT, [edit], 2))


@pytest.mark.parametrize(
    "other",
    [
        replace(DEFAULT, sentiment=replace(DEFAULT.sentiment, half_life_days=90.0)),
        replace(
            DEFAULT, sentiment=replace(DEFAULT.sentiment, roles={**DEFAULT.sentiment.roles, "buyer": 0.9})
        ),
        replace(DEFAULT, adoption=replace(DEFAULT.adoption, window_months=2)),
        replace(DEFAULT, renewal=replace(DEFAULT.renewal, champion_silent_days=10)),
        replace(DEFAULT, lifetime_value=replace(DEFAULT.lifetime_value, discount_rate=0.2)),
    ],
)
def test_standards_that_read_the_facts_otherwise_are_not_tried(other: Standards) -> None:
    """Intent: no number is given that the score would not give."""
    _, prepared = prepared_of(1, False)
    assert not can_try(prepared, other)
    with pytest.raises(ValueError, match="prepare anew"):
        effect_of(prepared, other)


def leaves() -> list[str]:
    """Return the path of every value of the standards but those whose change others must balance."""
    found: list[tuple[tuple[str, ...], object]] = [((), standards_plain(DEFAULT))]
    paths = []
    while found:
        path, value = found.pop()
        if isinstance(value, dict):
            found += [((*path, name), within) for name, within in value.items()]
        elif path[0] not in ("version", "name", "bands", "pillars"):
            paths.append(".".join(path))
    return sorted(paths)


def with_another(path: str) -> Standards:
    """Return the default with one value changed so far that it must show where it has a say."""
    value: object = standards_plain(DEFAULT)
    for name in path.split("."):
        value = value[name]
    if isinstance(value, bool):
        other: object = not value
    elif isinstance(value, tuple):
        other = [*value[:2], value[2] + 0.3 * (value[3] - value[2]), *value[3:]]
    else:
        other = {"coverage_high": 0.8, "coverage_medium": 0.5}.get(
            path.split(".")[-1], value + 1 if isinstance(value, int) else value * 0.9 + 0.0137
        )
    edit: object = other
    for name in reversed(path.split(".")):
        edit = {name: edit}
    return edited(DEFAULT, [edit], DEFAULT.version)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("path", leaves())
def test_every_single_value_is_tried_exactly_or_not_at_all(path: str, seed: int) -> None:
    """Intent: a setting that is added later is either no part of how facts are read, or `can_try` knows of
    it; likewise for the signals of past dates and `forecasts_alike`. Expected from whole scores."""
    facts, proposed = facts_of(seed), with_another(path)
    _, prepared = prepared_of(seed, False)
    book = score(facts, proposed)
    assert proposed != DEFAULT
    if can_try(prepared, proposed):
        found = effect_of(prepared, proposed).after
        assert np.array_equal(found.health, book.health, equal_nan=True)
        assert found.band.tolist() == book.band.tolist()
    if forecasts_alike(DEFAULT, proposed):
        before = score(facts, DEFAULT)
        assert np.array_equal(book.signal_x, before.signal_x)
        assert np.array_equal(book.renewal_base, before.renewal_base)


def made_past(seed: int, rows: int = 300) -> Past:
    """Return accounts of three dates with random signals, some lost."""
    random = np.random.default_rng(seed)
    return Past(
        SIGNALS, 90, random.normal(size=(rows, len(SIGNALS))), random.normal(size=rows),
        random.random(rows) < 0.2, np.arange(rows), np.sort(np.arange(rows) % 3),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_the_area_counts_pairs_of_one_date(seed: int) -> None:
    """Expected by comparing every lost with every kept account of its date, one pair at a time; the rounding
    to 2,048 levels may move it by less than a thousandth."""
    past = made_past(seed)
    betas = dict(zip(SIGNALS, np.random.default_rng(seed).random(len(SIGNALS)), strict=True))
    odds = [
        past.base[row] + sum(past.x[row, i] * betas[name] for i, name in enumerate(SIGNALS))
        for row in range(300)
    ]
    pairs = better = 0.0
    for one in np.flatnonzero(past.lost):
        for other in np.flatnonzero(~past.lost & (past.date == past.date[one])):
            pairs += 1.0
            better += 1.0 if odds[one] > odds[other] else 0.0
    assert area_within_dates(past, past.log_odds(betas)) == pytest.approx(better / pairs, abs=1e-3)


def test_weights_are_found_by_name_not_by_place() -> None:
    """Intent: standards whose betas stand in another order in their file judge the past alike."""
    past, betas = made_past(1), {name: place + 1.0 for place, name in enumerate(SIGNALS)}
    turned = dict(reversed(betas.items()))
    assert area_within_dates(past, past.log_odds(betas)) == area_within_dates(past, past.log_odds(turned))


def test_without_a_loss_the_past_says_nothing() -> None:
    """Neither without dates nor where nobody, or everybody, was lost."""
    past = made_past(1)
    for nothing in (NO_PAST, replace(past, lost=np.zeros(300, bool)), replace(past, lost=np.ones(300, bool))):
        assert np.isnan(area_within_dates(nothing, nothing.base))


def test_log_odds_follow_from_those_of_other_weights() -> None:
    """Expected from the formula, signal by signal; a second edit starts from the first's standards alone."""
    past = made_past(2)
    first = dict.fromkeys(SIGNALS, 0.5)
    second = {**first, SIGNALS[3]: 0.0, SIGNALS[7]: 2.0}
    expected = [
        past.base[row] + sum(past.x[row, i] * second[n] for i, n in enumerate(SIGNALS)) for row in range(300)
    ]
    found = past.log_odds_from(past.log_odds(first), first, second)
    np.testing.assert_allclose(found, expected, rtol=0.0, atol=1e-12)
    chance = 1.0 - (1.0 - 1.0 / (1.0 + np.exp(-np.array(expected)))) ** (90 / 365.25)
    np.testing.assert_allclose(past.chance(second), chance, rtol=0.0, atol=1e-12)
