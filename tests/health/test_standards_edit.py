"""Edits change what they name and nothing else; a mistyped name is refused with the one that was meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cxdesk.errors import CxdeskError, UsageError
from cxdesk.health import default_standards_text, read_standards
from cxdesk.health.standards_edit import Difference, differences, edit_of_option, edit_of_toml, edited

DEFAULT = read_standards(default_standards_text())


def by_option(*options: str):
    return edited(DEFAULT, [edit_of_option(option) for option in options], 2)


def test_an_option_changes_one_value() -> None:
    """By hand: the record with that one cap replaced, under the new version."""
    cap = replace(DEFAULT.caps["unpaid"], ceiling=40)
    assert by_option("caps.unpaid.ceiling=40") == replace(
        DEFAULT, version=2, caps={**DEFAULT.caps, "unpaid": cap}
    )


@pytest.mark.parametrize("path", ["bands.at risk", 'bands."at risk"'])
def test_bands_are_named(path: str) -> None:
    """By hand: watch down to 0 is not free while at risk holds it; the names may have blanks."""
    with pytest.raises(CxdeskError, match="the lowest, at risk, begins at 7"):
        by_option(f"{path}=7")
    assert by_option("bands.healthy=70", f"{path}=0").bands == (
        ("healthy", 70.0),
        ("watch", 45.0),
        ("at risk", 0.0),
    )


def test_bands_may_not_change_places() -> None:
    """Intent: watch above healthy would call the better accounts worse; both may move up together."""
    with pytest.raises(UsageError, match="watch would begin above the band healthy"):
        by_option("bands.watch=80")
    assert by_option("bands.watch=80", "bands.healthy=90").bands[:2] == (("healthy", 90.0), ("watch", 80.0))


def test_a_file_may_name_only_what_it_changes() -> None:
    """By hand: three pillars change, one and everything else stay; its version says nothing."""
    edit = edit_of_toml("version = 99\n[pillars]\nsentiment = 0.3\nadoption = 0.2\nrenewal = 0.35\n")
    found = edited(DEFAULT, [edit], 5)
    assert found == replace(DEFAULT, version=5, pillars=(0.3, 0.2, 0.35, 0.15))


def test_a_list_of_bands_replaces_them_all() -> None:
    """By hand: two bands in place of three; a table changes bounds by name."""
    listed = edit_of_toml('[[bands]]\nname = "good"\nfrom = 50\n[[bands]]\nname = "poor"\nfrom = 0\n')
    assert edited(DEFAULT, [listed], 2).bands == (("good", 50.0), ("poor", 0.0))
    table = edit_of_toml("[bands]\nhealthy = 72\n")
    assert edited(DEFAULT, [table], 2).bands[0] == ("healthy", 72.0)


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("pilars.adoption=0.4", "pilars is not known. Did you mean pillars?"),
        ("pillars.adaption=0.4", "pillars.adaption is not known. Did you mean pillars.adoption?"),
        ("bands.helthy=70", "Did you mean bands.healthy?"),
        ("caps.unpayd.ceiling=3", "Did you mean caps.unpaid?"),
        ("renewal.betas.reopen=0.2", "Did you mean renewal.betas.reopens?"),
        ("caps.unpaid=40", "caps.unpaid.ceiling, caps.unpaid.threshold"),
        ("score.typical=high", "score.typical is not a number: high"),
        ("score.imbalance=1", "score.imbalance is not true or false: 1"),
        ("score.typical=true", "score.typical is not a number"),
        ('calibration.scores=[0, "30"]', "no list of numbers"),
        ("pillars.adoption", "sets nothing"),
        ("a..b=1", "sets nothing"),
    ],
)
def test_what_cannot_be_is_refused_in_words(option: str, says: str) -> None:
    """Intent: nobody who mistypes a name believes that it was set."""
    with pytest.raises(UsageError) as caught:
        by_option(option)
    assert says in str(caught.value)


def test_a_name_that_is_like_none_lists_what_there_is() -> None:
    """Intent: where nothing is near, no wrong guess is made."""
    with pytest.raises(UsageError, match=r"pillars\.qq is not known. There is pillars\.sentiment, pillars"):
        by_option("pillars.qq=1")


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.4", 0.4), (".4", 0.4), ("-.5", -0.5), ("[1, 2]", [1, 2]), ("Spring 2026", "Spring 2026")],
)
def test_values_are_read_as_people_write_them(text: str, value: object) -> None:
    """By hand; TOML itself wants a figure before the point."""
    assert edit_of_option(f"a.b={text}") == {"a": {"b": value}}


def test_every_difference_is_listed_with_both_sides() -> None:
    """By hand: one weight, one band that is gone and one that is new; the version is no difference."""
    new = replace(
        DEFAULT, version=8, bands=(("fine", 65.0), *DEFAULT.bands[1:]), pillars=(0.3, 0.25, 0.3, 0.15)
    )
    assert differences(DEFAULT, new) == (
        Difference("bands.healthy", 65.0, None),
        Difference("pillars.sentiment", 0.25, 0.3),
        Difference("pillars.adoption", 0.3, 0.25),
        Difference("bands.fine", None, 65.0),
    )
