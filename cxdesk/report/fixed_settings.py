"""The settings that no formula reads, in words: by them cxdesk computed the inputs of the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from cxdesk.health.caps import CAP_LABELS
from cxdesk.health.renewal import signal_label
from cxdesk.report.material import Material

_LIVE = frozenset({
    "bands", "pillars", "betas", "table", "weights", "typical", "coverage_medium", "coverage_no_colour",
    "imbalance", "margin", "discount_rate", "points_to_double_odds", "ceiling", "version", "name",
    "default_anchors", "segments",
})  # fmt: skip
_STANDARD_ERRORS, _SHARE, _DAYS = "standard errors", "0 to 1", "days"
_WORDS: Mapping[str, tuple[str, str]] = {
    "score.interval_z": ("Half the range of a health", _STANDARD_ERRORS),
    "score.coverage_high": ("Coverage that is called high", _SHARE),
    "sentiment.half_life_days": ("Surveys: age at which an answer counts half", _DAYS),
    "sentiment.roles": ("Surveys: weight of the role {name}", _SHARE),
    "adoption.window_months": ("Use: months that are looked at", "months"),
    "adoption.seats_prior": ("Use: weight of what is usual in the segment", "seats"),
    "renewal.signal_clip": ("Signals are cut at", "standard deviations"),
    "renewal.ticket_half_life_days": ("Tickets: age at which one counts half", _DAYS),
    "renewal.champion_silent_days": ("Champion counts as silent after", _DAYS),
    "renewal.silent_invitations": ("Account counts as silent after", "unanswered invitations in a row"),
    "lifetime_value.prior_renewals": ("Renewals that make the pillar half reliable", "renewals"),
    "lifetime_value.discount_rate": ("Discount rate", "a year"),
    "caps": ("{cap}: holds beyond", "days, or a share of the use before"),
    "tensions.likely": ("Contradictions: how probable a high or low rate must be", _SHARE),
    "tensions.changed": ("Contradictions: changed from", _STANDARD_ERRORS),
    "tensions.unchanged": ("Contradictions: unchanged below", _STANDARD_ERRORS),
    "tensions.least_reliability": ("Contradictions: least reliability of both sides", _SHARE),
    "calibration.least_accounts": ("Calibration: fewest accounts", "accounts"),
    "calibration.percentiles": ("Calibration: percentiles of the own accounts", "%"),
    "calibration.scores": ("Calibration: what they score", "points"),
    "calibration.default_signal_scales": ("{signal}: scale without one", "mean, standard deviation"),
}  # fmt: skip


def fixed_settings(material: Material) -> Iterator[tuple[str, float | str, str]]:
    """Give (label, value, unit) of each; of customers who order also the rate the models discounted by."""
    yield from (_told(path, value) for path, value in _flat(material.standards))
    if material.portfolio.order_value is not None:
        yield _told(("lifetime_value", "discount_rate"), material.standards.lifetime_value.discount_rate)


def _told(path: tuple[str, ...], value: float | str) -> tuple[str, float | str, str]:
    """Return a setting in words."""
    for length in (2, 1):
        if words := _WORDS.get(".".join(path[:length])):
            label, unit = words
            break
    else:
        label, unit = ": ".join(path).replace("_", " "), ""
    name = path[-1]
    cap = CAP_LABELS.get(path[1], "") if path[0] == "caps" else ""
    signal = signal_label(name) if path[:2] == ("calibration", "default_signal_scales") else ""
    return label.format(name=name, cap=cap, signal=signal), value, unit


def _flat(record, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float | str]]:
    """Give each setting of the record that no formula reads, with its path."""
    pairs = (
        record.items()
        if isinstance(record, Mapping)
        else ((field.name, getattr(record, field.name)) for field in fields(record))
    )
    for name, value in pairs:
        if name in _LIVE:
            continue
        if is_dataclass(value) or isinstance(value, Mapping):
            yield from _flat(value, (*path, name))
        elif isinstance(value, tuple):
            yield (*path, name), ", ".join(f"{part:g}" for part in value)
        else:
            yield (*path, name), value
