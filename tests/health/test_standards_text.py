"""Standards written as TOML come back as they were, whatever is in them."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.health import PILLARS, default_standards_text, read_standards
from cxdesk.health.standards import Cap, Standards
from cxdesk.health.standards_text import standards_plain, standards_toml

DEFAULT = read_standards(default_standards_text())
NAMES = st.text(min_size=1, max_size=12).filter(lambda name: name not in ("unknown", "lost"))
WEIGHTS = st.floats(0.01, 5.0)


@st.composite
def any_standards(draw: st.DrawFn) -> Standards:
    """Return standards with weights, bands under any names, caps and anchors of their own."""
    shares = draw(st.lists(WEIGHTS, min_size=len(PILLARS), max_size=len(PILLARS)))
    starts = draw(st.lists(st.floats(0.5, 100.0), unique=True, min_size=1, max_size=5))
    names = draw(st.lists(NAMES, unique=True, min_size=len(starts) + 1, max_size=len(starts) + 1))
    anchors = draw(st.lists(st.floats(-1e6, 1e6), unique=True, min_size=5, max_size=5))
    whole = sum(shares)
    return replace(
        DEFAULT,
        version=draw(st.integers(1, 10_000)),
        name=draw(NAMES),
        score=replace(DEFAULT.score, typical=draw(st.floats(0.0, 100.0)), imbalance=draw(st.booleans())),
        bands=tuple(zip(names, [*sorted(starts, reverse=True), 0.0], strict=True)),
        pillars=tuple(share / whole for share in shares),
        renewal=replace(DEFAULT.renewal, betas={name: draw(WEIGHTS) for name in DEFAULT.renewal.betas}),
        caps={name: Cap(draw(st.floats(0.0, 100.0)), draw(st.floats(0.0, 1.0))) for name in DEFAULT.caps},
        calibration=replace(
            DEFAULT.calibration,
            default_anchors={**DEFAULT.calibration.default_anchors, "nps": tuple(sorted(anchors))},
        ),
    )


@settings(max_examples=60, deadline=None)
@given(any_standards())
def test_what_is_written_is_read_back(standards: Standards) -> None:
    """Intent: a restored or handed-on version is the same to the last digit, in the same order (the renewal
    signals stand in the order of their betas)."""
    again = read_standards(standards_toml(standards))
    assert again == standards
    assert list(again.renewal.betas) == list(standards.renewal.betas)


def test_every_value_of_the_default_file_is_written() -> None:
    """The default file read by Python's own TOML reader against what is written, read by the same."""
    assert tomllib.loads(standards_toml(DEFAULT)) == tomllib.loads(default_standards_text())


def test_no_part_of_the_record_is_left_out() -> None:
    """Intent: a section that is added to the record later is written too; segments where there are any."""
    assert set(standards_plain(DEFAULT)) | {"segments"} == {field.name for field in fields(Standards)}
