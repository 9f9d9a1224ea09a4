"""The look's tokens: complete, readable, and told apart without colour."""

from __future__ import annotations

import tomllib
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from cxdesk.theme import theme


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(share * value for share, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(first: str, second: str) -> float:
    """Return the WCAG contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_formula_on_known_pairs():
    """The test's own formula gives WCAG's 21 : 1 for black on white and 4.54 : 1 for #767676."""
    assert _contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert _contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize(
    ("token", "light", "dark"), [("ink", 16.4, 13.6), ("muted", 5.8, 6.8), ("accent", 8.3, 7.6)]
)
def test_contrasts_are_those_of_the_design(token, light, dark):
    """Text on a panel has the contrast that the design document states beside each token."""
    for dark_mode, expected in ((False, light), (True, dark)):
        look = theme(dark_mode)
        assert _contrast(getattr(look, token), look.panel) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_is_readable_on_every_ground(dark):
    """All text colours reach WCAG AA for normal text, 4.5 : 1, on the grounds that they are used on."""
    look = theme(dark)
    for ground in (look.window, look.panel, look.raised):
        for colour in (look.ink, look.muted, look.accent, look.good, look.watch, look.risk):
            assert _contrast(colour, ground) >= 4.5
    for colour in (look.ink, look.muted, look.accent):
        assert _contrast(colour, look.select) >= 4.5
    assert _contrast(look.on_accent, look.accent) >= 4.5
    for band in look.bands.values():
        assert _contrast(band.ink, band.ground) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
def test_marks_are_visible_on_a_panel(dark):
    """Neutral bars reach WCAG's 3 : 1 for graphics (success criterion 1.4.11)."""
    look = theme(dark)
    assert _contrast(look.bar, look.panel) >= 3.0


def test_bands_differ_without_colour():
    """Each band has its own shape, glyph and word, so that a grey print tells them apart."""
    bands = theme().bands.values()
    assert {band.name: band.glyph for band in bands} == {
        "healthy": "●",
        "watch": "▲",
        "at risk": "■",
        "unknown": "○",
    }
    assert len({band.shape for band in bands}) == len({band.word for band in bands}) == len(bands)


def test_bands_are_those_of_the_default_standards():
    """Every band that the default standards name has a look of its own."""
    file = Path(__file__).resolve().parent.parent / "resources" / "standards" / "default.toml"
    names = {band["name"] for band in tomllib.loads(file.read_text(encoding="utf-8"))["bands"]}
    assert names <= set(theme().bands)


def test_unfamiliar_band_keeps_its_word():
    """A band that the user invented is shown hollow and muted, under its own name."""
    look = theme()
    band = look.band("in danger")
    assert (band.name, band.label, band.ink) == ("in danger", "○ In danger", look.muted)


def test_light_and_dark_have_the_same_sizes():
    """Only colours differ between the two looks, and a theme cannot be changed by who reads it."""
    light, dark = theme(False), theme(True)
    assert (light.text, light.space, light.chart) == (dark.text, dark.space, dark.chart)
    assert light.panel != dark.panel
    with pytest.raises(FrozenInstanceError):
        light.panel = "#000000"
