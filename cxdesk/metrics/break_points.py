"""Where the answers behind CSAT and NPS are parted: what is printed with these numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.tables.survey_scales import CSAT, NPS, USUAL_NPS, Breaks, scale_text, usual_satisfied_from
from cxdesk.workspace.facts_record import Facts

KINDS = {"csat": CSAT, "nps": NPS}


@dataclass(frozen=True, slots=True)
class Parted:
    """One scale on which people answered: `at` are the first answers of its groups after the lowest (none:
    it has no break points, and its answers count nowhere), `own` whether the user said so.
    """

    least: float
    most: float
    at: tuple[float, ...]
    own: bool
    answers: int

    @property
    def scale(self) -> str:
        """The scale in words: "1 to 5"."""
        return scale_text(self.least, self.most)


def parted(name: str, facts: Facts) -> tuple[Parted, ...]:
    """Return the scales of the answers of a metric (a name of KINDS), in their order."""
    answers, kind = facts.answers, KINDS[name]
    rows = (answers.kind == kind) & ~np.isnat(answers.answered_at) & (answers.scale_max > answers.scale_min)
    rows &= ~np.isnan(answers.score)
    scales = np.stack([answers.scale_min[rows], answers.scale_max[rows]], axis=1)
    found, counts = np.unique(scales, axis=0, return_counts=True)
    conventions = facts.conventions
    own = conventions.csat_satisfied_from if kind == CSAT else conventions.nps_passive_and_promoter_from
    return tuple(
        _parted(float(least), float(most), int(count), kind, own)
        for (least, most), count in zip(found, counts, strict=True)
    )


def rule_text(name: str, facts: Facts) -> str:
    """Return from which answers on people count as what here, in a sentence or two; "" where a metric has no
    break points, or nobody answered.
    """
    if name not in KINDS:
        return ""
    scales = parted(name, facts)
    known = [each for each in scales if each.at]
    told = "; ".join(_words(each, KINDS[name]) for each in known)
    sentences = [f"Here: {told}."] if told else []
    sentences += [f"{_uncounted(each)}." for each in scales if not each.at]
    return " ".join(sentences)


def why_unparted(name: str, facts: Facts) -> str:
    """Return why a metric has no value although people answered: none of their scales has break points; "" if
    that is not it.
    """
    scales = parted(name, facts)
    if not scales or any(each.at for each in scales):
        return ""
    return f"{'. '.join(_uncounted(each) for each in scales)}."


def _parted(least: float, most: float, answers: int, kind: int, own: tuple[Breaks, ...]) -> Parted:
    given = next((each for each in own if (each.least, each.most) == (least, most)), None)
    if given is not None:
        return Parted(least, most, given.at, True, answers)
    if kind == CSAT:
        return Parted(least, most, (float(usual_satisfied_from(least, most)),), False, answers)
    usual = (least, most) == (USUAL_NPS.least, USUAL_NPS.most)
    return Parted(least, most, USUAL_NPS.at if usual else (), False, answers)


def _words(each: Parted, kind: int) -> str:
    whose = " (your own)" if each.own else ""
    if kind == CSAT:
        return f"satisfied from {each.at[0]:g} on {each.scale}{whose}"
    return f"passive from {each.at[0]:g}, promoter from {each.at[1]:g} on {each.scale}{whose}"


def _uncounted(each: Parted) -> str:
    answers = "answer is" if each.answers == 1 else "answers are"
    return (
        f"{each.answers:,} {answers} on {each.scale}, which has no break points: say in the conventions from "
        "which on people are passives and promoters"
    )
